// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"
#include "models/rules/runbook.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace outlay::alerting {

/// A page as it is to be shown, placeholders not filled yet.
struct Runbook
{
    std::string text;
    bool isEdited = false; ///< the user's copy
    std::string note;      ///< why it is not, although there is one; empty otherwise
};

inline constexpr std::size_t longestRunbook =
    std::size_t{64} * 1024; ///< bytes; a longer copy is not read

/// $XDG_CONFIG_HOME/outlay/runbooks, or the platform's place.
[[nodiscard]] std::string runbookFolder();

/// FOLDER/ID.md if it is there and can be read, else the page that ships, with a note if there is a
/// copy that cannot. Usage error for a kind without a page. Reads a file: not on the GUI thread
/// where homes may be remote.
[[nodiscard]] Result<Runbook> loadRunbook(std::string_view id, const std::string &folder);

} // namespace outlay::alerting
