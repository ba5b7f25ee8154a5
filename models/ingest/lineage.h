// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <cstdint>
#include <string>
#include <vector>

namespace outlay {

/// One cumulative record of a session, as far as deriving requests needs it.
struct LineageEntry
{
    std::int64_t ordinal = 0;
    Instant at;
    LineageVector::Counts last{}, total{};
};

struct LineageSession
{
    std::string id, parent;
    bool hasParentVectors = false;     ///< filled by the caller: the parent's own list is here
    std::vector<LineageEntry> entries; ///< by ordinal
};

/// A request derived from a session's list.
struct LineageRequest
{
    std::size_t entry = 0; ///< index into the session's entries
    TokenUsage usage;
};

/// The requests each session of a family counts, in the order of the sessions given: prefixes
/// copied from a parent or shared with a sibling count once (DESIGN invariant 4; the rule is that
/// of reference material on rollouts: deltas of the cumulative totals, never sums of the last).
/// Pure; the order of `family` does not matter.
[[nodiscard]] std::vector<std::vector<LineageRequest>>
deriveRequests(const std::vector<LineageSession> &family);

} // namespace outlay
