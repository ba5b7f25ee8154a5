// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// What is known of a span of time of a source.
enum class CoverageKind : std::uint8_t
{
    Watched, ///< everything that happened is in the ledger
    Asleep,  ///< the machine slept: nothing of its own could happen
    Gap,     ///< something may have been missed
};
/// "watched", "asleep", "gap".
[[nodiscard]] std::string_view name(CoverageKind kind);

struct Vouched
{
    TimeRange range;
    CoverageKind kind = CoverageKind::Watched;
    bool operator==(const Vouched &) const = default;
};

/// `known` with `more` put over it: ranges in order, none overlapping, neighbours of one kind
/// joined. What was watched stays so: a gap or sleep told later fills only what is unknown or less.
[[nodiscard]] std::vector<Vouched> withVouched(std::vector<Vouched> known, const Vouched &more);

struct SourceCoverage
{
    std::string source;
    std::vector<Vouched> ranges; ///< in order, cut to the range asked for
};

/// What a set of sources leaves open of a range. A source counts from when it was added, or from
/// the first thing it vouched for if that is earlier, until it was removed, or until now. One that
/// was paused before it ever vouched for anything does not count.
struct CoverageAnswer
{
    std::vector<SourceCoverage> sources; ///< those that vouched for something, by name
    /// Times inside the range at which some source that is watched vouches for nothing.
    std::vector<TimeRange> open;
    /// Times inside the range that some source watched, or that closed statements of a provider
    /// are about.
    std::vector<TimeRange> told;
    /// Watched and not paused, and yet to vouch for anything; by name.
    std::vector<std::string> neverVouched;
    [[nodiscard]] bool isWhole() const { return open.empty(); }
};

} // namespace outlay
