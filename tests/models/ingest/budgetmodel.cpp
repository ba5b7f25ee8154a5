// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/ingest/budgetmodel.h"

#include "models/rules/crossing.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace outlay::test {

namespace {

constexpr std::int64_t quarter = 15 * microsPerMinute;

Instant startOf(QDate day, const QTimeZone &zone)
{
    QDateTime start = day.startOfDay(zone);
    while (!start.isValid()) { // a day that never was
        day = day.addDays(1);
        start = day.startOfDay(zone);
    }
    return {start.toMSecsSinceEpoch() * 1000};
}

/// Limit of a user at a time: the override, or a raise above it.
std::int64_t limitAt(const Budget &budget, const std::string &user, Instant at)
{
    for (const Budget::Override &own : budget.overrides) {
        if (own.member == user)
            return own.limit;
    }
    return budget.raise && at < budget.raise->until && budget.raise->limit > budget.limit
               ? budget.raise->limit
               : budget.limit;
}

bool isReached(std::int64_t amount, std::int64_t limit, int percent)
{
    return static_cast<long double>(amount) * 100 >= static_cast<long double>(limit) * percent;
}

std::int64_t weightOf(const Budget &budget, const Spend &call)
{
    return budget.unit == LimitUnit::Requests ? 1 : call.cost.nanos;
}

std::vector<int> thresholdsOf(const Budget &budget)
{
    std::vector<int> all = budget.thresholds;
    all.push_back(100);
    return all;
}

} // namespace

std::string userName(int user)
{
    return "user-" + std::to_string(100 + user);
}

std::optional<TimeRange> periodOf(const BudgetPeriod &period, Instant at)
{
    const QTimeZone zone(QByteArray::fromStdString(period.zone));
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(floorDivide(at.micros, 1000), zone);
    const QDate day = local.date();
    switch (period.kind) {
    case BudgetPeriod::Kind::Hour: {
        // To the next full hour of the clock on the wall, however the zone is shifted.
        const auto isFull = [&](std::int64_t micros) {
            return QDateTime::fromMSecsSinceEpoch(micros / 1000, zone).time().minute() == 0;
        };
        std::int64_t from = floorDivide(at.micros, quarter) * quarter, to = from + quarter;
        while (!isFull(from))
            from -= quarter;
        while (!isFull(to))
            to += quarter;
        return TimeRange{{from}, {to}};
    }
    case BudgetPeriod::Kind::Day:
        return TimeRange{startOf(day, zone), startOf(day.addDays(1), zone)};
    case BudgetPeriod::Kind::Month: {
        const QDate first(day.year(), day.month(), 1);
        return TimeRange{startOf(first, zone), startOf(first.addMonths(1), zone)};
    }
    case BudgetPeriod::Kind::Once:
        return period.once.contains(at) ? std::optional(period.once) : std::nullopt;
    default:
        return std::nullopt;
    }
}

std::int64_t BudgetModel::consumed(const Budget &budget, int user, const TimeRange &period) const
{
    std::int64_t sum = 0;
    const auto calls = m_calls.find(user);
    if (calls == m_calls.end())
        return 0;
    for (const auto &[number, call] : calls->second) {
        if (period.contains(call.at))
            sum += weightOf(budget, call);
    }
    return sum;
}

void BudgetModel::spend(const BudgetRules &rules, const std::vector<Spend> &calls, Instant now)
{
    std::map<int, std::vector<Spend>> news;
    for (const Spend &call : calls) {
        if (m_calls[call.user].emplace(call.number, call).second)
            news[call.user].push_back(call);
    }
    judgeTouched(rules, news, 1, now);
}

void BudgetModel::forget(const BudgetRules &rules, const std::string &source, Instant now)
{
    std::map<int, std::vector<Spend>> gone;
    for (auto &[user, calls] : m_calls) {
        for (const auto &[number, call] : calls) {
            if (call.source == source)
                gone[user].push_back(call);
        }
        std::erase_if(calls, [&](const auto &one) { return one.second.source == source; });
    }
    judgeTouched(rules, gone, -1, now);
}

