// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/budget.h"

#include "models/money/hash.h"
#include "models/rules/minutelimit.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace outlay {

namespace {

constexpr std::array<std::string_view, 3> unitNames = {"usd", "tokens", "requests"};
constexpr std::size_t longestName = 120;
constexpr std::size_t longestNote = 2000;
constexpr std::size_t mostBudgets = 5000;
constexpr std::int64_t nanosPerUsd = 1'000'000'000;

tl::unexpected<Error> wrong(const Budget &budget, std::string_view field, std::string_view why)
{
    const std::string who = budget.name.empty() ? "a budget" : "budget \"" + budget.name + '"';
    return failure(Error::Kind::Usage, who + ": " + std::string(field) + ": " + std::string(why));
}

bool isOneLine(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

/// Price is what made the cost, not what it was for; Outcome and Tier would split attempts.
bool canScope(Dimension dimension)
{
    return dimension != Dimension::Price;
}

Result<> checkTexts(const Budget &budget)
{
    if (budget.name.empty())
        return wrong(budget, "name", "give it one");
    if (budget.name.size() > longestName || !isOneLine(budget.name))
        return wrong(budget, "name", "one line of at most 120 bytes");
    if (budget.id.empty() || !isOneLine(budget.id) || budget.id.size() > longestName)
        return wrong(budget, "id", "one line of at most 120 bytes");
    if (!isOneLine(budget.owner) || budget.owner.size() > longestName)
        return wrong(budget, "owner", "one line of at most 120 bytes");
    if (!isOneLine(budget.deputy) || budget.deputy.size() > longestName)
        return wrong(budget, "deputy", "one line of at most 120 bytes");
    if (budget.note.size() > longestNote)
        return wrong(budget, "note", "at most 2000 bytes");
    return {};
}

Result<> checkScope(const Budget &budget)
{
    std::set<std::string> seen;
    for (const Filter &filter : budget.scope) {
        const std::string dimension = toString(filter.dimension);
        if (!canScope(filter.dimension.dimension))
            return wrong(budget, "scope", dimension + " cannot be budgeted");
        if (filter.anyOf.empty())
            return wrong(budget, "scope", dimension + " names no value");
        if (!seen.insert(dimension).second)
            return wrong(budget, "scope", dimension + " is named twice; list its values together");
    }
    if (!budget.each) {
        if (!budget.overrides.empty())
            return wrong(budget, "overrides", "only a budget for each of something has members");
        return {};
    }
    if (!canScope(budget.each->dimension))
        return wrong(budget, "each", toString(*budget.each) + " cannot be budgeted");
    if (budget.each->dimension == Dimension::Tag && budget.each->tagKey.empty())
        return wrong(budget, "each", "name the tag's key, as tag:KEY");
    std::set<std::string> members;
    for (const Budget::Override &one : budget.overrides) {
        if (one.member.empty())
            return wrong(budget, "overrides", "name the member");
        if (one.limit <= 0)
            return wrong(budget, "overrides", one.member + ": the limit must be more than 0");
        if (!members.insert(one.member).second)
            return wrong(budget, "overrides", one.member + " is named twice");
    }
    return {};
}

bool isLimitedAtGateways(const DimensionRef &dimension)
{
    return dimension.dimension == Dimension::User || dimension.dimension == Dimension::Key ||
           dimension.dimension == Dimension::Team;
}

Result<> checkPeriod(const Budget &budget)
{
    if (isPerMinute(budget.period)) {
        if (budget.unit == LimitUnit::Money)
            return wrong(budget, "period", "a limit a minute is in requests or tokens");
        if (!budget.isCap)
            return wrong(budget, "period",
                         "only a gateway counts by the minute: make it a cap (--cap)");
        if (!isScopeOfMinute(budget))
            return wrong(budget, "scope",
                         "per minute a gateway caps one user, key or team (user=NAME, key=NAME, "
                         "team=NAME) or each user, key or team, and nothing else");
        return {};
    }
    if (const auto calendar = PeriodCalendar::of(budget.period); !calendar)
        return wrong(budget, "period", calendar.error().text);
    return {};
}

Result<> checkLimit(const Budget &budget)
{
    if (budget.limit <= 0)
        return wrong(budget, "limit", "must be more than 0");
    if (budget.isTripwire && budget.unit != LimitUnit::Money)
        return wrong(budget, "limit", "a tripwire's is in US dollars");
    for (std::size_t i = 0; i < budget.thresholds.size(); ++i) {
        const int threshold = budget.thresholds[i];
        if (threshold < 1 || threshold >= exhaustedPercent)
            return wrong(budget, "thresholds", "are percents from 1 to 99; 100 is always one");
        if (i > 0 && threshold <= budget.thresholds[i - 1])
            return wrong(budget, "thresholds", "must ascend");
    }
    if (budget.raise && budget.raise->limit <= 0)
        return wrong(budget, "raise", "must be more than 0");
    if (!budget.allocation)
        return {};
    const Allocation &allocation = *budget.allocation;
    if (allocation.percentile < 1 || allocation.percentile > 100)
        return wrong(budget, "allocation", "the percentile is 1 to 100");
    if (allocation.periods < 1 || allocation.periods > 26)
        return wrong(budget, "allocation", "looks back over 1 to 26 periods");
    if (allocation.marginPercent < 0 || allocation.marginPercent > 500)
        return wrong(budget, "allocation", "the margin is 0 to 500%");
    if (allocation.bound < budget.limit)
        return wrong(budget, "allocation", "the upper bound must not be below the limit");
    using enum BudgetPeriod::Kind;
    if (budget.period.kind == Once || budget.period.kind == Always || budget.period.kind == Rolling)
        return wrong(budget, "allocation", "needs periods that come again");
    return {};
}

std::string limitText(LimitUnit unit, Int128 amount)
{
    const std::string figure = unit == LimitUnit::Money ? toDecimal(amount, 9) : toString(amount);
    if (unit != LimitUnit::Money)
        return figure + ' ' + std::string(name(unit));
    const std::size_t point = figure.find('.');
    std::size_t end = figure.find_last_not_of('0') + 1;
    if (point != std::string::npos)
        end = std::max(end, point + 3);
    return figure.substr(0, end) + " USD";
}

/// Children without members that come to more than their parent when added up.
struct ChildSum
{
    Int128 sum = 0;
    std::string names; ///< with their limits
};

void add(ChildSum &children, const Budget &child)
{
    const std::int64_t most = child.allocation ? child.allocation->bound : child.limit;
    children.sum += most;
    children.names +=
        (children.names.empty() ? "" : ", ") + child.name + ' ' + limitText(child.unit, most);
}

/// No member may have more than the parent of its budget.
Result<> checkMembers(const Budget &budget, const Budget &parent)
{
    const std::string of = " is more than the " + limitText(parent.unit, parent.limit) +
                           " of its parent \"" + parent.name + '"';
    const std::int64_t most = budget.allocation ? budget.allocation->bound : budget.limit;
    if (most > parent.limit)
        return wrong(budget, "limit", "one member's, " + limitText(budget.unit, most) + ',' + of);
    for (const Budget::Override &one : budget.overrides) {
        if (one.limit > parent.limit)
            return wrong(budget, "overrides",
                         one.member + "'s, " + limitText(budget.unit, one.limit) + ',' + of);
    }
    return {};
}

using ById = std::map<std::string, const Budget *>;

Result<> checkParents(const BudgetRules &rules, const ById &byId)
{
    std::map<std::string, ChildSum> sums;
    for (const Budget &budget : rules.budgets) {
        if (budget.parent.empty())
            continue;
        const auto parent = byId.find(budget.parent);
        if (parent == byId.end())
            return wrong(budget, "parent", "there is no budget with id " + budget.parent);
        std::set<std::string> chain{budget.id};
        for (const Budget *at = parent->second; at != nullptr;) {
            if (!chain.insert(at->id).second)
                return wrong(budget, "parent", "is its own ancestor");
            const auto next = byId.find(at->parent);
            at = next == byId.end() ? nullptr : next->second;
        }
        if (parent->second->unit != budget.unit || !(parent->second->period == budget.period))
            return wrong(budget, "parent",
                         "counts something else, or over another period, so that their limits "
                         "cannot be compared");
        if (!budget.each)
            add(sums[budget.parent], budget);
        else
            OUTLAY_TRY(checkMembers(budget, *parent->second));
    }
    for (const auto &[id, children] : sums) {
        const Budget &parent = *byId.at(id);
        if (children.sum > parent.limit)
            return wrong(parent, "limit",
                         limitText(parent.unit, parent.limit) + " is less than the " +
                             limitText(parent.unit, children.sum) +
                             " of its children together: " + children.names);
    }
    return {};
}

Budget tripwire(std::string id, std::string name, Dimension each, std::int64_t usd)
{
    Budget budget;
    budget.id = std::move(id);
    budget.name = std::move(name);
    budget.each = DimensionRef{each, {}};
    budget.limit = usd * nanosPerUsd;
    budget.thresholds.clear();
    budget.isTripwire = true;
    return budget;
}

} // namespace

std::string_view name(LimitUnit unit)
{
    return unitNames[static_cast<std::size_t>(unit)];
}

std::optional<LimitUnit> limitUnitNamed(std::string_view wanted)
{
    const auto found = std::find(unitNames.begin(), unitNames.end(), wanted);
    if (found == unitNames.end())
        return std::nullopt;
    return static_cast<LimitUnit>(found - unitNames.begin());
}

std::int64_t fixedLimitOf(const Budget &budget, const std::string &member, Instant at)
{
    std::int64_t limit = budget.limit;
    if (budget.each) {
        const auto own =
            std::lower_bound(budget.overrides.begin(), budget.overrides.end(), member,
                             [](const Budget::Override &one, const std::string &value) {
                                 return one.member < value;
                             });
        if (own != budget.overrides.end() && own->member == member)
            return own->limit; // what was said of one holds, whatever the others get for a while
    }
    if (budget.raise && at < budget.raise->until)
        limit = std::max(limit, budget.raise->limit);
    return limit;
}

std::optional<std::int64_t> allocated(const Allocation &allocation,
                                      const std::vector<std::int64_t> &history)
{
    std::vector<std::int64_t> values(
        history.begin(),
        history.begin() + std::min<std::ptrdiff_t>(std::ssize(history), allocation.periods));
    // Before somebody's first use there is no history, and it says nothing of what they need.
    while (!values.empty() && values.back() == 0)
        values.pop_back();
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    // Nearest rank: the least value that so many percent do not exceed.
    const auto count = static_cast<std::int64_t>(values.size());
    const std::int64_t rank = (count * allocation.percentile + 99) / 100;
    const Int128 value = values[static_cast<std::size_t>(std::max<std::int64_t>(rank, 1) - 1)];
    const Int128 with = divideHalfEven(value * (100 + allocation.marginPercent), 100);
    if (with <= 0) // used now and then: no reason to warn of the first cent
        return std::nullopt;
    return static_cast<std::int64_t>(std::clamp<Int128>(with, 1, allocation.bound));
}

BudgetRules shippedRules()
{
    BudgetRules rules;
    Budget session = tripwire("tripwire-session", "Tripwire: a session", Dimension::Session, 25);
    session.period.kind = BudgetPeriod::Kind::Always;
    Budget user = tripwire("tripwire-user-hour", "Tripwire: a person's hour", Dimension::User, 20);
    Budget key = tripwire("tripwire-key-hour", "Tripwire: a key's hour", Dimension::Key, 20);
    for (Budget *hourly : {&user, &key}) {
        hourly->period.kind = BudgetPeriod::Kind::Rolling;
        hourly->period.length = microsPerHour;
    }
    rules.budgets = {session, key, user};
    std::sort(rules.budgets.begin(), rules.budgets.end(),
              [](const Budget &l, const Budget &r) { return l.name < r.name; });
    return rules;
}

bool isScopeOfMinute(const Budget &budget)
{
    const auto isKnown = [](const Filter &filter) {
        return std::all_of(filter.anyOf.begin(), filter.anyOf.end(),
                           [](const auto &value) { return value && !value->empty(); });
    };
    if (budget.each)
        return isLimitedAtGateways(*budget.each) &&
               std::all_of(budget.scope.begin(), budget.scope.end(), [&](const Filter &filter) {
                   return filter.dimension == *budget.each && isKnown(filter);
               });
    if (budget.scope.size() != 1)
        return false;
    const Filter &only = budget.scope.front();
    return isLimitedAtGateways(only.dimension) && only.anyOf.size() == 1 && isKnown(only);
}

Result<> checkBudgets(const BudgetRules &rules)
{
    if (rules.budgets.size() > mostBudgets)
        return failure(Error::Kind::Usage, "more than 5000 budgets; use one for each user, with "
                                           "overrides");
    ById byId;
    std::set<std::string> names;
    for (const Budget &budget : rules.budgets) {
        OUTLAY_TRY(checkTexts(budget));
        if (!byId.emplace(budget.id, &budget).second)
            return wrong(budget, "id", "another budget has it");
        if (!names.insert(budget.name).second)
            return wrong(budget, "name", "another budget has it");
        OUTLAY_TRY(checkScope(budget));
        OUTLAY_TRY(checkPeriod(budget));
        OUTLAY_TRY(checkLimit(budget));
    }
    const DetectorLimits &limits = rules.detectors;
    if (limits.stormAttempts < 2 || limits.repeatCount < 2)
        return failure(Error::Kind::Usage, "a storm, and a repetition, is at least two attempts");
    if (limits.stormMicros < microsPerSecond || limits.stormMicros > microsPerHour ||
        limits.repeatMicros < microsPerSecond || limits.repeatMicros > microsPerHour)
        return failure(Error::Kind::Usage,
                       "the time a storm or a repetition is looked for in is a second to an hour");
    return checkParents(rules, byId);
}

std::string newBudgetId(std::string_view name, const BudgetRules &rules)
{
    std::string stem;
    for (const char c : name) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (isPlain)
            stem += c;
        else if (c >= 'A' && c <= 'Z')
            stem += static_cast<char>(c - 'A' + 'a');
        else if (!stem.empty() && stem.back() != '-')
            stem += '-';
    }
    while (!stem.empty() && stem.back() == '-')
        stem.pop_back();
    if (stem.empty())
        stem = "budget";
    stem.resize(std::min<std::size_t>(stem.size(), 60));
    std::set<std::string_view> taken(rules.formerIds.begin(), rules.formerIds.end());
    for (const Budget &budget : rules.budgets)
        taken.insert(budget.id);
    std::string id = stem;
    for (int n = 2; taken.contains(id); ++n)
        id = stem + '-' + std::to_string(n);
    return id;
}

std::string scopeText(const Budget &budget)
{
    std::string text;
    const auto add = [&text](const std::string &part) {
        text += (text.empty() ? "" : " · ") + part;
    };
    if (budget.each)
        add("every " + toString(*budget.each));
    for (const Filter &filter : budget.scope) {
        std::string values;
        for (const auto &value : filter.anyOf)
            values += (values.empty() ? "" : ", ") + value.value_or("unknown");
        add(toString(filter.dimension) + ' ' + values);
    }
    return text.empty() ? "everything" : text;
}

} // namespace outlay
