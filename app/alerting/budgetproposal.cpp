// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetproposal.h"

#include "models/insight/ledgeroutlook.h"

#include <algorithm>
#include <set>

namespace outlay::alerting {

namespace {

constexpr int mostWeeks = 8;
constexpr int weekDays = 7;

/// Up to two significant digits, whole dollars at least.
std::int64_t roundedUp(Int128 nanos)
{
    Int128 unit = 1'000'000'000;
    while (nanos > unit * 100)
        unit *= 10;
    return static_cast<std::int64_t>((nanos + unit - 1) / unit * unit);
}

/// The first moment that requests or, without any, bills tell of.
Result<std::optional<Instant>> firstKnown(LedgerReader &reader, const LedgerFacts &facts)
{
    if (facts.span)
        return std::optional(facts.span->from);
    const auto all = reader.run({});
    if (!all)
        return tl::unexpected<Error>(all.error());
    return all->hasData ? std::optional(all->range.from) : std::nullopt;
}

/// Nothing is not zero: leaves the weeks that something, and of which the end, is known of.
Result<> keepKnown(std::vector<BudgetProposal::Week> &weeks, LedgerReader &reader,
                   const LedgerFacts &facts, const Zone &zone, const std::set<Instant> &withCosts)
{
    const auto endOf = [&](const BudgetProposal::Week &week) {
        return zone.startOfDay(zone.dayOf(week.from) + weekDays);
    };
    const auto coverage = reader.coverage({weeks.front().from, endOf(weeks.back())});
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    const auto sources = reader.sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    const auto known = recordedUntil(facts, *sources, *coverage);
    std::erase_if(weeks, [&](const BudgetProposal::Week &week) {
        const TimeRange range{week.from, endOf(week)};
        const bool isWatched =
            std::any_of(coverage->told.begin(), coverage->told.end(), [&](const TimeRange &one) {
                return one.from < range.to && range.from < one.to;
            });
        return (!withCosts.contains(week.from) && !isWatched) || (known && *known < range.to);
    });
    return {};
}

} // namespace

std::int64_t BudgetProposal::usualWeeks() const
{
    return std::count_if(weeks.begin(), weeks.end(),
                         [this](const Week &week) { return week.cost <= usualWeek; });
}

std::optional<BudgetProposal> proposeBudget(std::vector<BudgetProposal::Week> weeks,
                                            int daysOfMonth)
{
    if (weeks.empty())
        return std::nullopt;
    std::vector<Money> costs;
    costs.reserve(weeks.size());
    for (const BudgetProposal::Week &week : weeks)
        costs.push_back(week.cost);
    std::sort(costs.begin(), costs.end());
    const std::size_t rank = (costs.size() * 75 + 99) / 100;
    BudgetProposal proposal;
    proposal.weeks = std::move(weeks);
    proposal.usualWeek = costs[rank - 1];
    proposal.daysOfMonth = daysOfMonth;
    if (proposal.usualWeek.nanos <= 0)
        return std::nullopt;
    proposal.limit.nanos =
        roundedUp((Int128{proposal.usualWeek.nanos} * daysOfMonth + weekDays - 1) / weekDays);
    return proposal;
}

Result<std::optional<BudgetProposal>>
proposeBudget(LedgerReader &reader, const std::vector<Filter> &scope, const Zone &zone, Instant now)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto first = firstKnown(reader, *facts);
    if (!first)
        return tl::unexpected<Error>(first.error());
    if (!*first)
        return std::optional<BudgetProposal>{};
    const Instant end = zone.bucketStart(now, Step::Week);
    std::vector<BudgetProposal::Week> weeks;
    const std::int64_t lastDay = zone.dayOf(end);
    for (int i = mostWeeks; i > 0; --i) {
        const Instant from = zone.startOfDay(lastDay - std::int64_t{i} * weekDays);
        // The ledger's first day counts as whole.
        if (from >= zone.startOfDay(zone.dayOf(**first)))
            weeks.push_back({from, {}});
    }
    if (weeks.empty())
        return std::optional<BudgetProposal>{};
    Query query;
    query.range = {weeks.front().from, end};
    query.zone = zone;
    query.step = Step::Week;
    query.where = scope;
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::set<Instant> told; ///< weeks that something is known of
    for (const Row &row : answer->rows) {
        for (BudgetProposal::Week &week : weeks) {
            if (row.at != week.from)
                continue;
            week.cost += row.measures.cost.value_or(Money{});
            if (row.measures.requests > 0 || row.measures.cost)
                told.insert(week.from);
        }
    }
    OUTLAY_TRY(keepKnown(weeks, reader, *facts, zone, told));
    // Fees of plans are spend, and no budget's consumption.
    const auto plans = reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    if (auto fees = feesWithin(*plans, scope)) {
        query.where = *std::move(fees);
        const auto ofFees = reader.run(query);
        if (!ofFees)
            return tl::unexpected<Error>(ofFees.error());
        for (const Row &row : ofFees->rows) {
            for (BudgetProposal::Week &week : weeks) {
                if (row.at == week.from)
                    week.cost -= row.measures.residual;
            }
        }
    }
    const CivilDate today = civilFromDays(zone.dayOf(now));
    const bool isLast = today.month == 12;
    const int days = static_cast<int>(
        daysFromCivil({today.year + (isLast ? 1 : 0), isLast ? 1 : today.month + 1, 1}) -
        daysFromCivil({today.year, today.month, 1}));
    return proposeBudget(std::move(weeks), days);
}

} // namespace outlay::alerting
