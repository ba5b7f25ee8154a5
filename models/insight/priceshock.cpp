// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/priceshock.h"

#include "models/insight/unpricedcounts.h"
#include "models/pricing/ownprices.h"
#include "models/pricing/pricefile.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

Instant middleOf(const TimeRange &bucket)
{
    return {bucket.from.micros + (bucket.to.micros - bucket.from.micros) / 2};
}

Result<std::vector<BilledDay>> billedDays(LedgerReader &reader, const TimeRange &range)
{
    const auto rows = reader.reconciliation(range);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    std::vector<BilledDay> days;
    for (const ReconciliationRow &row : *rows) {
        if (row.isClosed && !row.isEstimated && row.model.empty())
            days.push_back({row.provider, row.day});
    }
    return days;
}

/// The end of what is looked at; nullopt: nothing is.
Result<std::optional<Instant>> endOfData(LedgerReader &reader, std::optional<Instant> at)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    if (!facts->span)
        return std::nullopt;
    return at ? at : facts->span->to;
}

/// The end of what prices can change, counts included; nullopt: nothing is.
Result<std::optional<Instant>> endOfPriced(LedgerReader &reader, std::optional<Instant> at,
                                           const std::vector<CountedUse> &uses)
{
    auto end = endOfData(reader, {});
    if (!end)
        return end;
    for (const CountedUse &use : uses)
        end = std::max(end->value_or(use.bucket.to), use.bucket.to);
    return *end && at ? at : *end;
}

/// Of the counts in the range. What requests explain of them stays explained: their own difference
/// is in the preview.
Result<CountsEffect> countsEffect(LedgerReader &reader, const std::vector<PriceBook::Layer> &layers,
                                  const std::vector<CountedUse> &uses, const TimeRange &range)
{
    CountsEffect effect;
    const auto now = priceBookOf(reader);
    if (!now)
        return tl::unexpected<Error>(now.error());
    const auto then = PriceBook::build(layers);
    if (!then)
        return tl::unexpected<Error>(then.error());
    CountsPrices before(**now);
    CountsPrices after(**then);
    struct Sum
    {
        Money now, then, covered;
    };
    std::map<std::tuple<Instant, Instant, std::string, std::string, std::string>, Sum> sums;
    for (const CountedUse &use : uses) {
        if (!range.contains(middleOf(use.bucket)))
            continue;
        const auto cost = before.costOf(use);
        const auto other = after.costOf(use);
        const std::int64_t tokens = use.usage.total();
        effect.tokens += cost == other ? 0 : tokens;
        effect.gained += !cost && other ? tokens : 0;
        effect.lost += cost && !other ? tokens : 0;
        Sum &sum = sums[{use.bucket.from, use.bucket.to, use.source, use.provider, use.model}];
        sum.now += cost.value_or(Money{});
        sum.then += other.value_or(Money{});
        sum.covered = use.covered;
    }
    for (const auto &[key, sum] : sums)
        effect.change +=
            std::max(sum.then - sum.covered, Money{}) - std::max(sum.now - sum.covered, Money{});
    return effect;
}

/// The last whole month before `at`; the one that holds the moment before `at` where that is empty.
Result<TimeRange> lastMonth(LedgerReader &reader, Instant at, const Zone &zone)
{
    const Instant month = zone.bucketStart({at.micros - 1}, Step::Month);
    Query query;
    query.range = {zone.bucketStart({month.micros - 1}, Step::Month), month};
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    return answer->total.requests > 0 ? query.range : TimeRange{month, at};
}

/// The same history, had every hour cost what it would.
ForecastInput underPreview(ForecastInput input, const PricePreview &preview)
{
    std::map<Instant, Money> hours;
    for (const HourlySpend &hour : input.hours)
        hours[hour.at] += hour.spend;
    for (const auto &[at, change] : preview.hours)
        hours[at] += change;
    input.hours.clear();
    for (const auto &[at, spend] : hours)
        input.hours.push_back({at, spend});
    input.spent += preview.periodChange;
    return input;
}

