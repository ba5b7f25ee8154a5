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
    const bool isOthers = !state.capId.empty() && state.capId != cap.capId;
    if (isOthers)
        change.warnings.emplace_back("another cap of Outlay is noted there, which it replaces");
    else if (change.action == Action::Set && state.capId.empty() &&
             !isSameLimit(state.limit, {}, cap.fields))
        change.warnings.emplace_back("a limit that Outlay did not set is replaced; undoing the "
                                     "push brings it back");
    if (change.note && state.metadata.empty())
        change.warnings.emplace_back("its metadata cannot be read: Outlay notes nothing there");
}

void compare(PlannedChange &change, const DesiredCap &cap, const EnforcedState &state,
             const PlanFacts &facts)
{
    change.entity = state.entity;
    change.before = state.limit;
    change.after = state.limit;
    if (!state.problem.empty()) {
        change.action = Action::Unreadable;
        change.problem = state.problem;
        return;
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
    change.note = cap.isWithdrawn ? std::string() : cap.capId;
    const bool isNoted = state.metadata.empty() || change.note == state.capId;
    change.action = change.fields.isNone() && isNoted ? Action::Unchanged : Action::Set;
    warn(change, state, cap, facts);
}

PlannedChange plan(const DesiredCap &wanted, const std::vector<EntityReading> &readings,
                   const PlanFacts &facts)
{
    PlannedChange change;
    change.capId = wanted.capId;
    change.name = wanted.name;
    change.entity = wanted.entity;
    const auto stop = [&change](Action action, const std::string &problem) {
        change.action = action;
        change.problem = problem;
        return change;
    };
    const auto cap = prepared(wanted);
    if (!cap)
        return stop(Action::Impossible, cap.error().text);
    if (cap->entity.id.empty())
        return stop(Action::Unmapped,
                    cap->unmapped.empty() ? "nobody there is known to be meant" : cap->unmapped);
    const PointAnswer *answer = answerFor(readings, cap->entity);
    if (answer == nullptr)
        return stop(Action::Unreadable, "it was not read");
    if (answer->outcome == PointOutcome::NotFound)
        return stop(Action::NotFound, "the gateway knows no " + titleOf(cap->entity));
    if (!answer->isOk() || !answer->state)
        return stop(Action::Unreadable, "it could not be read: " + answer->reason);
    compare(change, *cap, *answer->state, facts);
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
    for (const DesiredCap &cap : caps)
        result.changes.push_back(plan(cap, readings, facts));
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
