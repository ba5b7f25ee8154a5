// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/budgetcaps.h"

#include "app/caps/cappoints.h"
#include "app/caps/ownpushes.h"
#include "app/caps/withdrawncaps.h"
#include "app/enforcement/capplaces.h"
#include "app/enforcement/capstatus.h"
#include "app/enforcement/duration.h"
#include "app/enforcement/litellm/litellmpoint.h"
#include "app/enforcement/pushstore.h"
#include "models/rules/minutelimit.h"

#include <algorithm>
#include <map>
#include <set>

namespace outlay::enforcement {

using alerting::BudgetStatus;
using alerting::CapLight;

namespace {

using Kind = EnforcedEntity::Kind;

std::optional<Kind> entityOf(const DimensionRef &dimension)
{
    switch (dimension.dimension) {
    case Dimension::User:
        return Kind::User;
    case Dimension::Key:
        return Kind::Key;
    case Dimension::Team:
        return Kind::Team;
    default:
        return std::nullopt;
    }
}

/// What the gateway would cap: the members' dimension, or the one that is named.
std::optional<Kind> kindOf(const Budget &budget)
{
    if (budget.each)
        return entityOf(*budget.each);
    return budget.scope.size() == 1 ? entityOf(budget.scope.front().dimension) : std::nullopt;
}

std::optional<PeriodKind> periodOf(const BudgetPeriod &period)
{
    return period.kind == BudgetPeriod::Kind::Always ? std::nullopt
                                                     : periodKindNamed(outlay::name(period.kind));
}

/// Those a scope names; empty: it names none.
std::vector<std::string> namedIn(const Budget &budget)
{
    std::vector<std::string> members;
    for (const Filter &filter : budget.scope) {
        for (const auto &value : filter.anyOf)
            members.push_back(value.value_or(std::string()));
    }
    return members;
}

/// `status`: the member's own; null: it did nothing.
DesiredCap capFor(const Budget &budget, const std::string &member, std::int64_t limit,
                  const std::optional<TimeRange> &running, const BudgetStatus *status)
{
    DesiredCap cap;
    cap.capId = budget.each ? budget.id + '/' + member : budget.id;
    cap.name = budget.each ? budget.name + ": " + member : budget.name;
    cap.parentId = budget.parent;
    cap.entity.kind = kindOf(budget).value_or(Kind::User);
    cap.fields.money = budget.unit == LimitUnit::Money;
    cap.fields.rpm = budget.unit == LimitUnit::Requests && isPerMinute(budget.period);
    cap.fields.tpm = budget.unit == LimitUnit::Tokens && isPerMinute(budget.period);
    if (cap.fields.money)
        cap.limit.maxBudget = Money{limit};
    if (cap.fields.rpm)
        cap.limit.rpm = limit;
    if (cap.fields.tpm)
        cap.limit.tpm = limit;
    cap.period = periodOf(budget.period).value_or(PeriodKind::Once);
    if (running)
        cap.periodEnd = running->to;
    if (status != nullptr && cap.fields.money) {
        cap.counted = Money{status->amount()};
        cap.usedUpAt = status->exhaustedAt;
    }
    return cap;
}

/// A pause is of what is told: a gateway goes on to refuse.
bool isPushed(const Budget &budget)
{
    return budget.isCap && noCapReason(budget).empty();
}

CapStatus statusAt(const CapPoint &point, const DesiredCap &wanted, const std::string &member,
                   const std::vector<PersonIds> &people, const std::vector<PushRecord> &pushes,
                   Instant now)
{
    CapStatus status;
    const auto cap = prepared(mapped(wanted, member, people, point.known.states));
    if (!cap) {
        status.light = CapStatus::Light::NotEnforced;
        status.reason = cap.error().text;
        return status;
    }
    if (cap->entity.id.empty()) {
        status.light = CapStatus::Light::WarnsOnly;
        // Of several who may be meant it says so; of nobody only a gateway that showed all it has.
        const bool isKnown = cap->isAmbiguous || point.known.isComplete(cap->entity.kind);
        status.reason =
            isKnown ? cap->unmapped : "nothing was read back from " + point.source + " yet";
        return status;
    }
    CapFacts facts;
    facts.behaviour = liteLlmBehaviour();
    facts.unpricedModels = point.facts.unpricedModels;
    facts.now = now;
    for (const EnforcedState &state : point.known.states) {
        if (state.entity == cap->entity)
            facts.state = state;
    }
    if (facts.state) {
        OwnLines own = ownLines(pushes, point.source);
        own.insert(cap->capId); // of a line that does not say who wrote it
        facts.setBy = otherWriter(facts.state->capId, cap->fields, own);
    }
    return judge(*cap, facts);
}

/// Whom a budget for each caps, beside those who have consumed something by now.
std::set<std::string> quietMembers(const Budget &budget, const std::vector<PushRecord> &pushes)
{
    const std::vector<std::string> named = namedIn(budget);
    std::set<std::string> members(named.begin(), named.end());
    for (const Budget::Override &one : budget.overrides)
        members.insert(one.member);
    for (const std::string &member : membersPushed(pushes, budget.id)) {
        if (named.empty() || members.contains(member))
            members.insert(member);
    }
    members.erase(std::string());
    return members;
}

class Lights
{
public:
    /// `wanted`: all caps, of which several may want the same limit.
    Lights(std::vector<CapPoint> points, std::vector<PersonIds> people,
           std::vector<PushRecord> pushes, const std::vector<CapToPush> &wanted, Instant now)
        : m_points(std::move(points))
        , m_people(std::move(people))
        , m_pushes(std::move(pushes))
        , m_now(now)
    {
        for (const CapPoint &point : m_points) {
            std::vector<DesiredCap> caps;
            for (const CapToPush &one : wanted) {
                auto cap = prepared(mapped(one.cap, one.member, m_people, point.known.states));
                if (cap && (one.source.empty() || one.source == point.source))
                    caps.push_back(*std::move(cap));
            }
            m_clashes[point.source] = clashesOf(caps);
        }
    }

