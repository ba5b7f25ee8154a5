// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/limitsladder.h"

#include "app/caps/budgetcaps.h"
#include "app/enforcement/capstatus.h"
#include "app/enforcement/duration.h"
#include "app/enforcement/litellm/litellmpoint.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "models/rules/pace.h"

#include <algorithm>
#include <array>
#include <set>

namespace outlay::enforcement {

using alerting::BudgetStatus;

namespace {

using Level = LadderRung::Level;
constexpr std::int64_t lookBack = 30 * microsPerDay;

/// Whom the question is about.
struct Subject
{
    std::string user, endpoint;
    std::set<std::string> teams;

    /// Its value of a dimension; nullopt: nothing is known of that one.
    [[nodiscard]] std::optional<std::set<std::string>> in(const DimensionRef &dimension) const
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
};

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

/// It counts a part of what the subject does at most: a dimension that a user has many values of is
/// in its scope, and nothing of it is another's.
bool isOfPart(const Budget &budget, const Subject &subject)
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

/// The narrowest level a budget's scope names; nullopt: it does not apply.
std::optional<Level> levelOf(const Budget &budget, const Subject &subject)
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

class LadderMaker
{
public:
    LadderMaker(LedgerReader &reader, const std::string &user, const std::string &endpoint,
                Instant now)
        : m_reader(reader)
        , m_subject{user, endpoint, {}}
        , m_now(now)
    {
    }

    Result<> findTeams()
    {
        Query query;
        query.range = {{m_now.micros - lookBack}, m_now};
        query.by = {DimensionRef{Dimension::Team, {}}};
        query.where = {{DimensionRef{Dimension::User, {}}, {m_subject.user}}};
        const auto answer = m_reader.run(query);
        auto people = m_reader.people();
        if (!answer || !people)
            return tl::unexpected<Error>(answer ? people.error() : answer.error());
        for (const Row &row : answer->rows) {
            if (row.key.front())
                m_subject.teams.insert(*row.key.front());
        }
        m_people = personIdsOf(*people);
        for (const Person &person : *people) {
            if ((person.name == m_subject.user || person.email == m_subject.user) &&
                !person.team.empty())
                m_subject.teams.insert(person.team);
        }
        return {};
    }

    Result<> addBudgets(const BudgetRules &rules)
    {
        BudgetRules applying;
        std::vector<Level> levels;
        for (const Budget &budget : rules.budgets) {
            const auto level = levelOf(budget, m_subject);
            if (!level || (isPaused(budget, m_now) && !budget.isCap))
                continue;
            applying.budgets.push_back(budget);
            levels.push_back(*level);
        }
        alerting::StatusOptions options;
        options.hasForecasts = false;
        options.hasTripwires = true;
        auto statuses = alerting::budgetStatuses(m_reader, applying, m_now, options);
        if (!statuses)
            return tl::unexpected<Error>(statuses.error());
        OUTLAY_TRY(lightCaps(m_reader, *statuses, m_now));
        for (std::size_t i = 0; i < applying.budgets.size(); ++i)
            addBudget(applying.budgets[i], levels[i], *statuses);
        return {};
    }

    Result<> addGateways()
    {
        const auto all = sources::storedSources(m_reader);
        if (!all)
            return tl::unexpected<Error>(all.error());
        for (const sources::SourceSettings &settings : *all) {
            const auto states = storedStates(m_reader, settings.name);
            if (!states)
                return tl::unexpected<Error>(states.error());
            DesiredCap cap;
            cap.entity.kind = EnforcedEntity::Kind::User;
            const std::string id = mapped(cap, m_subject.user, m_people, *states).entity.id;
            const std::set<std::string> teams = teamsOf(id, *states);
            for (const EnforcedState &state : *states)
                OUTLAY_TRY(addState(settings.name, state, id, teams));
        }
        return {};
    }

    /// Those of which the user did anything lately: others say nothing of them.
    Result<> addParts(const BudgetRules &rules)
    {
        for (const Budget &budget : rules.budgets) {
            const bool isOff = isPaused(budget, m_now) && !budget.isCap;
            if (isOff || levelOf(budget, m_subject) || !isOfPart(budget, m_subject))
                continue;
            const auto calendar = PeriodCalendar::of(budget.period);
            if (!calendar || !calendar->at(m_now))
                continue; // its time is not now
            Query query;
            query.range = {{m_now.micros - lookBack}, {m_now.micros + 1}};
            if (budget.each)
                query.by = {*budget.each};
            query.where = budget.scope;
            query.where.push_back({DimensionRef{Dimension::User, {}}, {m_subject.user}});
            if (!m_subject.endpoint.empty())
                query.where.push_back(
                    {DimensionRef{Dimension::Endpoint, {}}, {m_subject.endpoint}});
            const auto answer = m_reader.run(query);
            if (!answer)
                return tl::unexpected<Error>(answer.error());
            const bool hasMember =
                !budget.each ||
                std::any_of(answer->rows.begin(), answer->rows.end(),
                            [](const Row &row) { return row.key.front().has_value(); });
            if (answer->total.requests == 0 || !hasMember)
                continue;
            LadderPart part;
            part.budget = budget;
            part.unit = budget.unit;
            if (budget.period.kind == BudgetPeriod::Kind::Rolling)
                part.windowMicros = budget.period.length;
            else
                part.per = budget.period.kind;
            part.limit = fixedLimitOf(budget, {}, m_now);
            m_parts.push_back(std::move(part));
        }
        return {};
    }

