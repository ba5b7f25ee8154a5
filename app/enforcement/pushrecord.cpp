// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pushrecord.h"

#include "app/enforcement/duration.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay::enforcement {

namespace {

using Outcome = PushStep::Outcome;
using Action = PlannedChange::Action;

struct OutcomeWords
{
    std::string_view name, words;
};
constexpr std::array<OutcomeWords, 11> outcomeWords{
    OutcomeWords{"waiting", "not tried"},
    OutcomeWords{"sent", "sent, not read back"},
    OutcomeWords{"holds", "holds"},
    OutcomeWords{"already_there", "was there already"},
    OutcomeWords{"not_stored", "not stored"},
    OutcomeWords{"stored_differently", "stored differently"},
    OutcomeWords{"settings_changed", "holds, but other settings changed"},
    OutcomeWords{"unverified", "sent, could not be read back"},
    OutcomeWords{"changed_meanwhile", "changed since the preview, left alone"},
    OutcomeWords{"failed", "failed"},
    OutcomeWords{"skipped", "left out"},
};

constexpr LimitFields everyField{.money = true, .rpm = true, .tpm = true};

/// A push that was cut off may have sent more than was noted in time.
bool mayBeSent(const PushRecord &push, const PushStep &step)
{
    return step.wasSent || (!push.endedAt && step.outcome == Outcome::Waiting);
}

/// To the letter, in the fields a step has written: windows of one length may be called otherwise.
bool isExactly(const EnforcedLimit &there, const EnforcedLimit &other, const LimitFields &fields)
{
    return isSameLimit(there, other, fields) &&
           (!fields.money || there.budgetDuration == other.budgetDuration);
}

/// Whether what is there now is neither what was there before nor what the push has made of it.
bool isForeign(const PushStep &step, const EnforcedLimit &there)
{
    if (isExactly(there, step.before, step.fields))
        return false;
    if (step.readBack)
        return !isExactly(there, *step.readBack, step.fields);
    return !step.wasSent && !isSameLimit(there, step.wanted, step.fields);
}

PlannedChange takeBack(const PushStep &step, const std::vector<EntityReading> &readings)
{
    PlannedChange change;
    change.capId = step.capId;
    change.name = step.name;
    change.parts = step.parts;
    change.entity = step.entity;
    const auto stop = [&change](Action action, std::string problem) {
        change.action = action;
        change.problem = std::move(problem);
        return change;
    };
    const PointAnswer *answer = answerFor(readings, step.entity);
    if (answer == nullptr || (!answer->isOk() && answer->outcome != PointOutcome::NotFound))
        return stop(Action::Unreadable,
                    "it could not be read" + (answer ? ": " + answer->reason : std::string()));
    if (!answer->state)
        return stop(Action::NotFound, "the gateway no longer knows " + titleOf(step.entity));
    const EnforcedState &state = *answer->state;
    if (!state.problem.empty())
        return stop(Action::Unreadable, state.problem);
    change.before = state.limit;
    change.after = state.limit;
    change.noteBefore = state.capId;
    change.hadMetadata = step.hadMetadata;
    if (isForeign(step, state.limit))
        return stop(Action::Foreign, "somebody changed it since: there is " +
                                         wordsFor(state.limit, everyField) +
                                         " now, which is left alone");
    const EnforcedLimit &old = step.before;
    change.fields = {.money =
                         step.fields.money && (state.limit.maxBudget != old.maxBudget ||
                                               state.limit.budgetDuration != old.budgetDuration),
                     .rpm = step.fields.rpm && state.limit.rpm != old.rpm,
                     .tpm = step.fields.tpm && state.limit.tpm != old.tpm};
    if (change.fields.money) {
        change.after.maxBudget = old.maxBudget;
        change.after.budgetDuration = old.budgetDuration;
    }
    if (change.fields.rpm)
        change.after.rpm = old.rpm;
    if (change.fields.tpm)
        change.after.tpm = old.tpm;
    const std::string note =
        noteTakenBack(state.capId, step.noteBefore, step.note.value_or(step.noteBefore));
    if (step.note && !state.metadata.empty() && state.capId != note)
        change.note = note;
    change.action = change.fields.isNone() && !change.note ? Action::Unchanged : Action::Set;
    for (const std::string &setting : step.changedSettings)
        change.warnings.push_back("the setting \"" + setting +
                                  "\" changed with the push and is "
                                  "not brought back: Outlay does not keep what it held");
    return change;
}

} // namespace

std::string_view name(Outcome outcome)
{
    return outcomeWords.at(static_cast<std::size_t>(outcome)).name;
}

std::string_view wordsFor(Outcome outcome)
{
    return outcomeWords.at(static_cast<std::size_t>(outcome)).words;
}

std::vector<PartOutcome> outcomesOf(const PushStep &step)
{
    std::vector<PartOutcome> outcomes;
    for (const CapPart &part : step.parts) {
        if (part.isWithdrawn && part.fields.isNone())
            continue; // another cap has its place now
        const bool isWritten = overlap(part.fields, step.fields) || step.fields.isNone();
        outcomes.push_back({part, step.outcome == Outcome::Holds && !isWritten
                                      ? Outcome::AlreadyThere
                                      : step.outcome});
    }
    if (outcomes.empty())
        outcomes.push_back({{step.capId, step.name, step.fields, false}, step.outcome});
    return outcomes;
}

bool PushRecord::holds() const
{
    return endedAt && std::all_of(steps.begin(), steps.end(), [](const PushStep &step) {
               return step.outcome == Outcome::Holds || step.outcome == Outcome::AlreadyThere;
           });
}

std::size_t PushRecord::count(Outcome outcome) const
{
    return static_cast<std::size_t>(
        std::count_if(steps.begin(), steps.end(),
                      [outcome](const PushStep &step) { return step.outcome == outcome; }));
}

std::vector<EnforcedEntity> sentEntities(const PushRecord &push)
{
    std::vector<EnforcedEntity> entities;
    for (const PushStep &step : push.steps) {
        if (mayBeSent(push, step))
            entities.push_back(step.entity);
    }
    return entities;
}

PushPlan undoPlan(const PushRecord &push, const std::vector<EntityReading> &readings, Instant now)
{
    PushPlan plan;
    plan.point = push.point;
    plan.undoes = push.id;
    plan.madeAt = now;
    for (const PushStep &step : push.steps) {
        if (mayBeSent(push, step))
            plan.changes.push_back(takeBack(step, readings));
    }
    return plan;
}

} // namespace outlay::enforcement