    [[nodiscard]] CapLight of(const BudgetStatus &status) const
    {
        const Budget &budget = *status.budget;
        if (!budget.isCap)
            return {};
        CapLight light{CapLight::State::WarnsOnly, {}, {}, false};
        light.reason = noCapReason(budget);
        if (!light.reason.empty())
            return light;
        if (m_points.empty()) {
            light.reason = "no enforcement point";
            return light;
        }
        const std::vector<std::string> members = membersOf(status);
        if (members.empty() || !status.limit) {
            light.reason = "there is nobody yet to cap";
            return light;
        }
        for (const std::string &member : members) { // it holds where each of them does
            const std::int64_t limit = member == status.member || !budget.each
                                           ? *status.limit
                                           : fixedLimitOf(budget, member, m_now);
            const bool isOwn = member == status.member || (!budget.each && members.size() == 1);
            light = lightAt(capFor(budget, member, limit, status.period, isOwn ? &status : nullptr),
                            member);
            if (light.state != CapLight::State::Enforced)
                break;
        }
        return light;
    }

private:
    /// Whom the status is about. Where nobody consumed anything yet, those a push would cap.
    [[nodiscard]] std::vector<std::string> membersOf(const BudgetStatus &status) const
    {
        const Budget &budget = *status.budget;
        if (budget.each && !status.member.empty())
            return {status.member};
        if (status.isUnknown)
            return {};
        std::vector<std::string> members = namedIn(budget);
        if (budget.each) {
            const std::set<std::string> quiet = quietMembers(budget, m_pushes);
            members.assign(quiet.begin(), quiet.end());
        }
        std::erase(members, std::string());
        return members;
    }

    [[nodiscard]] CapLight lightAt(const DesiredCap &cap, const std::string &member) const
    {
        CapLight light{CapLight::State::WarnsOnly, {}, {}, false};
        for (const CapPoint &point : m_points) {
            const CapStatus found = statusAt(point, cap, member, m_people, m_pushes, m_now);
            light.point = point.source;
            light.reason = found.reason;
            light.isDrifted = found.light == CapStatus::Light::Drifted;
            if (found.light == CapStatus::Light::Enforced) {
                light.state = CapLight::State::Enforced;
                return light;
            }
            const auto &clashes = m_clashes.at(point.source);
            if (const auto clash = clashes.find(cap.capId); clash != clashes.end())
                light.reason = clash->second;
        }
        return light;
    }

