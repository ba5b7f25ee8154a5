// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/agentlineage.h"
#include "models/insight/teamcost.h"
#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What an agent that was started told the one that started it: no source keeps messages, so that
/// the output of its last call (reasoning apart) is taken for its report, and the starter's first
/// call after it for its reading. The amounts are what these two calls would have cost less.
struct AgentReport
{
    std::int64_t tokens = 0;
    Money sent;                ///< by the agent, as output
    std::int64_t received = 0; ///< tokens of it that the starter's call can have sent anew
    Money receivedCost;        ///< by the starter, as input

    bool operator==(const AgentReport &) const = default;
};

/// One agent of a tree: its own requests, without those of agents it started.
struct Agent
{
    AgentName name;
    std::optional<std::size_t> starter; ///< index into AgentTree::agents, always a smaller one
    bool isStarterKnown = false;        ///< see AgentPlace
    std::size_t depth = 0;              ///< 0: nobody started it
    std::optional<std::size_t> team;    ///< index into AgentTree::teams; nullopt: an unknown agent

    std::int64_t requests = 0;
    std::int64_t unpricedRequests = 0;
    TokenUsage usage;
    std::optional<Money> cost; ///< effective, as in reports; nullopt: nothing is priced
    Money billed, reported, estimated, client; ///< what the cost consists of
    Money listValue;                           ///< use within a plan, outside the cost
    Instant first, last;
    std::vector<std::string> models;   ///< by name
    std::vector<std::string> branches; ///< of git, by name

    /// Prompt of its first call: system prompt, tools, documents and the task. Nullopt: only sums
    /// over several requests are known, or nothing that reads a prompt.
    std::optional<std::int64_t> overhead;
    /// Sent before and sent again: read from the cache, and anew. The latter is what calls after
    /// the first sent of the prompt of the call before (of the same model) and did not read from
    /// the cache; a context that was cut down counts up to its new length. Nullopt: nobody says
    /// which requests are of one conversation.
    std::int64_t cacheRead = 0;
    std::optional<std::int64_t> reread;
    TeamCost share; ///< its part of its team's sums
    AgentReport report;
};

struct Team
{
    std::size_t lead = 0;   ///< index into AgentTree::agents
    std::size_t agents = 0; ///< the lead and all below
    TeamCost cost;
};

/// The agents behind some requests. Their requests, tokens and amounts sum to `listed`; that is
/// `total` where every request is still kept one by one.
struct AgentTree
{
    std::vector<Agent> agents; ///< starters before those they started, siblings by time
    std::vector<Team> teams;   ///< by lead
    TeamCost cost;             ///< of all teams
    Measures listed;           ///< requests, usage, cost, list value, unpriced of the agents
    Measures total;            ///< as a report of the same filter
    TimeRange range;           ///< of the answer
};

/// Calls the visitor with every request, in order of time, the same ones each time it is asked.
using EachRequest = std::function<Result<>(const std::function<bool(const EventRow &)> &)>;

/// The tree of these requests; asks for them twice, in memory bounded by the number of agents and
/// of requests of one moment. What is out of every total is left out. Requests of one moment count
/// in an order of their own, so that the order they were taken in does not matter. `total` and
/// `range` are not filled.
[[nodiscard]] Result<AgentTree> agentTree(const EachRequest &each, const PriceBook &book);

/// The same of a ledger's requests in the query's range with its filters; with the totals.
[[nodiscard]] Result<AgentTree> readAgentTree(LedgerReader &reader, const PriceBook &book,
                                              const Query &query, const CancelToken &cancel = {});

} // namespace outlay
