// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/capnote.h"
#include "app/enforcement/limit.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// Caps of one entity, each for its own part of the limit: one change at the gateway.
namespace outlay::enforcement {

/// What of one change is which cap's.
struct CapPart
{
    std::string capId, name;
    LimitFields fields;
    bool isWithdrawn = false;
    bool operator==(const CapPart &) const = default;
};
/// Names of those a change of `fields` is of; of all where it is of none. Each once.
[[nodiscard]] std::string namesOf(const std::vector<CapPart> &parts, const LimitFields &fields);

struct CapPlace
{
    DesiredCap cap;             ///< all of them; withdrawn: each of them is
    std::vector<CapPart> parts; ///< in the order of the caps
    std::string problem;        ///< why it cannot be; empty: it can

    [[nodiscard]] LimitFields fields(bool isWithdrawn) const;
    [[nodiscard]] bool has(const std::string &capId) const;
};

/// In the order of the caps. Of caps that want the same part of one limit none gets it: each is a
/// place of its own with a problem that names them all.
[[nodiscard]] std::vector<CapPlace> placesOf(const std::vector<DesiredCap> &caps);

/// Why caps that want the same part of one limit cannot be, by their ids.
[[nodiscard]] std::map<std::string, std::string> clashesOf(const std::vector<DesiredCap> &caps);

/// Leaves to withdrawn caps only those parts of a limit that no wanted cap of the same place sets.
void leaveToWanted(std::vector<DesiredCap> &caps);

/// Who writes notes, and what it knows of those there are.
struct NoteWriter
{
    std::string who; ///< account and machine; empty: ids alone are noted
    OwnLines own;
    std::string now;                          ///< RFC 3339
    std::set<std::string> capsElsewhere = {}; ///< wanted, but not of this place: their lines stay
};
/// What is noted there after the change. Lines of other ledgers stay, but for the parts that are
/// taken over from them; own ones that say what is so stay to the letter.
[[nodiscard]] std::string noteAfter(const CapPlace &place, const std::string &before,
                                    const NoteWriter &writer);
/// Whether this ledger's note of all withdrawn caps is still there: else they are not its to take
/// away.
[[nodiscard]] bool mayTakeAway(const CapPlace &place, const std::string &note, const OwnLines &own);

} // namespace outlay::enforcement
