// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetoptions.h"

#include "app/cli/plan.h"
#include "app/cli/question.h"
#include "app/cli/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace outlay::cli {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = !text.empty() && error == std::errc{} && end == text.data() + text.size();
    return isWhole && number >= 0 ? std::optional(number) : std::nullopt;
}

bool takeSuffix(std::string_view &text, std::string_view suffix)
{
    if (!text.ends_with(suffix))
        return false;
    text.remove_suffix(suffix.size());
    text = trimmed(text);
    return true;
}

/// "2000000", "500k", "2M", "1B".
std::optional<std::int64_t> countOf(std::string_view text)
{
    std::int64_t unit = 1;
    if (takeSuffix(text, "k"))
        unit = 1000;
    else if (takeSuffix(text, "M"))
        unit = 1'000'000;
    else if (takeSuffix(text, "B"))
        unit = 1'000'000'000;
    const auto number = wholeNumber(text);
    constexpr std::int64_t most = 1'000'000'000'000'000;
    if (!number || *number > most / unit)
        return std::nullopt;
    return *number * unit;
}

/// The error of another option's reader, named after this one.
Error renamed(Error error, std::string_view from, std::string_view to)
{
    for (std::size_t at = 0; (at = error.text.find(from, at)) != std::string::npos;) {
        error.text.replace(at, from.size(), to);
        at += to.size();
    }
    return error;
}

Result<> takeScope(const Arguments &arguments, Budget &budget)
{
    if (arguments.has("scope")) {
        std::vector<std::string> texts = arguments.values("scope");
        std::erase(texts, std::string());
        auto scope = parseFilters(texts);
        if (!scope)
            return tl::unexpected<Error>(renamed(scope.error(), "--where", "--scope"));
        budget.scope = *std::move(scope);
    }
    const auto each = arguments.value("each");
    if (each && each->empty()) {
        budget.each = std::nullopt;
        budget.overrides.clear();
    } else if (each) {
        const auto dimension = parseDimension(*each);
        if (!dimension)
            return failure(Error::Kind::Usage, "--each: " + dimension.error().text);
        budget.each = *dimension;
    }
    return {};
}

Result<std::int64_t> amountIn(LimitUnit unit, std::string_view text, std::string_view option)
{
    const auto limit = parseLimit(text);
    if (!limit)
        return failure(Error::Kind::Usage, "--" + std::string(option) + ": " + limit.error().text);
    if (limit->unit != unit)
        return failure(Error::Kind::Usage,
                       "--" + std::string(option) + " " + printable(std::string(text)) +
                           ": the budget's limit is in " + std::string(name(unit)));
    return limit->amount;
}

Result<> takeOverrides(const Arguments &arguments, Budget &budget)
{
    for (const std::string &text : arguments.values("override")) {
        const std::size_t sign = text.rfind('=');
        if (sign == std::string::npos || sign == 0)
            return failure(Error::Kind::Usage, "--override " + printable(text) +
                                                   ": write MEMBER=LIMIT, e.g. alice=80USD");
        const std::string member = text.substr(0, sign);
        std::erase_if(budget.overrides,
                      [&](const Budget::Override &one) { return one.member == member; });
        if (sign + 1 == text.size())
            continue;
        const auto limit =
            amountIn(budget.unit, text.substr(sign + 1), "override " + printable(member));
        if (!limit)
            return tl::unexpected<Error>(limit.error());
        budget.overrides.push_back({member, *limit});
    }
    std::sort(budget.overrides.begin(), budget.overrides.end(),
              [](const auto &l, const auto &r) { return l.member < r.member; });
    return {};
}

