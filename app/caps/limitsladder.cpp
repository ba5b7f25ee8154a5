// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/limitsladder.h"

#include "app/caps/budgetcaps.h"
#include "app/caps/gatewayrungs.h"
#include "app/caps/laddersubject.h"
#include "models/rules/pace.h"

#include <algorithm>
#include <array>
#include <set>

namespace outlay::enforcement {

using alerting::BudgetStatus;

namespace {

using Level = LadderRung::Level;
constexpr std::int64_t lookBack = 30 * microsPerDay;

class LadderMaker
{
public:
    LadderMaker(LedgerReader &reader, LadderSubject subject, Instant now)
        : m_reader(reader)
        , m_subject(std::move(subject))
        , m_now(now)
    {
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
        auto rungs = gatewayRungs(m_reader, m_subject, m_now);
        if (!rungs)
            return tl::unexpected<Error>(rungs.error());
        for (GatewayRung &one : *rungs)
            add(std::move(one.rung), one.window);
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
        LimitsLadder ladder{
            m_subject.user,    m_subject.endpoint, m_subject.isKnown, m_subject.likeUser, {},
            std::move(m_parts)};
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
            rung.isAtLeast = own && budget.unit == LimitUnit::Money && own->isFloor();
            rung.isEnforced = own && own->cap.state == alerting::CapLight::State::Enforced;
            add(std::move(rung), *any->period);
        }
    }

    LedgerReader &m_reader;
    LadderSubject m_subject;
    Instant m_now;
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
    auto subject = ladderSubject(reader, user, endpoint, now);
    if (!subject)
        return tl::unexpected<Error>(subject.error());
    LadderMaker maker(reader, *std::move(subject), now);
    OUTLAY_TRY(maker.addBudgets(rules));
    OUTLAY_TRY(maker.addParts(rules));
    OUTLAY_TRY(maker.addGateways());
    return maker.take();
}

} // namespace outlay::enforcement
