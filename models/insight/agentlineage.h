// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// An agent as its requests name it: one agent of one session. The agent of a session that has no
/// name is the one a person talks to. Empty: unknown.
struct AgentName
{
    std::string session, agent;

    auto operator<=>(const AgentName &) const = default;
    /// Nobody says whose these requests are: one agent's, or several.
    [[nodiscard]] bool isUnknown() const { return session.empty() && agent.empty(); }
};

/// What decides who started whom.
struct AgentTraces
{
    AgentName name;
    /// What its requests say: the name of an agent of the same session, or another session's id.
    /// Empty: they do not say.
    std::string startedBy;
    Instant first; ///< its first request
    /// False: only requests that came to nothing. A failed attempt that a gateway alone saw often
    /// lacks its agent's name; it leads nobody where somebody worked.
    bool hasWorked = true;

    bool operator==(const AgentTraces &) const = default;
};

/// An agent's place in the forest.
struct AgentPlace
{
    std::optional<std::size_t> starter; ///< index into the agents given; nullopt: a root
    /// False: its requests do not say who started it, or name somebody without requests here. It
    /// then stands below the lead of its session, beside the others of whom the same is true.
    bool isStarterKnown = false;

    bool operator==(const AgentPlace &) const = default;
};

/// Who started whom, in the order of `agents`, whose names differ. The lead of a session is its
/// agent without a name, else the earliest of those whose starter is not known (ties by name), of
/// those that worked if any did.
/// Agents that would have started each other in a circle are broken up at the earliest. Pure.
[[nodiscard]] std::vector<AgentPlace> placeAgents(const std::vector<AgentTraces> &agents);

/// Indices of `places`, every starter before those it started, siblings by first request, then
/// name.
[[nodiscard]] std::vector<std::size_t> treeOrder(const std::vector<AgentTraces> &agents,
                                                 const std::vector<AgentPlace> &places);

} // namespace outlay