    LimitsLadder take()
    {
        const Entry *first = nullptr;
        for (const Entry &entry : m_entries) {
            if (entry.toLimit && (!first || *entry.toLimit < *first->toLimit))
                first = &entry;
        }
        LimitsLadder ladder{m_subject.user, m_subject.endpoint, {}, std::move(m_parts)};
        for (const Entry &entry : m_entries) {
            ladder.rungs.push_back(entry.rung);
            ladder.rungs.back().isBinding = &entry == first || entry.toLimit == 0; // all used up
        }
        std::stable_sort(ladder.rungs.begin(), ladder.rungs.end(),
                         [](const auto &l, const auto &r) { return l.level < r.level; });
        return ladder;
    }

private:
    struct Entry
    {
        LadderRung rung;
        std::optional<std::int64_t> toLimit;
    };

    void add(LadderRung rung, const TimeRange &period)
    {
        const auto toLimit =
            rung.used ? microsToLimit(*rung.used, rung.limit, period, m_now) : std::nullopt;
        m_entries.push_back({std::move(rung), toLimit});
    }

    void addBudget(const Budget &budget, Level level, const std::vector<BudgetStatus> &statuses)
    {
        std::set<std::string> members{std::string()};
        if (budget.each)
            members = *m_subject.in(*budget.each);
        for (const std::string &member : members) {
            const BudgetStatus *own = nullptr;
            const BudgetStatus *any = nullptr;
            for (const BudgetStatus &status : statuses) {
                if (status.budget->id != budget.id)
                    continue;
                any = &status;
                if (status.member == member && !status.isUnknown)
                    own = &status;
            }
            if (!any || !any->period)
                continue; // its time is not now
            LadderRung rung;
            rung.level = level;
            rung.name = budget.name;
            if (budget.each && budget.each->dimension != Dimension::User) {
                rung.each = budget.each;
                rung.member = member;
            }
            rung.unit = budget.unit;
            if (budget.period.kind == BudgetPeriod::Kind::Rolling)
                rung.windowMicros = budget.period.length;
            else
                rung.per = budget.period.kind;
            rung.limit = own && own->limit ? *own->limit : fixedLimitOf(budget, member, m_now);
            rung.used = own ? own->amount() : 0;
            rung.isEnforced = own && own->cap.state == alerting::CapLight::State::Enforced;
            add(std::move(rung), *any->period);
        }
    }

    /// The gateway's teams that the user is in: those of their keys, those with a budget for them.
    static std::set<std::string> teamsOf(const std::string &userId,
                                         const std::vector<EnforcedState> &states)
    {
        std::set<std::string> teams;
        if (userId.empty())
            return teams;
        for (const EnforcedState &state : states) {
            if (state.entity.kind == EnforcedEntity::Kind::Key && state.ownerId == userId)
                teams.insert(state.teamId);
            const bool isMember =
                std::any_of(state.members.begin(), state.members.end(),
                            [&](const MemberLimit &one) { return one.userId == userId; });
            if (isMember)
                teams.insert(state.entity.id);
        }
        teams.erase(std::string());
        return teams;
    }

