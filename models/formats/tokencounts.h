// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/tokenusage.h"

#include <cstdint>

namespace outlay {

/// What a writer counts, before it is cut into disjoint classes.
struct Counted
{
    std::int64_t prompt = 0, read = 0, written = 0;
    std::int64_t output = 0, reasoning = 0;
    std::int64_t total = 0; ///< 0: not said
};

/// The uncached part of the prompt. Most writers include caches in it; those that do not are told
/// by the total or by parts larger than the whole.
[[nodiscard]] std::int64_t uncached(const Counted &n);
/// Some writers count reasoning beside the output: then the total says so, or it is the larger one.
[[nodiscard]] std::int64_t wholeOutput(const Counted &n);
/// Moves part of one class to another, at most what is there.
void split(TokenUsage &usage, TokenClass from, TokenClass to, std::int64_t tokens);
/// Text tokens by class; writes, whose lifetime such counts do not tell, as 5-minute ones.
[[nodiscard]] TokenUsage disjoint(const Counted &n);

} // namespace outlay
