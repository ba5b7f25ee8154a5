// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/listprices.h"

#include "models/pricing/layer.h"
#include "models/receipt/receipt.h"

#include <set>

namespace outlay {

namespace {

Result<std::map<ListPrices::Key, Money>> estimates(LedgerReader &reader, Query query,
                                                   const CancelToken &cancel)
{
    query.basis = Basis::Estimated;
    const auto answer = reader.run(query, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::map<ListPrices::Key, Money> listed;
    for (const Row &row : answer->rows) {
        // A sum that lacks some is no list cost of all.
        if (row.measures.cost && row.measures.unpricedRequests == 0)
            listed[row.key] = *row.measures.cost;
    }
    return listed;
}

} // namespace

Result<ListPrices> ListPrices::read(LedgerReader &reader)
{
    ListPrices prices;
    auto stored = reader.priceLayers();
    if (!stored)
        return tl::unexpected<Error>(stored.error());
    std::vector<PriceBook::Layer> layers;
    bool isDiscounted = false;
    for (auto &[name, json] : *stored) {
        auto layer = parseLayer({name, std::move(json)});
        if (!layer)
            return tl::unexpected<Error>(layer.error());
        isDiscounted = isDiscounted || !layer->discounts.empty();
        layer->discounts.clear();
        layers.push_back({name, toJson(*layer)});
    }
    if (!isDiscounted)
        return prices;
    auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    prices.m_book = *std::move(book);
    return prices;
}

Result<std::map<ListPrices::Key, Money>> ListPrices::of(LedgerReader &reader, const Query &query,
                                                        const CancelToken &cancel) const
{
    if (!m_book)
        return estimates(reader, query, cancel);
    std::map<Key, Money> listed;
    std::set<Key> isPartly;
    OUTLAY_TRY(reader.eachEvent(
        query,
        [&](const EventRow &event) {
            if (event.isSetAside || event.isControl)
                return true;
            Key key;
            for (const DimensionRef &by : query.by)
                key.push_back(event.dimensions[static_cast<std::size_t>(by.dimension)]);
            const std::optional<Money> cost = m_book->price(priceRequest(event)).cost;
            if (event.isFree)
                listed[key] += Money{};
            else if (cost)
                listed[key] += *cost;
            else
                isPartly.insert(key);
            return true;
        },
        cancel));
    for (const Key &key : isPartly)
        listed.erase(key);
    return listed;
}

} // namespace outlay
