// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/pushplan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::enforcement {

/// What came of one planned change.
struct PushStep
{
    enum class Outcome : std::uint8_t
    {
        Waiting,           ///< not its turn yet, or the push ended before it
        Sent,              ///< written; what came of it is not known yet
        Holds,             ///< read back equal, and nothing else changed
        AlreadyThere,      ///< nothing had to be written
        NotStored,         ///< accepted or not: what was there before still holds
        StoredDifferently, ///< something else holds now
        SettingsChanged,   ///< it holds, but other settings changed with it
        Unverified,        ///< written, but it could not be read back
        ChangedMeanwhile,  ///< somebody changed it after the preview; nothing was written
        Failed,            ///< nothing was written
        Skipped,           ///< the plan had a reason not to
    };
    std::string capId;          ///< of all caps of the place, see capsNoted()
    std::string name;           ///< of those the change is of
    std::vector<CapPart> parts; ///< empty: not known which
    EnforcedEntity entity;
    EnforcedLimit before, wanted;
    LimitFields fields;
    std::string noteBefore;
    std::optional<std::string> note;
    bool hadMetadata = true;

    Outcome outcome = Outcome::Waiting;
    std::string reason;
    bool wasSent = false; ///< a write went out: what is there may have changed
    std::optional<EnforcedLimit> readBack;
    std::optional<Instant> resetsAt, readAt;
    std::vector<std::string> changedSettings; ///< names only: what they hold is nobody's business
};
/// "waiting", "sent", "holds", "already_there", "not_stored", …: as in JSON.
[[nodiscard]] std::string_view name(PushStep::Outcome outcome);
/// A few words for people.
[[nodiscard]] std::string_view wordsFor(PushStep::Outcome outcome);

/// What came of a step for one of its caps.
struct PartOutcome
{
    CapPart part;
    PushStep::Outcome outcome = PushStep::Outcome::Waiting;
};
/// Each cap once: those whose parts of the limit were written, and those that held already.
[[nodiscard]] std::vector<PartOutcome> outcomesOf(const PushStep &step);

/// One push with what was there before it: enough to say which caps hold and to take it back.
/// Holds no key and nothing of what else the gateway knows.
struct PushRecord
{
    std::string id;     ///< of one ledger
    std::string source; ///< the gateway's, as Outlay calls it
    std::string point;  ///< "LiteLLM"
    std::string who;    ///< the local account
    std::string undoes; ///< id of the push this takes back; empty: none
    Instant startedAt;
    std::optional<Instant> endedAt; ///< nullopt: it was cut off, or is under way
    std::string stopReason;         ///< why it ended before its last step; empty: it did not
    std::vector<PushStep> steps;

    [[nodiscard]] bool holds() const; ///< of every step
    [[nodiscard]] std::size_t count(PushStep::Outcome outcome) const;
};

/// {"version": 1, "pushes": […]}, oldest first.
[[nodiscard]] std::string pushesToJson(const std::vector<PushRecord> &pushes);
/// Empty text: none. Malformed names the field.
[[nodiscard]] Result<std::vector<PushRecord>> parsePushes(std::string_view json);

/// Takes back what a push has written, back to what was there before it: each entity as it stands
/// now, except where somebody else has changed it since. Other settings that changed with it cannot
/// be brought back and are named. Pure.
[[nodiscard]] PushPlan undoPlan(const PushRecord &push, const std::vector<EntityReading> &readings,
                                Instant now);

/// The entities a record's undo reads: all that were written, and those that may have been where
/// the push was cut off.
[[nodiscard]] std::vector<EnforcedEntity> sentEntities(const PushRecord &push);

} // namespace outlay::enforcement