void BudgetModel::judgeTouched(const BudgetRules &rules,
                               const std::map<int, std::vector<Spend>> &touched, int sign,
                               Instant now)
{
    for (const Budget &budget : rules.budgets) {
        for (const auto &[user, calls] : touched) {
            std::map<std::int64_t, std::pair<TimeRange, std::vector<Spend>>> byPeriod;
            for (const Spend &call : calls) {
                if (const auto period = periodOf(budget.period, call.at)) {
                    byPeriod[period->from.micros].first = *period;
                    byPeriod[period->from.micros].second.push_back(call);
                }
            }
            for (const auto &[start, those] : byPeriod)
                judge(budget, user, those.first, those.second, sign, now);
        }
    }
}

void BudgetModel::look(const BudgetRules &rules, Instant now)
{
    for (const Budget &budget : rules.budgets) {
        if (const auto period = periodOf(budget.period, now)) {
            for (const auto &[user, calls] : m_calls)
                judge(budget, user, *period, {}, 1, now);
        }
    }
}

void BudgetModel::limitsChanged(const BudgetRules &before, const BudgetRules &rules, Instant now)
{
    for (std::size_t i = 0; i < rules.budgets.size(); ++i) {
        const Budget &budget = rules.budgets[i];
        for (auto &[which, claims] : m_claims) {
            const auto &[id, user, start] = which;
            if (id != budget.id)
                continue;
            const TimeRange period = *periodOf(budget.period, {start});
            if (period.to <= now)
                continue;
            const Instant at = std::clamp(now, period.from, Instant{period.to.micros - 1});
            const std::int64_t limit = limitAt(budget, userName(user), at);
            if (limit <= limitAt(before.budgets[i], userName(user), at))
                continue; // only a raised limit arms anew
            for (auto &[threshold, claim] : claims) {
                if (!claim.isArmed && !isReached(consumed(budget, user, period), limit, threshold))
                    claim = {claim.arming + 1, true};
            }
        }
    }
    look(rules, now);
}

void BudgetModel::judge(const Budget &budget, int user, const TimeRange &period,
                        const std::vector<Spend> &touched, int sign, Instant now)
{
    if (budget.pausedUntil && now < *budget.pausedUntil)
        return;
    const std::int64_t amount = consumed(budget, user, period);
    const Instant at = std::clamp(now, period.from, Instant{period.to.micros - 1});
    const std::int64_t limit = limitAt(budget, userName(user), at);
    auto &claims = m_claims[{budget.id, user, period.from.micros}];
    int highest = 0, higherBefore = 0;
    for (const auto &[threshold, claim] : claims) {
        if (!claim.isArmed)
            higherBefore = std::max(higherBefore, threshold);
    }
    for (const int threshold : thresholdsOf(budget)) {
        const auto claim = claims.find(threshold);
        if (!isReached(amount, limit, threshold) ||
            (claim != claims.end() && !claim->second.isArmed))
            continue;
        claims[threshold].isArmed = false;
        highest = threshold;
    }
    if (highest == 0 || higherBefore > highest)
        return;
    // When: what was known before is older; then quarter-hour by quarter-hour.
    Instant happened = std::clamp(now, period.from, period.to);
    if (!touched.empty()) {
        std::map<std::int64_t, std::pair<std::int64_t, Instant>> quarters;
        std::int64_t sum = amount;
        for (const Spend &call : touched) {
            auto &[weight, last] = quarters[floorDivide(call.at.micros, quarter)];
            weight += sign * weightOf(budget, call);
            last = std::max(last, call.at);
            sum -= sign * weightOf(budget, call);
        }
        for (const auto &[start, part] : quarters) {
            sum += part.first;
            happened = part.second;
            if (isReached(sum, limit, highest))
                break;
        }
    }
    // What is over is told for a day.
    if (now >= period.to && now.micros - happened.micros >= microsPerDay)
        return;
    const int arming = claims[highest].arming;
    m_told.emplace(crossingId(budget.id, userName(user), period.from, highest, arming),
                   budget.id + " " + userName(user) + " from " + toRfc3339(period.from) + " " +
                       std::to_string(highest) + " %, arming " + std::to_string(arming) + ", " +
                       std::to_string(amount) + " of " + std::to_string(limit) + " at " +
                       toRfc3339(happened) + ", now " + toRfc3339(now));
}

