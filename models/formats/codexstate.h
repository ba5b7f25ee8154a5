// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// What a rollout's earlier lines say about its later ones.
struct CodexState
{
    std::string session;
    std::string parent;
    std::string provider;
    std::string model; ///< of the latest turn
    std::string cwd;
    std::string branch;
    std::string tier;
    std::string agent;
    /// Time of the first line: names the session of a file without a session_meta.
    std::string firstTime;
    bool hasMeta = false;
    /// A token_usage_record has been taken; the token_count that repeats it is still to come.
    bool isRepeatDue = false;
    std::int64_t ordinal = 0; ///< of the next vector
    LineageVector::Counts dueLast{-1, -1, -1, -1, -1};
    LineageVector::Counts dueTotal{-1, -1, -1, -1, -1};

    /// As text for a checkpoint, and back; false (and unchanged) if the text is none of ours.
    [[nodiscard]] std::string toText() const;
    [[nodiscard]] bool fromText(std::string_view text);
};

} // namespace outlay
