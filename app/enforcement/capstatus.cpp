// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/capstatus.h"

#include "app/enforcement/capnote.h"
#include "app/enforcement/duration.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay::enforcement {

namespace {

using Light = CapStatus::Light;
using AtLimit = PointBehaviour::AtLimit;
using InOutage = PointBehaviour::InOutage;

constexpr std::array lightNames{std::pair{Light::Enforced, std::string_view("enforced")},
                                std::pair{Light::WarnsOnly, std::string_view("warns_only")},
                                std::pair{Light::Drifted, std::string_view("drifted")},
                                std::pair{Light::NotEnforced, std::string_view("not_enforced")},
                                std::pair{Light::Unknown, std::string_view("unknown")}};

std::string joined(const std::vector<std::string> &words)
{
    constexpr std::size_t enough = 5;
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < enough; ++i)
        text += (i == 0 ? "" : ", ") + words[i];
    if (words.size() > enough)
        text += " and " + std::to_string(words.size() - enough) + " more";
    return text;
}

CapStatus lit(Light light, std::string reason, std::string advice)
{
    CapStatus status;
    status.light = light;
    status.reason = std::move(reason);
    status.advice = std::move(advice);
    return status;
}

/// A light that needs no look at the limit itself.
std::optional<CapStatus> withoutState(const DesiredCap &cap, const CapFacts &facts)
{
    if (!facts.hasPoint)
        return lit(Light::NotEnforced,
                   "no enforcement point: these keys go to the provider directly",
                   "send the requests through a gateway that has budgets, or set a limit in the "
                   "provider's own console");
    if (cap.entity.id.empty())
        return lit(Light::NotEnforced,
                   cap.unmapped.empty() ? "nobody there is known to be meant" : cap.unmapped,
                   "give the person the gateway's user id or key alias (outlay-cli people)");
    if (facts.isMissing)
        return lit(Light::NotEnforced, "the gateway knows no " + titleOf(cap.entity),
                   "create it there, or correct the id in Outlay");
    if (!facts.readProblem.empty())
        return lit(Light::Unknown, "it could not be read: " + facts.readProblem,
                   "see that the gateway answers and the key may read, then check again");
    if (!facts.state)
        return lit(Light::WarnsOnly, "nothing was read back from the gateway yet",
                   "push it, or check for drift: outlay-cli budget push");
    if (!facts.state->problem.empty())
        return lit(Light::Unknown, facts.state->problem,
                   "look at " + titleOf(cap.entity) + " in the gateway itself");
    if (facts.state->readAt.micros + facts.staleAfterMicros < facts.now.micros)
        return lit(Light::Unknown, "last read at " + toRfc3339(facts.state->readAt),
                   "check again: outlay-cli budget drift");
    if (facts.state->readAt > facts.now)
        return lit(Light::Unknown, "last read in the future: the clock was set back",
                   "check again: outlay-cli budget drift");
    return std::nullopt;
}

std::string comparison(const EnforcedLimit &there, const DesiredCap &cap, const std::string &setBy)
{
    std::string text = "set there is " + wordsFor(there, cap.fields) + ", wanted is " +
                       wordsFor(cap.limit, cap.fields);
    if (!setBy.empty())
        text += "; it was set by " + setBy;
    if (!cap.fields.money || !cap.limit.maxBudget)
        return text;
    if (!there.maxBudget || *there.maxBudget > *cap.limit.maxBudget)
        text += ": it lets more through";
    else if (*there.maxBudget < *cap.limit.maxBudget)
        text += ": it refuses earlier";
    return text;
}

std::vector<std::string> notesOf(const DesiredCap &cap, const CapFacts &facts)
{
    std::vector<std::string> notes;
    const EnforcedState &state = *facts.state;
    if (cap.fields.money && cap.periodEnd && state.resetsAt && *cap.periodEnd != *state.resetsAt)
        notes.push_back("the gateway's window ends at " + toRfc3339(*state.resetsAt) +
                        ", the budget's period at " + toRfc3339(*cap.periodEnd) +
                        ": what is refused follows the gateway's");
    if (cap.fields.money && cap.limit.budgetDuration && !state.resetsAt)
        notes.push_back("the gateway does not say when its window ends");
    if (state.entity.kind == EnforcedEntity::Kind::Key && !state.teamId.empty())
        notes.push_back("its team's budget applies as well: whichever is reached first");
    if (!state.members.empty())
        notes.push_back("some members have budgets of their own within the team");
    if (state.isBlocked)
        notes.push_back("it is blocked there: nothing gets through at all");
    if (!facts.behaviour.words.empty())
        notes.push_back(facts.behaviour.words);
    if (facts.behaviour.inOutage == InOutage::MayPass)
        notes.push_back("it fails open: without its database it may let requests through, unless "
                        "it is configured not to");
    return notes;
}