/// What of the draft is not in those figures, and what it would do.
Result<> addHeld(PriceShock &shock, const std::string &path, PricePreviewQuestion question,
                 const CancelToken &cancel)
{
    auto held = heldOfDraft(question.layers);
    if (!held)
        return tl::unexpected<Error>(held.error());
    if (held->empty())
        return {};
    auto layers = takenOfDraft(std::move(question.layers), *held);
    if (!layers)
        return tl::unexpected<Error>(layers.error());
    question.layers = *std::move(layers);
    auto preview = previewPrices(path, question, cancel);
    if (!preview)
        return tl::unexpected<Error>(preview.error());
    shock.held = *std::move(held);
    shock.taken = *std::move(preview);
    return {};
}

} // namespace

Result<std::optional<PriceEffect>> priceEffect(LedgerReader &reader, const std::string &path,
                                               const std::vector<PriceBook::Layer> &layers,
                                               std::optional<Instant> at, const CancelToken &cancel)
{
    const auto uses = reader.countedUse({});
    if (!uses)
        return tl::unexpected<Error>(uses.error());
    const auto end = endOfPriced(reader, at, *uses);
    if (!end)
        return tl::unexpected<Error>(end.error());
    if (!*end)
        return std::nullopt;
    PriceEffect effect;
    effect.range = {{(*end)->micros - effectDays * microsPerDay}, **end};
    PricePreviewQuestion question;
    question.layers = layers;
    question.range = question.hours = effect.range;
    auto days = billedDays(reader, effect.range);
    if (!days)
        return tl::unexpected<Error>(days.error());
    question.billedDays = *std::move(days);
    auto preview = previewPrices(path, question, cancel);
    if (!preview)
        return tl::unexpected<Error>(preview.error());
    effect.preview = *std::move(preview);
    auto counts = countsEffect(reader, layers, *uses, effect.range);
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    effect.counts = *std::move(counts);
    return effect;
}

Result<std::optional<PriceShock>> priceShock(LedgerReader &reader, const std::string &path,
                                             const PriceShockQuestion &question,
                                             const CancelToken &cancel)
{
    const auto end = endOfData(reader, question.at);
    if (!end)
        return tl::unexpected<Error>(end.error());
    if (!*end)
        return std::nullopt;
    const Instant at = **end;
    const Instant month = question.zone.bucketStart({at.micros - 1}, Step::Month);
    const TimeRange period{month, question.zone.nextBucket(month, Step::Month)};
    auto queries = outlookQueries(reader, cancel);
    if (!queries)
        return tl::unexpected<Error>(queries.error());
    auto outlook = LedgerOutlook::open(*std::move(queries), {period, at, question.zone, {}});
    if (!outlook)
        return tl::unexpected<Error>(outlook.error());
    auto input = outlook->input({});
    if (!input)
        return tl::unexpected<Error>(input.error());
    const auto range =
        question.range ? Result<TimeRange>(*question.range) : lastMonth(reader, at, question.zone);
    if (!range)
        return tl::unexpected<Error>(range.error());
    PricePreviewQuestion asked;
    asked.layers = question.layers;
    asked.range = *range;
    asked.period = {month, at};
    asked.hours = {std::min(month, Instant{at.micros - (forecastHistoryDays + 1) * microsPerDay}),
                   at};
    asked.othersFollow = question.othersFollow;
    auto preview = previewPrices(path, asked, cancel);
    if (!preview)
        return tl::unexpected<Error>(preview.error());
    PriceShock shock{*range, *std::move(preview), forecastPeriod(*input), {}, {}, {}};
    shock.then = forecastPeriod(underPreview(*std::move(input), shock.preview));
    OUTLAY_TRY(addHeld(shock, path, std::move(asked), cancel));
    return shock;
}

} // namespace outlay
