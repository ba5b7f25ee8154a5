// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pushplan.h"

#include "app/enforcement/duration.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace outlay::enforcement {

namespace {

using Action = PlannedChange::Action;

CapFacts factsFor(const std::optional<EnforcedState> &state, const DesiredCap &cap,
                  const PlanFacts &facts)
{
    CapFacts about;
    about.state = state;
    about.behaviour = facts.behaviour;
    about.isMasterKeyUsed = facts.isMasterKeyUsed;
    about.unpricedModels = facts.models.unpricedModels;
    about.now = facts.now;
    about.setBy = state ? otherWriter(state->capId, cap.fields, facts.ownLines) : std::string();
    return about;
}

/// Lines that do not say who wrote them are known by their ids.
PlanFacts withIds(const PlanFacts &facts, const std::vector<DesiredCap> &caps)
{
    PlanFacts known = facts;
    for (const DesiredCap &cap : caps)
        known.ownLines.insert(cap.capId);
    return known;
}

/// The fields that are wanted and differ.
LimitFields differing(const EnforcedLimit &there, const DesiredCap &cap)
{
    LimitFields fields;
    fields.money = cap.fields.money && !isSameLimit(there, cap.limit, {.money = true});
    fields.rpm = cap.fields.rpm && there.rpm != cap.limit.rpm;
    fields.tpm = cap.fields.tpm && there.tpm != cap.limit.tpm;
    return fields;
}

void warnOfLeaks(PlannedChange &change, const EnforcedState &state, const DesiredCap &cap,
                 const PlanFacts &facts)
{
    const CapFacts about = factsFor(state, cap, facts);
    for (const Leak leak : leaksOf(cap.entity.kind, cap.fields, about)) {
        if (leak == Leak::NullBudget || leak == Leak::ResetOverdue)
            continue; // which the push may mend
        change.leaks.push_back(leak);
        change.warnings.push_back(reasonOf(leak, about) + "; " + adviceFor(leak));
    }
    if (cap.fields.money && !state.teamId.empty())
        change.warnings.emplace_back("the budget of its team applies as well: whichever is "
                                     "reached first");
}

/// Of what others have set at the same place.
void warnOfOthers(PlannedChange &change, const EnforcedState &state, const LimitFields &wanted,
                  const OwnLines &own)
{
    constexpr LimitFields every{.money = true, .rpm = true, .tpm = true};
    const LimitFields written = without(change.fields, without(every, wanted));
    const std::string replaced = otherWriter(state.capId, wanted, own);
    const std::string beside = otherWriter(state.capId, without(every, wanted), own);
    if (!replaced.empty() && written.isNone())
        change.warnings.push_back("the same limit is noted there by " + replaced +
                                  ": from now on it is this ledger's");
    else if (!replaced.empty())
        change.warnings.push_back("another ledger has set a limit there which this replaces: " +
                                  replaced);
    else if (state.capId.empty() && !isSameLimit(state.limit, {}, wanted))
        change.warnings.emplace_back("a limit that Outlay did not set is replaced; undoing the "
                                     "push, or removing the cap, brings it back");
    if (replaced.empty() && !beside.empty())
        change.warnings.push_back("another ledger has set another part of the limit, which "
                                  "stays: " +
                                  beside);
}

NoteWriter writerOf(const PlanFacts &facts, const CapPlace &place,
                    const std::vector<DesiredCap> &caps)
{
    NoteWriter writer{facts.who, facts.ownLines, toRfc3339(facts.now)};
    for (const DesiredCap &cap : caps) {
        if (!cap.isWithdrawn && !place.has(cap.capId))
            writer.capsElsewhere.insert(cap.capId);
    }
    return writer;
}

/// What is written of the limit, and over what.
void takeLimit(PlannedChange &change, const DesiredCap &cap, const EnforcedLimit &there)
{
    change.fields = differing(there, cap);
    if (change.fields.money) {
        change.after.maxBudget = cap.limit.maxBudget;
        // "24h" stays where "1d" is meant: a changed text would begin the window anew.
        if (!isSameDuration(there.budgetDuration, cap.limit.budgetDuration))
            change.after.budgetDuration = cap.limit.budgetDuration;
    }
    if (change.fields.rpm)
        change.after.rpm = cap.limit.rpm;
    if (change.fields.tpm)
        change.after.tpm = cap.limit.tpm;
}

void compare(PlannedChange &change, const CapPlace &place, const EnforcedState &state,
             const NoteWriter &writer, const PlanFacts &facts)
{
    DesiredCap cap = place.cap;
    const LimitFields gone = place.fields(true), wanted = place.fields(false);
    change.entity = state.entity;
    change.before = state.limit;
    change.after = state.limit;
    if (!state.problem.empty()) {
        change.action = Action::Unreadable;
        change.problem = state.problem;
        return;
    }
    if (!mayTakeAway(place, state.capId, writer.own)) {
        if (cap.isWithdrawn) {
            change.action = Action::Foreign;
            change.problem =
                "Outlay's note of this cap is no longer there: its limit is left alone";
            return;
        }
        cap.fields = without(cap.fields, gone);
    }
    takeLimit(change, cap, state.limit);
    change.name = namesOf(place.parts, change.fields);
    change.noteBefore = state.capId;
    change.hadMetadata = state.hasMetadata;
    change.note = noteAfter(place, state.capId, writer);
    const bool isAsNoted = state.metadata.empty() || change.note == state.capId;
    change.action = change.fields.isNone() && isAsNoted ? Action::Unchanged : Action::Set;
    if (!cap.isWithdrawn)
        warnOfLeaks(change, state, cap, facts);
    if (!cap.isWithdrawn && change.action == Action::Set)
        warnOfOthers(change, state, wanted, writer.own);
    if (change.action == Action::Set && change.note && state.metadata.empty())
        change.warnings.emplace_back("its metadata cannot be read: Outlay notes nothing there");
    if (!cap.isWithdrawn && overlap(change.fields, gone)) // after the leaks, which come first
        change.warnings.push_back(wordsForGone(change));
}

PlannedChange plan(const CapPlace &place, const std::vector<EntityReading> &readings,
                   const NoteWriter &writer, const PlanFacts &facts)
{
    const DesiredCap &cap = place.cap;
    PlannedChange change;
    change.capId = cap.capId;
    change.parts = place.parts;
    change.name = namesOf(place.parts, {});
    change.entity = cap.entity;
    change.isWithdrawn = cap.isWithdrawn;
    const auto stop = [&change](Action action, const std::string &problem) {
        change.action = action;
        change.problem = problem;
        return change;
    };
    if (!place.problem.empty())
        return stop(Action::Impossible, place.problem);
    if (cap.entity.id.empty())
        return stop(Action::Unmapped,
                    cap.unmapped.empty() ? "nobody there is known to be meant" : cap.unmapped);
    const PointAnswer *answer = answerFor(readings, cap.entity);
    if (answer == nullptr)
        return stop(Action::Unreadable, "it was not read");
    if (answer->outcome == PointOutcome::NotFound)
        return stop(Action::NotFound, "the gateway knows no " + titleOf(cap.entity));
    if (!answer->isOk() || !answer->state)
        return stop(Action::Unreadable, "it could not be read: " + answer->reason);
    compare(change, place, *answer->state, writer, facts);
    return change;
}

} // namespace

