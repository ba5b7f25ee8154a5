// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/ledgeroutlook.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay {

namespace {

bool isDemo(const std::vector<SourceInfo> &sources)
{
    return !sources.empty() &&
           std::all_of(sources.begin(), sources.end(),
                       [](const SourceInfo &source) { return source.name.starts_with("demo "); });
}

/// Times at which machines slept and nobody watched.
std::vector<TimeRange> sleepOf(const CoverageAnswer &coverage)
{
    std::vector<TimeRange> asleep;
    std::vector<TimeRange> watched;
    for (const SourceCoverage &source : coverage.sources) {
        for (const Vouched &part : source.ranges) {
            if (part.kind == CoverageKind::Asleep)
                asleep.push_back(part.range);
            if (part.kind == CoverageKind::Watched)
                watched.push_back(part.range);
        }
    }
    for (const TimeRange &range : watched) {
        std::vector<TimeRange> left;
        for (const TimeRange &sleep : asleep) {
            const TimeRange before{sleep.from, std::min(sleep.to, range.from)};
            const TimeRange after{std::max(sleep.from, range.to), sleep.to};
            if (before.from < before.to)
                left.push_back(before);
            if (after.from < after.to)
                left.push_back(after);
        }
        asleep = std::move(left);
    }
    return asleep;
}

std::string nameOf(const PlanInfo &plan)
{
    return plan.name.empty() ? plan.kind : plan.name;
}

/// The same day and time of day `months` later, or that month's last day.
Instant monthsLater(Instant at, int months, const Zone &zone)
{
    const std::int64_t day = zone.dayOf(at);
    const CivilDate date = civilFromDays(day);
    const int index = date.year * 12 + date.month - 1 + months;
    const std::int64_t first = daysFromCivil({index / 12, index % 12 + 1, 1});
    const std::int64_t next = daysFromCivil({(index + 1) / 12, (index + 1) % 12 + 1, 1});
    const std::int64_t then = std::min(first + date.day - 1, next - 1);
    return {zone.startOfDay(then).micros + at.micros - zone.startOfDay(day).micros};
}

std::vector<HourlySpend> hoursOf(const Answer &answer)
{
    std::vector<HourlySpend> hours;
    for (const Row &row : answer.rows) {
        if (row.at && row.measures.cost)
            hours.push_back({*row.at, *row.measures.cost});
    }
    return hours;
}

} // namespace

std::optional<Instant> recordedUntil(const LedgerFacts &facts,
                                     const std::vector<SourceInfo> &sources,
                                     const CoverageAnswer &coverage)
{
    std::optional<Instant> known;
    if (facts.span)
        known = facts.span->to;
    if (known && isDemo(sources))
        return known;
    const auto isKnownAt = [&](Instant at) { known = std::max(known.value_or(at), at); };
    // A bill is read any time after the days it tells of.
    for (const SourceInfo &source : sources) {
        if (source.span && source.lastImport)
            isKnownAt(*source.lastImport);
    }
    for (const SourceCoverage &source : coverage.sources) {
        for (const Vouched &part : source.ranges) {
            if (part.kind == CoverageKind::Watched)
                isKnownAt(part.range.to);
        }
    }
    for (const TimeRange &told : coverage.told)
        isKnownAt(told.to);
    return known;
}

Result<OutlookQueries> outlookQueries(LedgerReader &reader, const CancelToken &cancel)
{
    OutlookQueries queries;
    auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(std::move(facts).error());
    auto sources = reader.sources();
    if (!sources)
        return tl::unexpected<Error>(std::move(sources).error());
    auto plans = reader.plans();
    if (!plans)
        return tl::unexpected<Error>(std::move(plans).error());
    queries.facts = *std::move(facts);
    queries.sources = *std::move(sources);
    queries.plans = *std::move(plans);
    queries.run = [&reader, cancel](const Query &query) { return reader.run(query, cancel); };
    queries.coverage = [&reader](const TimeRange &range) { return reader.coverage(range); };
    queries.reconciliation = [&reader](const TimeRange &range) {
        return reader.reconciliation(range);
    };
    queries.fees = [&reader](const TimeRange &range, const std::vector<Filter> &where) {
        return reader.fees(range, where);
    };
    return queries;
}

