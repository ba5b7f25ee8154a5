// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetchange.h"

#include "app/alerting/budgetfields.h"
#include "models/rules/minutelimit.h"

#include <algorithm>

namespace outlay::alerting {

namespace {

std::vector<const Budget *> differing(const BudgetRules &rules, const BudgetRules &others)
{
    std::vector<const Budget *> budgets;
    for (const Budget &budget : rules.budgets) {
        if (std::find(others.budgets.begin(), others.budgets.end(), budget) == others.budgets.end())
            budgets.push_back(&budget);
    }
    return budgets;
}

Result<std::optional<BudgetStatus>> standingOf(LedgerReader &reader, const Budget &budget,
                                               Instant now)
{
    BudgetRules only;
    only.budgets = {budget};
    StatusOptions options;
    options.hasMembers = false;
    options.hasForecasts = false;
    options.hasTripwires = true;
    options.isPast = true; // nobody counts yet what a new budget consumes
    auto statuses = budgetStatuses(reader, only, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    return std::optional(std::move(statuses->front()));
}

} // namespace

Result<std::vector<BudgetEffect>> budgetEffects(LedgerReader &reader, const BudgetRules &before,
                                                const BudgetRules &after, Instant now)
{
    std::vector<BudgetEffect> all;
    std::vector<const Budget *> gone = differing(before, after);
    for (const Budget *budget : differing(after, before)) {
        BudgetEffect &one = all.emplace_back();
        auto standing = standingOf(reader, *budget, now);
        if (!standing)
            return tl::unexpected<Error>(standing.error());
        one.after = *std::move(standing);
        Budget tried = *budget;
        if (isRaisedAt(tried, now)) // what holds after the change
            tried.limit = tried.raise->limit;
        auto trial = tryOnHistory(reader, tried, now);
        if (!trial)
            return tl::unexpected<Error>(trial.error());
        one.trial = *trial;
        const auto was = std::find_if(gone.begin(), gone.end(),
                                      [&](const Budget *other) { return other->id == budget->id; });
        if (was == gone.end())
            continue;
        auto old = standingOf(reader, **was, now);
        if (!old)
            return tl::unexpected<Error>(old.error());
        one.before = *std::move(old);
        gone.erase(was);
    }
    for (const Budget *budget : gone) {
        auto standing = standingOf(reader, *budget, now);
        if (!standing)
            return tl::unexpected<Error>(standing.error());
        all.push_back({*std::move(standing), std::nullopt, {}});
    }
    return all;
}

Result<Instant> runningFrom(const BudgetPeriod &period, Instant now)
{
    if (isPerMinute(period))
        return now;
    const auto calendar = PeriodCalendar::of(period);
    if (!calendar)
        return tl::unexpected<Error>(calendar.error());
    if (period.kind == BudgetPeriod::Kind::Once)
        return period.once.from;
    const auto running = calendar->at(now);
    if (!running)
        return now;
    return calendar->isRolling() ? Instant{running->to.micros - period.length} : running->from;
}

void sortByName(BudgetRules &rules)
{
    std::sort(rules.budgets.begin(), rules.budgets.end(),
              [](const Budget &l, const Budget &r) { return l.name < r.name; });
}

} // namespace outlay::alerting
