// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/tokenusage.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// What a cell sums. All exact integers; money in nano-dollars.
enum class CellField : std::uint8_t
{
    Requests,
    Errors,
    Blind, ///< requests of sources that cannot see failures
    CacheHits,
    ServedTokens,
    FirstTokenClass,                          ///< tokenClassCount fields from here
    Cost = FirstTokenClass + tokenClassCount, ///< effective
    Unpriced,                                 ///< requests without an effective cost
    Quarantined,
    ListValue,
    SetAside, ///< money; set-aside events touch only this and the next
    SetAsideRequests,
    Residual, ///< statements' part, not in Cost
    ByBilled, ///< effective cost split by its basis
    ByReported,
    ByEstimated,
    ByClient,
    RawBilled, ///< sums of that basis's own figures, and the requests that have one
    RawBilledRequests,
    RawReported,
    RawReportedRequests,
    RawEstimated,
    RawEstimatedRequests,
    RawClient,
    RawClientRequests,
    LatencySamples,
    LatencyMicros,
    Retries,
    ResidualEstimated, ///< the part of Residual that is our estimate of a provider's counts
};
inline constexpr std::size_t cellFieldCount =
    static_cast<std::size_t>(CellField::ResidualEstimated) + 1;

struct Cell
{
    std::array<std::int64_t, cellFieldCount> sums{};

    constexpr std::int64_t &operator[](CellField f) { return sums[static_cast<std::size_t>(f)]; }
    constexpr std::int64_t operator[](CellField f) const
    {
        return sums[static_cast<std::size_t>(f)];
    }
    constexpr bool operator==(const Cell &) const = default;
    Cell &operator+=(const Cell &other);
    Cell &operator-=(const Cell &other);
    [[nodiscard]] bool isZero() const;
};

/// Presence mask, then the non-zero fields as zigzag varints.
void encode(const Cell &cell, std::string &out);
/// Adds the encoded cell to `into`; damaged bytes add less, never crash.
void addEncoded(std::string_view bytes, Cell &into);

/// Cells are kept per kind: all events, one for each dimension's values, and the joint of all
/// profile dimensions. The value is a text id (Outcome: the enum; Joint: a profile id; 0 unknown).
using CellKind = std::uint8_t;
inline constexpr CellKind allKind = 0;
inline constexpr CellKind jointKind = 62;
inline constexpr CellKind lastKind = jointKind;
[[nodiscard]] constexpr CellKind kindOf(Dimension dimension)
{
    return static_cast<CellKind>(1 + static_cast<std::uint8_t>(dimension));
}
/// Kept at quarter-hour resolution too: what charts by the hour are drawn by. The others, and
/// `Joint`, have day cells only; a cell more for each quarter-hour would cost more than it saves.
[[nodiscard]] constexpr bool hasQuarterCells(Dimension d)
{
    using enum Dimension;
    return d == Provider || d == Model || d == User || d == Project || d == Environment ||
           d == Source || d == Outcome;
}
inline constexpr std::int64_t microsPerQuarter = 15LL * 60 * 1'000'000;

struct CellKey
{
    bool isQuarter = false;
    CellKind kind = 0;
    std::int64_t bucket = 0; ///< day number in the ledger's zone, or quarter-hours since 1970
    std::uint32_t value = 0;
    auto operator<=>(const CellKey &) const = default;
};

/// Where a cell lies among those of its kind: in the row of its block, see cellblock.h.
struct CellPlace
{
    std::int64_t block = 0; ///< day, or eight quarter-hours
    std::uint32_t part = 0; ///< of the values
    std::uint32_t offset = 0;
};

inline constexpr unsigned cellValueBits = 6;   // 64 values: 3 KB when all are there
inline constexpr unsigned cellQuarterBits = 3; // two hours
inline constexpr std::uint32_t cellValueMask = (1U << cellValueBits) - 1;
inline constexpr std::uint32_t cellQuarterMask = (1U << cellQuarterBits) - 1;

[[nodiscard]] constexpr CellPlace placeOf(const CellKey &key)
{
    const std::uint32_t low = key.value & cellValueMask;
    const std::uint32_t part = key.value >> cellValueBits;
    if (!key.isQuarter)
        return {key.bucket, part, low};
    const auto quarter = static_cast<std::uint32_t>(key.bucket & cellQuarterMask);
    return {key.bucket >> cellQuarterBits, part, (quarter << cellValueBits) | low};
}

/// Sorts the cells of one kind and resolution by their places. For days and quarter-hours within
/// 28 bits: the years up to 9600.
[[nodiscard]] constexpr std::uint64_t orderOf(const CellKey &key)
{
    constexpr unsigned offsetBits = cellValueBits + cellQuarterBits;
    constexpr unsigned partBits = 32 - cellValueBits;
    const CellPlace place = placeOf(key);
    const auto block = static_cast<std::uint64_t>(place.block + (std::int64_t{1} << 28));
    return (((block << partBits) | place.part) << offsetBits) | place.offset;
}

struct CellChange
{
    CellKey key;
    Cell delta;
};

} // namespace outlay
