// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/tokencounts.h"

#include <algorithm>

namespace outlay {

std::int64_t uncached(const Counted &n)
{
    const std::int64_t cached = n.read + n.written;
    const bool isBeside = n.total != 0 && cached != 0 && n.total == n.prompt + n.output + cached &&
                          n.total != n.prompt + n.output;
    if (isBeside)
        return n.prompt;
    if (cached <= n.prompt)
        return n.prompt - cached;
    return n.read <= n.prompt ? n.prompt - n.read : n.prompt; // only the write stands beside it
}

std::int64_t wholeOutput(const Counted &n)
{
    const bool isBeside =
        n.reasoning > n.output || (n.total != 0 && n.total == n.prompt + n.output + n.reasoning &&
                                   n.total != n.prompt + n.output);
    return isBeside ? n.output + n.reasoning : n.output;
}

void split(TokenUsage &usage, TokenClass from, TokenClass to, std::int64_t tokens)
{
    const std::int64_t moved = std::min(usage[from], tokens);
    usage[from] -= moved;
    usage[to] += moved;
}

TokenUsage disjoint(const Counted &n)
{
    TokenUsage usage;
    usage[TokenClass::Input] = uncached(n);
    usage[TokenClass::CacheRead] = n.read;
    usage[TokenClass::CacheWrite5m] = n.written;
    usage[TokenClass::Output] = wholeOutput(n);
    usage[TokenClass::Reasoning] = std::min(n.reasoning, usage[TokenClass::Output]);
    return usage;
}

} // namespace outlay
