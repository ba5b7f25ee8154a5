// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One budget of the page: chart, last periods, changes.
#include "app/alerting/budgethistory.h"
#include "app/caps/budgetcaps.h"
#include "app/desktop/budgetchanges.h"
#include "app/desktop/budgetsbuilder.h"
#include "models/ingest/configuration.h"
#include "models/rules/minutelimit.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace outlay {

using alerting::BudgetStatus;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

constexpr int shownPeriods = 12;
constexpr std::int64_t longPeriod = 45 * microsPerDay; ///< beyond it a point a day

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

const Budget *budgetOf(const BudgetRules &rules, const std::string &id)
{
    const auto found = std::find_if(rules.budgets.begin(), rules.budgets.end(),
                                    [&](const Budget &budget) { return budget.id == id; });
    return found == rules.budgets.end() ? nullptr : &*found;
}

bool isSame(const Budget *left, const Budget *right)
{
    return left && right ? *left == *right : left == right;
}

struct Past
{
    std::vector<ui::BudgetDetails::Change> changes; ///< newest first
    std::vector<alerting::BudgetVersion> versions;  ///< oldest first
};

/// What the rules' history says of one budget.
Result<Past> pastOf(LedgerReader &reader, const std::string &id, const Zone &zone)
{
    const auto history = reader.configurationHistory(configurationName::budgets);
    if (!history)
        return tl::unexpected<Error>(history.error());
    const auto now = alerting::budgetRulesOf(reader);
    if (!now)
        return tl::unexpected<Error>(now.error());
    Past past;
    BudgetRules before = shippedRules();
    std::uint64_t number = 0;
    for (const auto &[value, at] : *history) {
        auto after = parseBudgets(value);
        if (!after)
            return tl::unexpected<Error>(after.error());
        ++number;
        const Budget *was = budgetOf(before, id), *is = budgetOf(*after, id);
        if (!isSame(was, is))
            past.changes.push_back({number,
                                    at,
                                    {},
                                    budgetChangeWords(was, is, *after, zone),
                                    !isSame(was, budgetOf(*now, id))});
        if (is)
            past.versions.push_back({at, *is});
        before = *std::move(after);
    }
    std::reverse(past.changes.begin(), past.changes.end());
    return past;
}

QString methodName(ForecastMethod method)
{
    switch (method) {
    case ForecastMethod::RunRate:
        return Words::tr("at the current rate", "forecast");
    case ForecastMethod::SeasonalNaive:
        return Words::tr("as the last week went", "forecast");
    case ForecastMethod::SeasonalMean:
        return Words::tr("as the last weeks went on average", "forecast");
    case ForecastMethod::SmoothedSeason:
        return Words::tr("by smoothed weeks with a trend", "forecast");
    case ForecastMethod::Theta:
        return Words::tr("by weeks and half of the trend", "forecast");
    case ForecastMethod::Mean:
        return Words::tr("by several methods together", "forecast");
    }
    return {};
}

QString methodWords(const PeriodForecast &forecast)
{
    if (!forecast.end)
        return toQt(forecast.reason);
    const QString method = methodName(forecast.method);
    if (forecast.judged == 0)
        return Words::tr("Forecast %1; not judged by the past yet", "method").arg(method);
    return Words::tr("Forecast %1; its band held %2 of %3 times", "method, track record")
        .arg(method)
        .arg(forecast.held)
        .arg(forecast.judged);
}

void addForecast(ui::BudgetDetails &details, const BudgetStatus &status)
{
    if (!status.forecast)
        return;
    details.method = methodWords(*status.forecast);
    if (!status.forecast->end)
        return;
    for (const PathPoint &point : status.forecast->path)
        details.forecast.push_back(
            {point.at, {point.spent.p10.nanos, point.spent.p50.nanos, point.spent.p90.nanos}});
}

Result<> addConsumed(ui::BudgetDetails &details, LedgerReader &reader, const BudgetStatus &status,
                     Instant now)
{
    const Budget &budget = *status.budget;
    const TimeRange &period = *status.period;
    const TimeRange passed{period.from, std::min(period.to, now)};
    const Step step = passed.to.micros - passed.from.micros > longPeriod ? Step::Day : Step::Hour;
    const auto steps = alerting::consumedSteps(reader, budget, status.member, passed, step);
    if (!steps)
        return tl::unexpected<Error>(steps.error());
    const std::int64_t length = step == Step::Day ? microsPerDay : microsPerHour;
    details.consumed.push_back({passed.from, 0});
    std::int64_t sum = 0;
    for (const alerting::ConsumedStep &one : *steps) {
        // What was spent by the end of the step; before it nothing moved.
        if (details.consumed.back().at < one.at)
            details.consumed.push_back({one.at, sum});
        sum += one.sum.in(budget.unit);
        details.consumed.push_back({{std::min(one.at.micros + length, passed.to.micros)}, sum});
    }
    const std::int64_t total = status.amount();
    if (details.consumed.back().at < passed.to)
        details.consumed.push_back({passed.to, total});
    else
        details.consumed.back().consumed = total;
    return {};
}

