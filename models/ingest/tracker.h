// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerwriter.h"
#include "models/rules/budget.h"

#include <unordered_map>
#include <vector>

namespace outlay {

/// Where spend falls: what decides whose budgets it consumes, as ids of the ledger.
struct SpendPlace
{
    std::int64_t quarter = 0; ///< quarter-hours since 1970, UTC
    std::uint32_t profile = 0, thread = 0, tags = 0;
    TextId task = 0;
    bool operator==(const SpendPlace &) const = default;
};

/// Scope, members and period of budgets, over ids: which sums a piece of spend is added to.
/// Decisions are remembered by profile. One ledger's.
class Tracker
{
public:
    Tracker(std::int64_t id, const Budget &budget, PeriodCalendar calendar);

    [[nodiscard]] std::int64_t id() const { return m_id; }
    [[nodiscard]] const PeriodCalendar &calendar() const { return m_calendar; }
    /// Goes by session, agent, task or tag, which the profile does not tell.
    [[nodiscard]] bool needsThreads() const;
    /// Members (0: the one there is, or unknown) that spend at the place belongs to; empty: none.
    void membersOf(LedgerWriter &ledger, const SpendPlace &place, std::vector<TextId> &members);
    /// Start of the period, or of a rolling window's step; nullopt: outside of all.
    [[nodiscard]] std::optional<Instant> periodOf(std::int64_t quarter);

private:
    struct OfProfile
    {
        bool isIn = false;
        TextId member = 0;
    };
    [[nodiscard]] OfProfile decide(LedgerWriter &ledger, std::uint32_t profile);
    [[nodiscard]] bool holds(LedgerWriter &ledger, const Filter &filter, const SpendPlace &place);

    std::int64_t m_id;
    std::vector<Filter> m_ofProfile, m_others; ///< filters told by the profile, and the others
    std::optional<DimensionRef> m_each;
    PeriodCalendar m_calendar;
    std::unordered_map<std::uint32_t, OfProfile> m_decisions;
    std::optional<TimeRange> m_last; ///< period asked for last
};

} // namespace outlay
