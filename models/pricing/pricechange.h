// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/ownprices.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// One thing a person wants changed about prices, to be tried out first and then stored.
struct PriceChange
{
    enum class Kind
    {
        Price,    ///< `price`
        Confirm,  ///< the held price of `name`
        Discount, ///< `percent` off `name`, from `price.from` to `price.to`
        Remove,   ///< everything set for `name`, a price's or a discount's
        File,     ///< `layer`, as readPriceFile() gives it
    };
    Kind kind = Kind::Price;
    OwnPrice price;
    std::string name, percent;
    PriceBook::Layer layer;
};

/// The layers with the change made. Usage and Malformed errors as ownprices.h and PriceBook::build;
/// Usage where there is nothing to remove or to confirm.
[[nodiscard]] Result<std::vector<PriceBook::Layer>> applied(const PriceChange &change,
                                                            std::vector<PriceBook::Layer> layers);

} // namespace outlay
