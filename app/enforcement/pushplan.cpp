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

constexpr char betweenCaps = '\n';

bool isNoted(const std::string &note, const std::string &capId)
{
    const std::vector<std::string> caps = capsNoted(note);
    return std::find(caps.begin(), caps.end(), capId) != caps.end();
}

void addNoted(std::string &note, const std::string &more)
{
    if (!note.empty() && !more.empty())
        note += betweenCaps;
    note += more;
}

bool overlap(const LimitFields &left, const LimitFields &right)
{
    return (left.money && right.money) || (left.rpm && right.rpm) || (left.tpm && right.tpm);
}

/// Caps of one place, each for its own part of the limit: one change.
struct Place
{
    DesiredCap cap;        ///< all of them; withdrawn: each of them is
    std::string wantedIds; ///< noted there afterwards
    std::string goneIds;   ///< withdrawn ones
    LimitFields gone;      ///< that are taken away
    std::string problem;   ///< why it cannot be; empty: it can
};

Place placeOf(const DesiredCap &wanted)
{
    Place place{wanted, {}, {}, {}, {}};
    const auto cap = prepared(wanted);
    if (!cap)
        place.problem = cap.error().text;
    else
        place.cap = *cap;
    (wanted.isWithdrawn ? place.goneIds : place.wantedIds) = wanted.capId;
    if (wanted.isWithdrawn)
        place.gone = wanted.fields;
    return place;
}

/// False: they want the same part, and stay apart.
bool join(Place &place, const Place &other)
{
    if (!place.problem.empty() || !other.problem.empty() || place.cap.entity.id.empty() ||
        !(place.cap.entity == other.cap.entity) || overlap(place.cap.fields, other.cap.fields))
        return false;
    DesiredCap &cap = place.cap;
    if (!isNoted(cap.capId, other.cap.capId)) { // else what it was before, of another unit
        addNoted(cap.capId, other.cap.capId);
        cap.name += ", " + other.cap.name;
    }
    cap.isWithdrawn = cap.isWithdrawn && other.cap.isWithdrawn;
    if (other.cap.fields.money) {
        cap.limit.maxBudget = other.cap.limit.maxBudget;
        cap.limit.budgetDuration = other.cap.limit.budgetDuration;
        cap.period = other.cap.period;
    }
    if (other.cap.fields.rpm)
        cap.limit.rpm = other.cap.limit.rpm;
    if (other.cap.fields.tpm)
        cap.limit.tpm = other.cap.limit.tpm;
    cap.fields.money = cap.fields.money || other.cap.fields.money;
    cap.fields.rpm = cap.fields.rpm || other.cap.fields.rpm;
    cap.fields.tpm = cap.fields.tpm || other.cap.fields.tpm;
    place.gone.money = place.gone.money || other.gone.money;
    place.gone.rpm = place.gone.rpm || other.gone.rpm;
    place.gone.tpm = place.gone.tpm || other.gone.tpm;
    addNoted(place.wantedIds, other.wantedIds);
    addNoted(place.goneIds, other.goneIds);
    return true;
}

/// In the order of the caps.
std::vector<Place> placesOf(const std::vector<DesiredCap> &caps)
{
    std::vector<Place> places;
    for (const DesiredCap &cap : caps) {
        const Place one = placeOf(cap);
        if (std::none_of(places.begin(), places.end(),
                         [&one](Place &known) { return join(known, one); }))
            places.push_back(one);
    }
    return places;
}

