// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/budgetladder.h"

#include "app/alerting/budgetstatus.h"
#include "app/caps/limitsladder.h"
#include "app/desktop/budgetdrafts.h"

#include <QCoreApplication>

namespace outlay {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

ui::LadderLimit limitOf(const enforcement::LadderRung &rung)
{
    ui::LadderLimit limit;
    // Both enums name system, endpoint, team and user, and money, tokens and requests, in order.
    limit.level = static_cast<ui::LadderLimit::Level>(rung.level);
    limit.unit = static_cast<ui::BudgetUnit>(rung.unit);
    const QString name = QString::fromStdString(rung.name);
    limit.name = rung.gateway.empty() ? name
                                      : Words::tr("%1 at %2", "user or team, gateway")
                                            .arg(name, QString::fromStdString(rung.gateway));
    BudgetPeriod period;
    period.kind = rung.per.value_or(BudgetPeriod::Kind::Always);
    limit.per = periodWordsOf(period).kind;
    limit.minutes = static_cast<int>(rung.windowMicros / microsPerMinute);
    limit.limit = rung.limit;
    limit.used = rung.used;
    limit.isBinding = rung.isBinding;
    limit.isEnforced = rung.isEnforced;
    return limit;
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
    ui::LimitsLadder ladder{found->user, found->endpoint, {}};
    for (const enforcement::LadderRung &rung : found->rungs)
        ladder.limits.push_back(limitOf(rung));
    return ladder;
}

} // namespace outlay
