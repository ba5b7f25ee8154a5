// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetstatus.h"

#include "app/alerting/budgetcounts.h"
#include "app/alerting/budgethistory.h"
#include "app/alerting/countedscope.h"
#include "app/alerting/openbills.h"
#include "models/ingest/configuration.h"
#include "models/insight/ledgeroutlook.h"
#include "models/rules/alert.h"
#include "models/rules/crossing.h"
#include "models/rules/minutelimit.h"

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

    Result<std::vector<BudgetStatus>> of(const std::vector<const Budget *> &budgets);
    Result<ByMember> fromRequests(const Budget &budget, const TimeRange &period);

private:
    /// A budget and what is asked of the ledger for it.
    struct Asked
    {
        const Budget *budget = nullptr;
        std::optional<PeriodCalendar> calendar; ///< nullopt: see problem
        std::string problem;
        std::optional<TimeRange> period;
        std::size_t tracker = 0; ///< in m_trackers, where a period runs
        bool isOver = false;
        bool isPerMinute = false; ///< nothing counts for it: its requests are read
    };
    using Claims = std::vector<BudgetStandings::Claim>;
    using Claim = Claims::const_iterator;

    Asked asked(const Budget &budget);
    Asked tracked(Asked asked);
    Result<ByMember> ofLastMinute(const Budget &budget, const TimeRange &minute);
    Result<> read(const std::vector<Asked> &all);
    [[nodiscard]] std::pair<Claim, Claim> claimsOf(const std::string &budget,
                                                   const std::string &member) const;
    Result<> add(const Asked &asked);
    [[nodiscard]] ByMember membersOf(const Asked &asked) const;
    Result<> addMembers(const Asked &asked, const BudgetStatus &status);
    Result<> addTo(ByMember &members, const Query &query, int sign);
    using History = std::map<std::pair<std::string, Instant>, std::int64_t>;
    Result<History> history(const Budget &budget, const std::vector<TimeRange> &before);
    void judge(BudgetStatus &status, const PeriodCalendar &calendar) const;
    Result<> findExhaustion(BudgetStatus &status);
    Result<> foretell(BudgetStatus &status, const Zone &zone);
    static constexpr std::int64_t muchOf = 20;
    Result<Money> leftOpen(const Asked &asked, const ByMember &members);

    LedgerReader &m_reader;
    Instant m_at;
    StatusOptions m_options;
    OpenBills m_openBills{m_reader};
    std::vector<std::pair<std::string, TimeRange>> m_trackers; ///< with the period that runs
    std::map<std::string, std::size_t> m_trackerOf;            ///< by key
    std::vector<ByMember> m_consumed;                          ///< as m_trackers
    Claims m_claims;
    std::optional<PeriodCalendar> m_lastCalendar; ///< most budgets have the same
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

ByMember byMember(const Budget &budget, const std::vector<ConsumedPeriod> &rows)
{
    ByMember members;
    for (const ConsumedPeriod &row : rows)
        members[{row.member, row.isUnknown && budget.each.has_value()}] += sumOf(row);
    return members;
}

StatusRun::Asked StatusRun::asked(const Budget &budget)
{
    Asked asked{&budget, std::nullopt, {}, std::nullopt, 0, false, false};
    asked.isPerMinute = outlay::isPerMinute(budget.period);
    if (asked.isPerMinute) {
        BudgetPeriod rolling; // no calendar has minutes; like windows, it has no pace and no claims
        rolling.kind = BudgetPeriod::Kind::Rolling;
        rolling.length = 15 * microsPerMinute;
        auto calendar = PeriodCalendar::of(rolling);
        if (!calendar) {
            asked.problem = calendar.error().text;
            return asked;
        }
        asked.calendar = *std::move(calendar);
        asked.period = TimeRange{{m_at.micros - microsPerMinute}, m_at};
        return tracked(std::move(asked));
    }
    if (!m_lastCalendar || m_lastCalendar->period() != budget.period) {
        auto calendar = PeriodCalendar::of(budget.period);
        if (!calendar) {
            asked.problem = calendar.error().text;
            return asked;
        }
        m_lastCalendar = *std::move(calendar);
    }
    asked.calendar = m_lastCalendar;
    asked.period = runningPeriod(*asked.calendar, m_at);
    asked.isOver = m_options.hasOver && budget.period.kind == BudgetPeriod::Kind::Once &&
                   budget.period.once.to <= m_at;
    if (asked.isOver)
        asked.period = budget.period.once;
    if (!asked.period)
        return asked;
    return tracked(std::move(asked));
}

