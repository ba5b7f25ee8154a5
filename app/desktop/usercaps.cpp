// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/usercaps.h"

#include "app/alerting/budgetchange.h"
#include "app/alerting/budgetfields.h"
#include "app/desktop/budgetdrafts.h"
#include "ui/budgets/budgetwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace outlay {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

using Kind = ui::BudgetPeriodWords::Kind;

/// Its limits are rows of the grid: for every user, or for those it names.
bool isOfUsers(const Budget &budget)
{
    const bool isPlain = budget.each && budget.each->dimension == Dimension::User &&
                         budget.unit == LimitUnit::Money && !budget.isTripwire &&
                         !budget.allocation;
    const bool isCalendar = budget.period.kind != BudgetPeriod::Kind::Rolling &&
                            budget.period.kind != BudgetPeriod::Kind::Once &&
                            budget.period.kind != BudgetPeriod::Kind::Always;
    if (!isPlain || !isCalendar || budget.scope.size() > 1)
        return false;
    if (budget.scope.empty())
        return true;
    const Filter &only = budget.scope.front();
    return only.dimension.dimension == Dimension::User &&
           std::all_of(only.anyOf.begin(), only.anyOf.end(),
                       [](const auto &value) { return value.has_value(); });
}

/// Those it names, with their limits; of one for every user those that have one of their own.
std::map<std::string, std::int64_t> limitsOf(const Budget &budget)
{
    std::map<std::string, std::int64_t> limits;
    if (!budget.scope.empty()) {
        for (const auto &user : budget.scope.front().anyOf)
            limits[*user] = budget.limit;
    }
    for (const Budget::Override &one : budget.overrides) {
        if (budget.scope.empty() || limits.count(one.member) > 0)
            limits[one.member] = one.limit;
    }
    return limits;
}

void setLimits(Budget &budget, const std::map<std::string, std::int64_t> &limits)
{
    budget.overrides.clear();
    if (!budget.scope.empty()) {
        budget.scope.front().anyOf.clear();
        for (const auto &[user, limit] : limits)
            budget.scope.front().anyOf.emplace_back(user);
    }
    for (const auto &[user, limit] : limits) {
        if (budget.scope.empty() || limit != budget.limit)
            budget.overrides.push_back({user, limit});
    }
}

std::string nameFor(const BudgetRules &rules, Kind kind, bool isCap)
{
    const QString period = ui::periodKindLabel(kind);
    const QString plain = isCap ? Words::tr("Caps per user, %1", "period").arg(period)
                                : Words::tr("Limits per user, %1", "period").arg(period);
    QString name = plain;
    const auto isTaken = [&rules, &name] {
        return std::any_of(rules.budgets.begin(), rules.budgets.end(),
                           [&](const Budget &budget) { return budget.name == name.toStdString(); });
    };
    for (int number = 2; isTaken(); ++number)
        name = Words::tr("%1 (%2)", "name, number").arg(plain).arg(number);
    return name.toStdString();
}

using Group = std::pair<Kind, bool>; ///< period, is to block

/// The budget that keeps a group's limits, the one for every user before others; null: none.
Budget *keeperOf(BudgetRules &rules, const Group &group)
{
    Budget *keeper = nullptr;
    for (Budget &budget : rules.budgets) {
        if (!isOfUsers(budget) || periodWordsOf(budget.period).kind != group.first ||
            budget.isCap != group.second)
            continue;
        if (!keeper || (budget.scope.empty() && !keeper->scope.empty()))
            keeper = &budget;
    }
    return keeper;
}

Result<> addGroup(BudgetRules &rules, const Group &group,
                  const std::map<std::string, std::int64_t> &limits, const Zone &zone, Instant now)
{
    std::map<std::int64_t, int> uses;
    for (const auto &[user, limit] : limits)
        ++uses[limit];
    Budget budget;
    budget.name = nameFor(rules, group.first, group.second);
    budget.id = newBudgetId(budget.name, rules);
    budget.each = DimensionRef{Dimension::User, {}};
    budget.scope = {{DimensionRef{Dimension::User, {}}, {}}};
    budget.isCap = group.second;
    budget.limit = std::max_element(uses.begin(), uses.end(), [](const auto &l, const auto &r) {
                       return l.second < r.second;
                   })->first;
    ui::BudgetPeriodWords words;
    words.kind = group.first;
    words.zone = zone.name();
    budget.period = periodOf(words, {});
    const auto from = alerting::runningFrom(budget.period, now);
    if (!from)
        return tl::unexpected<Error>(from.error());
    budget.from = *from;
    setLimits(budget, limits);
    rules.budgets.push_back(std::move(budget));
    return {};
}

QString capText(const ui::UserCap &cap)
{
    const QString amount =
        QString::fromStdString(alerting::amountText(LimitUnit::Money, cap.limit->nanos));
    const QString period = ui::periodKindLabel(cap.period);
    return cap.isCap ? Words::tr("%1, %2, cap", "limit, period").arg(amount, period)
                     : Words::tr("%1, %2, warns", "limit, period").arg(amount, period);
}