CapFacts factsFor(const std::optional<EnforcedState> &state, const PlanFacts &facts)
{
    CapFacts about;
    about.state = state;
    about.behaviour = facts.behaviour;
    about.isMasterKeyUsed = facts.isMasterKeyUsed;
    about.unpricedModels = facts.models.unpricedModels;
    about.now = facts.now;
    return about;
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

void warn(PlannedChange &change, const EnforcedState &state, const DesiredCap &cap,
          const PlanFacts &facts)
{
    if (!cap.isWithdrawn) {
        const CapFacts about = factsFor(state, facts);
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
    const std::vector<std::string> noted = capsNoted(state.capId);
    const bool isOthers = std::any_of(noted.begin(), noted.end(),
                                      [&cap](const auto &one) { return !isNoted(cap.capId, one); });
    if (isOthers && !cap.isWithdrawn)
        change.warnings.emplace_back("another cap of Outlay is noted there, which it replaces");
    else if (change.action == Action::Set && state.capId.empty() &&
             !isSameLimit(state.limit, {}, cap.fields))
        change.warnings.emplace_back("a limit that Outlay did not set is replaced; undoing the "
                                     "push brings it back");
    if (change.note && state.metadata.empty())
        change.warnings.emplace_back("its metadata cannot be read: Outlay notes nothing there");
}

/// What is noted there after the change.
std::string noteAfter(const Place &place, const std::string &before)
{
    if (!place.cap.isWithdrawn)
        return place.wantedIds;
    std::string note;
    for (const std::string &capId : capsNoted(before)) {
        if (!isNoted(place.goneIds, capId))
            addNoted(note, capId);
    }
    return note;
}

/// Only what is still noted there is this ledger's to take away.
bool mayTakeAway(const Place &place, const std::string &note)
{
    const std::vector<std::string> gone = capsNoted(place.goneIds);
    return std::all_of(gone.begin(), gone.end(),
                       [&note](const std::string &capId) { return isNoted(note, capId); });
}

void compare(PlannedChange &change, const Place &place, const EnforcedState &state,
             const PlanFacts &facts)
{
    DesiredCap cap = place.cap;
    change.entity = state.entity;
    change.before = state.limit;
    change.after = state.limit;
    if (!state.problem.empty()) {
        change.action = Action::Unreadable;
        change.problem = state.problem;
        return;
    }
    if (!mayTakeAway(place, state.capId)) {
        if (cap.isWithdrawn) {
            change.action = Action::Foreign;
            change.problem =
                "Outlay's note of this cap is no longer there: its limit is left alone";
            return;
        }
        cap.fields = without(cap.fields, place.gone);
    }
    change.fields = differing(state.limit, cap);
    if (change.fields.money) {
        change.after.maxBudget = cap.limit.maxBudget;
        // "24h" stays where "1d" is meant: a changed text would begin the window anew.
        if (!isSameDuration(state.limit.budgetDuration, cap.limit.budgetDuration))
            change.after.budgetDuration = cap.limit.budgetDuration;
    }
    if (change.fields.rpm)
        change.after.rpm = cap.limit.rpm;
    if (change.fields.tpm)
        change.after.tpm = cap.limit.tpm;
    change.noteBefore = state.capId;
    change.hadMetadata = state.hasMetadata;
    change.note = noteAfter(place, state.capId);
    const bool isAsNoted = state.metadata.empty() || change.note == state.capId;
    change.action = change.fields.isNone() && isAsNoted ? Action::Unchanged : Action::Set;
    warn(change, state, cap, facts);
    const bool isPartGone = !cap.isWithdrawn && overlap(change.fields, place.gone);
    if (isPartGone) // after the leaks, which come first
        change.warnings.push_back("takes away " + wordsFor(state.limit, place.gone) +
                                  ", which no cap of this ledger wants any more");
}

PlannedChange plan(const Place &place, const std::vector<EntityReading> &readings,
                   const PlanFacts &facts)
{
    const DesiredCap &cap = place.cap;
    PlannedChange change;
    change.capId = cap.capId;
    change.name = cap.name;
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
    compare(change, place, *answer->state, facts);
    return change;
}

/// One place holds one limit: of several caps that want it, none gets it.
void refuseClashes(PushPlan &plan)
{
    for (PlannedChange &change : plan.changes) {
        for (const PlannedChange &other : plan.changes) {
            if (&other == &change || change.entity.id.empty() || other.entity != change.entity)
                continue;
            change.problem = "several caps want to set " + titleOf(change.entity) + ": " +
                             change.name + " and " + other.name + "; keep one of them";
        }
    }
    for (PlannedChange &change : plan.changes) {
        if (change.problem.starts_with("several caps"))
            change.action = Action::Impossible;
    }
}

} // namespace

std::string_view name(Action action)
{
    constexpr std::array<std::string_view, 7> names{
        "set", "unchanged", "not_found", "unmapped", "impossible", "unreadable", "foreign"};
    return names.at(static_cast<std::size_t>(action));
}

std::size_t PushPlan::count(Action action) const
{
    return static_cast<std::size_t>(
        std::count_if(changes.begin(), changes.end(),
                      [action](const PlannedChange &change) { return change.action == action; }));
}

LimitFields without(LimitFields fields, const LimitFields &taken)
{
    fields.money = fields.money && !taken.money;
    fields.rpm = fields.rpm && !taken.rpm;
    fields.tpm = fields.tpm && !taken.tpm;
    return fields;
}

std::vector<std::string> capsNoted(const std::string &note)
{
    std::vector<std::string> caps;
    for (std::size_t from = 0; from < note.size();) {
        const std::size_t end = std::min(note.find(betweenCaps, from), note.size());
        caps.push_back(note.substr(from, end - from));
        from = end + 1;
    }
    return caps;
}

void leaveToWanted(std::vector<DesiredCap> &caps)
{
    for (DesiredCap &gone : caps) {
        if (!gone.isWithdrawn)
            continue;
        for (const DesiredCap &wanted : caps) {
            if (!wanted.isWithdrawn && !wanted.entity.id.empty() && wanted.entity == gone.entity)
                gone.fields = without(gone.fields, wanted.fields);
        }
    }
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
    for (const Place &place : placesOf(caps))
        result.changes.push_back(plan(place, readings, facts));
    refuseClashes(result);
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
    std::vector<CapReading> found;
    for (const DesiredCap &wanted : caps) {
        CapReading reading{.cap = wanted, .status = {}, .state = {}};
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
        CapFacts about = factsFor(reading.state, facts);
        about.isMissing = answer != nullptr && answer->outcome == PointOutcome::NotFound;
        if (answer != nullptr && !answer->isOk() && !about.isMissing)
            about.readProblem = answer->reason;
        reading.cap = *cap;
        reading.status = judge(*cap, about);
        found.push_back(std::move(reading));
    }
    return found;
}

} // namespace outlay::enforcement
