// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/budgetwatch_p.h"

#include <algorithm>
#include <utility>

namespace outlay {

using namespace budgetwatch;

BudgetWatch::BudgetWatch(LedgerWriter &ledger, ConsumptionBuffer &consumption, AlertBook &alerts)
    : m_ledger(ledger)
    , m_consumption(consumption)
    , m_alerts(alerts)
{
}

BudgetWatch::Case BudgetWatch::caseOf(const Budget &budget, TextId member)
{
    return {&budget, m_consumption.trackerWith(m_consumption.trackerOf(budget)),
            member,  member == 0 ? std::string() : m_ledger.textOf(member),
            nullptr, false};
}

void BudgetWatch::judgeTouched(Instant now)
{
    if (m_consumption.touched().empty())
        return;
    // Parents first, whose alerts mute those of their children.
    for (const auto &[depth, budgets] : byDepth()) {
        std::map<std::int64_t, std::vector<const Budget *>> ofTracker;
        for (const Budget *budget : budgets)
            ofTracker[m_consumption.trackerOf(*budget)].push_back(budget);
        judgeTouched(ofTracker, now);
    }
    m_consumption.forgetTouched();
    m_tripped.clear();
}

std::map<int, std::vector<const Budget *>> BudgetWatch::byDepth() const
{
    std::map<std::string_view, const Budget *> byId;
    for (const Budget &budget : m_consumption.rules().budgets)
        byId.emplace(budget.id, &budget);
    std::map<int, std::vector<const Budget *>> sorted;
    for (const Budget &budget : m_consumption.rules().budgets) {
        int depth = 0;
        for (auto at = byId.find(budget.parent);
             at != byId.end() && depth < static_cast<int>(byId.size());
             at = byId.find(at->second->parent))
            ++depth;
        sorted[depth].push_back(&budget);
    }
    return sorted;
}

void BudgetWatch::judgeTouched(const std::map<std::int64_t, std::vector<const Budget *>> &budgets,
                               Instant now)
{
    // A rolling window's steps are judged together, member by member.
    std::map<std::pair<std::int64_t, TextId>, std::vector<Instant>> rolling;
    for (const auto &[key, touched] : m_consumption.touched()) {
        Tracker *tracker = m_consumption.trackerWith(key.tracker);
        const auto those = budgets.find(key.tracker);
        if (tracker == nullptr || those == budgets.end())
            continue;
        if (tracker->calendar().isRolling()) {
            rolling[{key.tracker, key.member}].push_back(key.period);
            continue;
        }
        for (const Budget *budget : those->second) {
            Case one = caseOf(*budget, key.member);
            one.touched = &touched;
            judge(one, {key.period}, now);
        }
    }
    for (const auto &[key, steps] : rolling) {
        for (const Budget *budget : budgets.at(key.first))
            judge(caseOf(*budget, key.second), steps, now);
    }
}

void BudgetWatch::put(const ClaimRow &claim)
{
    m_ledger.putClaim(claim);
    m_runs.erase(claim.budget);
}

/// With runs that go on. Most looks at the clock find nothing new: claims of years are read again
/// only after one was made.
const std::set<std::string> &BudgetWatch::membersWithRuns(const std::string &budget)
{
    const auto [known, isNew] = m_runs.try_emplace(budget);
    if (isNew) {
        for (const ClaimRow &claim : m_ledger.claimsOf(budget)) {
            if (claim.until == TimeRange{}.to && claim.threshold != unpricedThreshold)
                known->second.insert(claim.member);
        }
    }
    return known->second;
}

void BudgetWatch::judgeRunning(Instant now)
{
    for (const auto &[depth, budgets] : byDepth()) {
        for (const Budget *budget : budgets)
            judgeRunning(*budget, now);
    }
    if (std::exchange(m_hasEnded, false))
        m_alerts.recountGroups();
}

void BudgetWatch::judgeRunning(const Budget &budget, Instant now)
{
    const Case any = caseOf(budget, 0);
    if (any.tracker == nullptr)
        return;
    if (budget.period.kind == BudgetPeriod::Kind::Always && budget.each)
        return judgeEndless(budget, now);
    if (isPaused(budget, now))
        return;
    const auto period = any.tracker->calendar().at(now);
    if (!period)
        return;
    TimeRange starts = only(period->from);
    std::set<std::string> open;
    if (any.tracker->calendar().isRolling()) {
        starts = {{period->from.micros - budget.period.length}, period->to};
        open = membersWithRuns(budget.id);
    }
    Members members;
    for (const ConsumptionRow &row : m_ledger.consumptionIn(any.tracker->id(), starts))
        members[row.member].push_back(row.period);
    for (const std::string &member : open) {
        const auto id = member.empty() ? std::optional<TextId>(0) : m_ledger.findText(member);
        if (id)
            members[*id].push_back(period->from);
    }
    judgeMembers(budget, members, {}, now);
}

/// `last`: of members, where nothing of them was touched.
void BudgetWatch::judgeMembers(const Budget &budget, const Members &members,
                               const std::map<TextId, TouchedConsumption> &last, Instant now)
{
    std::vector<Alert> together;
    m_together = budget.each && !budget.isTripwire ? &together : nullptr;
    for (const auto &[member, periods] : members) {
        Case one = caseOf(budget, member);
        one.isRunningOnly = true;
        // A rule that was just made has counted what was there, and so knows when it was passed.
        const auto &touched = m_consumption.touched();
        const auto counted = touched.find({one.tracker->id(), periods.back(), member});
        if (counted != touched.end() && !one.tracker->calendar().isRolling())
            one.touched = &counted->second;
        else if (const auto known = last.find(member); known != last.end())
            one.touched = &known->second;
        judge(one, periods, now);
    }
    m_together = nullptr;
    tellTogether(std::move(together), now);
}

void BudgetWatch::tell(const Alert &alert, Instant now)
{
    if (m_together != nullptr && alert.inhibitedBy.empty() && !alert.endedAt)
        m_together->push_back(alert);
    else
        m_alerts.report({alert, !alert.endedAt}, now);
}

/// A rule that many members are over already (it was just made, or its limit lowered) is one thing
/// to tell: the fullest speaks for the others, which have a record each.
void BudgetWatch::tellTogether(std::vector<Alert> alerts, Instant now)
{
    const auto share = [](const Alert &alert) { // in millionths: only the order counts
        return Int128{alert.consumed} * 1'000'000 / std::max<std::int64_t>(alert.limit, 1);
    };
    std::stable_sort(alerts.begin(), alerts.end(), [&](const Alert &left, const Alert &right) {
        return share(left) > share(right);
    });
    for (const AlertKind kind : {AlertKind::BudgetExhausted, AlertKind::BudgetThreshold}) {
        const auto isOfKind = [kind](const Alert &alert) { return alert.kind == kind; };
        const auto count = std::count_if(alerts.begin(), alerts.end(), isOfKind);
        std::string first;
        for (Alert &alert : alerts) {
            if (!isOfKind(alert))
                continue;
            if (count >= toldTogether && !first.empty()) {
                alert.inhibitedBy = first;
                m_alerts.reportWithOthers({alert, true}, now);
                continue;
            }
            if (count >= toldTogether) {
                first = alert.id;
                alert.count = count;
            }
            m_alerts.report({alert, true}, now);
        }
    }
}

void BudgetWatch::judge(const Case &one, const std::vector<Instant> &periods, Instant now)
{
    const Budget &budget = *one.budget;
    // What nobody is known to have spent is nobody's budget.
    if (one.tracker == nullptr || isPaused(budget, now) || (budget.each && one.memberId == 0))
        return;
    if (one.tracker->calendar().isRolling())
        return judgeRolling(one, periods, now);
    for (const Instant period : periods)
        judgePeriod(one, period, now);
}

std::int64_t BudgetWatch::limitOf(const Case &one, const TimeRange &period, Instant now)
{
    const Budget &budget = *one.budget;
    const Instant at = std::clamp(now, period.from, Instant{period.to.micros - 1});
    const std::int64_t fixed = fixedLimitOf(budget, one.member, at);
    if (!budget.allocation)
        return fixed;
    std::vector<std::int64_t> history;
    auto before = one.tracker->calendar().before(period);
    for (int i = 0; before && i < budget.allocation->periods; ++i) {
        const auto rows =
            m_ledger.consumptionOf(one.tracker->id(), one.memberId, only(before->from));
        history.push_back(rows.empty() ? 0 : sumOf(rows.front()).in(budget.unit));
        before = one.tracker->calendar().before(*before);
    }
    const auto follows = allocated(*budget.allocation, history);
    const bool isRaised = budget.raise && at < budget.raise->until;
    return isRaised ? std::max(follows.value_or(fixed), fixed) : follows.value_or(fixed);
}

Instant BudgetWatch::reachedAt(const Case &one, std::int64_t consumed, std::int64_t goal,
                               const TimeRange &period, Instant now) const
{
    if (one.touched == nullptr || one.touched->parts.empty())
        return std::clamp(now, period.from, period.to);
    // What came in before is taken to be older: exact while a log grows, and to the quarter-hour.
    std::int64_t sum = consumed;
    for (const TouchedConsumption::Part &part : one.touched->parts)
        sum -= part.added.in(one.budget->unit);
    for (const TouchedConsumption::Part &part : one.touched->parts) {
        sum += part.added.in(one.budget->unit);
        if (sum >= goal)
            return part.last;
    }
    return one.touched->parts.back().last;
}

Alert BudgetWatch::alertOf(const Case &one, int threshold, std::int64_t consumed,
                           std::int64_t limit, const TimeRange &period)
{
    const Budget &budget = *one.budget;
    Alert alert;
    using enum AlertKind;
    if (budget.isTripwire)
        alert.kind = budget.each && budget.each->dimension == Dimension::Session ? TripwireSession
                                                                                 : TripwireHourly;
    else
        alert.kind = threshold >= exhaustedPercent ? BudgetExhausted : BudgetThreshold;
    if (budget.each)
        alert.scope.emplace_back(toString(*budget.each), one.member);
    for (const Filter &filter : budget.scope) {
        for (const auto &value : filter.anyOf)
            alert.scope.emplace_back(toString(filter.dimension), value.value_or(std::string()));
    }
    alert.budgetId = budget.id;
    alert.budgetName = budget.name;
    alert.owner = budget.owner;
    alert.unit = name(budget.unit);
    alert.threshold = threshold;
    alert.consumed = consumed;
    alert.limit = limit;
    if (budget.unit == LimitUnit::Money)
        alert.atStake = Money{consumed};
    if (period.from != TimeRange{}.from)
        alert.period = toRfc3339(period.from);
    if (period.to != TimeRange{}.to)
        alert.endsAt = period.to;
    return alert;
}

/// An active alert that says the same of more, at that time: the parent's, of the same member where
/// both have the same members. A parent with others says nothing of this one.
std::string BudgetWatch::inhibitorOf(const Case &one, const TimeRange &range)
{
    const auto &budgets = m_consumption.rules().budgets;
    const auto parent = std::find_if(budgets.begin(), budgets.end(), [&](const Budget &budget) {
        return budget.id == one.budget->parent;
    });
    if (one.budget->parent.empty() || parent == budgets.end() ||
        (parent->each && parent->each != one.budget->each))
        return {};
    for (const ClaimRow &claim :
         m_ledger.claimsOf(parent->id, parent->each ? one.member : std::string(), {})) {
        if (claim.threshold < exhaustedPercent || !overlaps({claim.period, claim.until}, range))
            continue;
        const auto alert = m_alerts.find(claim.alert);
        if (alert && alert->isActive())
            return alert->id;
    }
    return {};
}

void BudgetWatch::judgePeriod(const Case &one, Instant start, Instant now)
{
    const Budget &budget = *one.budget;
    const bool isAlways = budget.period.kind == BudgetPeriod::Kind::Always;
    const auto period = isAlways ? std::optional(TimeRange{}) : one.tracker->calendar().at(start);
    if (!period || period->to <= budget.from)
        return;
    const auto rows = m_ledger.consumptionOf(one.tracker->id(), one.memberId, only(start));
    const Consumption consumed = rows.empty() ? Consumption{} : sumOf(rows.front());
    const std::int64_t amount = consumed.in(budget.unit);
    const std::vector<ClaimRow> claims = m_ledger.claimsOf(budget.id, one.member, only(start));
    warnOfUnpriced(one, *period, consumed, claims, now);
    // The cheapest question first: most budgets are far from their first threshold.
    const std::int64_t limit = limitOf(one, *period, now);
    std::vector<int> news;
    std::map<int, const ClaimRow *> known;
    for (const ClaimRow &claim : claims)
        known[claim.threshold] = &claim;
    for (const int threshold : reachedThresholds(budget, amount, limit)) {
        const auto claim = known.find(threshold);
        if (claim == known.end() || claim->second->isArmed)
            news.push_back(threshold);
    }
    if (news.empty() && claims.empty())
        return;
    Alert facts = alertOf(one, 0, amount, limit, *period);
    if (one.touched != nullptr && !one.touched->parts.empty())
        facts.lastAt = one.touched->parts.back().last;
    if (endsInSilence(budget) && facts.lastAt)
        facts.endsAt = Instant{facts.lastAt->micros + sessionQuiet};
    if (news.empty())
        return refresh(one, *period, claims, facts, now);
    std::vector<Alert> alerts;
    for (const int threshold : news) {
        const auto claim = known.find(threshold);
        const std::int64_t arming = claim == known.end() ? 0 : claim->second->arming;
        Alert alert = alertOf(one, threshold, amount, limit, *period);
        alert.id = crossingId(budget.id, one.member, start, threshold, arming);
        alert.endsAt = facts.endsAt;
        alert.lastAt = facts.lastAt;
        const Int128 goal = (Int128{limit} * threshold + 99) / 100;
        alert.happenedAt = reachedAt(one, amount, static_cast<std::int64_t>(goal), *period, now);
        put({budget.id, one.member, start, threshold, arming, false, period->to, alert.id, now});
        alerts.push_back(std::move(alert));
    }
    // A threshold below one that was told of (somebody has added it) is no news.
    const auto higher = std::find_if(claims.rbegin(), claims.rend(), [&](const ClaimRow &claim) {
        return claim.threshold > news.back() && !claim.isArmed;
    });
    if (higher != claims.rend()) {
        for (const Alert &alert : alerts)
            m_alerts.record(alert, higher->alert, now);
        return refresh(one, *period, claims, facts, now);
    }
    Alert highest = alerts.back();
    alerts.pop_back();
    for (const Alert &alert : alerts)
        m_alerts.record(alert, highest.id, now);
    for (const ClaimRow &claim : claims) {
        if (claim.threshold < highest.threshold && claim.threshold != unpricedThreshold)
            m_alerts.supersede(claim.alert, highest.id, now);
    }
    highest.inhibitedBy = inhibitorOf(one, *period);
    tell(highest, now);
}

} // namespace outlay