Result<> takeLimit(const Arguments &arguments, Budget &budget)
{
    if (const auto text = arguments.value("limit")) {
        const auto limit = parseLimit(*text);
        if (!limit)
            return failure(Error::Kind::Usage, "--limit: " + limit.error().text);
        const bool isBare = text->find_first_not_of("0123456789., ") == std::string::npos;
        if (isBare && budget.unit != LimitUnit::Money)
            return failure(Error::Kind::Usage,
                           "--limit " + printable(*text) + ": say the unit, as " + *text +
                               std::string(name(budget.unit)) + " or " + *text + "USD");
        const bool hasOthers = !budget.overrides.empty() || budget.allocation || budget.raise;
        if (limit->unit != budget.unit && hasOthers)
            return failure(Error::Kind::Usage,
                           "--limit " + printable(*text) + ": \"" + printable(budget.name) +
                               "\" has other limits in " + std::string(name(budget.unit)) +
                               "; remove those first, or add a new budget");
        budget.unit = limit->unit;
        budget.limit = limit->amount;
    }
    OUTLAY_TRY(takeOverrides(arguments, budget));
    const auto dynamic = arguments.value("dynamic");
    if (dynamic && (dynamic->empty() || *dynamic == "off")) {
        budget.allocation = std::nullopt;
    } else if (dynamic) {
        const std::int64_t bound = budget.allocation ? budget.allocation->bound : 0;
        auto allocation = parseDynamic(*dynamic);
        if (!allocation)
            return tl::unexpected<Error>(allocation.error());
        budget.allocation = *allocation;
        budget.allocation->bound = bound;
    }
    const auto bound = arguments.value("bound");
    if (bound && !budget.allocation)
        return failure(Error::Kind::Usage, "--bound goes with --dynamic");
    if (bound) {
        const auto amount = amountIn(budget.unit, *bound, "bound");
        if (!amount)
            return tl::unexpected<Error>(amount.error());
        budget.allocation->bound = *amount;
    }
    if (budget.allocation && budget.allocation->bound == 0)
        return failure(Error::Kind::Usage, "--dynamic needs --bound, the most it may ever become");
    return {};
}

Result<int> startOf(std::string_view text)
{
    constexpr std::array<std::string_view, 7> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const auto day = std::find(days.begin(), days.end(), text);
    if (day != days.end())
        return static_cast<int>(day - days.begin()) + 1;
    const auto number = wholeNumber(text);
    constexpr std::int64_t latest = 28;
    if (!number || *number < 1 || *number > latest)
        return failure(Error::Kind::Usage,
                       "--start " + printable(std::string(text)) +
                           ": write a day of the month from 1 to 28, or of weeks mon to sun");
    return static_cast<int>(*number);
}

Result<> takePeriod(const Arguments &arguments, const Zone &zone, Budget &budget)
{
    BudgetPeriod &period = budget.period;
    if (const auto tz = arguments.value("tz"))
        period.zone = zone.name();
    if (const auto text = arguments.value("period")) {
        if (auto taken = parsePeriod(*text, period); !taken)
            return taken;
        period.start = 1;
    }
    if (const auto text = arguments.value("start")) {
        const auto start = startOf(*text);
        if (!start)
            return tl::unexpected<Error>(start.error());
        using enum BudgetPeriod::Kind;
        const bool isOfWeek = std::isalpha(static_cast<unsigned char>(text->front())) != 0;
        const bool isOfMonth = period.kind == Month || period.kind == Quarter;
        if (period.kind != Week && !isOfMonth)
            return failure(Error::Kind::Usage, "--start goes with weeks, months and quarters; a " +
                                                   std::string(name(period.kind)) + " has none");
        if (isOfWeek == isOfMonth)
            return failure(Error::Kind::Usage,
                           "--start " + printable(*text) +
                               (isOfMonth ? ": months and quarters start on a day from 1 to 28"
                                          : ": weeks start on a day from mon to sun"));
        period.start = *start;
    }
    const bool isOnce = period.kind == BudgetPeriod::Kind::Once;
    for (const auto &[option, field] :
         {std::pair{"from", &TimeRange::from}, {"to", &TimeRange::to}}) {
        const auto text = arguments.value(option);
        if (text && !isOnce)
            return failure(Error::Kind::Usage,
                           "--" + std::string(option) + " goes with --period once");
        if (!text && isOnce && period.once == TimeRange{})
            return failure(Error::Kind::Usage, "--period once needs --from and --to");
        if (!text)
            continue;
        const auto at = parseMoment(*text, zone, arguments.now());
        if (!at)
            return failure(Error::Kind::Usage, "--" + std::string(option) + ": " + at.error().text);
        period.once.*field = *at;
    }
    return {};
}