LedgerOutlook::LedgerOutlook(OutlookQueries queries, OutlookQuestion question)
    : m_queries(std::move(queries))
    , m_question(std::move(question))
    , m_history{{m_question.at.micros - (forecastHistoryDays + 1) * microsPerDay}, m_question.at}
    , m_known(m_question.at)
{
    m_history.from = std::min(m_history.from, m_question.period.from);
}

Result<LedgerOutlook> LedgerOutlook::open(OutlookQueries queries, OutlookQuestion question)
{
    LedgerOutlook outlook(std::move(queries), std::move(question));
    OUTLAY_TRY(outlook.findUncovered());
    OUTLAY_TRY(outlook.findUnfinished());
    return outlook;
}

Result<> LedgerOutlook::findUncovered()
{
    CoverageAnswer coverage;
    if (m_queries.coverage) {
        auto answer = m_queries.coverage(m_history);
        if (!answer)
            return tl::unexpected<Error>(std::move(answer).error());
        coverage = *std::move(answer);
    }
    // Less than an hour is only the time reports take to arrive.
    const auto add = [&](const TimeRange &range, MissingKind kind) {
        if (range.to.micros - range.from.micros >= microsPerHour)
            m_missing.push_back({range, kind});
    };
    for (const TimeRange &open : coverage.open)
        add(open, MissingKind::Uncovered);
    // Not missed, and as unknown.
    for (const SourceCoverage &source : coverage.sources) {
        if (source.awaited)
            add(source.awaited->range, MissingKind::Uncovered);
    }
    for (const TimeRange &sleep : sleepOf(coverage))
        add(sleep, MissingKind::Asleep);
    const auto known = recordedUntil(m_queries.facts, m_queries.sources, coverage);
    m_known = std::min(known.value_or(m_question.at), m_question.at);
    add({m_known, m_question.at}, MissingKind::Uncovered);
    return {};
}

/// Days of providers that will still restate them. They matter where what a provider says beyond
/// the requests is a part of the spend worth speaking of.
Result<> LedgerOutlook::findUnfinished()
{
    constexpr std::int64_t oneOf = 20;
    if (!m_queries.reconciliation)
        return {};
    const auto rows = m_queries.reconciliation(m_history);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    std::map<std::pair<std::string, std::string>, std::pair<Money, Money>> closed;
    for (const ReconciliationRow &row : *rows) {
        if (!row.isClosed)
            continue;
        auto &[billed, beyond] = closed[{row.provider, row.source}];
        billed += row.billed;
        beyond += row.unattributed;
    }
    for (const ReconciliationRow &row : *rows) {
        const auto said = closed.find({row.provider, row.source});
        const bool isMuch =
            said == closed.end() || said->second.second.nanos > said->second.first.nanos / oneOf;
        if (!row.isClosed && isMuch)
            m_missing.push_back({row.day, MissingKind::Unfinished});
    }
    return {};
}

std::optional<std::vector<Filter>> feesWithin(const std::vector<PlanInfo> &plans,
                                              const std::vector<Filter> &where)
{
    const DimensionRef plan{Dimension::Plan, {}};
    const auto own = std::find_if(where.begin(), where.end(),
                                  [&](const Filter &filter) { return filter.dimension == plan; });
    Filter named{plan, {}};
    for (const PlanInfo &info : plans) {
        const std::string name = nameOf(info);
        const bool passes = own == where.end() || std::find(own->anyOf.begin(), own->anyOf.end(),
                                                            name) != own->anyOf.end();
        if (info.fee != Money{} && passes)
            named.anyOf.emplace_back(name);
    }
    if (named.anyOf.empty())
        return std::nullopt;
    std::vector<Filter> narrowed = where;
    std::erase_if(narrowed, [&](const Filter &filter) { return filter.dimension == plan; });
    narrowed.push_back(std::move(named));
    return narrowed;
}

