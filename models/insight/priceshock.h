// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/pricepreview.h"
#include "models/insight/ledgeroutlook.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// How far back a change of prices is told of before it is made.
inline constexpr int effectDays = 30;

/// What prices would make of providers' counts that nobody tells the money of.
struct CountsEffect
{
    std::int64_t tokens = 0; ///< of those that would cost something else
    std::int64_t gained = 0; ///< tokens that would get a price …
    std::int64_t lost = 0;   ///< … and lose theirs
    Money change;
};

/// What setting prices would do to the last days.
struct PriceEffect
{
    TimeRange range; ///< `effectDays` of 24 hours
    PricePreview preview;
    CountsEffect counts;
    [[nodiscard]] Money change() const { return preview.total.change() + counts.change; }
};

/// Of the days before `at`, or else before the ledger's newest event or counts end; nullopt: there
/// are none. `path`: of the ledger that `reader` reads.
[[nodiscard]] Result<std::optional<PriceEffect>>
priceEffect(LedgerReader &reader, const std::string &path,
            const std::vector<PriceBook::Layer> &layers, std::optional<Instant> at = std::nullopt,
            const CancelToken &cancel = {});

struct PriceShockQuestion
{
    std::vector<PriceBook::Layer> layers; ///< see layersUnderDraft()
    Zone zone;                            ///< of months
    std::optional<Instant> at;            ///< nullopt: the end of the newest event
    /// nullopt: the last whole month before `at` that has a request, else the month to `at`.
    std::optional<TimeRange> range;
    bool othersFollow = false; ///< see PricePreviewQuestion
};

/// Other prices against those there are: a range of the past, and where this month is heading.
struct PriceShock
{
    TimeRange range;
    PricePreview preview;              ///< of the range
    PeriodForecast now, then;          ///< of the month that holds the moment before `at`
    std::vector<PriceRow> held;        ///< of the draft, and why: not in force in all of this
    std::optional<PricePreview> taken; ///< of the range, were they; nullopt: none is held
};

/// nullopt: the ledger holds no event. The forecast is made from the same hours with each request's
/// difference added, so that both are forecasts of the same use.
[[nodiscard]] Result<std::optional<PriceShock>> priceShock(LedgerReader &reader,
                                                           const std::string &path,
                                                           const PriceShockQuestion &question,
                                                           const CancelToken &cancel = {});

} // namespace outlay
