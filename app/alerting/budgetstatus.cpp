// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetstatus.h"

#include "models/ingest/configuration.h"
#include "models/insight/ledgeroutlook.h"
#include "models/rules/alert.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay::alerting {

namespace {

struct MemberKey
{
    std::string name;
    bool isUnknown = false;
    auto operator<=>(const MemberKey &) const = default;
};
using ByMember = std::map<MemberKey, Consumption>;

Consumption sumOf(const ConsumedPeriod &row)
{
    return {row.cost, row.residual, row.tokens, row.requests, row.unpriced};
}

Consumption sumOf(const Measures &measures)
{
    Consumption sum;
    sum.residual = measures.residual;
    sum.cost = measures.cost.value_or(Money{}) - measures.residual;
    sum.tokens = measures.usage.total();
    sum.requests = measures.requests;
    sum.unpriced = measures.unpricedRequests;
    return sum;
}

/// The running period, of a rolling budget its window.
std::optional<TimeRange> runningPeriod(const PeriodCalendar &calendar, Instant at)
{
    auto period = calendar.at(at);
    if (period && calendar.isRolling())
        period->from = Instant{period->to.micros - calendar.period().length};
    return period;
}

/// Statuses of one question; what several budgets need is asked for once.
class StatusRun
{
public:
    StatusRun(LedgerReader &reader, Instant at, const StatusOptions &options)
        : m_reader(reader)
        , m_at(at)
        , m_options(options)
    {
    }

    Result<> add(const Budget &budget);
    std::vector<BudgetStatus> take() { return std::move(m_statuses); }
    Result<ByMember> fromRequests(const Budget &budget, const TimeRange &period);

private:
    Result<const ByMember *> consumed(const Budget &budget, const TimeRange &period);
    Result<ByMember> fromCounters(const Budget &budget, const TimeRange &period);
    Result<> addTo(ByMember &members, const Query &query, int sign);
    using History = std::map<std::pair<std::string, Instant>, std::int64_t>;
    Result<History> history(const Budget &budget, const std::vector<TimeRange> &before);
    Result<> judge(BudgetStatus &status, const std::vector<ClaimRow> &claims,
                   const PeriodCalendar &calendar);
    Result<> foretell(BudgetStatus &status, const Zone &zone);