CapStatus ofWithdrawn(const DesiredCap &cap, const CapFacts &facts)
{
    const EnforcedState &state = *facts.state;
    const std::string there = wordsFor(state.limit, cap.fields);
    if (!facts.setBy.empty())
        return lit(Light::WarnsOnly,
                   "the cap is gone, and what the gateway has now, " + there + ", was set by " +
                       facts.setBy + ": it is left alone",
                   {});
    if (isSameLimit(state.limit, {}, cap.fields))
        return lit(Light::WarnsOnly, "the cap was taken away, and the gateway has no limit", {});
    if (isSameLimit(state.limit, cap.limit, cap.fields))
        return lit(Light::WarnsOnly,
                   "the cap was taken away, and the gateway has " + there +
                       " again, as before Outlay's first push",
                   {});
    if (isNoted(state.capId, cap.capId))
        return lit(Light::Drifted, "the cap is gone, and the gateway still has " + there,
                   "a push takes it back: outlay-cli budget push");
    return lit(Light::Drifted,
               "the cap was taken away, and the gateway has " + there +
                   " without Outlay's note: it did not take the limit away, as some releases "
                   "ignore that, or somebody has set one since",
               "look at " + titleOf(cap.entity) + " in the gateway itself");
}

} // namespace

std::string_view name(AtLimit what)
{
    constexpr std::array<std::string_view, 4> names{"blocks", "queues", "passes", "unknown"};
    return names.at(static_cast<std::size_t>(what));
}

std::string_view name(InOutage what)
{
    constexpr std::array<std::string_view, 3> names{"refuses", "may pass", "unknown"};
    return names.at(static_cast<std::size_t>(what));
}

std::string_view name(Leak leak)
{
    constexpr std::array<std::string_view, 8> names{
        "key_in_team",    "null_budget", "reset_overdue", "master_key",
        "unpriced_model", "counts_less", "queues",        "passes"};
    return names.at(static_cast<std::size_t>(leak));
}

std::string_view name(Light light)
{
    for (const auto &[known, name] : lightNames) {
        if (known == light)
            return name;
    }
    return {};
}

std::optional<Light> lightNamed(std::string_view name)
{
    for (const auto &[light, known] : lightNames) {
        if (known == name)
            return light;
    }
    return std::nullopt;
}

std::string_view headline(const CapStatus &status, bool hasPoint)
{
    if (!hasPoint)
        return "no enforcement point";
    return status.light == Light::Enforced ? "enforced" : "warns only";
}

bool isSameLimit(const EnforcedLimit &left, const EnforcedLimit &right, const LimitFields &fields)
{
    if (fields.money && (left.maxBudget != right.maxBudget ||
                         !isSameDuration(left.budgetDuration, right.budgetDuration)))
        return false;
    return (!fields.rpm || left.rpm == right.rpm) && (!fields.tpm || left.tpm == right.tpm);
}

std::string wordsFor(const EnforcedLimit &limit, const LimitFields &fields)
{
    std::string words;
    const auto add = [&words](const std::string &more) {
        words += (words.empty() ? "" : ", ") + more;
    };
    if (fields.money) {
        std::string money = limit.maxBudget ? "$" + jsonNumber(*limit.maxBudget) : "unlimited";
        if (limit.budgetDuration)
            money += (limit.maxBudget ? " per " : " (a window of ") + *limit.budgetDuration +
                     (limit.maxBudget ? "" : " without an amount)");
        else if (limit.maxBudget)
            money += " for life";
        add(money);
    }
    if (fields.rpm)
        add(limit.rpm ? std::to_string(*limit.rpm) + " requests/min" : "any requests/min");
    if (fields.tpm)
        add(limit.tpm ? std::to_string(*limit.tpm) + " tokens/min" : "any tokens/min");
    return words;
}

namespace {

/// Does the gateway know of less than the limit although more was spent? Whatever it is that it
/// does not count, it does not refuse either.
bool countsLess(const CapFacts &facts)
{
    // LiteLLM writes what was spent within a minute or two.
    constexpr std::int64_t grace = 15 * microsPerMinute;
    if (!facts.state || !facts.state->spend || !facts.state->limit.maxBudget || !facts.counted ||
        !facts.usedUpAt)
        return false;
    const Money limit = *facts.state->limit.maxBudget;
    return *facts.counted >= limit && *facts.state->spend < limit &&
           facts.state->readAt.micros >= facts.usedUpAt->micros + grace;
}

/// Facts with what was counted here, where the gateway counts the same window.
CapFacts withCounted(CapFacts facts, const DesiredCap &cap)
{
    const bool isSameWindow =
        facts.state && cap.periodEnd && facts.state->resetsAt &&
        std::abs(cap.periodEnd->micros - facts.state->resetsAt->micros) <= microsPerDay;
    if (isSameWindow) {
        facts.counted = cap.counted;
        facts.usedUpAt = cap.usedUpAt;
    }
    return facts;
}

} // namespace

