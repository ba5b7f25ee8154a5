// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What requests cost at list price: by the price book without the user's discounts. Unknown where
/// the book has no price.
class ListPrices
{
public:
    using Key = std::vector<std::optional<std::string>>;

    [[nodiscard]] static Result<ListPrices> read(LedgerReader &reader);

    /// By the values of `query.by`; what has none is missing. Without discounts the ledger's own
    /// estimates are list prices, else the requests of the range are priced again.
    [[nodiscard]] Result<std::map<Key, Money>> of(LedgerReader &reader, const Query &query,
                                                  const CancelToken &cancel) const;

private:
    std::shared_ptr<const PriceBook> m_book; ///< null: nothing is discounted
};

} // namespace outlay
