// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/unpricedcounts.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace outlay {

namespace {

PriceRequest requestOf(const CountedUse &use)
{
    PriceRequest request;
    request.provider = use.provider;
    request.model = use.model;
    request.at = use.bucket.from;
    request.tier = use.tier;
    request.speed = use.speed;
    request.geo = use.geo;
    request.searchContext = use.searchContext;
    request.usage = use.usage;
    request.requests = std::max<std::int64_t>(use.requests, 1);
    request.isAggregate = true;
    return request;
}

} // namespace

Result<std::vector<UnpricedCounts>> unpricedCounts(LedgerReader &reader, const PriceBook &book,
                                                   const TimeRange &range)
{
    const auto uses = reader.countedUse(range);
    if (!uses)
        return tl::unexpected<Error>(uses.error());
    std::map<std::pair<std::string, std::string>, PriceBook::Handle> handles;
    std::map<std::tuple<std::string, std::string, std::string>, UnpricedCounts> sums;
    for (const CountedUse &use : *uses) {
        const auto [handle, isNew] = handles.try_emplace({use.provider, use.model});
        if (isNew)
            handle->second = book.resolve(use.provider, use.model, {});
        const PriceRequest request = requestOf(use);
        if (book.quote(handle->second, request).status == Quote::Status::Priced)
            continue;
        UnpricedCounts &sum = sums[{use.provider, use.model, use.source}];
        sum.provider = use.provider;
        sum.model = use.model;
        sum.source = use.source;
        if (sum.buckets.empty() || sum.buckets.back() != use.bucket)
            sum.buckets.push_back(use.bucket);
        sum.usage += use.usage;
        sum.tokens += use.usage.total();
        sum.requests += use.requests;
        sum.reason = book.price(request).unpriced;
    }
    std::vector<UnpricedCounts> all;
    for (auto &[key, sum] : sums)
        all.push_back(std::move(sum));
    std::stable_sort(all.begin(), all.end(),
                     [](const auto &l, const auto &r) { return l.tokens > r.tokens; });
    return all;
}

} // namespace outlay
