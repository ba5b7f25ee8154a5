// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetedit.h"

#include "app/alerting/budgetchange.h"
#include "app/alerting/budgetfields.h"
#include "app/cli/budgetoptions.h"
#include "app/cli/question.h"
#include "app/cli/text.h"

#include <algorithm>
#include <limits>

namespace outlay::cli {

namespace {

/// Changes the budget that the command line names.
int changeOne(const Arguments &arguments, const StoredRules &stored,
              const std::function<Result<>(const BudgetRules &, Budget &)> &change,
              const std::string &said, const RulesRemarks &remarks = {})
{
    const auto wanted = nameOf(arguments);
    if (!wanted)
        return arguments.failUsage("write: budget " + arguments.positional().front() + " NAME");
    const auto all = [&](const BudgetRules &before) -> Result<BudgetRules> {
        BudgetRules rules = before;
        const auto found = findBudget(before, *wanted);
        if (!found)
            return tl::unexpected<Error>(found.error());
        OUTLAY_TRY(change(before, rules.budgets[*found]));
        alerting::sortByName(rules);
        return rules;
    };
    return changeBudgetsAfterShowing(arguments, stored, all, said + printable(*wanted) + ".",
                                     remarks);
}

/// Those like it that requests do name: mistyped, or written in another way.
std::string closestTo(const std::string &value, const std::vector<std::string> &known)
{
    constexpr std::size_t most = 3;
    std::vector<std::string> near;
    std::vector<std::string_view> others(known.begin(), known.end());
    for (std::string_view one; near.size() < most; std::erase(others, one)) {
        one = nearest(value, others);
        if (one.empty())
            break;
        near.emplace_back(one);
    }
    for (const std::string_view one : others) { // "ana" of "ana@example.com"
        const bool isPart = one.find(value) != std::string_view::npos ||
                            (!one.empty() && value.find(one) != std::string::npos);
        if (isPart && near.size() < most)
            near.emplace_back(one);
    }
    std::string text;
    for (const std::string &one : near)
        text += (text.empty() ? "; closest: " : ", ") + one;
    return text;
}

/// What scopes name that no request does, of budgets that are new or have another scope.
Result<std::vector<std::string>> unseen(LedgerReader &reader, const BudgetRules &before,
                                        const BudgetRules &after)
{
    constexpr int mostKnown = 5'000;
    std::vector<std::string> remarks;
    for (const Budget &budget : after.budgets) {
        const auto was = std::find_if(before.budgets.begin(), before.budgets.end(),
                                      [&](const Budget &one) { return one.id == budget.id; });
        if (was != before.budgets.end() && was->scope == budget.scope)
            continue;
        for (const Filter &filter : budget.scope) {
            for (const auto &value : filter.anyOf) {
                if (!value)
                    continue;
                Filter only;
                only.dimension = filter.dimension;
                only.anyOf.push_back(value);
                Query query;
                query.where.push_back(std::move(only));
                const auto answer = reader.run(query);
                if (!answer)
                    return tl::unexpected<Error>(answer.error());
                if (answer->total.requests > 0 || answer->total.residual != Money{})
                    continue;
                const auto known = reader.values(filter.dimension, mostKnown);
                if (!known)
                    return tl::unexpected<Error>(known.error());
                remarks.push_back("no request names " + toString(filter.dimension) + ' ' + *value +
                                  " yet" + closestTo(*value, *known));
            }
        }
    }
    return remarks;
}

RulesRemarks unseenIn(const StoredRules &stored)
{
    return [&stored](const BudgetRules &after) -> Result<std::vector<std::string>> {
        if (!stored.reader)
            return std::vector<std::string>{};
        return unseen(*stored.reader, stored.rules, after);
    };
}

/// --until or --for; nullopt: neither.
Result<std::optional<Instant>> endOf(const Arguments &arguments, const std::string &zoneName,
                                     Instant now)
{
    if (const auto text = arguments.value("for")) {
        const auto length = parseDuration(*text);
        if (!length)
            return failure(Error::Kind::Usage, "--for: " + length.error().text);
        return std::optional(Instant{now.micros + *length});
    }
    const auto text = arguments.value("until");
    if (!text)
        return std::optional<Instant>{};
    const auto zone = zoneOf(arguments, zoneName);
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    const auto at = parseMoment(*text, *zone, now);
    if (!at)
        return failure(Error::Kind::Usage, "--until: " + at.error().text);
    if (*at <= now)
        return failure(Error::Kind::Usage, "--until " + printable(*text) + " is over already");
    return std::optional(*at);
}

} // namespace

Result<Zone> zoneOf(const Arguments &arguments, const std::string &otherwise)
{
    return Zone::named(arguments.valueOr("tz", otherwise));
}

std::optional<std::string> nameOf(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    return words.size() == 2 ? std::optional(words[1]) : std::nullopt;
}

int addBudget(const Arguments &arguments, const StoredRules &stored)
{
    if (arguments.positional().size() > 1)
        return arguments.failUsage("write: budget add --name NAME --limit AMOUNT");
    for (const char *needed : {"name", "limit"}) {
        if (!arguments.has(needed))
            return arguments.failUsage("--" + std::string(needed) + " is missing");
    }
    const auto zone = zoneOf(arguments, stored.zone);
    if (!zone)
        return arguments.fail(zone.error());
    const auto change = [&](const BudgetRules &before) -> Result<BudgetRules> {
        BudgetRules rules = before;
        Budget budget;
        budget.period.zone = zone->name();
        OUTLAY_TRY(takeBudgetOptions(arguments, before, *zone, budget));
        budget.id = newBudgetId(budget.name, before);
        const auto from = alerting::runningFrom(budget.period, stored.now);
        if (!from)
            return failure(from.error().kind, "--period: " + from.error().text);
        budget.from = *from;
        rules.budgets.push_back(std::move(budget));
        alerting::sortByName(rules);
        return rules;
    };
    return changeBudgetsAfterShowing(arguments, stored, change,
                                     "Added " + printable(*arguments.value("name")) + ".",
                                     unseenIn(stored));
}

int setBudget(const Arguments &arguments, const StoredRules &stored)
{
    const auto change = [&](const BudgetRules &rules, Budget &budget) -> Result<> {
        const auto zone = zoneOf(arguments, budget.period.zone);
        if (!zone)
            return tl::unexpected<Error>(zone.error());
        const BudgetPeriod before = budget.period;
        OUTLAY_TRY(takeBudgetOptions(arguments, rules, *zone, budget));
        if (budget.period == before)
            return {};
        const auto from = alerting::runningFrom(budget.period, stored.now);
        if (!from)
            return failure(from.error().kind, "--period: " + from.error().text);
        budget.from = *from;
        return {};
    };
    return changeOne(arguments, stored, change, "Changed ", unseenIn(stored));
}

int removeBudget(const Arguments &arguments, const StoredRules &stored)
{
    const auto wanted = nameOf(arguments);
    if (!wanted)
        return arguments.failUsage("write: budget remove NAME");
    const auto change = [&](const BudgetRules &before) -> Result<BudgetRules> {
        BudgetRules rules = before;
        const auto found = findBudget(before, *wanted);
        if (!found)
            return tl::unexpected<Error>(found.error());
        const std::string id = before.budgets[*found].id;
        const auto child = std::find_if(before.budgets.begin(), before.budgets.end(),
                                        [&id](const Budget &one) { return one.parent == id; });
        if (child != before.budgets.end())
            return failure(Error::Kind::Usage,
                           "\"" + printable(*wanted) + "\" is the parent of \"" +
                               printable(child->name) + "\": remove that first, or give it " +
                               "another with budget set " + shellWord(printable(child->name)) +
                               " --parent \"\"");
        rules.budgets.erase(rules.budgets.begin() + static_cast<std::ptrdiff_t>(*found));
        return rules;
    };
    return changeBudgetsAfterShowing(arguments, stored, change,
                                     "Removed " + printable(*wanted) + ".");
}

int pauseBudget(const Arguments &arguments, const StoredRules &stored)
{
    const auto change = [&](const BudgetRules &, Budget &budget) -> Result<> {
        const auto until = endOf(arguments, budget.period.zone, stored.now);
        if (!until)
            return tl::unexpected<Error>(until.error());
        budget.pausedUntil = until->value_or(latestEvent);
        return {};
    };
    return changeOne(arguments, stored, change, "Paused ");
}

int resumeBudget(const Arguments &arguments, const StoredRules &stored)
{
    const auto change = [](const BudgetRules &, Budget &budget) -> Result<> {
        budget.pausedUntil = std::nullopt;
        return {};
    };
    return changeOne(arguments, stored, change, "Resumed ");
}

/// A raise is for a while, and may be above what the parent has for its children: said, not
/// refused. `rules`: with the raise.
std::vector<std::string> overParent(const Arguments &arguments, const BudgetRules &rules,
                                    Instant now)
{
    const auto wanted = nameOf(arguments);
    const auto found = wanted ? findBudget(rules, *wanted) : Result<std::size_t>(0);
    if (!wanted || !found || !rules.budgets[*found].raise)
        return {};
    const Budget &raised = rules.budgets[*found];
    const auto parent = std::find_if(rules.budgets.begin(), rules.budgets.end(),
                                     [&](const Budget &one) { return one.id == raised.parent; });
    if (parent == rules.budgets.end())
        return {};
    const std::int64_t limit = raised.raise->limit;
    Int128 sum = raised.each ? Int128{0} : Int128{limit};
    for (const Budget &one : rules.budgets) {
        if (one.parent == parent->id && one.id != raised.id && !one.each && !raised.each)
            sum += fixedLimitOf(one, {}, now);
    }
    const Int128 most = std::max(sum, Int128{limit});
    const std::int64_t has = fixedLimitOf(*parent, {}, now);
    if (most <= has || most >= std::numeric_limits<std::int64_t>::max())
        return {};
    return {"with the raise the children of \"" + parent->name + "\" come to " +
            alerting::amountText(raised.unit, static_cast<std::int64_t>(most)) + ", and it has " +
            alerting::amountText(raised.unit, has)};
}

int raiseBudget(const Arguments &arguments, const StoredRules &stored)
{
    const auto change = [&](const BudgetRules &, Budget &budget) -> Result<> {
        if (arguments.has("off")) {
            budget.raise = std::nullopt;
            return {};
        }
        const auto limit = parseLimit(arguments.valueOr("limit", ""));
        if (!limit)
            return failure(Error::Kind::Usage, "--limit: " + limit.error().text);
        if (limit->unit != budget.unit)
            return failure(Error::Kind::Usage,
                           "--limit: the budget's limit is in " + std::string(name(budget.unit)));
        if (limit->amount <= budget.limit)
            return failure(Error::Kind::Usage,
                           "--limit: a raise is above the limit; for less: budget set");
        const auto until = endOf(arguments, budget.period.zone, stored.now);
        if (!until)
            return tl::unexpected<Error>(until.error());
        if (!*until)
            return failure(Error::Kind::Usage, "a raise ends: say --until TIME or --for 3d; for "
                                               "good: budget set");
        budget.raise = Budget::Raise{limit->amount, **until};
        return {};
    };
    return changeOne(arguments, stored, change,
                     arguments.has("off") ? "Ended the raise of " : "Raised ",
                     [&](const BudgetRules &rules) -> Result<std::vector<std::string>> {
                         return overParent(arguments, rules, stored.now);
                     });
}

} // namespace outlay::cli