StatusRun::Asked StatusRun::tracked(Asked asked)
{
    const auto [known, isNew] = m_trackerOf.emplace(trackerKey(*asked.budget), m_trackers.size());
    if (isNew)
        m_trackers.emplace_back(known->first, *asked.period);
    asked.tracker = known->second;
    return asked;
}

/// What the last minute held, of all who did anything in the last 30 days: a cap is for them too.
Result<ByMember> StatusRun::ofLastMinute(const Budget &budget, const TimeRange &minute)
{
    auto members = fromRequests(budget, {{m_at.micros - 30 * microsPerDay}, m_at});
    auto now = fromRequests(budget, minute);
    if (!members || !now)
        return members ? now : members;
    for (auto &[key, sum] : *members) {
        const auto found = now->find(key);
        sum = found == now->end() ? Consumption{} : found->second;
    }
    return members;
}

/// Counters and claims of one state of the ledger; of the past, requests are counted instead.
Result<> StatusRun::read(const std::vector<Asked> &all)
{
    Instant since = TimeRange{}.to;
    for (const Asked &one : all) {
        // Claims of the others last as long as what they are about.
        const bool hasDates = one.calendar && !one.calendar->isRolling() &&
                              one.budget->period.kind != BudgetPeriod::Kind::Always;
        if (hasDates && one.period)
            since = std::min(since, one.period->from);
    }
    if (m_options.isPast) {
        auto standings = m_reader.budgetStandings({}, m_at, since);
        if (!standings)
            return tl::unexpected<Error>(standings.error());
        m_claims = std::move(standings->claims);
        m_consumed.resize(m_trackers.size());
        std::vector<bool> isRead(m_trackers.size());
        for (const Asked &one : all) {
            if (!one.period || isRead[one.tracker])
                continue;
            auto members = one.isPerMinute ? ofLastMinute(*one.budget, *one.period)
                                           : fromRequests(*one.budget, *one.period);
            if (!members)
                return tl::unexpected<Error>(members.error());
            m_consumed[one.tracker] = *std::move(members);
            isRead[one.tracker] = true;
        }
        return {};
    }
    auto standings = m_reader.budgetStandings(m_trackers, m_at, since);
    if (!standings)
        return tl::unexpected<Error>(standings.error());
    m_claims = std::move(standings->claims);
    m_consumed.resize(m_trackers.size());
    for (const Asked &one : all) {
        if (one.isOver || one.isPerMinute) { // counters are of what runs, by quarter-hours
            auto members = one.isPerMinute ? ofLastMinute(*one.budget, *one.period)
                                           : fromRequests(*one.budget, *one.period);
            if (!members)
                return tl::unexpected<Error>(members.error());
            m_consumed[one.tracker] = *std::move(members);
        } else if (one.period && m_consumed[one.tracker].empty())
            m_consumed[one.tracker] = byMember(*one.budget, standings->consumed[one.tracker]);
    }
    return {};
}