    std::vector<CapPoint> m_points;
    std::vector<PersonIds> m_people;
    std::vector<PushRecord> m_pushes;
    std::map<std::string, std::map<std::string, std::string>> m_clashes; ///< by source and cap
    Instant m_now;
};

} // namespace

std::string noCapReason(const Budget &budget)
{
    constexpr const char *part =
        "a gateway counts all that a member does, and the scope only a part of it";
    const bool isNarrowed = !budget.each && budget.scope.size() > 1 &&
                            std::any_of(budget.scope.begin(), budget.scope.end(),
                                        [](const Filter &one) { return entityOf(one.dimension); });
    if (isNarrowed)
        return part;
    if (!kindOf(budget))
        return "a gateway limits users, keys and teams, and the scope is none of them";
    const bool isForeign =
        std::any_of(budget.scope.begin(), budget.scope.end(), [&](const Filter &filter) {
            return budget.each && !(filter.dimension == *budget.each);
        });
    if (isForeign)
        return part;
    const std::vector<std::string> named = namedIn(budget);
    if (std::find(named.begin(), named.end(), std::string()) != named.end())
        return "nobody can cap what is unknown";
    if (!budget.each && named.size() != 1)
        return "a gateway has no limit for several together; cap each of them";
    if (isPerMinute(budget.period) && budget.unit != LimitUnit::Money)
        return {};
    if (budget.unit != LimitUnit::Money)
        return "its unit has no equivalent at a gateway over that period";
    const auto period = periodOf(budget.period);
    const auto duration =
        period ? durationFor(*period) : failure(Error::Kind::Refused, "all of time has none");
    return duration ? std::string() : duration.error().text;
}

std::vector<PersonIds> personIdsOf(const std::vector<Person> &people)
{
    std::vector<PersonIds> all;
    for (const Person &person : people) {
        PersonIds ids{person.name, person.email, {}, {}};
        for (const Identity &identity : person.identities) {
            if (identity.kind == Identity::Kind::GatewayUser)
                ids.gatewayUsers.push_back(identity.value);
            else if (identity.kind == Identity::Kind::Key)
                ids.keys.push_back(identity.value);
        }
        all.push_back(std::move(ids));
    }
    return all;
}

Result<std::vector<CapToPush>> capsOf(LedgerReader &reader, const BudgetRules &rules, Instant now)
{
    BudgetRules pushed;
    for (const Budget &budget : rules.budgets) {
        if (isPushed(budget))
            pushed.budgets.push_back(budget);
    }
    alerting::StatusOptions options;
    options.hasForecasts = false;
    options.hasTripwires = true;
    const auto statuses = alerting::budgetStatuses(reader, pushed, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    std::map<std::string, std::map<std::string, std::int64_t>> limits; // by budget and member
    std::map<std::string, std::optional<TimeRange>> running;
    std::map<std::pair<std::string, std::string>, const BudgetStatus *> standing;
    for (const BudgetStatus &status : *statuses) {
        if (!status.isUnknown)
            standing[{status.budget->id, status.member}] = &status;
        running[status.budget->id] = status.period;
        if (status.limit && !status.isUnknown)
            limits[status.budget->id][status.member] = *status.limit;
    }
    const auto pushes = storedPushes(reader);
    if (!pushes)
        return tl::unexpected<Error>(pushes.error());
    std::vector<CapToPush> caps;
    for (const Budget &budget : pushed.budgets) {
        auto &own = limits[budget.id];
        const std::vector<std::string> named = namedIn(budget);
        if (!budget.each) {
            const std::int64_t limit = own.empty() ? budget.limit : own.begin()->second;
            caps.push_back({capFor(budget, named.front(), limit, running[budget.id],
                                   standing[{budget.id, {}}]),
                            named.front()});
            continue;
        }
        for (const std::string &member : quietMembers(budget, *pushes))
            own.try_emplace(member, fixedLimitOf(budget, member, now));
        for (const auto &[member, limit] : own) {
            if (!member.empty())
                caps.push_back({capFor(budget, member, limit, running[budget.id],
                                       standing[{budget.id, member}]),
                                member});
        }
    }
    OUTLAY_TRY(addWithdrawn(caps, reader, *pushes));
    return caps;
}

Result<> lightCaps(LedgerReader &reader, std::vector<BudgetStatus> &statuses, Instant now)
{
    const bool hasCaps = std::any_of(statuses.begin(), statuses.end(),
                                     [](const auto &status) { return status.budget->isCap; });
    if (!hasCaps)
        return {};
    auto points = capPoints(reader);
    if (!points)
        return tl::unexpected<Error>(points.error());
    const auto people = reader.people();
    if (!people)
        return tl::unexpected<Error>(people.error());
    auto pushes = storedPushes(reader);
    if (!pushes)
        return tl::unexpected<Error>(std::move(pushes).error());
    std::vector<CapToPush> wanted;
    if (!points->empty()) {
        const auto rules = alerting::budgetRulesOf(reader);
        if (!rules)
            return tl::unexpected<Error>(rules.error());
        auto caps = capsOf(reader, *rules, now);
        if (!caps)
            return tl::unexpected<Error>(std::move(caps).error());
        wanted = *std::move(caps);
    }
    const Lights lights(*std::move(points), personIdsOf(*people), *std::move(pushes), wanted, now);
    for (BudgetStatus &status : statuses)
        status.cap = lights.of(status);
    return {};
}

} // namespace outlay::enforcement
