// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/traybuilder.h"

#include "app/alerting/alertwords.h"
#include "app/alerting/budgetstatus.h"
#include "app/sources/demo/demonow.h"
#include "models/rules/alert.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace outlay {

namespace {

constexpr int mostAlerts = 1000;
constexpr std::size_t mostShown = 5;
constexpr double nearFraction = 0.75;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Tray)
};

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// nullopt: nothing of it is priced.
Result<std::optional<Money>> spent(LedgerReader &reader, const TimeRange &range)
{
    Query query;
    query.range = range;
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    if (answer->total.requests == 0 && !answer->total.cost)
        return std::optional(Money{});
    return answer->total.cost;
}

QString quantity(LimitUnit unit, std::int64_t amount, const QLocale &locale)
{
    return unit == LimitUnit::Money ? ui::money(Money{amount}, locale)
                                    : toQt(alerting::quantityText(name(unit), amount));
}

TrayBudget shown(const alerting::BudgetStatus &status, const QLocale &locale)
{
    TrayBudget budget;
    budget.id = status.budget->id;
    budget.member = status.member;
    budget.name = toQt(status.budget->name);
    if (!status.member.empty())
        budget.name = Words::tr("%1: %2", "a budget, whose").arg(budget.name, toQt(status.member));
    budget.text = Words::tr("%1 of %2", "used, limit")
                      .arg(quantity(status.budget->unit, status.amount(), locale),
                           quantity(status.budget->unit, status.limit.value_or(0), locale));
    budget.fraction = status.utilization.value_or(0);
    return budget;
}

/// Those that hold now, the fullest first.
Result<std::vector<alerting::BudgetStatus>> fullest(LedgerReader &reader, Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    alerting::StatusOptions options;
    options.hasMembers = false;
    options.hasForecasts = false;
    auto statuses = alerting::budgetStatuses(reader, *rules, now, options);
    if (!statuses)
        return statuses;
    std::erase_if(*statuses, [](const alerting::BudgetStatus &status) {
        return status.isPaused || status.isUnknown || !status.utilization || !status.limit;
    });
    std::stable_sort(statuses->begin(), statuses->end(),
                     [](const alerting::BudgetStatus &left, const alerting::BudgetStatus &right) {
                         return left.utilization > right.utilization;
                     });
    return statuses;
}

Result<bool> hasWaiting(LedgerReader &reader, Instant now)
{
    const auto bodies = reader.alerts({now, now}, mostAlerts);
    if (!bodies)
        return tl::unexpected<Error>(bodies.error());
    return std::any_of(bodies->begin(), bodies->end(), [](const std::string &body) {
        const auto alert = parseAlert(body);
        return alert && alert->state == AlertState::Open && alert->inhibitedBy.empty() &&
               !alert->isListedOnly && urgencyOf(alert->kind, alert->threshold) != Urgency::Low;
    });
}

TrayLevel levelOf(const TrayState &state, bool isWaiting)
{
    if (state.fraction && *state.fraction >= 1)
        return TrayLevel::Over;
    if (isWaiting)
        return TrayLevel::Alert;
    if (!state.fraction)
        return TrayLevel::Unknown;
    return *state.fraction >= nearFraction ? TrayLevel::Near : TrayLevel::Ok;
}

} // namespace

Result<TrayState> trayStateOf(LedgerReader &reader, Instant now, const Zone &zone)
{
    const QLocale locale = ui::shownLocale();
    const auto shownAt = shownNow(reader, now);
    if (!shownAt)
        return tl::unexpected<Error>(shownAt.error());
    const Instant end{shownAt->micros + 1};
    const auto today = spent(reader, {zone.startOfDay(zone.dayOf(*shownAt)), end});
    const auto hour = spent(reader, {Instant{shownAt->micros - microsPerHour}, end});
    const auto budgets = fullest(reader, *shownAt);
    const auto isWaiting = hasWaiting(reader, now);
    if (!today || !hour || !budgets || !isWaiting)
        return tl::unexpected<Error>(!today     ? today.error()
                                     : !hour    ? hour.error()
                                     : !budgets ? budgets.error()
                                                : isWaiting.error());
    TrayState state;
    // A cap is to block; without any, the budget that runs out first says most.
    const auto cap =
        std::find_if(budgets->begin(), budgets->end(),
                     [](const alerting::BudgetStatus &one) { return one.budget->isCap; });
    const auto nearest = cap == budgets->end() ? budgets->begin() : cap;
    if (nearest != budgets->end())
        state.fraction = nearest->utilization;
    state.level = levelOf(state, *isWaiting);
    for (const alerting::BudgetStatus &one : *budgets) {
        if (state.budgets.size() < mostShown)
            state.budgets.push_back(shown(one, locale));
    }
    state.tooltip = Words::tr("Outlay: %1 today, %2 in the last hour")
                        .arg(ui::moneyOrDash(*today, locale), ui::moneyOrDash(*hour, locale));
    if (nearest != budgets->end()) {
        const TrayBudget budget = shown(*nearest, locale);
        const auto percent = static_cast<qlonglong>(std::min(budget.fraction * 100, 99'999.0));
        state.tooltip +=
            u'\n' +
            Words::tr("%1: %2, %3", "a budget, how full it is, used of limit")
                .arg(budget.name, ui::percentText(locale.toString(percent), locale), budget.text);
    }
    if (*isWaiting)
        state.tooltip += u'\n' + Words::tr("An alert waits for a decision.");
    return state;
}

} // namespace outlay