std::vector<Leak> leaksOf(EnforcedEntity::Kind kind, const LimitFields &fields,
                          const CapFacts &facts)
{
    // LiteLLM's job that begins windows anew runs every ten minutes.
    constexpr std::int64_t resetGrace = 15 * microsPerMinute;
    std::vector<Leak> leaks;
    const auto add = [&leaks](Leak leak, bool applies) {
        if (applies)
            leaks.push_back(leak);
    };
    if (facts.state) {
        const EnforcedState &state = *facts.state;
        add(Leak::KeyInTeam,
            fields.money && kind == EnforcedEntity::Kind::User && !state.keysInTeams.empty());
        add(Leak::NullBudget,
            fields.money && !state.limit.maxBudget && state.limit.budgetDuration.has_value());
        add(Leak::ResetOverdue, fields.money && state.resetsAt &&
                                    state.resetsAt->micros + resetGrace < state.readAt.micros);
    }
    add(Leak::MasterKey, facts.isMasterKeyUsed);
    add(Leak::UnpricedModel, fields.money && !facts.unpricedModels.empty());
    add(Leak::CountsLess, fields.money && countsLess(facts));
    add(Leak::Queues, facts.behaviour.atLimit == AtLimit::Queues);
    add(Leak::Passes,
        facts.behaviour.atLimit == AtLimit::Passes || facts.behaviour.atLimit == AtLimit::Unknown);
    return leaks;
}

std::string reasonOf(Leak leak, const CapFacts &facts)
{
    switch (leak) {
    case Leak::KeyInTeam:
        return "keys that belong to a team skip the user's budget: " +
               joined(facts.state->keysInTeams);
    case Leak::NullBudget:
        return "the gateway has a window without an amount, which limits nothing";
    case Leak::ResetOverdue:
        return "its window ended at " + toRfc3339(*facts.state->resetsAt) +
               " and has not begun anew: the gateway counts a window that is over";
    case Leak::MasterKey:
        return "requests were sent with the gateway's master key, which no limit stops";
    case Leak::UnpricedModel:
        return "the gateway counts these models as free, so that they never reach a limit: " +
               joined(facts.unpricedModels);
    case Leak::CountsLess:
        return "the gateway counts $" + jsonNumber(*facts.state->spend) + " of the $" +
               jsonNumber(*facts.counted) +
               " counted here, less than the limit, so it refuses nothing yet";
    case Leak::Queues:
        return "the gateway holds requests back and lets them through later";
    case Leak::Passes:
        break;
    }
    return "the gateway is not known to refuse requests at the limit";
}

std::string adviceFor(Leak leak)
{
    switch (leak) {
    case Leak::KeyInTeam:
        return "cap those keys, or the person's membership of the team";
    case Leak::NullBudget:
        return "push again and see that the amount is stored";
    case Leak::ResetOverdue:
        return "see that the gateway's reset job runs; pushing another window starts it anew";
    case Leak::MasterKey:
        return "keep the master key to administrators, and give callers keys of their own";
    case Leak::UnpricedModel:
        return "give them a price in the gateway (input_cost_per_token)";
    case Leak::CountsLess:
        return "see that all of these requests go through the gateway, and that it prices them and "
               "writes its spend";
    case Leak::Queues:
    case Leak::Passes:
        break;
    }
    return "have the gateway refuse requests at the limit";
}

CapStatus judge(const DesiredCap &cap, const CapFacts &given)
{
    const CapFacts facts = withCounted(given, cap);
    if (auto status = withoutState(cap, facts))
        return *std::move(status);
    if (cap.isWithdrawn)
        return ofWithdrawn(cap, facts);
    CapStatus status;
    status.leaks = leaksOf(cap.entity.kind, cap.fields, facts);
    status.notes = notesOf(cap, facts);
    status.resetsAt = facts.state->resetsAt;
    const EnforcedLimit &there = facts.state->limit;
    const bool isNull =
        std::find(status.leaks.begin(), status.leaks.end(), Leak::NullBudget) != status.leaks.end();
    if (cap.fields.isNone()) {
        status.light = Light::NotEnforced;
        status.reason = "its unit has no equivalent there";
        status.advice = "cap money in a period, or requests or tokens a minute";
    } else if (!isSameLimit(there, cap.limit, cap.fields) && !isNull) {
        const bool isNothing = isSameLimit(there, {}, cap.fields);
        status.light = isNothing ? Light::WarnsOnly : Light::Drifted;
        status.reason = isNothing ? "the gateway has no limit for " + titleOf(cap.entity)
                                  : comparison(there, cap, facts.setBy);
        status.advice = isNothing || facts.setBy.empty()
                            ? "push it again: outlay-cli budget push"
                            : "agree with them on one limit; a push sets this one";
    } else if (!status.leaks.empty()) {
        status.light = Light::NotEnforced;
        for (const Leak leak : status.leaks) {
            status.reason += (status.reason.empty() ? "" : "; ") + reasonOf(leak, facts);
            status.advice += (status.advice.empty() ? "" : "; ") + adviceFor(leak);
        }
    } else {
        status.light = Light::Enforced;
        status.reason =
            "read back at " + toRfc3339(facts.state->readAt) + ": " + wordsFor(there, cap.fields);
    }
    return status;
}

} // namespace outlay::enforcement
