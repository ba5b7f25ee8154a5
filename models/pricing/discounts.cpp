// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/discounts.h"

#include "models/pricing/names.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace outlay {

namespace {

auto exactness(const DiscountData &discount)
{
    const auto letters = [](const std::string &text) {
        return text.size() - static_cast<std::size_t>(std::count(text.begin(), text.end(), '*'));
    };
    const auto from =
        discount.from ? discount.from->micros : std::numeric_limits<std::int64_t>::min();
    return std::make_tuple(letters(discount.model), letters(discount.provider), from,
                           discount.percent);
}

} // namespace

std::vector<const DiscountData *> discountsOn(const std::vector<LayerData> &layers,
                                              const std::string &provider, const std::string &model)
{
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    std::vector<const DiscountData *> matching;
    for (const LayerData &layer : layers) {
        for (const DiscountData &discount : layer.discounts) {
            const std::string pattern = discount.provider.find('*') == std::string::npos
                                            ? directory.canonical(discount.provider)
                                            : lowered(discount.provider);
            if (globMatches(pattern, provider) &&
                globMatches(lowered(discount.model), lowered(model)))
                matching.push_back(&discount);
        }
    }
    return matching;
}

const DiscountData *mostExact(const std::vector<const DiscountData *> &discounts, std::int64_t at)
{
    const DiscountData *best = nullptr;
    for (const DiscountData *discount : discounts) {
        const bool holds = (!discount->from || discount->from->micros <= at) &&
                           (!discount->to || at < discount->to->micros);
        if (holds && (best == nullptr || exactness(*best) < exactness(*discount)))
            best = discount;
    }
    return best;
}

} // namespace outlay
