// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Limits as plain values: what Outlay wants to hold, and what a gateway says holds.
namespace outlay::enforcement {

/// Whom a gateway limits.
struct EnforcedEntity
{
    enum class Kind : std::uint8_t
    {
        User,
        Key,
        Team,
    };
    Kind kind = Kind::User;
    std::string id;    ///< the gateway's; of a key its hash, never the key itself
    std::string alias; ///< for people; may be empty

    /// Aliases change; the id is who it is.
    bool operator==(const EnforcedEntity &other) const
    {
        return kind == other.kind && id == other.id;
    }
};

/// "user", "key", "team".
[[nodiscard]] std::string_view name(EnforcedEntity::Kind kind);
[[nodiscard]] std::optional<EnforcedEntity::Kind> entityKindNamed(std::string_view name);
/// "user u-ana", "key ana-laptop": with the alias where there is one, a hash shortened.
[[nodiscard]] std::string titleOf(const EnforcedEntity &entity);

/// Nullopt: unlimited.
struct EnforcedLimit
{
    std::optional<Money> maxBudget;
    std::optional<std::string> budgetDuration; ///< "24h", "7d", "30d", "1mo"; nullopt: for life
    std::optional<std::int64_t> rpm, tpm;      ///< requests and tokens a minute
    bool operator==(const EnforcedLimit &) const = default;
};

/// Which parts of a limit are meant; the others are left as they are.
struct LimitFields
{
    bool money = false; ///< maxBudget and budgetDuration
    bool rpm = false;
    bool tpm = false;
    bool operator==(const LimitFields &) const = default;
    [[nodiscard]] bool isNone() const { return *this == LimitFields(); }
};

/// How often a cap begins anew.
enum class PeriodKind : std::uint8_t
{
    Rolling,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Once,
};
/// "rolling", "hour", "day", "week", "month", "quarter", "once".
[[nodiscard]] std::string_view name(PeriodKind kind);
[[nodiscard]] std::optional<PeriodKind> periodKindNamed(std::string_view name);

/// A cap of a budget for one member of its scope, as it is to hold at the enforcement point.
struct DesiredCap
{
    std::string capId;        ///< the budget's id, and the member's where it has members
    std::string name;         ///< of the budget, for people
    std::string parentId;     ///< capId of the budget it is a part of; empty: none
    EnforcedEntity entity;    ///< an empty id: nobody is known there, see `unmapped`
    std::string unmapped;     ///< why nobody is known there: a sentence
    bool isAmbiguous = false; ///< several are known there, and none is chosen
    EnforcedLimit limit;      ///< budgetDuration follows from `period`, see prepared()
    LimitFields fields;
    PeriodKind period = PeriodKind::Month;
    std::optional<Instant> periodEnd; ///< of the budget's own period that runs now
    /// What Outlay has counted against it in that period, and when that reached the limit.
    std::optional<Money> counted = std::nullopt;
    std::optional<Instant> usedUpAt = std::nullopt;
    /// The cap is gone: what it had set goes back to `before`.
    bool isWithdrawn = false;
    EnforcedLimit before = {}; ///< of a withdrawn one: what was there before Outlay's first push
};

/// A member of a team with a budget of its own within it.
struct MemberLimit
{
    std::string userId;
    std::optional<Money> maxBudget;
    bool operator==(const MemberLimit &) const = default;
};

/// What was read of an entity.
struct EnforcedState
{
    EnforcedEntity entity;
    EnforcedLimit limit;
    std::optional<Money> spend; ///< as the gateway counts it, in its running window
    std::optional<Instant> resetsAt;
    bool isBlocked = false;
    std::string email;                    ///< of a user
    std::string ownerId, teamId;          ///< of a key; empty: none
    std::vector<std::string> keysInTeams; ///< of a user: aliases or short hashes
    std::vector<MemberLimit> members;     ///< of a team, those with a budget
    std::string capId;                    ///< what Outlay noted there, see parseNote()
    bool hasMetadata = true;              ///< it is an object; else null or absent
    /// What of the limit could not be read, a sentence; empty: all of it could.
    std::string problem;
    Instant readAt;

    /// Of this process only, never stored: it may hold anything. As JSON, "" if it cannot be read.
    std::string metadata;
    /// A hash of every other setting by its name, to see that none changes; never stored.
    std::map<std::string, std::uint64_t> others;
};

/// Exactly as a JSON number, without a double on the way and without needless zeros: "80",
/// "12.345678901".
[[nodiscard]] std::string jsonNumber(Money amount);

/// Names of the other settings that differ.
[[nodiscard]] std::vector<std::string> changedSettings(const EnforcedState &before,
                                                       const EnforcedState &after);

} // namespace outlay::enforcement
