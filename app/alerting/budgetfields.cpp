// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetfields.h"

#include "app/alerting/alertwords.h"
#include "models/money/percent.h"
#include "models/rules/minutelimit.h"

#include <array>
#include <map>

namespace outlay::alerting {

using Fields = std::vector<std::pair<std::string, std::string>>;

namespace {

std::string lengthText(std::int64_t length)
{
    if (length % microsPerHour != 0)
        return std::to_string(length / microsPerMinute) + " min";
    return std::to_string(length / microsPerHour) + " h";
}

} // namespace

std::string amountText(LimitUnit unit, std::int64_t amount)
{
    return alerting::quantityText(name(unit), amount);
}

std::string allocationText(const Allocation &allocation, LimitUnit unit)
{
    return "p" + std::to_string(allocation.percentile) + " of " +
           std::to_string(allocation.periods) + " periods + " +
           asPercent(allocation.marginPercent) + ", at most " + amountText(unit, allocation.bound);
}

std::string thresholdsText(const std::vector<int> &thresholds)
{
    std::string text;
    for (const int threshold : thresholds)
        text += std::to_string(threshold) + ", ";
    return text + asPercent(exhaustedPercent);
}

std::string budgetNameOf(const BudgetRules &rules, const std::string &id)
{
    for (const Budget &budget : rules.budgets) {
        if (budget.id == id)
            return budget.name;
    }
    return id;
}

bool isRaisedAt(const Budget &budget, Instant at)
{
    return budget.raise && at < budget.raise->until && budget.raise->limit > budget.limit;
}

std::string periodText(const BudgetPeriod &period)
{
    using enum BudgetPeriod::Kind;
    constexpr std::array<std::string_view, 7> days{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};
    if (isPerMinute(period))
        return "minute";
    std::string text(name(period.kind));
    if (period.kind == Rolling)
        return text + ' ' + lengthText(period.length);
    if (period.kind == Always)
        return text;
    if (period.kind == Once)
        return toRfc3339(period.once.from) + " to " + toRfc3339(period.once.to);
    if (period.kind == Week && period.start != 1)
        text += " from " + std::string(days[static_cast<std::size_t>(period.start - 1)]);
    else if (period.start != 1)
        text += " from day " + std::to_string(period.start);
    return text + ", " + period.zone;
}

Fields budgetFields(const BudgetRules &rules, const Budget &budget)
{
    Fields fields{{"limit", amountText(budget.unit, budget.limit)},
                  {"period", periodText(budget.period)},
                  {"scope", scopeText(budget)},
                  {"thresholds", thresholdsText(budget.thresholds)},
                  {"cap", budget.isCap ? "yes, is to block" : "no, warns only"}};
    const auto add = [&fields](const char *field, const std::string &value) {
        if (!value.empty())
            fields.emplace_back(field, value);
    };
    for (const Budget::Override &one : budget.overrides)
        fields.emplace_back("limit of " + one.member, amountText(budget.unit, one.limit));
    if (budget.allocation)
        add("dynamic", allocationText(*budget.allocation, budget.unit));
    if (!budget.parent.empty())
        add("parent", budgetNameOf(rules, budget.parent));
    add("owner", budget.owner);
    add("deputy", budget.deputy);
    add("note", budget.note);
    if (budget.raise)
        add("raised", "to " + amountText(budget.unit, budget.raise->limit) + " until " +
                          toRfc3339(budget.raise->until) +
                          (budget.raise->limit > budget.limit ? "" : ", which is no more"));
    if (budget.pausedUntil)
        add("paused", "until " + toRfc3339(*budget.pausedUntil));
    return fields;
}

std::vector<std::string> changedLines(const BudgetRules &before, const BudgetRules &after)
{
    std::vector<std::string> lines;
    std::map<std::string, const Budget *> old;
    for (const Budget &budget : before.budgets)
        old[budget.id] = &budget;
    for (const Budget &budget : after.budgets) {
        const auto was = old.find(budget.id);
        if (was == old.end()) {
            lines.push_back("+ " + budget.name + ": " + amountText(budget.unit, budget.limit) +
                            ", " + periodText(budget.period) + ", " + scopeText(budget) +
                            (budget.allocation
                                 ? ", dynamic: " + allocationText(*budget.allocation, budget.unit)
                                 : ""));
            continue;
        }
        std::map<std::string, std::pair<std::string, std::string>> fields;
        for (const auto &[field, value] : budgetFields(before, *was->second))
            fields[field].first = value;
        for (const auto &[field, value] : budgetFields(after, budget))
            fields[field].second = value;
        if (was->second->name != budget.name)
            fields["name"] = {was->second->name, budget.name};
        for (const auto &[field, values] : fields) {
            if (values.first != values.second)
                lines.push_back("~ " + budget.name + ": " + field + ": " +
                                (values.first.empty() ? "none" : values.first) + " -> " +
                                (values.second.empty() ? "none" : values.second));
        }
        old.erase(was);
    }
    for (const auto &[id, budget] : old)
        lines.push_back("- " + budget->name);
    if (!(before.detectors == after.detectors))
        lines.emplace_back("~ storms and repeated prompts: how they are looked for");
    return lines;
}

} // namespace outlay::alerting
