// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace outlay {

/// What a reader of Copilot CLI's events knows at a place in a file, and what the next end of the
/// session there means.
struct CopilotState
{
    struct Counts
    {
        std::int64_t input = 0, output = 0, read = 0, written = 0, reasoning = 0, requests = 0;
        bool operator==(const Counts &) const = default;
    };
    using Totals = std::map<std::string, Counts, std::less<>>; ///< by model

    struct Step
    {
        enum class Kind : std::uint8_t
        {
            Own,        ///< counts what was used since the session was entered
            Cumulative, ///< includes the end before it
            Unclear,
        };
        Kind kind = Kind::Own;
        Totals used; ///< since the end before it
    };

    std::string session, folder, branch;
    Totals last;           ///< at the end before
    std::int64_t said = 0; ///< output tokens of the messages since then

    /// What an end with these totals adds. Releases differ in whether the sums of a session that
    /// is resumed begin at 0: they do if something has become less, or if what was said since does
    /// not fit into the difference.
    [[nodiscard]] Step step(const Totals &totals);

    [[nodiscard]] std::string toText() const;
    [[nodiscard]] bool fromText(std::string_view text);
};

} // namespace outlay
