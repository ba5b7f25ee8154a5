// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/priceshock.h"
#include "models/money/zone.h"
#include "models/pricing/pricechange.h"
#include "models/pricing/pricefile.h"
#include "models/pricing/pricehistory.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// A model of the price book, of the ledger, or of both.
struct PricedModel
{
    std::string id;                  ///< "provider/model": of its price, else as requests name it
    std::vector<DatedPrice> history; ///< all its prices in order of time; empty: it has none
    int current = -1;                ///< in force now, of `history`; -1: none
    std::optional<PriceRow> held;    ///< waits for a confirmation
    /// Why a request of now would have no price, as Price::unpriced; empty: it has one.
    std::string reason;
    std::string ownName; ///< what removeOwn() takes a person's price back by; empty: none
    // Of the last 30 days of data.
    std::int64_t requests = 0;
    std::optional<Money> spend; ///< nullopt: no request, or none with a price
    Measures measures;          ///< of the same requests
    std::vector<Filter> where;  ///< which these are: providers and models that it is the price of
    // Of all the ledger.
    std::int64_t unpricedRequests = 0;
    TokenUsage unpricedUsage; ///< of the models' requests, those with a price among them

    [[nodiscard]] const DatedPrice *price() const
    {
        return current < 0 ? nullptr : &history[static_cast<std::size_t>(current)];
    }
    /// The price in force, or one that comes, is implausible.
    [[nodiscard]] bool isDoubtful() const;
};

/// Who changed prices when, and what, in the words of changedPrices().
struct PriceEdit
{
    Instant at;
    QString who;
    QStringList lines;
};

/// What the Prices page shows, at one moment of the ledger.
struct PricesSnapshot
{
    /// Those without a price by their traffic, those in use by their spend, then the rest by id.
    std::vector<PricedModel> models;
    std::vector<DiscountData> discounts; ///< a person's own
    /// The last change, which can be taken back; nullopt: there is none.
    std::optional<PriceEdit> lastEdit;
    std::optional<TimeRange> range; ///< the last 30 days; nullopt: there is no request
    Instant now;
    Zone zone;
};
using PricesSnapshotPtr = std::shared_ptr<const PricesSnapshot>;

/// A price list chosen to be taken in: the difference and its effect, before anything is stored.
struct PriceFilePreview
{
    QString path;
    PriceFile file;
    std::optional<PriceEffect> effect;
};
using PriceFilePreviewPtr = std::shared_ptr<const PriceFilePreview>;

struct PriceShockPreview
{
    QString path;
    bool othersFollow = false;
    std::optional<PriceShock> shock; ///< nullopt: there is no request to try it on
    Zone zone;
};
using PriceShockPreviewPtr = std::shared_ptr<const PriceShockPreview>;

} // namespace outlay::ui
