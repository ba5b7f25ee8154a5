// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricechange.h"

namespace outlay {

namespace {

Result<> changeOwn(const PriceChange &change, const std::vector<PriceBook::Layer> &layers,
                   LayerData &own)
{
    switch (change.kind) {
    case PriceChange::Kind::Price:
        return setOwnPrice(own, change.price);
    case PriceChange::Kind::Confirm:
        return confirmHeldPrice(own, layers, change.name);
    case PriceChange::Kind::Discount:
        return setOwnDiscount(own, change.name, change.percent, change.price.from, change.price.to);
    case PriceChange::Kind::Remove:
        if (removeOwn(own, change.name) == 0)
            return failure(Error::Kind::Usage, "nothing was set for " + change.name);
        return {};
    case PriceChange::Kind::File:
        break;
    }
    return {};
}

} // namespace

Result<std::vector<PriceBook::Layer>> applied(const PriceChange &change,
                                              std::vector<PriceBook::Layer> layers)
{
    if (change.kind == PriceChange::Kind::File) {
        replaceLayer(layers, change.layer);
        if (const auto book = PriceBook::build(layers); !book)
            return tl::unexpected<Error>(book.error());
        return layers;
    }
    auto own = ownLayer(layers);
    if (!own)
        return tl::unexpected<Error>(own.error());
    OUTLAY_TRY(changeOwn(change, layers, *own));
    return withOwnLayer(std::move(layers), *own);
}

} // namespace outlay
