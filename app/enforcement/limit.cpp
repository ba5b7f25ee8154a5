// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/limit.h"

#include <array>
#include <utility>

namespace outlay::enforcement {

namespace {

using Kind = EnforcedEntity::Kind;

constexpr std::array kindNames{std::pair{Kind::User, std::string_view("user")},
                               std::pair{Kind::Key, std::string_view("key")},
                               std::pair{Kind::Team, std::string_view("team")}};
constexpr std::array periodNames{std::pair{PeriodKind::Rolling, std::string_view("rolling")},
                                 std::pair{PeriodKind::Hour, std::string_view("hour")},
                                 std::pair{PeriodKind::Day, std::string_view("day")},
                                 std::pair{PeriodKind::Week, std::string_view("week")},
                                 std::pair{PeriodKind::Month, std::string_view("month")},
                                 std::pair{PeriodKind::Quarter, std::string_view("quarter")},
                                 std::pair{PeriodKind::Once, std::string_view("once")}};

constexpr std::size_t shortHash = 8;

template <typename Names, typename Value> std::string_view nameIn(const Names &names, Value value)
{
    for (const auto &[known, name] : names) {
        if (known == value)
            return name;
    }
    return {};
}

template <typename Value, typename Names>
std::optional<Value> valueIn(const Names &names, std::string_view name)
{
    for (const auto &[value, known] : names) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

} // namespace

std::string_view name(Kind kind)
{
    return nameIn(kindNames, kind);
}

std::optional<Kind> entityKindNamed(std::string_view name)
{
    return valueIn<Kind>(kindNames, name);
}

std::string_view name(PeriodKind kind)
{
    return nameIn(periodNames, kind);
}

std::optional<PeriodKind> periodKindNamed(std::string_view name)
{
    return valueIn<PeriodKind>(periodNames, name);
}

std::string titleOf(const EnforcedEntity &entity)
{
    std::string title(name(entity.kind));
    if (entity.alias.empty() && entity.id.empty()) // the gateway does not know it yet
        return title;
    title += ' ';
    if (!entity.alias.empty())
        return title + entity.alias;
    if (entity.kind == Kind::Key && entity.id.size() > 2 * shortHash)
        return title + entity.id.substr(0, shortHash) + "…";
    return title + entity.id;
}

std::string jsonNumber(Money amount)
{
    std::string text = toDecimal(amount);
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.')
        text.pop_back();
    return text;
}

std::vector<std::string> changedSettings(const EnforcedState &before, const EnforcedState &after)
{
    std::vector<std::string> changed;
    for (const auto &[name, hash] : before.others) {
        const auto found = after.others.find(name);
        if (found == after.others.end() || found->second != hash)
            changed.push_back(name);
    }
    for (const auto &[name, hash] : after.others) {
        if (!before.others.contains(name))
            changed.push_back(name);
    }
    return changed;
}

} // namespace outlay::enforcement