std::string_view name(Action action)
{
    constexpr std::array<std::string_view, 7> names{
        "set", "unchanged", "not_found", "unmapped", "impossible", "unreadable", "foreign"};
    return names.at(static_cast<std::size_t>(action));
}

LimitFields goneFields(const PlannedChange &change)
{
    LimitFields gone;
    for (const CapPart &part : change.parts) {
        if (part.isWithdrawn)
            gone = with(gone, part.fields);
    }
    constexpr LimitFields every{.money = true, .rpm = true, .tpm = true};
    return without(change.fields, without(every, gone));
}

std::string wordsForGone(const PlannedChange &change)
{
    const LimitFields fields = goneFields(change);
    if (!isSameLimit(change.after, {}, fields))
        return wordsFor(change.before, fields) + " -> back to " + wordsFor(change.after, fields) +
               ", as before Outlay's first push";
    return "takes away " + wordsFor(change.before, fields) +
           ", which this ledger had set and no cap of its wants any more";
}

std::size_t PushPlan::count(Action action) const
{
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(),
                      [action](const PlannedChange &change) { return change.action == action; }));
}

std::vector<std::string> checkSums(const std::vector<DesiredCap> &caps)
{
    std::vector<std::string> sentences;
    for (const DesiredCap &parent : caps) {
        if (parent.isWithdrawn || !parent.fields.money || !parent.limit.maxBudget)
            continue;
        Money sum;
        bool isCounted = false;
        for (const DesiredCap &child : caps) {
            if (child.parentId != parent.capId || child.capId == parent.capId ||
                child.isWithdrawn || child.period != parent.period || !child.limit.maxBudget)
                continue;
            const auto more = add(sum, *child.limit.maxBudget);
            sum = more.value_or(Money{std::numeric_limits<std::int64_t>::max()});
            isCounted = true;
        }
        if (isCounted && sum > *parent.limit.maxBudget)
            sentences.push_back("the parts of " + parent.name + " add up to $" + jsonNumber(sum) +
                                ", more than its $" + jsonNumber(*parent.limit.maxBudget));
    }
    return sentences;
}