    LedgerReader &m_reader;
    Instant m_at;
    StatusOptions m_options;
    std::map<std::string, ByMember> m_consumed; ///< by tracker key
    std::optional<OutlookQueries> m_queries;
    struct Outlook
    {
        TimeRange period;
        std::string zone;
        LedgerOutlook outlook;
    };
    std::vector<Outlook> m_outlooks;
    std::vector<BudgetStatus> m_statuses;
};

Result<ByMember> StatusRun::fromCounters(const Budget &budget, const TimeRange &period)
{
    const auto rows = m_reader.consumption(trackerKey(budget), period);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    ByMember members;
    for (const ConsumedPeriod &row : *rows)
        members[{row.member, row.isUnknown && budget.each.has_value()}] += sumOf(row);
    return members;
}

Result<ByMember> StatusRun::fromRequests(const Budget &budget, const TimeRange &period)
{
    Query query;
    query.range = {period.from, std::min(period.to, m_at)};
    query.where = budget.scope;
    ByMember members;
    if (query.range.from >= query.range.to)
        return members;
    if (budget.each)
        query.by = {*budget.each};
    OUTLAY_TRY(addTo(members, query, 1));
    // Fees are spend, and no consumption: what counters hold.
    const auto plans = m_reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    if (auto fees = feesWithin(*plans, budget.scope)) {
        query.where = *std::move(fees);
        OUTLAY_TRY(addTo(members, query, -1));
    }
    return members;
}

/// What the query finds, once or, of what is to be left out, minus its money.
Result<> StatusRun::addTo(ByMember &members, const Query &query, int sign)
{
    const auto answer = m_reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    const auto add = [&](const MemberKey &key, const Measures &measures) {
        const Consumption sum = sumOf(measures);
        if (sign > 0)
            members[key] += sum;
        else
            members[key].residual -= sum.cost + sum.residual;
    };
    if (query.by.empty()) {
        add({}, answer->total);
        return {};
    }
    for (const Row &row : answer->rows) {
        const std::optional<std::string> member = row.key.front();
        add({member.value_or(std::string()), !member}, row.measures);
    }
    return {};
}

Result<const ByMember *> StatusRun::consumed(const Budget &budget, const TimeRange &period)
{
    const std::string key = trackerKey(budget);
    if (const auto known = m_consumed.find(key); known != m_consumed.end())
        return &known->second;
    auto members = m_options.isPast ? fromRequests(budget, period) : fromCounters(budget, period);
    if (!members)
        return tl::unexpected<Error>(members.error());
    return &m_consumed.emplace(key, *std::move(members)).first->second;
}

/// What members consumed in whole periods before, for limits that follow it.
Result<StatusRun::History> StatusRun::history(const Budget &budget,
                                              const std::vector<TimeRange> &before)
{
    History all;
    if (before.empty())
        return all;
    const auto rows =
        m_reader.consumption(trackerKey(budget), {before.back().from, before.front().to});
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    for (const ConsumedPeriod &row : *rows)
        all[{row.member, row.period}] += sumOf(row).in(budget.unit);
    return all;
}

std::vector<TimeRange> periodsBefore(const Budget &budget, const PeriodCalendar &calendar,
                                     const TimeRange &period)
{
    std::vector<TimeRange> before;
    auto one = budget.allocation ? calendar.before(period) : std::nullopt;
    for (int i = 0; one && i < budget.allocation->periods; ++i) {
        before.push_back(*one);
        one = calendar.before(*one);
    }
    return before;
}

CapLight capLightOf(const Budget &budget)
{
    if (!budget.isCap)
        return {};
    return {CapLight::State::WarnsOnly, "no enforcement point", {}, false};
}

Result<> StatusRun::judge(BudgetStatus &status, const std::vector<ClaimRow> &claims,
                          const PeriodCalendar &calendar)
{
    const Budget &budget = *status.budget;
    const std::int64_t amount = status.amount();
    const bool isUnpriced =
        budget.unit == LimitUnit::Money && amount == 0 && status.consumed.unpriced > 0;
    if (status.limit && !isUnpriced)
        status.utilization = utilizationOf(amount, *status.limit);
    if (!status.limit)
        return {};
    if (m_options.isPast)
        status.thresholdsCrossed = reachedThresholds(budget, amount, *status.limit);
    for (const ClaimRow &claim : claims) {
        const bool isOurs = claim.member == status.member && claim.threshold > 0 && !claim.isArmed;
        const bool isRunning = calendar.isRolling() ? claim.period <= m_at && m_at < claim.until
                                                    : claim.period == status.period->from;
        if (!isOurs || !isRunning)
            continue;
        if (!m_options.isPast)
            status.thresholdsCrossed.push_back(claim.threshold);
        if (claim.threshold < exhaustedPercent || !reaches(amount, *status.limit, exhaustedPercent))
            continue;
        const auto json = m_reader.alert(claim.alert);
        const auto alert = json ? parseAlert(*json) : tl::unexpected<Error>(json.error());
        if (alert && alert->happenedAt <= m_at)
            status.exhaustedAt = alert->happenedAt;
    }
    std::sort(status.thresholdsCrossed.begin(), status.thresholdsCrossed.end());
    return {};
}

Result<> StatusRun::foretell(BudgetStatus &status, const Zone &zone)
{
    const Budget &budget = *status.budget;
    const TimeRange &period = *status.period;
    if (!m_queries) {
        auto queries = outlookQueries(m_reader);
        if (!queries)
            return tl::unexpected<Error>(queries.error());
        m_queries = *std::move(queries);
    }
    auto known = std::find_if(m_outlooks.begin(), m_outlooks.end(), [&](const Outlook &one) {
        return one.period == period && one.zone == zone.name();
    });
    if (known == m_outlooks.end()) {
        auto outlook = LedgerOutlook::open(*m_queries, {period, m_at, zone, {}, false});
        if (!outlook)
            return tl::unexpected<Error>(outlook.error());
        known = m_outlooks.insert(m_outlooks.end(), {period, zone.name(), *std::move(outlook)});
    }
    std::vector<Filter> where = budget.scope;
    if (budget.each)
        where.push_back({*budget.each, {status.member}});
    auto forecast = known->outlook.forecast(where);
    if (!forecast)
        return tl::unexpected<Error>(forecast.error());
    status.forecast = *std::move(forecast);
    if (status.limit)
        status.exhaustion = exhaustionOf(*status.forecast, Money{*status.limit});
    return {};
}

bool isFuller(const BudgetStatus &left, const BudgetStatus &right)
{
    if (left.isUnknown != right.isUnknown)
        return right.isUnknown;
    const double l = left.utilization.value_or(-1), r = right.utilization.value_or(-1);
    return l != r ? l > r : left.member < right.member;
}

Result<> StatusRun::add(const Budget &budget)
{
    const auto calendar = PeriodCalendar::of(budget.period);
    if (!calendar)
        return tl::unexpected<Error>(calendar.error());
    BudgetStatus status;
    status.budget = std::make_shared<const Budget>(budget);
    status.period = runningPeriod(*calendar, m_at);
    status.isPaused = isPaused(budget, m_at);
    status.cap = capLightOf(budget);
    if (!status.period) {
        m_statuses.push_back(std::move(status));
        return {};
    }
    const auto consumed = this->consumed(budget, *status.period);
    if (!consumed)
        return tl::unexpected<Error>(consumed.error());
    const auto before = periodsBefore(budget, *calendar, *status.period);
    const auto history = this->history(budget, before);
    if (!history)
        return tl::unexpected<Error>(history.error());
    const auto claims = m_reader.claims(budget.id);
    if (!claims)
        return tl::unexpected<Error>(claims.error());
    std::map<std::string, std::vector<ClaimRow>> claimsOf;
    for (const ClaimRow &claim : *claims)
        claimsOf[claim.member].push_back(claim);
    ByMember members = **consumed;
    if (members.empty())
        members[{}] = {};
    status.members = std::count_if(members.begin(), members.end(), [](const auto &one) {
        return !one.first.isUnknown && !one.second.isZero();
    });
    std::vector<BudgetStatus> all;
    for (const auto &[key, sum] : members) {
        BudgetStatus one = status;
        one.member = key.name;
        one.isUnknown = key.isUnknown;
        one.consumed = sum;
        std::vector<std::int64_t> past;
        for (const TimeRange &period : before) {
            const auto then = history->find({key.name, period.from});
            past.push_back(then == history->end() ? 0 : then->second);
        }
        if (!key.isUnknown)
            one.limit = limitInForce(budget, key.name, m_at, past);
        OUTLAY_TRY(judge(one, claimsOf[key.name], *calendar));
        all.push_back(std::move(one));
    }
    std::sort(all.begin(), all.end(), isFuller);
    if (budget.each && !m_options.hasMembers)
        all.erase(all.begin() + 1, all.end());
    const bool isForetold = budget.each ? m_options.hasMemberForecasts : m_options.hasForecasts;
    const bool canBe = budget.unit == LimitUnit::Money && !calendar->isRolling() &&
                       budget.period.kind != BudgetPeriod::Kind::Always;
    for (BudgetStatus &one : all) {
        if (isForetold && canBe && !one.isUnknown && !(budget.each && one.member.empty()))
            OUTLAY_TRY(foretell(one, calendar->zone()));
        m_statuses.push_back(std::move(one));
    }
    return {};
}

} // namespace

