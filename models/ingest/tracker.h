// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerwriter.h"
#include "models/rules/budget.h"

#include <optional>
#include <utility>
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

/// Scope, members and period of budgets, over ids: which sums a piece of spend is added to. One
/// ledger's.
class Tracker
{
public:
    Tracker(std::int64_t id, const Budget &budget, PeriodCalendar calendar);

    [[nodiscard]] std::int64_t id() const { return m_id; }
    [[nodiscard]] const PeriodCalendar &calendar() const { return m_calendar; }
    /// Goes by session, agent, task or tag, which the profile does not tell.
    [[nodiscard]] bool needsThreads() const;
    /// Tokens of requests that a plan's fee pays for are consumption, too.
    [[nodiscard]] bool countsPlanTokens() const { return m_countsPlanTokens; }
    /// What the profile tells of membership: nullopt: its spend is out of scope; else the member
    /// (0: the one there is, unknown, or told by the place only).
    [[nodiscard]] std::optional<TextId> memberOf(LedgerWriter &ledger,
                                                 const Profile &profile) const;
    /// Members (0: the one there is, or unknown) that spend at the place belongs to, of a profile
    /// whose memberOf() is given; empty: none.
    void membersOf(LedgerWriter &ledger, const SpendPlace &place, TextId ofProfile,
                   std::vector<TextId> &members) const;
    /// Only profiles with one of these values of that dimension can be in scope; null: it is not
    /// bound to values of any.
    [[nodiscard]] const Filter *binding() const;
    /// Start of the period, or of a rolling window's step; nullopt: outside of all.
    [[nodiscard]] std::optional<Instant> periodOf(std::int64_t quarter);

private:
    [[nodiscard]] static bool holds(LedgerWriter &ledger, const Filter &filter,
                                    const SpendPlace &place);

    std::int64_t m_id;
    std::vector<Filter> m_ofProfile, m_others; ///< filters told by the profile, and the others
    std::optional<DimensionRef> m_each;
    bool m_countsPlanTokens;
    PeriodCalendar m_calendar;
    std::optional<TimeRange> m_last; ///< period asked for last
};

/// The profile's value of a dimension that profiles tell (isOfProfile()); 0: unknown.
[[nodiscard]] TextId profileValue(LedgerWriter &ledger, Dimension dimension,
                                  const Profile &profile);

} // namespace outlay
