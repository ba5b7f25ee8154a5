// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"
#include "models/money/tokenusage.h"

#include <cstdint>
#include <optional>

namespace outlay {

/// What working as a team costs beyond one agent, with the sums behind it. All amounts are what the
/// price book makes of the requests, whatever they were billed: both sides of a ratio at the same
/// prices. A team is an agent that nobody started, its lead, with all that it started.
///
///     team       = what every request of the team costs at the book's prices
///     oneAgent   = team - duplicated            "the same unique tokens in one agent"
///     multiplier = team / oneAgent
///     alone      = oneAgent + carried           "what if one agent did it"
///
/// duplicated: the first call of every started agent sends system prompt, tools, documents and an
/// assignment that others of the team have sent or said already. Its first min(p, P + M) tokens are
/// taken as these (p: its prompt, P: the prompt of the lead's first call, M: the output, reasoning
/// apart, of the last call before it of the agent that started it). In one agent they would have
/// been in the context, and would be read from the cache: the call is priced again with those of
/// them that it sent anew (cache writes, then uncached input; a prefix it read from the cache
/// stays) as cache reads. Later calls send the context again either way. Where no request of the
/// team used a cache, one agent would have sent the tokens again as well: nothing is duplicated.
///
/// carried: one agent has everybody's context before it. Every call is priced once more with what
/// the other agents of the team last had in theirs (prompt and output of their last call before
/// that moment, less the common tokens and the reports it has read) as further cache reads
/// (uncached input where the team used no cache), up to a prompt of `contextWindow` tokens.
///
/// Assumptions: one agent makes the same calls in the same order with the same models, tiers and
/// outputs; nothing is said of its speed or success. Limits: nobody keeps what is in a prompt, so
/// common tokens are known by their number alone: files that two agents read each count as unique,
/// an agent's own instructions as common up to P + M. A context that is cut down at the window
/// costs another call, which is not counted. Sums over several requests (aggregates) have no first
/// call and no context: they stay as they are. An agent's context is that of the model most of its
/// calls went to; the small calls of helpers have none.
struct TeamCost
{
    Money team;
    Money duplicated;
    std::int64_t duplicatedTokens = 0; ///< sent anew though the lead had sent them
    Money carried;
    std::int64_t carriedTokens = 0;
    std::int64_t requests = 0;
    std::int64_t unpriced = 0; ///< requests without a price: on neither side

    [[nodiscard]] Money oneAgent() const { return team - duplicated; }
    [[nodiscard]] Money alone() const { return oneAgent() + carried; }
    /// team / oneAgent in thousandths, half to even; nullopt: one agent would cost nothing.
    [[nodiscard]] std::optional<std::int64_t> multiplierMillis() const;
    TeamCost &operator+=(const TeamCost &other);
    bool operator==(const TeamCost &) const = default;
};

/// No agent is taken to hold more in its context, in tokens.
inline constexpr std::int64_t contextWindow = 200'000;

/// `usage` with its first `common` tokens of prompt read from the cache, as far as it sent them
/// anew, and how many these are. A prompt lies in the order cache reads, one-hour writes,
/// five-minute writes, uncached input.
struct SharedPrompt
{
    TokenUsage usage;
    std::int64_t moved = 0;
};
[[nodiscard]] SharedPrompt withSharedPrompt(const TokenUsage &usage, std::int64_t common);

} // namespace outlay
