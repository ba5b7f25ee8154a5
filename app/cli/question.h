// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "models/ledger/ledgerreader.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::cli {

/// The options with which people narrow a question: --from, --to, --tz, --where.
inline constexpr Option fromOption{"from", "TIME", "first moment: 2026-11-01, today, 7d, month, …"};
inline constexpr Option toOption{"to", "TIME", "the moment the range ends before (exclusive)"};
inline constexpr Option zoneOption{"tz", "ZONE",
                                   "time zone of days and dates (default: the ledger's)"};
inline constexpr Option whereOption{"where", "DIM=VALUE",
                                    "only this; repeat to add values or dimensions; \"DIM=\": "
                                    "unknown"};
/// A moment as people write it; Usage errors list the forms.
[[nodiscard]] Result<Instant> parseMoment(std::string_view text, const Zone &zone, Instant now);

/// "model=x", "tag:env=prod"; values of one dimension are alternatives, dimensions must all hold.
[[nodiscard]] Result<std::vector<Filter>> parseFilters(const std::vector<std::string> &texts);

/// --by a,b --by c.
[[nodiscard]] Result<std::vector<DimensionRef>>
parseDimensions(const std::vector<std::string> &texts);

/// --from, --to, --tz and --where of a command line as a query; `ledgerZone` is the default zone.
/// `now`: what "7d" and "week" are counted from; nullopt: the clock.
[[nodiscard]] Result<Query> narrowedQuery(const Arguments &arguments, const std::string &ledgerZone,
                                          std::optional<Instant> now = std::nullopt);
/// The same of a ledger: in its zone, from its shownNow().
[[nodiscard]] Result<Query> narrowedQuery(const Arguments &arguments, LedgerReader &reader);

} // namespace outlay::cli