    Result<> addState(const std::string &source, const EnforcedState &state,
                      const std::string &userId, const std::set<std::string> &teams)
    {
        using Kind = EnforcedEntity::Kind;
        const EnforcedEntity &entity = state.entity;
        const bool isOwn = entity.kind == Kind::User ? !userId.empty() && entity.id == userId
                           : entity.kind == Kind::Key
                               ? !userId.empty() && state.ownerId == userId
                               : isOwnTeam(entity) || teams.count(entity.id) > 0;
        if (!isOwn)
            return {};
        LadderRung rung;
        rung.level = entity.kind == Kind::Team ? Level::Team : Level::User;
        rung.name = titleOf(entity);
        rung.gateway = source;
        rung.readAt = state.readAt;
        if (state.limit.maxBudget) {
            rung.limit = state.limit.maxBudget->nanos;
            rung.isEnforced = holds(state, {.money = true, .rpm = false, .tpm = false});
            if (state.spend)
                rung.used = state.spend->nanos;
            const TimeRange window = setWindow(rung, state);
            add(rung, window);
        }
        rung.per.reset();
        rung.windowMicros = microsPerMinute;
        if (!state.limit.rpm && !state.limit.tpm)
            return {};
        const auto minute = lastMinute(entity);
        if (!minute)
            return tl::unexpected<Error>(minute.error());
        const TimeRange range{{m_now.micros - microsPerMinute}, m_now};
        if (state.limit.rpm) {
            rung.unit = LimitUnit::Requests;
            rung.limit = *state.limit.rpm;
            rung.used = minute->requests;
            rung.isEnforced = holds(state, {.money = false, .rpm = true, .tpm = false});
            add(rung, range);
        }
        if (state.limit.tpm) {
            rung.unit = LimitUnit::Tokens;
            rung.limit = *state.limit.tpm;
            rung.used = minute->usage.total();
            rung.isEnforced = holds(state, {.money = false, .rpm = false, .tpm = true});
            add(rung, range);
        }
        return {};
    }

    [[nodiscard]] bool isOwnTeam(const EnforcedEntity &entity) const
    {
        return m_subject.teams.count(entity.id) > 0 || m_subject.teams.count(entity.alias) > 0;
    }

    /// What counts against a limit a minute, as far as the ledger knows.
    Result<Measures> lastMinute(const EnforcedEntity &entity)
    {
        using Kind = EnforcedEntity::Kind;
        const Dimension dimension = entity.kind == Kind::Team  ? Dimension::Team
                                    : entity.kind == Kind::Key ? Dimension::Key
                                                               : Dimension::User;
        Filter only{DimensionRef{dimension, {}}, {}};
        if (entity.kind == Kind::User)
            only.anyOf = {m_subject.user};
        else
            only.anyOf = {entity.id, entity.alias};
        Query query;
        query.range = {{m_now.micros - microsPerMinute}, m_now};
        query.where = {std::move(only)};
        const auto answer = m_reader.run(query);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        return answer->total;
    }

    /// Says over what time it counts, and which window runs.
    TimeRange setWindow(LadderRung &rung, const EnforcedState &state) const
    {
        const TimeRange forLife{m_now, m_now}; // no end, and so no pace
        if (!state.limit.budgetDuration)
            return forLife;
        const auto duration = parseDuration(*state.limit.budgetDuration);
        if (!duration)
            return forLife;
        constexpr std::int64_t month = 30 * microsPerDay;
        const std::int64_t length =
            duration->months > 0 ? duration->months * month : duration->seconds * microsPerSecond;
        if (duration->months == 1 || length == month)
            rung.per = BudgetPeriod::Kind::Month;
        else if (length == 7 * microsPerDay)
            rung.per = BudgetPeriod::Kind::Week;
        else if (length == microsPerDay)
            rung.per = BudgetPeriod::Kind::Day;
        else if (length == microsPerHour)
            rung.per = BudgetPeriod::Kind::Hour;
        else
            rung.windowMicros = length;
        if (!state.resetsAt || *state.resetsAt <= m_now)
            return forLife;
        return {{state.resetsAt->micros - length}, *state.resetsAt};
    }

    /// Whether what was read holds, as the light of a cap for just that limit.
    [[nodiscard]] bool holds(const EnforcedState &state, const LimitFields &fields) const
    {
        DesiredCap cap;
        cap.entity = state.entity;
        cap.limit = state.limit;
        cap.fields = fields;
        CapFacts facts;
        facts.state = state;
        facts.behaviour = liteLlmBehaviour();
        facts.now = m_now;
        return judge(cap, facts).light == CapStatus::Light::Enforced;
    }

    LedgerReader &m_reader;
    Subject m_subject;
    Instant m_now;
    std::vector<PersonIds> m_people;
    std::vector<Entry> m_entries;
    std::vector<LadderPart> m_parts;
};

} // namespace

std::optional<std::int64_t> LadderRung::left() const
{
    return used ? std::optional(std::max<std::int64_t>(0, limit - *used)) : std::nullopt;
}

std::string_view name(Level level)
{
    constexpr std::array<std::string_view, 4> names{"system", "endpoint", "team", "user"};
    return names.at(static_cast<std::size_t>(level));
}

Result<LimitsLadder> limitsLadder(LedgerReader &reader, const BudgetRules &rules,
                                  const std::string &user, const std::string &endpoint, Instant now)
{
    LadderMaker maker(reader, user, endpoint, now);
    OUTLAY_TRY(maker.findTeams());
    OUTLAY_TRY(maker.addBudgets(rules));
    OUTLAY_TRY(maker.addParts(rules));
    OUTLAY_TRY(maker.addGateways());
    return maker.take();
}

} // namespace outlay::enforcement
