// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/duration.h"

#include <array>
#include <charconv>
#include <utility>

namespace outlay::enforcement {

namespace {

constexpr std::int64_t longest = 100'000; // of any unit
constexpr std::int64_t secondsPerDay = 86'400;

constexpr std::array units{std::pair{std::string_view("s"), BudgetDuration{1, 0}},
                           std::pair{std::string_view("m"), BudgetDuration{60, 0}},
                           std::pair{std::string_view("h"), BudgetDuration{3'600, 0}},
                           std::pair{std::string_view("d"), BudgetDuration{secondsPerDay, 0}},
                           std::pair{std::string_view("w"), BudgetDuration{7 * secondsPerDay, 0}},
                           std::pair{std::string_view("mo"), BudgetDuration{0, 1}}};

auto noEquivalent(std::string why)
{
    return failure(Error::Kind::Refused, std::move(why));
}

BudgetDuration asMonth(BudgetDuration duration)
{
    return duration == BudgetDuration{30 * secondsPerDay, 0} ? BudgetDuration{0, 1} : duration;
}

} // namespace

Result<BudgetDuration> parseDuration(std::string_view text)
{
    std::int64_t count = 0;
    const char *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, count);
    const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    for (const auto &[name, one] : units) {
        if (error == std::errc() && name == unit && count > 0 && count <= longest)
            return BudgetDuration{count * one.seconds, count * one.months};
    }
    return failure(Error::Kind::Malformed, "a window is written 30s, 30m, 24h, 7d or 1mo");
}

bool isSameDuration(const std::optional<std::string> &left, const std::optional<std::string> &right)
{
    if (left == right)
        return true;
    if (!left || !right)
        return false;
    const auto one = parseDuration(*left);
    const auto other = parseDuration(*right);
    return one && other && asMonth(*one) == asMonth(*other);
}

Result<std::string> durationFor(PeriodKind period)
{
    switch (period) {
    case PeriodKind::Hour:
        return "1h";
    case PeriodKind::Day:
        return "24h";
    case PeriodKind::Week:
        return "7d";
    case PeriodKind::Month:
        return "1mo";
    case PeriodKind::Rolling:
        return noEquivalent("a rolling window has no equivalent there: its windows begin anew all "
                            "at once, and up to twice the limit fits into two halves of them");
    case PeriodKind::Quarter:
        return noEquivalent("a quarter has no equivalent there; cap the months of it");
    case PeriodKind::Once:
        break;
    }
    return noEquivalent("a single period has no equivalent there: a limit without a window counts "
                        "everything ever spent");
}

Result<DesiredCap> prepared(DesiredCap cap)
{
    if (cap.isWithdrawn) {
        cap.limit = cap.before;
        return cap;
    }
    if (cap.fields.isNone())
        return noEquivalent("its unit has no equivalent there: money in a period, requests or "
                            "tokens a minute have");
    if (!cap.fields.money)
        return cap;
    if (!cap.limit.maxBudget || cap.limit.maxBudget->nanos < 0)
        return noEquivalent("it has no amount, and no amount there means unlimited");
    if (cap.limit.budgetDuration)
        return cap;
    auto duration = durationFor(cap.period);
    OUTLAY_TRY(duration);
    cap.limit.budgetDuration = *std::move(duration);
    return cap;
}

} // namespace outlay::enforcement
