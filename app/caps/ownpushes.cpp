// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/ownpushes.h"

#include <algorithm>

namespace outlay::enforcement {

namespace {

bool isFor(const PushStep &step, const std::string &capId)
{
    const std::vector<std::string> caps = capsNoted(step.capId);
    return step.wasSent && std::find(caps.begin(), caps.end(), capId) != caps.end();
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

std::optional<OwnLimit> ownLimitAt(const std::vector<PushRecord> &pushes, const std::string &source,
                                   const EnforcedState &state, const std::string &capId)
{
    std::optional<OwnLimit> own;
    EnforcedLimit written;
    for (const PushRecord &push : pushes) {
        if (push.source != source || !push.undoes.empty())
            continue;
        for (const PushStep &step : push.steps) {
            if (!(step.entity == state.entity) || !isFor(step, capId))
                continue;
            if (!own)
                own.emplace();
            own->name = step.name;
            own->fields.money = own->fields.money || step.fields.money;
            own->fields.rpm = own->fields.rpm || step.fields.rpm;
            own->fields.tpm = own->fields.tpm || step.fields.tpm;
            if (step.fields.money)
                written.maxBudget = step.wanted.maxBudget;
            if (step.fields.rpm)
                written.rpm = step.wanted.rpm;
            if (step.fields.tpm)
                written.tpm = step.wanted.tpm;
        }
    }
    if (!own)
        return std::nullopt;
    // What was taken away is no limit.
    own->fields.money = own->fields.money && written.maxBudget;
    own->fields.rpm = own->fields.rpm && written.rpm;
    own->fields.tpm = own->fields.tpm && written.tpm;
    const bool isAsWritten = !own->fields.isNone() &&
                             (!own->fields.money || state.limit.maxBudget == written.maxBudget) &&
                             (!own->fields.rpm || state.limit.rpm == written.rpm) &&
                             (!own->fields.tpm || state.limit.tpm == written.tpm);
    return isAsWritten ? own : std::nullopt;
}

} // namespace outlay::enforcement
