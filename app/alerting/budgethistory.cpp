// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgethistory.h"

#include "app/alerting/budgetstatus.h"
#include "app/alerting/countedscope.h"
#include "models/insight/ledgeroutlook.h"
#include "models/rules/crossing.h"
#include "models/rules/minutelimit.h"

#include <algorithm>
#include <deque>
#include <map>

namespace outlay::alerting {

namespace {

constexpr std::int64_t lookBack = 90 * microsPerDay;
constexpr std::int64_t lookBackOfHours = 30 * microsPerDay;
constexpr std::size_t leastPeriods = 6;
constexpr std::size_t mostPeriods = 2'200;

using Steps = std::vector<ConsumedStep>;
using ByMember = std::map<std::string, Steps>;

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

/// What queries find, by member and time.
class StepTable
{
public:
    Result<> add(LedgerReader &reader, const Query &query, bool isFee)
    {
        const auto answer = reader.run(query);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        for (const Row &row : answer->rows) {
            if (!row.at || (!row.key.empty() && !row.key.front()))
                continue; // what nobody is known to have spent has no limit
            Consumption &sum = m_sums[row.key.empty() ? std::string() : *row.key.front()][*row.at];
            const Consumption found = sumOf(row.measures);
            if (isFee)
                sum.residual -= found.residual; // the rest was charged beside the fee
            else
                sum += found;
        }
        return {};
    }
    [[nodiscard]] ByMember take() const
    {
        ByMember members;
        for (const auto &[member, sums] : m_sums) {
            for (const auto &[at, sum] : sums) {
                if (!sum.isZero())
                    members[member].push_back({at, sum});
            }
        }
        return members;
    }

private:
    std::map<std::string, std::map<Instant, Consumption>> m_sums;
};

/// `members` empty: all of them.
Result<ByMember> stepsOf(LedgerReader &reader, const Budget &budget,
                         const std::vector<std::string> &members, const TimeRange &range, Step step)
{
    const auto zone = Zone::named(budget.period.zone);
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    Query query;
    query.range = range;
    query.zone = *zone;
    query.step = step;
    const auto plans = reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    query.where = countedScope(budget, *plans);
    if (budget.each) {
        query.by = {*budget.each};
        if (!members.empty()) {
            Filter only{*budget.each, {}};
            only.anyOf.assign(members.begin(), members.end());
            query.where.push_back(std::move(only));
        }
    }
    StepTable table;
    if (range.from >= range.to)
        return table.take();
    OUTLAY_TRY(table.add(reader, query, false));
    if (auto fees = feesWithin(*plans, query.where)) {
        query.where = *std::move(fees);
        OUTLAY_TRY(table.add(reader, query, true));
    }
    return table.take();
}

/// Whole periods before now, oldest first.
std::vector<TimeRange> wholePeriods(const PeriodCalendar &calendar, const TimeRange &span,
                                    Instant now, std::size_t least, std::size_t most,
                                    std::int64_t back)
{
    std::vector<TimeRange> periods;
    const BudgetPeriod &period = calendar.period();
    const Instant first = calendar.zone().startOfDay(calendar.zone().dayOf(span.from));
    const auto take = [&](const TimeRange &one) {
        const bool isWanted = periods.size() < least || now.micros - one.from.micros <= back;
        if (one.from < first || !isWanted || periods.size() >= most)
            return false;
        periods.push_back(one);
        return true;
    };
    if (period.kind == BudgetPeriod::Kind::Once) {
        if (period.once.to <= now)
            periods.push_back(period.once);
    } else if (period.kind == BudgetPeriod::Kind::Always) {
        periods.push_back({span.from, now});
    } else if (calendar.isRolling()) {
        Instant to = calendar.at(now)->from;
        while (take({{to.micros - period.length}, to}))
            to.micros -= period.length;
    } else {
        auto one = calendar.before(*calendar.at(now));
        while (one && take(*one))
            one = calendar.before(*one);
    }
    std::sort(periods.begin(), periods.end(),
              [](const TimeRange &l, const TimeRange &r) { return l.from < r.from; });
    return periods;
}

Consumption sumWithin(const Steps &steps, const TimeRange &range)
{
    Consumption sum;
    auto at = std::lower_bound(steps.begin(), steps.end(), range.from,
                               [](const ConsumedStep &l, Instant r) { return l.at < r; });
    for (; at != steps.end() && at->at < range.to; ++at)
        sum += at->sum;
    return sum;
}

/// When a period's sum reached the limit, by hours.
void findExhaustion(PastPeriod &past, const Steps &hours, LimitUnit unit)
{
    std::int64_t sum = 0;
    for (const ConsumedStep &hour : hours) {
        if (hour.at < past.range.from || hour.at >= past.range.to)
            continue;
        if (past.exhaustedAt)
            past.requestsAfter += hour.sum.requests;
        sum += hour.sum.in(unit);
        if (!past.exhaustedAt && reaches(sum, past.limit, exhaustedPercent))
            past.exhaustedAt = Instant{hour.at.micros + microsPerHour};
    }
}

/// The same of a window that moves on: while it is full, nothing more would have passed.
void findRollingExhaustion(PastPeriod &past, const Steps &hours, LimitUnit unit,
                           std::int64_t length)
{
    std::deque<const ConsumedStep *> window;
    std::int64_t sum = 0;
    for (const ConsumedStep &hour : hours) {
        if (hour.at >= past.range.to)
            break;
        while (!window.empty() && window.front()->at.micros <= hour.at.micros - length) {
            sum -= window.front()->sum.in(unit);
            window.pop_front();
        }
        const bool wasFull = reaches(sum, past.limit, exhaustedPercent);
        window.push_back(&hour);
        sum += hour.sum.in(unit);
        if (hour.at < past.range.from)
            continue;
        if (wasFull)
            past.requestsAfter += hour.sum.requests;
        if (!past.exhaustedAt && reaches(sum, past.limit, exhaustedPercent))
            past.exhaustedAt = Instant{hour.at.micros + microsPerHour};
    }
}

/// Whole days suffice for the sums of long periods; single hours are asked for where one is over.
bool needsHours(const Budget &budget)
{
    using enum BudgetPeriod::Kind;
    const BudgetPeriod::Kind kind = budget.period.kind;
    return kind == Hour || kind == Rolling || kind == Once || kind == Always;
}

using Versions = std::vector<BudgetVersion>;

/// The budget at a period's end, if what it limits is comparable; null: it is not known.
const Budget *versionAt(const Versions &versions, const TimeRange &period, const Budget &now)
{
    const Budget *found = nullptr;
    for (const BudgetVersion &version : versions) {
        if (version.from < period.to)
            found = &version.budget;
    }
    const bool isComparable = found && found->unit == now.unit && found->period == now.period &&
                              found->scope == now.scope && found->each == now.each;
    return isComparable ? found : nullptr;
}

/// Limits of periods as they were, or as allocation would have set them, oldest first.
void setLimits(std::vector<PastPeriod> &periods, const Budget &budget, const Versions &versions)
{
    for (std::size_t i = 0; i < periods.size(); ++i) {
        std::vector<std::int64_t> before;
        const std::size_t wanted =
            budget.allocation ? static_cast<std::size_t>(budget.allocation->periods) : 0;
        for (std::size_t back = 1; back <= wanted; ++back)
            before.push_back(back <= i ? periods[i - back].consumed.in(budget.unit) : 0);
        const Budget *then = versionAt(versions, periods[i].range, budget);
        periods[i].isLimitOfThen = then != nullptr;
        periods[i].limit =
            then ? limitInForce(*then, periods[i].member, {periods[i].range.to.micros - 1}, before)
                 : limitInForce(budget, periods[i].member, periods[i].range.from, before);
    }
}

/// Every period of every member, and when it was used up.
Result<std::vector<PastPeriod>> judged(LedgerReader &reader, const Budget &budget,
                                       const std::vector<std::string> &members,
                                       const std::vector<TimeRange> &periods,
                                       const Versions &versions)
{
    std::vector<PastPeriod> all;
    if (periods.empty())
        return all;
    const bool isRolling = budget.period.kind == BudgetPeriod::Kind::Rolling;
    TimeRange range{periods.front().from, periods.back().to};
    if (isRolling)
        range.from.micros -= budget.period.length;
    const Step step = needsHours(budget) ? Step::Hour : Step::Day;
    auto sums = stepsOf(reader, budget, members, range, step);
    if (!sums)
        return tl::unexpected<Error>(sums.error());
    if (!budget.each)
        (*sums)[{}]; // periods without anything count, too
    for (const std::string &member : members)
        (*sums)[member];
    std::vector<std::string> over;
    for (const auto &[member, steps] : *sums) {
        std::vector<PastPeriod> own;
        own.reserve(periods.size());
        for (const TimeRange &period : periods)
            own.push_back({period, member, sumWithin(steps, period), 0, {}, 0, false});
        setLimits(own, budget, versions);
        const bool isOver = std::any_of(own.begin(), own.end(), [&](const PastPeriod &past) {
            return reaches(past.consumed.in(budget.unit), past.limit, exhaustedPercent);
        });
        if (isOver || isRolling)
            over.push_back(member);
        all.insert(all.end(), own.begin(), own.end());
    }
    if (over.empty())
        return all;
    if (step != Step::Hour) {
        sums = stepsOf(reader, budget, budget.each ? over : std::vector<std::string>(), range,
                       Step::Hour);
        if (!sums)
            return tl::unexpected<Error>(sums.error());
    }
    for (PastPeriod &past : all) {
        if (isRolling)
            findRollingExhaustion(past, (*sums)[past.member], budget.unit, budget.period.length);
        else if (reaches(past.consumed.in(budget.unit), past.limit, exhaustedPercent))
            findExhaustion(past, (*sums)[past.member], budget.unit);
    }
    return all;
}

/// Of what holds for good, not for a while.
Budget lasting(const Budget &budget)
{
    Budget copy = budget;
    copy.raise.reset();
    copy.pausedUntil.reset();
    return copy;
}

} // namespace

Result<std::vector<ConsumedStep>> consumedSteps(LedgerReader &reader, const Budget &budget,
                                                const std::string &member, const TimeRange &range,
                                                Step step)
{
    const std::vector<std::string> members =
        budget.each ? std::vector<std::string>{member} : std::vector<std::string>{};
    auto found = stepsOf(reader, budget, members, range, step);
    if (!found)
        return tl::unexpected<Error>(found.error());
    return std::move((*found)[budget.each ? member : std::string()]);
}

Result<std::optional<Instant>> exhaustedWithin(LedgerReader &reader, const Budget &budget,
                                               const std::string &member, const TimeRange &range,
                                               std::int64_t limit)
{
    const auto hours = consumedSteps(reader, budget, member, range, Step::Hour);
    if (!hours)
        return tl::unexpected<Error>(hours.error());
    PastPeriod period;
    period.range = range;
    period.limit = limit;
    findExhaustion(period, *hours, budget.unit);
    if (period.exhaustedAt)
        period.exhaustedAt = std::min(*period.exhaustedAt, range.to);
    return period.exhaustedAt;
}

Result<BudgetTrial> tryOnHistory(LedgerReader &reader, const Budget &budget, Instant now)
{
    BudgetTrial trial;
    if (isPerMinute(budget.period)) // of the past nobody knows what a gateway would have counted
        return trial;
    const auto calendar = PeriodCalendar::of(budget.period);
    if (!calendar)
        return tl::unexpected<Error>(calendar.error());
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    if (!facts->span)
        return trial;
    const bool isShort = budget.period.kind == BudgetPeriod::Kind::Hour ||
                         (calendar->isRolling() && budget.period.length < microsPerDay);
    const auto periods = wholePeriods(*calendar, *facts->span, now, leastPeriods, mostPeriods,
                                      isShort ? lookBackOfHours : lookBack);
    const auto all = judged(reader, lasting(budget), {}, periods, {});
    if (!all)
        return tl::unexpected<Error>(all.error());
    std::map<Instant, bool> isExhausted;
    for (const PastPeriod &past : *all) {
        isExhausted[past.range.from] |= past.exhaustedAt.has_value();
        trial.requests += past.consumed.requests;
        trial.requestsAfter += past.requestsAfter;
    }
    trial.periods = static_cast<int>(periods.size());
    trial.exhausted = static_cast<int>(std::count_if(isExhausted.begin(), isExhausted.end(),
                                                     [](const auto &one) { return one.second; }));
    return trial;
}

Result<std::vector<PastPeriod>> pastPeriods(LedgerReader &reader, const Budget &budget,
                                            const std::string &member, Instant now, int count,
                                            const std::vector<BudgetVersion> &versions)
{
    if (isPerMinute(budget.period))
        return std::vector<PastPeriod>{};
    const auto calendar = PeriodCalendar::of(budget.period);
    if (!calendar)
        return tl::unexpected<Error>(calendar.error());
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    if (!facts->span || budget.period.kind == BudgetPeriod::Kind::Always ||
        (budget.each && member.empty()))
        return std::vector<PastPeriod>{};
    // The period in which the ledger begins is worth a bar, too.
    const auto most = static_cast<std::size_t>(count);
    TimeRange span = *facts->span;
    if (const auto first = calendar->at(span.from); first && !calendar->isRolling())
        span.from = first->from;
    const auto periods = wholePeriods(*calendar, span, now, most, most, 0);
    const std::vector<std::string> members =
        budget.each ? std::vector<std::string>{member} : std::vector<std::string>{};
    return judged(reader, lasting(budget), members, periods, versions);
}

} // namespace outlay::alerting
