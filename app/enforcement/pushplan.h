// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/capplaces.h"
#include "app/enforcement/capstatus.h"
#include "app/enforcement/entityreader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::enforcement {

/// What a push would do with one cap.
struct PlannedChange
{
    enum class Action : std::uint8_t
    {
        Set,        ///< something is to be written
        Unchanged,  ///< it is there already
        NotFound,   ///< the gateway does not know the entity
        Unmapped,   ///< nobody there is known to be meant
        Impossible, ///< no equivalent there, or two caps want the same place
        Unreadable, ///< what is there could not be read: nothing is written blindly
        Foreign,    ///< to be taken back or away, but no longer Outlay's: it is left alone
    };
    std::string capId;          ///< of all caps of the place, see capsNoted()
    std::string name;           ///< of those the change is of
    std::vector<CapPart> parts; ///< empty: not known which
    EnforcedEntity entity;
    Action action = Action::Unchanged;
    EnforcedLimit before, after;
    LimitFields fields;     ///< that are written
    std::string noteBefore; ///< the cap noted there
    std::optional<std::string> note;
    bool hadMetadata = true;
    bool isWithdrawn = false;          ///< nobody wants the caps any more: the limit goes back
    std::string problem;               ///< why nothing is written; empty for Set and Unchanged
    std::vector<Leak> leaks;           ///< that make it ineffective even if it is stored
    std::vector<std::string> warnings; ///< the leaks and what else is to be known, sentences
};
/// Of what is written the parts that go back, as no cap wants them any more.
[[nodiscard]] LimitFields goneFields(const PlannedChange &change);
/// "takes away $30 per 1mo, …", "$30 per 1mo -> back to $40 per 1mo, as before Outlay's first
/// push": of those parts.
[[nodiscard]] std::string wordsForGone(const PlannedChange &change);
/// "set", "unchanged", "not_found", "unmapped", "impossible", "unreadable", "foreign".
[[nodiscard]] std::string_view name(PlannedChange::Action action);

/// A preview, and what a PushRun executes.
struct PushPlan
{
    std::string point;  ///< "LiteLLM"
    std::string undoes; ///< id of the push it takes back; empty: none
    Instant madeAt;
    std::vector<PlannedChange> changes; ///< in the order of the caps
    std::vector<std::string> warnings;  ///< of the whole, sentences
    [[nodiscard]] std::size_t count(PlannedChange::Action action) const;
};

/// Facts for the plan beside the readings.
struct PlanFacts
{
    std::string point;
    PointBehaviour behaviour;
    PointFacts models;
    bool isMasterKeyUsed = false;
    std::string who;   ///< noted there beside each cap; empty: ids alone are noted
    OwnLines ownLines; ///< of this ledger, in notes
    Instant now;
};

/// Diff of what is wanted and what was read. Pure.
[[nodiscard]] PushPlan makePlan(const std::vector<DesiredCap> &caps,
                                const std::vector<EntityReading> &readings, const PlanFacts &facts);

/// Sentences where the amounts of parts add up to more than the whole, by parentId.
[[nodiscard]] std::vector<std::string> checkSums(const std::vector<DesiredCap> &caps);

/// A cap and its light as just read.
struct CapReading
{
    DesiredCap cap;
    CapStatus status;
    std::optional<EnforcedState> state;
    std::string point = {}; ///< that was read: "LiteLLM"
};
/// The lights of caps by what was read: after a push, and to see drift. Pure.
[[nodiscard]] std::vector<CapReading> judgeAll(const std::vector<DesiredCap> &caps,
                                               const std::vector<EntityReading> &readings,
                                               const PlanFacts &facts);

} // namespace outlay::enforcement
