// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/laddersubject.h"

#include "app/caps/budgetcaps.h"
#include "models/money/nearest.h"

#include <algorithm>
#include <cctype>

namespace outlay::enforcement {

namespace {

using Level = LadderRung::Level;
constexpr std::int64_t lookBack = 30 * microsPerDay;
constexpr int mostUsers = 5'000;

std::optional<Level> levelOf(const DimensionRef &dimension)
{
    switch (dimension.dimension) {
    case Dimension::User:
        return Level::User;
    case Dimension::Team:
        return Level::Team;
    case Dimension::Endpoint:
        return Level::Endpoint;
    default:
        return std::nullopt;
    }
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return text;
}

/// One that has the wanted name in it, the shortest; else one that differs by a slip.
std::string nameLike(const std::string &wanted, const std::vector<std::string> &names)
{
    std::string best;
    for (const std::string &name : names) {
        const bool isLike = lower(name).find(lower(wanted)) != std::string::npos;
        if (isLike && (best.empty() || name.size() < best.size()))
            best = name;
    }
    if (!best.empty())
        return best;
    return std::string(nearest(wanted, std::vector<std::string_view>(names.begin(), names.end())));
}

/// Whether anything names the user, and who may be meant where nothing does.
Result<> findUser(LedgerReader &reader, LadderSubject &subject)
{
    Query query;
    query.where = {{DimensionRef{Dimension::User, {}}, {subject.user}}};
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::vector<std::string> names;
    for (const PersonIds &person : subject.people) {
        names.push_back(person.name);
        subject.isKnown |= person.name == subject.user || person.email == subject.user;
    }
    subject.isKnown |= answer->total.requests > 0 || answer->total.cost.has_value();
    if (subject.isKnown)
        return {};
    const auto users = reader.values(DimensionRef{Dimension::User, {}}, mostUsers);
    if (!users)
        return tl::unexpected<Error>(users.error());
    names.insert(names.end(), users->begin(), users->end());
    subject.likeUser = nameLike(subject.user, names);
    return {};
}

} // namespace

std::optional<std::set<std::string>> LadderSubject::in(const DimensionRef &dimension) const
{
    switch (dimension.dimension) {
    case Dimension::User:
        return std::set{user};
    case Dimension::Team:
        return teams;
    case Dimension::Endpoint:
        if (!endpoint.empty())
            return std::set{endpoint};
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

std::optional<Level> levelOf(const Budget &budget, const LadderSubject &subject)
{
    Level level = Level::System;
    for (const Filter &filter : budget.scope) {
        const auto own = subject.in(filter.dimension);
        const bool passes =
            own && std::any_of(filter.anyOf.begin(), filter.anyOf.end(),
                               [&](const auto &value) { return value && own->count(*value) > 0; });
        if (!passes)
            return std::nullopt;
        level = std::max(level, *levelOf(filter.dimension));
    }
    if (!budget.each)
        return level;
    const auto member = levelOf(*budget.each);
    return member && subject.in(*budget.each) ? std::optional(std::max(level, *member))
                                              : std::nullopt;
}

bool isOfPart(const Budget &budget, const LadderSubject &subject)
{
    bool isNarrower = budget.each && (!levelOf(*budget.each) || !subject.in(*budget.each));
    for (const Filter &filter : budget.scope) {
        const auto own = subject.in(filter.dimension);
        if (!own) {
            isNarrower = true;
            continue;
        }
        const bool passes =
            std::any_of(filter.anyOf.begin(), filter.anyOf.end(),
                        [&](const auto &value) { return value && own->count(*value) > 0; });
        if (!passes)
            return false;
    }
    return isNarrower;
}

Result<LadderSubject> ladderSubject(LedgerReader &reader, const std::string &user,
                                    const std::string &endpoint, Instant now)
{
    LadderSubject subject{user, endpoint, {}, {}, false, {}};
    Query query;
    query.range = {{now.micros - lookBack}, now};
    query.by = {DimensionRef{Dimension::Team, {}}};
    query.where = {{DimensionRef{Dimension::User, {}}, {user}}};
    const auto answer = reader.run(query);
    auto people = reader.people();
    if (!answer || !people)
        return tl::unexpected<Error>(answer ? people.error() : answer.error());
    for (const Row &row : answer->rows) {
        if (row.key.front())
            subject.teams.insert(*row.key.front());
    }
    subject.people = personIdsOf(*people);
    for (const Person &person : *people) {
        if ((person.name == user || person.email == user) && !person.team.empty())
            subject.teams.insert(person.team);
    }
    OUTLAY_TRY(findUser(reader, subject));
    return subject;
}

} // namespace outlay::enforcement
