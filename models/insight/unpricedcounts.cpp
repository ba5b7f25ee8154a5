// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/unpricedcounts.h"

#include "models/receipt/receiptreader.h"

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
    // As one request the sum is beyond every step that one of its requests can be beyond.
    request.isAggregate = !use.isBeyondStep;
    request.requests = use.isBeyondStep ? 1 : std::max<std::int64_t>(use.requests, 1);
    return request;
}

} // namespace

std::optional<Money> CountsPrices::costOf(const CountedUse &use)
{
    const auto [handle, isNew] = m_handles.try_emplace({use.provider, use.model});
    if (isNew)
        handle->second = m_book.resolve(use.provider, use.model, {});
    const Quote quote = m_book.quote(handle->second, requestOf(use));
    return quote.status == Quote::Status::Priced ? std::optional(quote.cost) : std::nullopt;
}

std::string CountsPrices::reasonOf(const CountedUse &use) const
{
    return m_book.price(requestOf(use)).unpriced;
}

namespace {

/// What is counted in each bucket.
using ByBucket = std::map<std::pair<Instant, Instant>, std::vector<CountedUse>>;

/// Tokens of requests to the model, by the hour.
Result<std::map<Instant, std::int64_t>> requestedTokens(LedgerReader &reader,
                                                        const UnpricedCounts &counts)
{
    Query query;
    query.range = {counts.buckets.front().from, counts.buckets.front().to};
    for (const TimeRange &bucket : counts.buckets)
        query.range.to = std::max(query.range.to, bucket.to);
    query.step = Step::Hour;
    for (const auto &[dimension, value] : {std::pair(Dimension::Provider, counts.provider),
                                           std::pair(Dimension::Model, counts.model)}) {
        Filter &filter = query.where.emplace_back();
        filter.dimension.dimension = dimension;
        filter.anyOf = {value};
    }
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::map<Instant, std::int64_t> tokens;
    for (const Row &row : answer->rows) {
        if (row.at)
            tokens[*row.at] += row.measures.usage.total();
    }
    return tokens;
}

/// What is left once those are taken out that requests are all of: these are itemised, and said to
/// be without a price as requests if they are.
Result<std::vector<CountedUse>> withoutExplained(LedgerReader &reader, const UnpricedCounts &counts,
                                                 const ByBucket &uses)
{
    const auto tokens = requestedTokens(reader, counts);
    if (!tokens)
        return tl::unexpected<Error>(tokens.error());
    std::vector<CountedUse> left;
    for (const auto &[bucket, of] : uses) {
        std::int64_t counted = 0, requested = 0;
        for (const CountedUse &use : of)
            counted += use.usage.total();
        for (auto at = tokens->lower_bound(bucket.first);
             at != tokens->end() && at->first < bucket.second; ++at)
            requested += at->second;
        if (requested < counted)
            left.insert(left.end(), of.begin(), of.end());
    }
    return left;
}

void add(UnpricedCounts &sum, const CountedUse &use, const CountsPrices &prices)
{
    if (sum.buckets.empty() || sum.buckets.back() != use.bucket)
        sum.buckets.push_back(use.bucket);
    sum.usage += use.usage;
    sum.tokens += use.usage.total();
    sum.requests += use.requests;
    sum.reason = prices.reasonOf(use);
}

/// What counts know of a dimension; nullptr: nothing.
const std::string *valueOf(const CountedUse &use, Dimension dimension)
{
    switch (dimension) {
    case Dimension::Provider:
        return &use.provider;
    case Dimension::Model:
        return &use.model;
    case Dimension::Source:
        return &use.source;
    case Dimension::Project:
        return &use.project;
    default:
        return nullptr;
    }
}

bool passes(const CountedUse &use, const std::vector<Filter> &where)
{
    return std::all_of(where.begin(), where.end(), [&use](const Filter &filter) {
        const std::string *value = valueOf(use, filter.dimension.dimension);
        return value != nullptr && std::any_of(filter.anyOf.begin(), filter.anyOf.end(),
                                               [value](const std::optional<std::string> &wanted) {
                                                   return wanted.value_or("") == *value;
                                               });
    });
}

} // namespace

bool isToldByCounts(Dimension dimension)
{
    return valueOf(CountedUse(), dimension) != nullptr;
}

Result<std::vector<UnpricedCounts>> unpricedCounts(LedgerReader &reader, const PriceBook &book,
                                                   const TimeRange &range,
                                                   const std::vector<Filter> &where)
{
    const auto uses = reader.countedUse(range);
    if (!uses)
        return tl::unexpected<Error>(uses.error());
    CountsPrices prices(book);
    std::map<std::tuple<std::string, std::string, std::string>, ByBucket> unpriced;
    for (const CountedUse &use : *uses) {
        if (!prices.costOf(use))
            unpriced[{use.provider, use.model, use.source}][{use.bucket.from, use.bucket.to}]
                .push_back(use);
    }
    std::vector<UnpricedCounts> all;
    for (const auto &[key, byBucket] : unpriced) {
        UnpricedCounts sum;
        std::tie(sum.provider, sum.model, sum.source) = key;
        for (const auto &[bucket, of] : byBucket)
            sum.buckets.push_back({bucket.first, bucket.second});
        const auto left = withoutExplained(reader, sum, byBucket);
        if (!left)
            return tl::unexpected<Error>(left.error());
        sum.buckets.clear();
        for (const CountedUse &use : *left) {
            if (passes(use, where))
                add(sum, use, prices);
        }
        if (!sum.buckets.empty())
            all.push_back(std::move(sum));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto &l, const auto &r) { return l.tokens > r.tokens; });
    return all;
}

Result<std::vector<UnpricedCounts>> unpricedCounts(LedgerReader &reader, const TimeRange &range,
                                                   const std::vector<Filter> &where)
{
    const auto uses = reader.countedUse(range);
    if (!uses)
        return tl::unexpected<Error>(uses.error());
    if (uses->empty())
        return std::vector<UnpricedCounts>(); // most ledgers
    const auto book = priceBookOf(reader);    // prices may have been set since
    if (!book)
        return tl::unexpected<Error>(book.error());
    return unpricedCounts(reader, **book, range, where);
}

} // namespace outlay
