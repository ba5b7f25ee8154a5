// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/money/weekhour.h"
#include "models/receipt/receipt.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What has none of these keys: the row "other" of a table.
struct RestOf
{
    std::vector<DimensionRef> by;
    std::vector<std::vector<std::optional<std::string>>> keys; ///< one value for each of `by`
    bool operator==(const RestOf &) const = default;
};

/// A figure somebody points at.
struct ReceiptQuestion
{
    TimeRange range;
    std::vector<Filter> where;
    std::optional<RestOf> outside; ///< of "other"
    Measures figure;               ///< as shown; the receipt says whether the ledger still agrees
    /// Only these hours of the range, which is bounded then; of the zone.
    std::optional<WeekHour> hour = {};
    Zone zone = {};
};

struct ReceiptLimits
{
    /// Up to as many requests are added up one by one; more come from sums by model and tier.
    std::int64_t requests = 300'000;
    std::size_t entries = 40; ///< the dearest; the rest is one sum
};

/// The single requests behind a figure, as lists have them.
struct ReceiptRows
{
    std::int64_t requests = 0; ///< on record
    std::int64_t setAside = 0; ///< listed with them, and in no total
    bool isCut = false;        ///< older ones were dropped, their sums stay
};

/// How a figure adds up: entries + rest + residual = cost, to the nano-dollar.
struct FigureReceipt
{
    enum class Detail
    {
        Terms,   ///< every class of tokens with its rate and amount
        Entries, ///< amounts by entry, tokens by class, prices as listed
        None,    ///< too many requests, of dimensions there are no sums of: entries are empty
    };
    Detail detail = Detail::None;
    std::vector<ReceiptEntry> entries;
    std::size_t entryCount = 0; ///< with those in `rest`
    Money rest;                 ///< of the entries that are not shown
    std::int64_t restRequests = 0;
    Money residual; ///< billed without requests behind it, and fees of plans
    std::optional<Money> cost;
    bool hasChanged = false; ///< the ledger no longer says what the screen did
    /// Detail::Entries: the prices in force in the range, by price id.
    std::map<std::string, std::vector<PriceRow>> prices;
    /// Why models have no price, by "provider/model".
    std::map<std::string, std::string> unpriced;
    ReceiptRows rows;
};

/// The book that prices events of this ledger: the shipped one under the ledger's own layers.
[[nodiscard]] Result<std::shared_ptr<const PriceBook>> priceBookOf(LedgerReader &reader);

/// Bounded by the limits in time and memory; Cancelled as soon as `cancel` is set.
[[nodiscard]] Result<FigureReceipt> readReceipt(LedgerReader &reader, const PriceBook &book,
                                                const ReceiptQuestion &question,
                                                const ReceiptLimits &limits = {},
                                                const CancelToken &cancel = {});

} // namespace outlay
