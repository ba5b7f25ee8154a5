// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/ownpushes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay::enforcement {

namespace {

/// One part of a limit, so that it can be followed by itself.
struct Part
{
    LimitFields field;
    void copy(EnforcedLimit &to, const EnforcedLimit &from) const
    {
        if (field.money) {
            to.maxBudget = from.maxBudget;
            to.budgetDuration = from.budgetDuration;
        }
        if (field.rpm)
            to.rpm = from.rpm;
        if (field.tpm)
            to.tpm = from.tpm;
    }
};
constexpr std::array parts{Part{{.money = true}}, Part{{.rpm = true}}, Part{{.tpm = true}}};

/// What pushes have left of one limit, and what was there before them.
struct Trace
{
    LimitFields written;
    EnforcedLimit left, before;

    void follow(const PushStep &step)
    {
        for (const Part &part : parts) {
            if (!overlap(step.fields, part.field))
                continue;
            const bool isOurs =
                overlap(written, part.field) && isSameLimit(step.before, left, part.field);
            if (!isOurs) // somebody has set it since: that is what a cap began with
                part.copy(before, step.before);
            part.copy(left, step.readBack.value_or(step.wanted));
            written = with(written, part.field);
        }
    }
    /// Those parts of what is there now that are as they were left, and were not so before.
    [[nodiscard]] LimitFields standing(const EnforcedLimit &there) const
    {
        LimitFields fields;
        for (const Part &part : parts) {
            if (overlap(written, part.field) && isSameLimit(there, left, part.field) &&
                !isSameLimit(left, before, part.field))
                fields = with(fields, part.field);
        }
        return fields;
    }
};

/// Of a step for a cap the parts that were its own, and what it was called; nullopt: it is not for
/// that cap.
std::optional<std::pair<LimitFields, std::string>> partOf(const PushStep &step,
                                                          const std::string &capId)
{
    LimitFields fields;
    std::string name;
    for (const CapPart &part : step.parts) {
        if (part.capId != capId)
            continue;
        fields = with(fields, part.fields);
        name = part.name;
    }
    if (step.parts.empty() && isNoted(step.capId, capId)) // from before parts were kept
        return std::pair(step.fields, step.name);
    return name.empty() ? std::nullopt : std::optional(std::pair(fields, name));
}

} // namespace

std::set<std::string> membersPushed(const std::vector<PushRecord> &pushes,
                                    const std::string &budgetId)
{
    std::set<std::string> members;
    const std::string before = budgetId + '/';
    for (const PushRecord &push : pushes) {
        if (!push.undoes.empty())
            continue;
        for (const PushStep &step : push.steps) {
            if (!step.wasSent)
                continue;
            for (const std::string &capId : capsNoted(step.capId)) {
                if (capId.starts_with(before) && capId.size() > before.size())
                    members.insert(capId.substr(before.size()));
            }
        }
    }
    return members;
}

std::set<std::string> pushedCaps(const std::vector<PushRecord> &pushes, const std::string &source)
{
    using Outcome = PushStep::Outcome;
    std::set<std::string> set;
    for (const PushRecord &push : pushes) {
        if (push.source != source)
            continue;
        for (const PushStep &step : push.steps) {
            const bool isThere = step.outcome == Outcome::Holds ||
                                 step.outcome == Outcome::AlreadyThere ||
                                 step.outcome == Outcome::SettingsChanged;
            for (const std::string &capId : capsNoted(step.capId)) {
                const bool isWanted = !step.note || isNoted(*step.note, capId);
                if (isThere && isWanted && push.undoes.empty())
                    set.insert(capId);
                else if (isThere || step.wasSent) // taken back, or something else was left there
                    set.erase(capId);
            }
        }
    }
    return set;
}

OwnLines ownLines(const std::vector<PushRecord> &pushes, const std::string &source)
{
    OwnLines lines;
    for (const PushRecord &push : pushes) {
        if (push.source != source || !push.undoes.empty())
            continue;
        for (const PushStep &step : push.steps) {
            OwnLines before; // what was there already is of this ledger by an earlier push only
            for (const NotedCap &cap : parseNote(step.noteBefore))
                before.insert(keyOf(cap));
            for (const NotedCap &cap : parseNote(step.note.value_or(std::string()))) {
                if (!before.contains(keyOf(cap)))
                    lines.insert(keyOf(cap));
            }
        }
    }
    return lines;
}

std::optional<OwnLimit> ownLimitAt(const std::vector<PushRecord> &pushes, const std::string &source,
                                   const EnforcedState &state, const NotedCap &cap)
{
    Trace trace;
    LimitFields ofCap;
    OwnLimit own;
    for (const PushRecord &push : pushes) {
        if (push.source != source)
            continue;
        for (const PushStep &step : push.steps) {
            if (!(step.entity == state.entity) || !step.wasSent)
                continue;
            trace.follow(step); // also what took a push back
            const auto part = partOf(step, cap.capId);
            if (!part || !push.undoes.empty())
                continue;
            ofCap = with(ofCap, part->first);
            own.name = part->second;
        }
    }
    const LimitFields standing = trace.standing(state.limit);
    const LimitFields meant = cap.fields.value_or(ofCap);
    own.fields = without(standing, without(standing, meant));
    own.before = trace.before;
    return own.name.empty() || own.fields.isNone() ? std::nullopt : std::optional(std::move(own));
}

} // namespace outlay::enforcement