std::string BudgetModel::wrongClaims(const Budget &budget,
                                     const std::vector<ClaimRow> &claims) const
{
    std::map<std::pair<Case, int>, Claim> wanted, found;
    for (const auto &[which, those] : m_claims) {
        if (std::get<0>(which) != budget.id)
            continue;
        for (const auto &[threshold, claim] : those)
            wanted[{which, threshold}] = claim;
    }
    for (const ClaimRow &claim : claims) {
        const int user = std::stoi(claim.member.substr(claim.member.find('-') + 1)) - 100;
        found[{{budget.id, user, claim.period.micros}, claim.threshold}] = {
            static_cast<int>(claim.arming), claim.isArmed};
    }
    for (const auto &[which, claim] : wanted) {
        const auto there = found.find(which);
        if (there == found.end() || there->second.arming != claim.arming ||
            there->second.isArmed != claim.isArmed)
            return budget.id + " of user " + std::to_string(std::get<1>(which.first)) + " from " +
                   toRfc3339({std::get<2>(which.first)}) + ", " + std::to_string(which.second) +
                   " %: claimed " + (there == found.end() ? "not" : "otherwise");
    }
    for (const auto &[which, claim] : found) {
        if (!wanted.contains(which))
            return budget.id + " of user " + std::to_string(std::get<1>(which.first)) + " from " +
                   toRfc3339({std::get<2>(which.first)}) + ", " + std::to_string(which.second) +
                   " %: claimed for nothing";
    }
    return {};
}

namespace {

std::string listed(const std::vector<const ClaimRow *> &claims)
{
    std::string text = "; claims:";
    for (const ClaimRow *claim : claims)
        text += " [" + toRfc3339(claim->period) + ", " + toRfc3339(claim->until) + ")";
    return text;
}

} // namespace

std::string BudgetModel::wrongRuns(const Budget &budget, const std::vector<ClaimRow> &claims,
                                   const std::set<std::string> &told, bool isOrderly) const
{
    const std::int64_t length = budget.period.length / quarter; // in steps
    for (const auto &[user, calls] : m_calls) {
        std::map<std::int64_t, std::int64_t> consumedIn; // by step
        for (const auto &[number, call] : calls)
            consumedIn[floorDivide(call.at.micros, quarter)] += weightOf(budget, call);
        if (consumedIn.empty())
            continue;
        for (const int threshold : thresholdsOf(budget)) {
            const std::string who =
                budget.id + " of " + userName(user) + ", " + std::to_string(threshold) + " %, ";
            std::vector<const ClaimRow *> of;
            for (const ClaimRow &claim : claims) {
                if (claim.member == userName(user) && claim.threshold == threshold)
                    of.push_back(&claim);
            }
            std::optional<std::int64_t> from;
            for (std::int64_t at = consumedIn.begin()->first;
                 at <= consumedIn.rbegin()->first + length; ++at) {
                std::int64_t sum = 0;
                for (std::int64_t step = at - length + 1; step <= at; ++step) {
                    const auto one = consumedIn.find(step);
                    sum += one == consumedIn.end() ? 0 : one->second;
                }
                if (!from && isReached(sum, budget.limit, threshold))
                    from = at;
                // It lasts until it is below 90 % of the threshold.
                if (!from || isReached(10 * sum, 9 * budget.limit, threshold))
                    continue;
                const Instant begin{*from * quarter}, end{at * quarter};
                from = std::nullopt;
                std::vector<const ClaimRow *> over;
                std::copy_if(of.begin(), of.end(), std::back_inserter(over),
                             [&](const ClaimRow *claim) {
                                 return claim->period < end && begin < claim->until;
                             });
                const auto tellings =
                    std::count_if(over.begin(), over.end(), [&](const ClaimRow *claim) {
                        return told.contains(claim->alert);
                    });
                if (over.empty() || (isOrderly && tellings > 1))
                    return who + "from " + toRfc3339(begin) + " to " + toRfc3339(end) +
                           (over.empty() ? ": missed" : ": told twice") + listed(of);
            }
        }
    }
    return {};
}

} // namespace outlay::test
