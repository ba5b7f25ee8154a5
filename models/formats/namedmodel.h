// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace outlay {

/// As much of a model's name as its own spelling and a bill's words for it have in common:
/// "claude/sonnet/45" of "claude-sonnet-4-5@20250929" and of "Claude Sonnet 4.5 input tokens",
/// "gemini/flash+lite/25" of "Gemini 2.5 Flash Lite Text Input". Empty where no family is named
/// that we know, or several are; parts that are not told are empty. "gpt//4o-2": a version, or one
/// with the number of a deployment.
[[nodiscard]] std::string namedModel(std::string_view text);

/// The family alone, of what namedModel() made.
[[nodiscard]] std::string_view namedFamily(std::string_view named);

/// Whether a bill's words may be about a request's model, both as namedModel() made them: not if
/// they name another family, another of its sizes, or another version.
[[nodiscard]] bool mayBeOf(std::string_view billed, std::string_view requested);

} // namespace outlay