Result<> takeThresholds(const Arguments &arguments, Budget &budget)
{
    const auto text = arguments.value("thresholds");
    if (!text)
        return {};
    budget.thresholds.clear();
    if (*text == "none")
        return {};
    for (std::string_view one : splitList(*text)) {
        takeSuffix(one, "%");
        const auto percent = wholeNumber(trimmed(one));
        if (!percent || *percent > exhaustedPercent)
            return failure(Error::Kind::Usage, "--thresholds " + printable(*text) +
                                                   ": write percents, e.g. 50,75,90, or none");
        if (*percent < exhaustedPercent) // 100 is always one
            budget.thresholds.push_back(static_cast<int>(*percent));
    }
    std::sort(budget.thresholds.begin(), budget.thresholds.end());
    budget.thresholds.erase(std::unique(budget.thresholds.begin(), budget.thresholds.end()),
                            budget.thresholds.end());
    return {};
}

} // namespace

Result<LimitText> parseLimit(std::string_view text)
{
    std::string_view digits = trimmed(text);
    LimitText limit;
    const bool isTokens = takeSuffix(digits, "tokens") || takeSuffix(digits, "token");
    if (isTokens || takeSuffix(digits, "requests") || takeSuffix(digits, "request")) {
        limit.unit = isTokens ? LimitUnit::Tokens : LimitUnit::Requests;
        const auto count = countOf(digits);
        if (!count || *count <= 0)
            return failure(Error::Kind::Usage, "cannot read the limit \"" +
                                                   printable(std::string(text)) +
                                                   "\"; write e.g. 2000000tokens or 500requests");
        limit.amount = *count;
        return limit;
    }
    const auto amount = parseAmount(digits);
    if (!amount || amount->nanos <= 0)
        return failure(Error::Kind::Usage,
                       "cannot read the limit \"" + printable(std::string(text)) +
                           "\"; write more than 0, e.g. 50USD, 2000000tokens or 500requests");
    const std::size_t point = digits.find('.');
    const std::size_t last = digits.find_last_of("0123456789");
    constexpr std::size_t places = 9; // a nano-dollar is the least there is
    if (point != std::string_view::npos && last > point + places)
        return failure(Error::Kind::Usage, "the limit \"" + printable(std::string(text)) +
                                               "\" has more than nine decimals");
    limit.amount = amount->nanos;
    return limit;
}

Result<std::int64_t> parseDuration(std::string_view text)
{
    const auto fail = [&] {
        return failure(Error::Kind::Usage, "cannot read the time \"" +
                                               printable(std::string(text)) +
                                               "\"; write e.g. 30m, 4h or 2d");
    };
    if (text.size() < 2)
        return fail();
    const auto count = wholeNumber(text.substr(0, text.size() - 1));
    constexpr std::int64_t most = 1'000'000;
    if (!count || *count < 1 || *count > most)
        return fail();
    switch (text.back()) {
    case 'm':
        return *count * microsPerMinute;
    case 'h':
        return *count * microsPerHour;
    case 'd':
        return *count * microsPerDay;
    default:
        return fail();
    }
}