Result<std::vector<DatedFee>> LedgerOutlook::fees(const std::vector<Filter> &where) const
{
    std::vector<DatedFee> fees;
    if (!m_queries.fees || !m_queries.facts.span)
        return fees;
    // The ledger dates them, up to the month of its last event.
    const auto dated = m_queries.fees({m_history.from, m_question.period.to}, where);
    if (!dated)
        return tl::unexpected<Error>(dated.error());
    for (const FeeDue &fee : *dated) // in the hours that history is asked for
        fees.push_back({{floorDivide(fee.at.micros, microsPerHour) * microsPerHour}, fee.amount});
    // Those of the last month it knows fall due again in each that follows.
    const Zone &zone = m_question.zone;
    const Instant month = zone.bucketStart({m_queries.facts.span->to.micros - 1}, Step::Month);
    const Instant end = zone.nextBucket(month, Step::Month);
    const std::size_t known = fees.size();
    for (std::size_t i = 0; i < known; ++i) {
        if (fees[i].at < month || fees[i].at >= end)
            continue;
        const DatedFee fee = fees[i];
        for (int months = 1;; ++months) {
            const Instant due = monthsLater(fee.at, months, zone);
            if (due >= m_question.period.to)
                break;
            if (due >= m_question.at)
                fees.push_back({due, fee.amount});
        }
    }
    return fees;
}

namespace {

/// Out of everything: what was spent, the hours, and what is to come.
void takeFees(ForecastInput &input)
{
    for (const DatedFee &fee : input.fees) {
        if (fee.at >= input.at)
            continue;
        if (input.period.contains(fee.at))
            input.spent -= fee.amount;
        // An hour with requests has two entries, and the fee is in one of them.
        HourlySpend *holder = nullptr;
        for (HourlySpend &hour : input.hours) {
            if (hour.at == fee.at && (!holder || hour.spend > holder->spend))
                holder = &hour;
        }
        if (holder)
            holder->spend -= fee.amount;
    }
    input.fees.clear();
}

} // namespace

Result<ForecastInput> LedgerOutlook::input(const std::vector<Filter> &where) const
{
    ForecastInput input;
    input.period = m_question.period;
    input.at = m_question.at;
    Query query;
    query.where = where;
    query.range = {m_question.period.from, std::min(m_question.at, m_question.period.to)};
    if (query.range.from < query.range.to) {
        const Result<Answer> spent = m_queries.run(query);
        if (!spent)
            return tl::unexpected<Error>(spent.error());
        input.spent = spent->total.cost.value_or(Money{});
    }
    query.range = m_history;
    query.step = Step::Hour;
    const Result<Answer> history = m_queries.run(query);
    if (!history)
        return tl::unexpected<Error>(history.error());
    input.hours = hoursOf(*history);
    auto due = fees(where);
    if (!due)
        return tl::unexpected<Error>(std::move(due).error());
    input.fees = *std::move(due);
    if (!m_question.countsFees)
        takeFees(input);
    input.missing = m_missing;
    input.flagged = m_question.flagged;
    return input;
}

Result<PeriodForecast> LedgerOutlook::forecast(const std::vector<Filter> &where) const
{
    const Result<ForecastInput> asked = input(where);
    if (!asked)
        return tl::unexpected<Error>(asked.error());
    return forecastPeriod(*asked);
}

Result<Pace> LedgerOutlook::pace(const std::vector<Filter> &where, Money spent) const
{
    Pace pace;
    Query query;
    query.where = where;
    query.range = {{m_question.at.micros - microsPerHour}, m_question.at};
    const Result<Answer> answer = m_queries.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    pace.lastHour = answer->total.cost.value_or(Money{});
    const std::int64_t passed = m_question.at.micros - m_question.period.from.micros;
    if (passed > 0)
        pace.evenHour = {static_cast<std::int64_t>(Int128{spent.nanos} * microsPerHour / passed)};
    if (m_question.at.micros - m_known.micros > microsPerHour)
        pace.staleSince = m_known;
    return pace;
}

} // namespace outlay
