// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace outlay::cli {

class Arguments;

/// What the shell gets (DESIGN section 5).
namespace exitcode {
inline constexpr int done = 0;
inline constexpr int rejected = 1;      ///< done, with rejected input
inline constexpr int usage = 2;         ///< wrong usage or unreadable input
inline constexpr int ledger = 3;        ///< the ledger cannot be used
inline constexpr int interrupted = 130; ///< Ctrl-C; what was done stays done
} // namespace exitcode

/// An option a verb knows, beside the common --ledger, --json and --help.
struct Option
{
    std::string_view name;  ///< without the dashes
    std::string_view value; ///< what stands for the value in the help; empty: a switch
    std::string_view help;  ///< one line
};

/// One verb: a file of its own that defines one of these, and a line in registry.cpp.
struct Verb
{
    std::string_view name;
    std::string_view summary; ///< one line for the list of verbs
    std::string_view usage;   ///< what follows the verb, without the common options
    std::span<const Option> options;
    std::string_view help; ///< paragraphs that teach, then "Examples:"
    int (*run)(Arguments &arguments);
};

/// All verbs, in the order the help lists them.
[[nodiscard]] std::span<const Verb *const> verbs();
[[nodiscard]] const Verb *verbNamed(std::string_view name, std::span<const Verb *const> among);

} // namespace outlay::cli
