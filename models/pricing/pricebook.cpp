// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricebook.h"

#include "models/pricing/discounts.h"
#include "models/pricing/names.h"
#include "models/pricing/resources.h"
#include "models/pricing/selection.h"

namespace outlay {

PriceBook::PriceBook(std::unique_ptr<Data> data) : m_data(std::move(data)) {}

PriceBook::~PriceBook() = default;

PriceBook::Layer PriceBook::shippedLayer()
{
    return {"shipped", std::string(resources::priceBook())};
}

Result<std::shared_ptr<const PriceBook>> PriceBook::build(const std::vector<Layer> &layers)
{
    std::vector<Layer> all = layers;
    const bool hasShipped = std::any_of(all.begin(), all.end(),
                                        [](const Layer &layer) { return layer.name == "shipped"; });
    if (!hasShipped)
        all.push_back(shippedLayer());
    return buildOnly(all);
}

Result<std::shared_ptr<const PriceBook>> PriceBook::buildOnly(const std::vector<Layer> &layers)
{
    std::vector<LayerData> read;
    for (const Layer &layer : layers) {
        auto data = parseLayer(layer);
        if (!data)
            return tl::unexpected<Error>(data.error());
        read.push_back(std::move(*data));
    }
    auto data = compileBook(std::move(read));
    if (!data)
        return tl::unexpected<Error>(data.error());
    return std::shared_ptr<const PriceBook>(new PriceBook(std::move(*data)));
}

std::shared_ptr<const PriceBook> PriceBook::shipped()
{
    // A test builds the compiled-in book, so that a broken one cannot ship.
    static const std::shared_ptr<const PriceBook> book = build({}).value_or(nullptr);
    return book;
}

PriceBook::Handle PriceBook::resolve(std::string_view provider, std::string_view model,
                                     std::string_view modelGroup) const
{
    return m_data->resolve(provider, model, modelGroup).handle;
}

Quote PriceBook::quote(Handle handle, const PriceRequest &request) const
{
    Quote quote;
    const Selection selection = select(*m_data, handle, request);
    quote.status = selection.status;
    if (handle != 0)
        quote.entry = unpack(handle).model;
    if (selection.status != Quote::Status::Priced)
        return quote;
    const std::optional<Money> cost = sumOf(selection, request);
    if (!cost) {
        quote.status = Quote::Status::OutOfRange;
        return quote;
    }
    quote.cost = *cost;
    quote.isDeclaredFree = selection.period->isDeclaredFree;
    return quote;
}

std::string_view PriceBook::priceId(std::uint32_t entry) const
{
    return entry < m_data->models.size() ? std::string_view(m_data->models[entry].id)
                                         : std::string_view();
}

bool PriceBook::isConstant(Handle handle, const TimeRange &range) const
{
    if (handle == 0)
        return true;
    const Segment *first = nullptr;
    for (const Segment &segment : m_data->models[unpack(handle).model].segments) {
        if (segment.to <= range.from.micros || segment.from >= range.to.micros)
            continue;
        if (first != nullptr &&
            (first->period != segment.period || first->discount != segment.discount))
            return false;
        first = &segment;
    }
    return true;
}

Money PriceBook::discounted(Handle handle, const PriceRequest &request, Money figure) const
{
    std::optional<Rational> rest;
    if (handle == 0) {
        const std::string provider = ProviderDirectory::shipped().canonical(request.provider);
        const DiscountData *discount =
            mostExact(discountsOn(m_data->layers, provider, std::string(request.model)),
                      request.listedAt.value_or(request.at).micros);
        if (discount != nullptr)
            rest = parseDiscount(discount->percent).value_or(Rational{});
    } else if (const Selection selection = select(*m_data, handle, request); selection.discount) {
        rest = selection.discount->rest;
    }
    if (!rest)
        return figure;
    return Money{static_cast<std::int64_t>(
        divideHalfEven(Int128(figure.nanos) * rest->numerator, rest->denominator))};
}

} // namespace outlay
