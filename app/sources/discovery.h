// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace outlay::sources {

/// Where to look. A value, so that tests look into a folder of their own.
struct Surroundings
{
    std::string home; ///< empty: unknown, only what the environment names is looked at
    /// The value of an environment variable; nullopt where it is not set.
    std::function<std::optional<std::string>(const std::string &)> environment;

    [[nodiscard]] static Surroundings ofThisProcess();
};

/// A folder of an agent's transcripts on this machine, or its database.
struct Found
{
    std::string path;   ///< what to import
    std::string format; ///< "claude-code", "codex", …
    std::string title;  ///< "Claude Code transcripts"
    std::int64_t files = 0;
    std::int64_t bytes = 0;
    /// From the first to the last change of a file; nullopt without files. Contents are not read.
    std::optional<TimeRange> changed;
    /// It belongs to another user: named, but neither counted nor to be read.
    bool isForeign = false;
    /// Some folder below it could not be listed, or there was too much to count.
    bool isIncomplete = false;
};

/// Finds transcript folders: Claude Code ($CLAUDE_CONFIG_DIR, a list; ~/.config/claude; ~/.claude),
/// Codex ($CODEX_HOME, a list; ~/.codex; sessions and archived sessions), Gemini CLI
/// ($GEMINI_CLI_HOME/.gemini), OpenCode ($OPENCODE_DATA_DIR; messages and its database), Qwen Code
/// ($QWEN_RUNTIME_DIR, $QWEN_HOME), Kimi ($KIMI_CODE_HOME), Copilot CLI ($COPILOT_HOME), Amp
/// ($AMP_DATA_DIR) and Droid
/// (~/.factory). Looks at names, sizes and dates only, follows no symbolic link below a folder
/// found, names each folder once.
[[nodiscard]] std::vector<Found> discover(const Surroundings &surroundings);

/// Names of environment variables that hold a provider's key or settings; never their values.
[[nodiscard]] std::vector<std::string> providerVariables(const Surroundings &surroundings);

} // namespace outlay::sources
