// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/limit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::enforcement {

/// What an enforcement point does with a request once a limit is reached, and when it cannot tell.
struct PointBehaviour
{
    enum class AtLimit : std::uint8_t
    {
        Blocks,
        Queues, ///< holds it back and lets it through later: counts as not enforced
        Passes, ///< tells somebody, and lets it through
        Unknown,
    };
    enum class InOutage : std::uint8_t
    {
        Refuses,
        MayPass, ///< fails open, unless it is configured not to
        Unknown,
    };
    AtLimit atLimit = AtLimit::Unknown;
    InOutage inOutage = InOutage::Unknown;
    std::string words; ///< how it does so, sentences for people
    bool operator==(const PointBehaviour &) const = default;
};
/// "blocks", "queues", "passes", "unknown".
[[nodiscard]] std::string_view name(PointBehaviour::AtLimit what);
/// "refuses", "may pass", "unknown".
[[nodiscard]] std::string_view name(PointBehaviour::InOutage what);

/// Known ways in which a limit that is stored does not hold.
enum class Leak : std::uint8_t
{
    KeyInTeam,     ///< of a user: keys of a team skip the user's budget
    NullBudget,    ///< a window without an amount
    ResetOverdue,  ///< its window ended and did not begin anew
    MasterKey,     ///< requests with the master key, which no limit stops
    UnpricedModel, ///< models the gateway counts as free
    CountsLess,    ///< used up by Outlay's count, and the gateway's own is below the limit
    Queues,        ///< the point holds requests back instead of refusing them
    Passes,        ///< the point lets requests through at the limit, or nobody knows
};
/// "key_in_team", "null_budget", …: as in JSON.
[[nodiscard]] std::string_view name(Leak leak);

/// What is known beside the state that was read.
struct CapFacts
{
    /// None: the keys go to the provider directly.
    bool hasPoint = true;
    bool isMissing = false;             ///< the point does not know the entity
    std::optional<EnforcedState> state; ///< as last read; nullopt: never
    std::string readProblem;            ///< why the last try to read failed; empty: it did not
    PointBehaviour behaviour;
    /// Somebody used the gateway's master key in the cap's scope and period.
    bool isMasterKeyUsed = false;
    /// Models within the scope the gateway counts as free although Outlay has a price for them.
    std::vector<std::string> unpricedModels;
    /// What Outlay has counted in the gateway's window, and when that reached the limit; nullopt:
    /// it has not, or the windows are not the same.
    std::optional<Money> counted = std::nullopt;
    std::optional<Instant> usedUpAt = std::nullopt;
    /// Another ledger whose note covers the cap's part of the limit, see otherWriter(); empty:
    /// none.
    std::string setBy;
    Instant now;
    std::int64_t staleAfterMicros = microsPerHour; ///< older than this says nothing about now
};

/// The light of a cap: whether it holds, why not, and what to do. Only Enforced is "enforced".
struct CapStatus
{
    enum class Light : std::uint8_t
    {
        Enforced,    ///< read back equal, fresh, and no known leak applies
        WarnsOnly,   ///< nothing was set there
        Drifted,     ///< what is set there is another limit
        NotEnforced, ///< no point, no such entity, or a leak
        Unknown,     ///< it could not be read, or not lately
    };
    Light light = Light::Unknown;
    std::string reason;             ///< a sentence; of Enforced, what was read and when it resets
    std::string advice;             ///< what to do; empty for Enforced
    std::vector<Leak> leaks;        ///< in the order of Leak
    std::vector<std::string> notes; ///< what differs or is to be known although it holds
    /// What it counts by: the gateway's own end of the window. Nullopt: unknown.
    std::optional<Instant> resetsAt;
    bool operator==(const CapStatus &) const = default;
};
/// "enforced", "warns_only", "drifted", "not_enforced", "unknown": as in JSON.
[[nodiscard]] std::string_view name(CapStatus::Light light);
[[nodiscard]] std::optional<CapStatus::Light> lightNamed(std::string_view name);
/// What every screen shows first: "enforced", "no enforcement point" or "warns only".
[[nodiscard]] std::string_view headline(const CapStatus &status, bool hasPoint = true);

/// Pure. `cap` is a prepared() one.
[[nodiscard]] CapStatus judge(const DesiredCap &cap, const CapFacts &facts);

/// Leaks of a limit in the state it has, whatever is wanted; in the order of Leak.
[[nodiscard]] std::vector<Leak> leaksOf(EnforcedEntity::Kind kind, const LimitFields &fields,
                                        const CapFacts &facts);
/// Why and what to do, of one leak.
[[nodiscard]] std::string reasonOf(Leak leak, const CapFacts &facts);
[[nodiscard]] std::string adviceFor(Leak leak);

/// Whether a limit holds what is wanted, in the fields that are meant.
[[nodiscard]] bool isSameLimit(const EnforcedLimit &left, const EnforcedLimit &right,
                               const LimitFields &fields);
/// "$80 per 1mo, 60 requests/min"; "unlimited".
[[nodiscard]] std::string wordsFor(const EnforcedLimit &limit, const LimitFields &fields);

} // namespace outlay::enforcement
