// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/tokenusage.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// Text ids of the ledger's dictionary; 0 is unknown.
using TextId = std::uint32_t;

/// The columns of `profile`, in their order but for the last one, which stands behind all others.
enum class ProfileField : std::uint8_t
{
    Source,
    Provider,
    Model,
    ModelGroup,
    User,
    Key,
    Team,
    Project,
    Environment,
    Endpoint,
    Tier,
    Speed,
    Geo,
    SearchContext,
    CostCenter,
    TaskKind,
    Plan,
    Service, ///< see Field::Service; no dimension of queries
};
inline constexpr std::size_t profileFieldCount = 18;

struct Profile
{
    std::array<TextId, profileFieldCount> texts{};
    Outcome outcome = Outcome::Unknown;
    bool seesFailures = true;

    TextId &operator[](ProfileField f) { return texts[static_cast<std::size_t>(f)]; }
    TextId operator[](ProfileField f) const { return texts[static_cast<std::size_t>(f)]; }
    bool operator==(const Profile &) const = default;
};

struct Thread
{
    TextId session = 0, agent = 0, parentAgent = 0, task = 0, branch = 0;
    bool operator==(const Thread &) const = default;
};

struct Ending
{
    TextId stopReason = 0;
    std::uint32_t httpStatus = 0;
    bool operator==(const Ending &) const = default;
};

/// Bits of event.flags.
enum EventFlag : std::uint32_t
{
    FlagFinal = 1U << 0,
    FlagTtlSplit = 1U << 1,
    FlagCacheHit = 1U << 2,       ///< served by a gateway's cache
    FlagSetAside = 1U << 3,       ///< covered by another source: out of every total
    FlagControl = 1U << 4,        ///< an aggregate that events make up: out of every total
    FlagManyViews = 1U << 5,      ///< its views have rows of their own
    FlagEstimateIsCost = 1U << 6, ///< estimate column null because equal to cost
    FlagReportedIsCost = 1U << 7, ///< likewise
    FlagListValue = 1U << 8,      ///< subscription or provisioned: estimate is list value, cost 0
    FlagQuarantined = 1U << 9,    ///< a figure was refused; it is in extra
    FlagFree = 1U << 10,          ///< no billable units, or a declared zero price
    FlagAggregate = 1U << 11,
    FlagStandingShift = 12, ///< bits 12-13: standing within the source
    FlagBasisShift = 16,    ///< bits 16-18: enum Basis of cost
    FlagObserverShift = 19, ///< bits 19-23: kind of observer
};

/// What one view (or the merger of all) says of a request. Ids are the ledger's, or a batch's own.
struct EventState
{
    Instant at;
    std::uint32_t profile = 0, thread = 0, tags = 0, ending = 0;
    bool isFinal = false, hasTtlSplit = false, isCacheHit = false;
    std::uint8_t standing = 0;
    /// Rank and growth of the format that told it, as ingest packs them (below 32): a source may
    /// hold several formats. 0: a ledger of before, where the source's row says it.
    std::uint8_t observerKind = 0;
    TokenUsage usage;
    std::int64_t servedTokens = 0;
    std::int64_t requests = 1;
    std::int32_t retries = 0, attempt = 0;
    std::int64_t version = 0;
    std::int64_t latencyMicros = -1, firstTokenMicros = -1;
    std::optional<Money> billed, reported, client;
    std::uint64_t operation = 0, promptHash = 0;
    /// A sum over several requests, or over one that its tool told as a sum.
    bool isAggregate = false;
    /// Of a merged event: the source that said `reported`, where another one supplied the usage.
    TextId reporter = 0;

    bool operator==(const EventState &) const = default;
};

/// Compact bytes of what one source says (no `reporter`), and back. The same state gives the same
/// bytes.
void encode(const EventState &state, std::string &out);
[[nodiscard]] EventState decodeState(std::string_view bytes);

/// What configuration makes of a state: the derived half of an event row.
struct EventDerived
{
    std::uint32_t attributed = 0; ///< profile id
    TextId task = 0;
    TextId price = 0;
    bool isSetAside = false, isControl = false, isListValue = false, isFree = false;
    std::optional<Money> cost, estimate, quarantined;
    Basis basis = Basis::Estimated;

    bool operator==(const EventDerived &) const = default;
};

/// What of an event, a residual or a fee decides where it is counted.
struct Subject
{
    std::uint32_t profile = 0; ///< the attributed one
    std::uint32_t thread = 0, tags = 0;
    TextId task = 0, price = 0;

    bool operator==(const Subject &) const = default;
};

struct StoredEvent
{
    std::int64_t id = 0;
    bool hasManyViews = false;
    EventState state;
    EventDerived derived;

    [[nodiscard]] Subject subject() const
    {
        return {derived.attributed, state.thread, state.tags, derived.task, derived.price};
    }
};

} // namespace outlay