/// Of a member that has consumed nothing in this period.
Result<BudgetStatus> idleStatus(LedgerReader &reader, const BudgetStatus &other,
                                const std::string &member, Instant now)
{
    const Budget &budget = *other.budget;
    BudgetStatus idle;
    idle.budget = other.budget;
    idle.member = member;
    idle.members = other.members;
    idle.period = other.period;
    idle.isOver = other.isOver;
    idle.isPaused = other.isPaused;
    idle.cap = other.cap;
    std::vector<std::int64_t> before; // newest first
    if (budget.allocation) {
        const auto past =
            alerting::pastPeriods(reader, budget, member, now, budget.allocation->periods);
        if (!past)
            return tl::unexpected<Error>(past.error());
        for (auto one = past->rbegin(); one != past->rend(); ++one)
            before.push_back(one->consumed.in(budget.unit));
    }
    idle.limit = alerting::limitInForce(budget, member, now, before);
    idle.utilization = 0;
    return idle;
}

Result<BudgetStatus> statusOf(LedgerReader &reader, const Budget &budget, const std::string &member,
                              Instant now)
{
    BudgetRules only;
    only.budgets = {budget};
    alerting::StatusOptions options;
    options.hasTripwires = true;
    options.hasOver = true;
    auto statuses = alerting::budgetStatuses(reader, only, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    const auto found = std::find_if(statuses->begin(), statuses->end(), [&](const auto &one) {
        return one.member == member && !one.isUnknown;
    });
    std::vector<BudgetStatus> wanted{found == statuses->end() ? statuses->front() : *found};
    if (found == statuses->end() && budget.each && !member.empty()) {
        auto idle = idleStatus(reader, statuses->front(), member, now);
        if (!idle)
            return idle;
        wanted.front() = *std::move(idle);
    }
    OUTLAY_TRY(enforcement::lightCaps(reader, wanted, now));
    return wanted.front();
}

/// Of a member the forecast is made for it alone: a budget of its scope and limit.
Result<> forecastMember(LedgerReader &reader, BudgetStatus &status, Instant now)
{
    Budget own = *status.budget;
    own.scope.push_back({*own.each, {status.member}});
    own.each.reset();
    own.overrides.clear();
    own.allocation.reset();
    own.limit = status.limit.value_or(own.limit);
    const auto alone = statusOf(reader, own, {}, now);
    if (!alone)
        return tl::unexpected<Error>(alone.error());
    status.forecast = alone->forecast;
    if (status.forecast && status.limit)
        status.exhaustion = exhaustionOf(*status.forecast, Money{*status.limit});
    return {};
}

} // namespace

Result<std::vector<ui::BudgetMemberForecast>>
memberForecasts(LedgerReader &reader,
                const std::vector<std::pair<std::string, std::string>> &members, Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    std::map<std::string, std::vector<BudgetStatus>> statuses; // by budget
    std::vector<ui::BudgetMemberForecast> all;
    for (const auto &[id, member] : members) {
        const Budget *budget = budgetOf(*rules, id);
        if (!budget || !budget->each)
            continue; // removed meanwhile
        if (statuses.count(id) == 0) {
            BudgetRules only;
            only.budgets = {*budget};
            alerting::StatusOptions options;
            options.hasForecasts = false;
            options.hasTripwires = true;
            options.hasOver = true;
            auto found = alerting::budgetStatuses(reader, only, now, options);
            if (!found)
                return tl::unexpected<Error>(found.error());
            statuses[id] = *std::move(found);
        }
        const auto &own = statuses[id];
        const auto status = std::find_if(own.begin(), own.end(), [&](const BudgetStatus &one) {
            return one.member == member && !one.isUnknown;
        });
        if (status == own.end())
            continue;
        BudgetStatus foreseen = *status;
        OUTLAY_TRY(forecastMember(reader, foreseen, now));
        const ui::BudgetRow row = budgetRows({foreseen}, now).back();
        all.push_back(
            {id, member, row.limit, row.forecast, row.isAtLeast, row.outlook, row.expected});
    }
    return all;
}

Result<ui::BudgetDetails> budgetDetails(LedgerReader &reader, const std::string &id,
                                        const std::string &member, Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    const Budget *budget = budgetOf(*rules, id);
    if (!budget)
        return failure(Error::Kind::Usage, "the budget was removed meanwhile");
    auto status = statusOf(reader, *budget, member, now);
    if (!status)
        return tl::unexpected<Error>(status.error());
    if (budget->each && !member.empty() && status->member == member)
        OUTLAY_TRY(forecastMember(reader, *status, now));
    ui::BudgetDetails details;
    details.id = id;
    details.member = member;
    const auto rows = budgetRows({*status}, now);
    details.row = member.empty() || rows.size() < 2 ? rows.front() : rows.back();
    addForecast(details, *status);
    if (budget->each && member.empty() && !status->member.empty())
        details.method = Words::tr("Of %1, who used most", "member").arg(toQt(status->member));
    if (status->period && !status->isUnknown &&
        !isPerMinute(budget->period)) // of nobody there is nothing to draw
        OUTLAY_TRY(addConsumed(details, reader, *status, now));
    const auto zone = Zone::named(budget->period.zone);
    auto known = pastOf(reader, id, zone ? *zone : Zone());
    if (!known)
        return tl::unexpected<Error>(known.error());
    if (!status->problem.empty()) // there are no periods to look back on
        return details;
    const auto past =
        alerting::pastPeriods(reader, *budget, budget->each ? status->member : std::string(), now,
                              shownPeriods, known->versions);
    if (!past)
        return tl::unexpected<Error>(past.error());
    for (const alerting::PastPeriod &one : *past)
        details.history.push_back({one.range, one.consumed.in(budget->unit), one.limit,
                                   one.exhaustedAt, one.isLimitOfThen});
    details.changes = std::move(known->changes);
    return details;
}

} // namespace outlay
