// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: the rows of `configuration` that answers depend on, as ingest writes
// them.

#include "models/money/instant.h"
#include "models/money/money.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// One entry of the configuration "plans": what a source or a key is paid by.
struct PlanEntry
{
    std::string source, key; ///< one of them, or a key of a source
    std::string kind;        ///< metered, subscription, provisioned, local, unknown
    std::string name;
    Money fee;                   ///< a month
    std::optional<Instant> from; ///< nullopt: since the first event
};

/// "plans": [{"source","key","kind","name","fee_nanos" (text or number),"from" (RFC 3339 or "")},
/// …]. Empty text: no plans. Corrupt if it is no such list.
[[nodiscard]] Result<std::vector<PlanEntry>> parsePlans(std::string_view json);

/// "reports": [[source, "list" or "net"], …].
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>>
parseReports(std::string_view json);

/// "price_layers": [{"name","json"}, …], lowest first.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>>
parsePriceLayers(std::string_view json);

/// Of "live_sources", which app/sources writes: {"sources":[{"name","paused", …}], …}.
struct WatchedSource
{
    std::string name;
    bool isPaused = false;
};
/// Nothing where it is not so: who watches complains of that, and what was vouched for stands.
[[nodiscard]] std::vector<WatchedSource> parseWatchedSources(std::string_view json);

} // namespace outlay
