// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/evidence.h"
#include "models/ingest/ingest.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What somebody thinks of setting; what is not set stays as it is.
struct ConfigurationChange
{
    std::optional<std::vector<Person>> people;
    std::optional<std::vector<Ingest::AttributionRule>> attributionRules;
    /// Of one source.
    std::optional<std::pair<std::string, Ingest::ReportsKind>> reports;
    /// A source and model whose refused figures are accepted.
    std::optional<std::pair<std::string, std::string>> confirmed;
};

/// What it would do to the requests in the ledger.
struct ConfigurationEffect
{
    /// Requests that leave one value of a dimension for another (nullopt: unknown).
    struct Move
    {
        Dimension dimension = Dimension::User;
        std::optional<std::string> from, to;
        std::int64_t requests = 0;
        Money cost; ///< by the cost after the change
    };
    std::vector<Move> moves;     ///< dearest first, then by their texts
    std::int64_t requests = 0;   ///< all there are
    std::int64_t touched = 0;    ///< those the change touches at all
    Money costBefore, costAfter; ///< spend of requests; equal unless prices or sums are touched
    Money quarantinedBefore, quarantinedAfter;
    /// What statements have beyond the requests, which is no request and not in `moves`.
    Money notItemised;
};

/// Works it out on a read-only connection by the very code that would do it, so that it is exact.
/// Nothing is changed and nobody is held up. Of not itemised amounts it tells the sum, and not
/// which of them move. Cancelled if asked to stop.
[[nodiscard]] Result<ConfigurationEffect> previewChange(const std::string &ledger,
                                                        const ConfigurationChange &change,
                                                        const CancelToken &cancel = {});

/// By what methods the tasks of requests were found.
struct TaskShares
{
    struct Share
    {
        std::int64_t requests = 0;
        Money cost;
    };
    std::array<Share, taskMethodCount> byMethod{}; ///< by TaskMethod
    Share total;
};
[[nodiscard]] Result<TaskShares> taskShares(const std::string &ledger, const TimeRange &range = {},
                                            const CancelToken &cancel = {});

} // namespace outlay
