// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/budgetwatch_p.h"

#include "models/rules/crossing.h"

#include <algorithm>

// Members without an end: judged as they grow, and all of them when their rule changes.

namespace outlay {

using namespace budgetwatch;

void BudgetWatch::discard()
{
    forget();
    for (auto &[id, judged] : m_endless)
        judged = {}; // what a rolled-back transaction judged is judged again
}

void BudgetWatch::judgeEndless(const Budget &budget, Instant now)
{
    const bool isRaised = budget.raise && now < budget.raise->until;
    if (isPaused(budget, now)) {
        m_endless[budget.id] = {}; // judged when it goes on
        return;
    }
    const auto [known, isFirst] = m_endless.try_emplace(budget.id, budget, isRaised);
    // Nothing but time ends a pause or a raise, also while nobody watches.
    if (isFirst && !budget.raise && !budget.pausedUntil)
        return;
    if (!isFirst && known->second == std::pair(budget, isRaised))
        return;
    known->second = {budget, isRaised};
    const Case any = caseOf(budget, 0);
    const auto period = any.tracker->calendar().at(now);
    if (!period)
        return;
    const int least = budget.thresholds.empty() ? exhaustedPercent : budget.thresholds.front();
    const bool ends = endsInSilence(budget);
    const std::map<TextId, Instant> last = ends ? lastOf(budget, now) : std::map<TextId, Instant>{};
    Members members;
    std::map<TextId, TouchedConsumption> parts;
    for (const ConsumptionRow &row :
         m_ledger.consumptionIn(any.tracker->id(), only(period->from))) {
        const std::string member = row.member == 0 ? std::string() : m_ledger.textOf(row.member);
        const std::int64_t limit = fixedLimitOf(budget, member, now);
        if (!reaches(sumOf(row).in(budget.unit), limit, least))
            continue;
        const auto seen = last.find(row.member);
        if (ends && seen == last.end())
            continue; // over: what it was is not told of by a changed limit
        if (ends)
            parts[row.member].parts = {
                {floorDivide(seen->second.micros, microsPerQuarter), seen->second, {}}};
        members[row.member].push_back(row.period);
    }
    judgeMembers(budget, members, parts, now);
}

/// Members that had something within the quiet after which they are over, and when.
std::map<TextId, Instant> BudgetWatch::lastOf(const Budget &budget, Instant now)
{
    std::map<TextId, Instant> last;
    const Tracker &tracker = *caseOf(budget, 0).tracker;
    std::vector<TextId> members;
    m_ledger.eachEventBetween(
        {{now.micros - sessionQuiet}, {now.micros + sessionQuiet}}, [&](StoredEvent &event) {
            const Profile profile = m_ledger.profileOf(event.derived.attributed);
            const auto ofProfile = tracker.memberOf(m_ledger, profile);
            if (!ofProfile)
                return true;
            SpendPlace place;
            place.profile = event.derived.attributed;
            place.thread = event.state.thread;
            place.tags = event.state.tags;
            place.task = event.derived.task;
            tracker.membersOf(m_ledger, place, *ofProfile, members);
            for (const TextId member : members)
                last[member] = std::max(last[member], event.state.at);
            return true;
        });
    return last;
}

} // namespace outlay
