// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"
#include "models/formats/values.h"
#include "models/money/tokenusage.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace outlay {

/// Said of a count that stands alone where the one beside it is told.
inline constexpr std::string_view countNotTold =
    "missing, which is not 0; export this column too, with 0 where there was none";
/// Said of a total that stands alone.
inline constexpr std::string_view totalAlone =
    "tells neither what was read nor what was written; export the prompt's and the completion's "
    "counts";
/// Whether a call makes no text, by what is said of it (its model, its path): embeddings,
/// rerankers.
[[nodiscard]] bool hasNoOutput(std::initializer_list<std::string_view> names);

/// Complains where the output is told and the prompt is not, which is then unknown, not 0. Of an
/// agent's own record: a call that was broken off may have no output.
void needPrompt(JsonValue counts, std::string_view prompt, std::string_view output,
                Complaint &complaint);

/// What a writer counts, before it is cut into disjoint classes.
struct Counted
{
    std::int64_t prompt = 0, read = 0, written = 0;
    std::int64_t output = 0, reasoning = 0;
    std::int64_t total = 0; ///< 0: not said
};

/// What is not told of prompt and output, by the total, where one of them is told and caches do not
/// stand beside the prompt. Whether that is known now.
[[nodiscard]] bool takeRest(Counted &n, bool hasPrompt, bool hasOutput);

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