Result<ByMember> StatusRun::fromRequests(const Budget &budget, const TimeRange &period)
{
    Query query;
    query.range = {period.from, std::min(period.to, m_at)};
    ByMember members;
    if (query.range.from >= query.range.to)
        return members;
    if (budget.each)
        query.by = {*budget.each};
    const auto plans = m_reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    query.where = countedScope(budget, *plans);
    OUTLAY_TRY(addTo(members, query, 1));
    // Fees are spend, and no consumption: what counters hold.
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
            members[key].residual -= sum.residual; // the rest was charged beside the fee
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

/// What members consumed in whole periods before, for limits that follow it.
Result<StatusRun::History> StatusRun::history(const Budget &budget,
                                              const std::vector<TimeRange> &before)
{
    History all;
    if (before.empty())
        return all;
    if (m_options.isPast) { // also of a budget that nobody counts for yet
        for (const TimeRange &period : before) {
            const auto members = fromRequests(budget, period);
            if (!members)
                return tl::unexpected<Error>(members.error());
            for (const auto &[key, sum] : *members)
                all[{key.name, period.from}] += sum.in(budget.unit);
        }
        return all;
    }
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

std::pair<StatusRun::Claim, StatusRun::Claim> StatusRun::claimsOf(const std::string &budget,
                                                                  const std::string &member) const
{
    using Name = std::pair<std::string_view, std::string_view>;
    struct IsBefore
    {
        static Name nameOf(const BudgetStandings::Claim &claim)
        {
            return {claim.row.budget, claim.row.member};
        }
        bool operator()(const BudgetStandings::Claim &l, const Name &r) { return nameOf(l) < r; }
        bool operator()(const Name &l, const BudgetStandings::Claim &r) { return l < nameOf(r); }
    };
    return std::equal_range(m_claims.begin(), m_claims.end(), Name{budget, member}, IsBefore{});
}

void StatusRun::judge(BudgetStatus &status, const PeriodCalendar &calendar) const
{
    const Budget &budget = *status.budget;
    const std::int64_t amount = status.amount();
    const bool isUnpriced =
        budget.unit == LimitUnit::Money && amount == 0 && status.consumed.unpriced > 0;
    if (!status.limit)
        return;
    if (!isUnpriced && !status.isUncounted() && !status.isLeftOpen())
        status.utilization = utilizationOf(amount, *status.limit);
    if (status.utilization && !status.isAtLeast && !calendar.isRolling() && !status.isOver)
        status.pace = paceOf(amount, *status.limit, *status.period, m_at);
    if (outlay::isPerMinute(budget.period))
        return; // a gateway refuses, and the next minute is another
    status.thresholdsCrossed = reachedThresholds(budget, amount, *status.limit);
    const auto [from, to] = claimsOf(budget.id, status.member);
    for (auto at = from; at != to; ++at) {
        const ClaimRow &claim = at->row;
        const bool isRunning = calendar.isRolling() ? claim.period <= m_at && m_at < claim.until
                                                    : claim.period == status.period->from;
        if (claim.threshold < exhaustedPercent || claim.isArmed || !isRunning ||
            !reaches(amount, *status.limit, exhaustedPercent))
            continue;
        if (at->happenedAt && *at->happenedAt <= m_at)
            status.exhaustedAt = at->happenedAt;
    }
}

/// Of the past there may be no record of when: the budget is younger, or the record has gone.
Result<> StatusRun::findExhaustion(BudgetStatus &status)
{
    const Budget &budget = *status.budget;
    if (status.exhaustedAt || !status.limit || outlay::isPerMinute(budget.period) ||
        !reaches(status.amount(), *status.limit, exhaustedPercent))
        return {};
    const TimeRange range{status.period->from, std::min(status.period->to, m_at)};
    auto at = exhaustedWithin(m_reader, budget, status.member, range, *status.limit);
    if (!at)
        return tl::unexpected<Error>(at.error());
    status.exhaustedAt = *at;
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
    // More than is known was spent: that it lasts is not known either.
    if (status.isAtLeast && status.exhaustion.state == ExhaustionBand::State::NotExpected)
        status.exhaustion = {};
    return {};
}

/// Of bills about the period, what they leave open whether it is in the budget's scope.
Result<Money> StatusRun::leftOpen(const Asked &asked, const ByMember &members)
{
    const Budget &budget = *asked.budget;
    if (budget.unit != LimitUnit::Money || budget.scope.empty())
        return Money{};
    Money own;
    for (const auto &[key, sum] : members)
        own += sum.residual;
    return m_openBills.of(budget.scope, {asked.period->from, std::min(asked.period->to, m_at)},
                          own);
}

bool isFuller(const BudgetStatus &left, const BudgetStatus &right)
{
    if (left.isUnknown != right.isUnknown)
        return right.isUnknown;
    const double l = left.utilization.value_or(-1), r = right.utilization.value_or(-1);
    return l != r ? l > r : left.member < right.member;
}

Result<> StatusRun::add(const Asked &asked)
{
    BudgetStatus status;
    status.budget = std::make_shared<const Budget>(*asked.budget);
    status.problem = asked.problem;
    status.period = asked.period;
    status.isOver = asked.isOver;
    status.isPaused = isPaused(*asked.budget, m_at);
    status.cap = capLightOf(*asked.budget);
    if (status.period)
        return addMembers(asked, status);
    m_statuses.push_back(std::move(status));
    return {};
}

/// Whose statuses there are: of a budget of which nothing is known, one of nobody.
ByMember StatusRun::membersOf(const Asked &asked) const
{
    ByMember members = m_consumed[asked.tracker];
    if (members.empty())
        members.emplace();
    if (m_options.hasMembers && m_options.hasOverridden) {
        for (const Budget::Override &one : asked.budget->overrides)
            members.try_emplace({one.member, false});
    }
    return members;
}

Result<> StatusRun::addMembers(const Asked &asked, const BudgetStatus &status)
{
    const Budget &budget = *asked.budget;
    const auto before = periodsBefore(budget, *asked.calendar, *status.period);
    const auto history = this->history(budget, before);
    if (!history)
        return tl::unexpected<Error>(history.error());
    const ByMember members = membersOf(asked);
    const auto count = std::count_if(members.begin(), members.end(), [](const auto &one) {
        return !one.first.isUnknown && !one.second.isZero();
    });
    const auto open = leftOpen(asked, members);
    if (!open)
        return tl::unexpected<Error>(open.error());
    std::vector<BudgetStatus> all;
    all.reserve(members.size());
    for (const auto &[key, sum] : members) {
        BudgetStatus &one = all.emplace_back(status);
        one.members = count;
        one.member = key.name;
        one.isUnknown = key.isUnknown;
        one.consumed = sum;
        std::vector<std::int64_t> past;
        for (const TimeRange &period : before) {
            const auto then = history->find({key.name, period.from});
            past.push_back(then == history->end() ? 0 : then->second);
        }
        const Instant then = asked.isOver ? Instant{asked.period->to.micros - 1} : m_at;
        if (!key.isUnknown)
            one.limit = limitInForce(budget, key.name, then, past);
        one.isAtLeast = one.limit && *open > Money{} && open->nanos >= *one.limit / muchOf;
        judge(one, *asked.calendar);
        if (m_options.isPast || asked.isOver)
            OUTLAY_TRY(findExhaustion(one));
    }
    std::sort(all.begin(), all.end(), isFuller);
    if (budget.each && !m_options.hasMembers)
        all.erase(all.begin() + 1, all.end());
    const bool isForetold = budget.each ? m_options.hasMemberForecasts : m_options.hasForecasts;
    const bool canBe = budget.unit == LimitUnit::Money && !asked.calendar->isRolling() &&
                       !asked.isOver && budget.period.kind != BudgetPeriod::Kind::Always;
    for (BudgetStatus &one : all) {
        if (isForetold && canBe && !one.isUnknown && !one.isLeftOpen() &&
            !(budget.each && one.member.empty()))
            OUTLAY_TRY(foretell(one, asked.calendar->zone()));
        m_statuses.push_back(std::move(one));
    }
    return {};
}

Result<std::vector<BudgetStatus>> StatusRun::of(const std::vector<const Budget *> &budgets)
{
    std::vector<Asked> all;
    all.reserve(budgets.size());
    for (const Budget *budget : budgets)
        all.push_back(asked(*budget));
    OUTLAY_TRY(read(all));
    m_statuses.reserve(all.size());
    for (const Asked &one : all)
        OUTLAY_TRY(add(one));
    return std::move(m_statuses);
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
    std::vector<const Budget *> budgets;
    budgets.reserve(rules.budgets.size());
    for (const Budget &budget : rules.budgets) {
        if (!budget.isTripwire || options.hasTripwires)
            budgets.push_back(&budget);
    }
    auto statuses = StatusRun(reader, at, options).of(budgets);
    if (statuses)
        OUTLAY_TRY(noteUnpricedCounts(reader, at, *statuses));
    return statuses;
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
