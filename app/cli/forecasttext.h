// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "models/insight/exhaustion.h"
#include "models/insight/periodforecast.h"
#include "models/ledger/query.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay::cli {

struct ForecastRow
{
    std::optional<std::string> value; ///< nullopt: unknown
    PeriodForecast forecast;
};

/// Everything `forecast` says of a ledger.
struct ForecastReport
{
    std::string periodName; ///< "month"
    TimeRange period;
    Instant at;
    Zone zone; ///< of the times people read
    std::optional<Money> limit;
    std::optional<DimensionRef> by;
    std::vector<ForecastRow> rows;
    PeriodForecast total;
};

void writeJson(Output &out, const ForecastReport &report);
void print(Output &out, const ForecastReport &report);

/// "exhausted between 2026-11-11 10:00 and 19:00, likely about 14:00"; times in `zone`.
[[nodiscard]] std::string exhaustionText(const ExhaustionBand &band, const Zone &zone);

} // namespace outlay::cli
