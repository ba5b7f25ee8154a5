// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/pricing/pricebook.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace outlay {

/// Days of a provider, for which it has said what it charges.
struct BilledDay
{
    std::string provider;
    TimeRange day;
};

struct PricePreviewQuestion
{
    std::vector<PriceBook::Layer> layers; ///< as they would be; empty: the shipped book alone
    TimeRange range;                      ///< of the figures by model
    TimeRange hours;  ///< bounded: of the differences by hour; need not hold `range`
    TimeRange period; ///< within `hours`: whose difference is summed apart
    /// Figures that a provider, a gateway or a client gave follow the prices in proportion, as
    /// their own lists would; else they stay, as they do when prices are set.
    bool othersFollow = false;
    std::vector<BilledDay> billedDays; ///< whose spend is what was billed, whatever requests cost
};

/// Requests of one model of a provider, under the prices there are and under others.
struct ModelPreview
{
    std::string provider, model; ///< as in reports; empty: unknown
    std::int64_t requests = 0;
    std::int64_t changed = 0; ///< of them, that would cost something else
    Money now, then;
    std::int64_t unpricedNow = 0, unpricedThen = 0;
    std::int64_t given = 0; ///< requests whose cost somebody else gave, now and then …
    Money givenCost;        ///< … and what they cost now

    [[nodiscard]] Money change() const { return then - now; }
    ModelPreview &operator+=(const ModelPreview &other);
};

struct PricePreview
{
    std::vector<ModelPreview> models; ///< by size of the change, then dearest, then by name
    ModelPreview total;
    Money listValueNow, listValueThen; ///< of subscriptions' use in the range, outside spend
    /// Of total.change(): on days whose bill stands, where spend stays as billed.
    Money onBilledDays;
    std::map<Instant, Money> hours; ///< start of the hour (UTC) -> difference, where there is one
    Money periodChange;
};

/// What other prices would make of the requests in a range, by the code that would price them, so
/// that it is exact. Reads at one moment of the ledger on a connection of its own; changes nothing
/// and holds up nobody. Usage: the layers make no book, or a range is not bounded.
[[nodiscard]] Result<PricePreview> previewPrices(const std::string &ledger,
                                                 const PricePreviewQuestion &question,
                                                 const CancelToken &cancel = {});

} // namespace outlay
