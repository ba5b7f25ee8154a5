// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <optional>
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

/// How far a series of a source was told at its last good poll, and when more of it is due.
struct Freshness
{
    Instant toldUntil;          ///< what had been published by then ends here
    Instant dueAt;              ///< from then on what comes after is overdue
    bool hasWholeDays = false;  ///< days are published, after their end
    std::int64_t lagMicros = 0; ///< it is published so long after it happened
    bool operator==(const Freshness &) const = default;
};

/// Time a source cannot tell of yet: its provider has not published it.
struct Awaited
{
    TimeRange range; ///< inside the range asked for
    Instant dueAt;
    bool hasWholeDays = false;
    std::int64_t lagMicros = 0;
    bool operator==(const Awaited &) const = default;
};

struct SourceCoverage
{
    std::string source;
    std::vector<Vouched> ranges; ///< in order, cut to the range asked for
    std::string format = {};     ///< of what it delivers, "openrouter"; empty: nothing yet
    /// Of the range, the time it counts for; in order.
    std::vector<TimeRange> owed = {};
    /// What it does not vouch for of that, and is not awaited.
    std::vector<TimeRange> open = {};
    std::optional<Awaited> awaited = std::nullopt;

    /// `ranges`, and what is open as gaps; less than an hour is only the time reports take to
    /// arrive.
    [[nodiscard]] std::vector<Vouched> withGaps() const;
    /// What is awaited, if that is long enough to be worth a word.
    [[nodiscard]] std::optional<Awaited> longAwaited() const;
};

/// How long a source watched, slept and missed.
struct CoverageShares
{
    std::int64_t watched = 0, asleep = 0, gap = 0; ///< microseconds
    [[nodiscard]] std::int64_t known() const { return watched + asleep + gap; }
};
[[nodiscard]] CoverageShares sharesOf(const std::vector<Vouched> &coverage);

/// What a set of sources leaves open of a range. A source counts from when it was added, or from
/// the first thing it vouched for if that is earlier, until it was removed, or until now. One that
/// was paused before it ever vouched for anything does not count. What its provider has not
/// published yet, as of its last good poll, is awaited and not open, until a poll is overdue.
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