/// What those have who have no limit of their own, by period.
std::map<Kind, QString> commonLimits(const BudgetRules &rules)
{
    std::map<Kind, QString> common;
    for (const Budget &budget : rules.budgets) {
        if (!isOfUsers(budget) || !budget.scope.empty())
            continue;
        const Kind kind = periodWordsOf(budget.period).kind;
        const QString text = Words::tr("%1, as every user", "limit of everybody")
                                 .arg(capText({{}, Money{budget.limit}, kind, budget.isCap}));
        QString &known = common[kind];
        known = known.isEmpty() ? text : known + QStringLiteral(" · ") + text;
    }
    return common;
}

using Key = std::tuple<std::string, Kind, bool>; ///< user, period, is to block

std::map<Key, const ui::UserCap *> byUser(const std::vector<ui::UserCap> &caps)
{
    std::map<Key, const ui::UserCap *> all;
    for (const ui::UserCap &cap : caps) {
        if (cap.limit)
            all[{cap.user, cap.period, cap.isCap}] = &cap;
    }
    return all;
}

} // namespace

std::vector<ui::UserCap> userCapsOf(const BudgetRules &rules)
{
    std::vector<ui::UserCap> caps;
    std::set<Key> shown;
    for (const Budget &budget : rules.budgets) {
        if (!isOfUsers(budget))
            continue;
        const Kind kind = periodWordsOf(budget.period).kind;
        for (const auto &[user, limit] : limitsOf(budget)) {
            if (shown.insert({user, kind, budget.isCap}).second)
                caps.push_back({user, Money{limit}, kind, budget.isCap});
        }
    }
    std::stable_sort(caps.begin(), caps.end(),
                     [](const auto &l, const auto &r) { return l.user < r.user; });
    return caps;
}

Result<BudgetRules> withUserCaps(const BudgetRules &rules, const std::vector<ui::UserCap> &caps,
                                 const Zone &zone, Instant now)
{
    std::map<Group, std::map<std::string, std::int64_t>> wanted;
    std::set<Key> seen;
    for (const ui::UserCap &cap : caps) {
        if (!cap.limit)
            continue;
        if (!seen.insert({cap.user, cap.period, cap.isCap}).second)
            return failure(Error::Kind::Usage,
                           cap.user + " has two limits over one period; keep one");
        wanted[{cap.period, cap.isCap}][cap.user] = cap.limit->nanos;
    }
    BudgetRules after = rules;
    std::set<Key> shown;
    for (Budget &budget : after.budgets) {
        if (!isOfUsers(budget))
            continue;
        // What this one keeps already stays here; what nobody has, the group's keeper takes.
        auto group = wanted.find({periodWordsOf(budget.period).kind, budget.isCap});
        std::map<std::string, std::int64_t> own;
        for (const auto &[user, limit] : limitsOf(budget)) {
            if (!shown.insert({user, periodWordsOf(budget.period).kind, budget.isCap}).second) {
                own[user] = limit; // the grid shows an earlier one
                continue;
            }
            if (group == wanted.end() || group->second.count(user) == 0)
                continue;
            own[user] = group->second.at(user);
            group->second.erase(user);
        }
        setLimits(budget, own);
    }
    for (const auto &[group, limits] : wanted) {
        if (limits.empty())
            continue;
        if (Budget *keeper = keeperOf(after, group)) {
            auto all = limitsOf(*keeper);
            all.insert(limits.begin(), limits.end());
            setLimits(*keeper, all);
        } else {
            OUTLAY_TRY(addGroup(after, group, limits, zone, now));
        }
    }
    std::erase_if(after.budgets, [](const Budget &budget) {
        return isOfUsers(budget) && !budget.scope.empty() && budget.scope.front().anyOf.empty();
    });
    alerting::sortByName(after);
    return after;
}

std::vector<ui::UserCapDiff> userCapDiffs(const BudgetRules &rules,
                                          const std::vector<ui::UserCap> &after)
{
    const std::vector<ui::UserCap> before = userCapsOf(rules);
    const auto old = byUser(before), now = byUser(after);
    std::map<std::pair<std::string, Kind>, std::pair<QStringList, QStringList>> changes;
    std::set<std::pair<std::string, Kind>> blocks;
    for (const auto &[key, cap] : old) {
        const auto is = now.find(key);
        if (is == now.end() || !(*is->second == *cap))
            changes[{cap->user, cap->period}].first << capText(*cap);
    }
    for (const auto &[key, cap] : now) {
        const auto was = old.find(key);
        if (was != old.end() && *was->second == *cap)
            continue;
        changes[{cap->user, cap->period}].second << capText(*cap);
        if (cap->isCap)
            blocks.insert({cap->user, cap->period});
    }
    const std::map<Kind, QString> common = commonLimits(rules);
    const auto without = [&common](Kind period) {
        const auto found = common.find(period);
        return found == common.end() ? Words::tr("none", "limit") : found->second;
    };
    std::vector<ui::UserCapDiff> diffs;
    for (const auto &[key, texts] : changes) {
        const auto &[was, is] = texts;
        const QString separator = QStringLiteral(" · ");
        diffs.push_back({key.first,
                         was.isEmpty() ? without(key.second) : was.join(separator),
                         is.isEmpty() ? without(key.second) : is.join(separator),
                         {}});
        if (blocks.count(key) > 0)
            diffs.back().warning = Words::tr("warns only until a gateway holds it");
    }
    return diffs;
}

} // namespace outlay
