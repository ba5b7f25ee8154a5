// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/budgetladder.h"

#include "app/alerting/budgetstatus.h"
#include "app/caps/limitsladder.h"
#include "app/desktop/budgetdrafts.h"
#include "ui/budgets/budgetwords.h"
#include "ui/text/labels.h"

#include <QCoreApplication>

namespace outlay {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

/// What is limited over which time: the same of a limit and of a part.
template <typename Shown, typename Limit> void setWindow(Shown &shown, const Limit &limit)
{
    BudgetPeriod period;
    period.kind = limit.per.value_or(BudgetPeriod::Kind::Always);
    shown.per = periodWordsOf(period).kind;
    shown.minutes = static_cast<int>(limit.windowMicros / microsPerMinute);
    shown.limit = limit.limit;
}

ui::LadderLimit limitOf(const enforcement::LadderRung &rung)
{
    ui::LadderLimit limit;
    // Both enums name system, endpoint, team and user, and money, tokens and requests, in order.
    limit.level = static_cast<ui::LadderLimit::Level>(rung.level);
    limit.unit = static_cast<ui::BudgetUnit>(rung.unit);
    QString name = QString::fromStdString(rung.name);
    if (rung.each)
        name = Words::tr("%1 (%2 %3)", "budget, dimension, member")
                   .arg(name, ui::dimensionLabel(*rung.each).toLower(),
                        QString::fromStdString(rung.member));
    limit.name = rung.gateway.empty() ? name
                                      : Words::tr("%1 at %2", "user or team, gateway")
                                            .arg(name, QString::fromStdString(rung.gateway));
    setWindow(limit, rung);
    limit.used = rung.used;
    limit.isBinding = rung.isBinding;
    limit.isEnforced = rung.isEnforced;
    limit.readAt = rung.readAt;
    limit.isAtLeast = rung.isAtLeast;
    return limit;
}

ui::LadderPart partOf(const enforcement::LadderPart &one)
{
    ui::LadderPart part;
    part.name = QString::fromStdString(one.budget.name);
    part.scope = ui::scopeWords(one.budget.scope, one.budget.each);
    part.unit = static_cast<ui::BudgetUnit>(one.unit); // as above
    setWindow(part, one);
    return part;
}

} // namespace

Result<ui::LimitsLadder> budgetLadder(LedgerReader &reader, const std::string &user,
                                      const std::string &endpoint, Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    const auto found = enforcement::limitsLadder(reader, *rules, user, endpoint, now);
    if (!found)
        return tl::unexpected<Error>(found.error());
    ui::LimitsLadder ladder{found->user, found->endpoint, {}, {}, found->isKnown, found->likeUser};
    for (const enforcement::LadderRung &rung : found->rungs)
        ladder.limits.push_back(limitOf(rung));
    for (const enforcement::LadderPart &part : found->parts)
        ladder.parts.push_back(partOf(part));
    return ladder;
}

} // namespace outlay