PushPlan makePlan(const std::vector<DesiredCap> &caps, const std::vector<EntityReading> &readings,
                  const PlanFacts &facts)
{
    PushPlan result;
    result.point = facts.point;
    result.madeAt = facts.now;
    const PlanFacts known = withIds(facts, caps);
    for (const CapPlace &place : placesOf(caps))
        result.changes.push_back(plan(place, readings, writerOf(known, place, caps), known));
    result.warnings = checkSums(caps);
    if (!facts.models.areModelsKnown)
        result.warnings.push_back(
            "whether the gateway has a price for every model is not known" +
            (facts.models.reason.empty() ? std::string() : ": " + facts.models.reason));
    return result;
}

std::vector<CapReading> judgeAll(const std::vector<DesiredCap> &caps,
                                 const std::vector<EntityReading> &readings, const PlanFacts &facts)
{
    const PlanFacts known = withIds(facts, caps);
    std::vector<CapReading> found;
    const auto clashes = clashesOf(caps);
    for (const DesiredCap &wanted : caps) {
        CapReading reading{.cap = wanted, .status = {}, .state = {}, .point = facts.point};
        const auto cap = prepared(wanted);
        if (!cap) {
            reading.status.light = CapStatus::Light::NotEnforced;
            reading.status.reason = cap.error().text;
            reading.status.advice = "choose a period and a unit that the gateway has";
            found.push_back(std::move(reading));
            continue;
        }
        const PointAnswer *answer = answerFor(readings, cap->entity);
        if (answer != nullptr)
            reading.state = answer->state;
        CapFacts about = factsFor(reading.state, *cap, known);
        about.isMissing = answer != nullptr && answer->outcome == PointOutcome::NotFound;
        if (answer != nullptr && !answer->isOk() && !about.isMissing)
            about.readProblem = answer->reason;
        reading.cap = *cap;
        reading.status = judge(*cap, about);
        // A push sets none of those: to push again would not help.
        const auto clash = clashes.find(wanted.capId);
        if (clash != clashes.end() && reading.status.light != CapStatus::Light::Enforced) {
            reading.status.reason = clash->second;
            reading.status.advice = "keep one of them, and push again";
        }
        found.push_back(std::move(reading));
    }
    return found;
}

} // namespace outlay::enforcement
