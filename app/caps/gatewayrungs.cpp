// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/gatewayrungs.h"

#include "app/enforcement/capstatus.h"
#include "app/enforcement/duration.h"
#include "app/enforcement/litellm/litellmpoint.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"

#include <algorithm>
#include <set>

namespace outlay::enforcement {

namespace {

using Level = LadderRung::Level;

class RungReader
{
public:
    RungReader(LedgerReader &reader, const LadderSubject &subject, Instant now)
        : m_reader(reader)
        , m_subject(subject)
        , m_now(now)
    {
    }

    Result<> readAll()
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
            const std::string id = mapped(cap, m_subject.user, m_subject.people, *states).entity.id;
            const std::set<std::string> teams = teamsOf(id, *states);
            for (const EnforcedState &state : *states)
                OUTLAY_TRY(addState(settings.name, state, id, teams));
        }
        return {};
    }
    std::vector<GatewayRung> take() { return std::move(m_rungs); }

private:
    void add(const LadderRung &rung, const TimeRange &window) { m_rungs.push_back({rung, window}); }

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
    const LadderSubject &m_subject;
    Instant m_now;
    std::vector<GatewayRung> m_rungs;
};

} // namespace

Result<std::vector<GatewayRung>> gatewayRungs(LedgerReader &reader, const LadderSubject &subject,
                                              Instant now)
{
    RungReader rungs(reader, subject, now);
    OUTLAY_TRY(rungs.readAll());
    return rungs.take();
}

} // namespace outlay::enforcement
