// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/limit.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

// What Outlay notes at a gateway of its own: whose caps set which part of a limit. Several ledgers
// may each set another part of one limit, and then each has its lines there.
namespace outlay::enforcement {

/// One line of a note: "ana<TAB>money<TAB>ada@desk<TAB>2026-11-28T12:00:00Z".
struct NotedCap
{
    std::string capId;
    std::optional<LimitFields> fields; ///< nullopt: the line does not say
    std::string who;                   ///< account and machine; empty: the line does not say
    std::string at;                    ///< RFC 3339; with `who`: no two ledgers write the same line
    bool operator==(const NotedCap &) const = default;
};

/// Keys of the lines that a ledger has written, by which it knows its own again.
using OwnLines = std::set<std::string>;
/// The same whatever parts another ledger has left it.
[[nodiscard]] std::string keyOf(const NotedCap &cap);

[[nodiscard]] std::vector<NotedCap> parseNote(const std::string &note);
[[nodiscard]] std::string lineOf(const NotedCap &cap);
[[nodiscard]] std::string noteOf(const std::vector<NotedCap> &caps);
/// Ids of the caps that a note, or a list of ids of the same form, names.
[[nodiscard]] std::vector<std::string> capsNoted(const std::string &note);
[[nodiscard]] bool isNoted(const std::string &note, const std::string &capId);
/// Appends a line.
void addNoted(std::string &note, const std::string &more);

[[nodiscard]] LimitFields with(LimitFields fields, const LimitFields &more);
/// Those that `taken` does not name.
[[nodiscard]] LimitFields without(LimitFields fields, const LimitFields &taken);
[[nodiscard]] bool overlap(const LimitFields &left, const LimitFields &right);

/// Whom another ledger's line for any of these parts names: "ada@desk (its cap ana, since …)";
/// empty: no other ledger has set them. A line that does not say which parts is taken for all.
[[nodiscard]] std::string otherWriter(const std::string &note, const LimitFields &fields,
                                      const OwnLines &own);

/// The note that takes back what was `written` over `before`, where others may have noted theirs
/// since.
[[nodiscard]] std::string noteTakenBack(const std::string &now, const std::string &before,
                                        const std::string &written);

} // namespace outlay::enforcement