Result<> parsePeriod(std::string_view text, BudgetPeriod &period)
{
    if (text == "minute") {
        period.kind = BudgetPeriod::Kind::Rolling;
        period.length = microsPerMinute;
        return {};
    }
    const std::string_view word = text.substr(0, text.find(':'));
    const auto kind = periodKindNamed(word);
    const bool isRolling = kind == BudgetPeriod::Kind::Rolling;
    if (!kind || isRolling != (word.size() < text.size()))
        return failure(Error::Kind::Usage,
                       "--period " + printable(std::string(text)) +
                           ": write minute, hour, day, week, month, quarter, once, always, or e.g. "
                           "rolling:24h");
    period.kind = *kind;
    period.length = 0;
    if (isRolling) {
        const auto length = parseDuration(text.substr(word.size() + 1));
        if (!length)
            return failure(Error::Kind::Usage, "--period: " + length.error().text);
        period.length = *length;
    }
    return {};
}

Result<Allocation> parseDynamic(std::string_view text)
{
    const auto fail = [&] {
        return failure(Error::Kind::Usage, "--dynamic " + printable(std::string(text)) +
                                               ": write e.g. p75x4+20, the 75th percentile of the "
                                               "last 4 periods and 20% more; or off");
    };
    Allocation allocation;
    allocation.marginPercent = 0;
    std::string_view rest = text;
    takeSuffix(rest, "%");
    if (!rest.starts_with('p'))
        return fail();
    rest.remove_prefix(1);
    if (const std::size_t plus = rest.find('+'); plus != std::string_view::npos) {
        const auto margin = wholeNumber(rest.substr(plus + 1));
        if (!margin || *margin > 500)
            return fail();
        allocation.marginPercent = static_cast<int>(*margin);
        rest = rest.substr(0, plus);
    }
    const std::size_t times = rest.find('x');
    if (times == std::string_view::npos)
        return fail();
    const auto percentile = wholeNumber(rest.substr(0, times));
    const auto periods = wholeNumber(rest.substr(times + 1));
    if (!percentile || *percentile > 100 || !periods || *periods > 26)
        return fail();
    allocation.percentile = static_cast<int>(*percentile);
    allocation.periods = static_cast<int>(*periods);
    return allocation;
}

Result<> takeBudgetOptions(const Arguments &arguments, const BudgetRules &rules, const Zone &zone,
                           Budget &budget)
{
    for (const auto &[option, field] : {std::pair{"name", &Budget::name},
                                        {"owner", &Budget::owner},
                                        {"deputy", &Budget::deputy},
                                        {"note", &Budget::note}}) {
        if (const auto value = arguments.value(option))
            budget.*field = trimmed(*value); // blanks at its ends nobody sees
    }
    OUTLAY_TRY(takeScope(arguments, budget));
    OUTLAY_TRY(takeLimit(arguments, budget));
    OUTLAY_TRY(takePeriod(arguments, zone, budget));
    OUTLAY_TRY(takeThresholds(arguments, budget));
    if (arguments.has("cap") && arguments.has("no-cap"))
        return failure(Error::Kind::Usage, "--cap or --no-cap, not both");
    if (arguments.has("cap") || arguments.has("no-cap"))
        budget.isCap = arguments.has("cap");
    if (const auto parent = arguments.value("parent")) {
        budget.parent.clear();
        if (!parent->empty()) {
            const auto found = findBudget(rules, *parent);
            if (!found)
                return failure(Error::Kind::Usage, "--parent: " + found.error().text);
            budget.parent = rules.budgets[*found].id;
        }
    }
    return {};
}

Result<std::size_t> findBudget(const BudgetRules &rules, const std::string &wanted)
{
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < rules.budgets.size(); ++i) {
        if (rules.budgets[i].name == wanted)
            return i;
        names.emplace_back(rules.budgets[i].name);
    }
    for (std::size_t i = 0; i < rules.budgets.size(); ++i) {
        if (rules.budgets[i].id == wanted)
            return i;
    }
    const std::string_view near = nearest(wanted, names);
    return failure(Error::Kind::Usage,
                   "no budget is called \"" + printable(wanted) + "\"" +
                       (near.empty() ? "; see: budget list"
                                     : "; did you mean \"" + printable(std::string(near)) + "\"?"));
}

} // namespace outlay::cli