std::int64_t limitInForce(const Budget &budget, const std::string &member, Instant at,
                          const std::vector<std::int64_t> &history)
{
    const std::int64_t fixed = fixedLimitOf(budget, member, at);
    const bool isNew = std::all_of(history.begin(), history.end(),
                                   [](std::int64_t consumed) { return consumed == 0; });
    if (!budget.allocation || isNew)
        return fixed;
    const std::int64_t follows = allocated(*budget.allocation, history).value_or(fixed);
    const bool isRaised = budget.raise && at < budget.raise->until;
    return isRaised ? std::max(follows, fixed) : follows;
}

std::string_view name(CapLight::State state)
{
    switch (state) {
    case CapLight::State::NoCap:
        return "no_cap";
    case CapLight::State::WarnsOnly:
        return "warns_only";
    case CapLight::State::Enforced:
        return "enforced";
    }
    return "no_cap";
}

Result<std::vector<BudgetStatus>> budgetStatuses(LedgerReader &reader, const BudgetRules &rules,
                                                 Instant at, const StatusOptions &options)
{
    StatusRun run(reader, at, options);
    for (const Budget &budget : rules.budgets) {
        if (budget.isTripwire && !options.hasTripwires)
            continue;
        OUTLAY_TRY(run.add(budget));
    }
    return run.take();
}

Result<std::vector<MemberConsumption>> consumptionIn(LedgerReader &reader, const Budget &budget,
                                                     const TimeRange &range)
{
    const auto sums = StatusRun(reader, range.to, {}).fromRequests(budget, range);
    if (!sums)
        return tl::unexpected<Error>(sums.error());
    std::vector<MemberConsumption> all;
    for (const auto &[member, consumed] : *sums)
        all.push_back({member.name, member.isUnknown, consumed});
    return all;
}

Result<BudgetRules> budgetRulesOf(LedgerReader &reader)
{
    const auto history = reader.configurationHistory(configurationName::budgets);
    if (!history)
        return tl::unexpected<Error>(history.error());
    return parseBudgets(history->empty() ? std::string_view() : history->back().first);
}

} // namespace outlay::alerting
