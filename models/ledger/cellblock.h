// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger, and to what makes ledgers without it: fixtures and benchmarks.

#include "models/ledger/cell.h"
#include "models/ledger/varint.h"
#include "models/money/result.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace outlay {

class Database;

// Cells lie in the ledger by the block: one row holds the cells of one kind whose buckets and
// values are neighbours, a few hundred at most. A scan then costs a few nanoseconds a cell instead
// of a row's look-up, a batch rewrites some blocks instead of a row for each cell, and the bytes
// stay a function of the cells alone.
//
// A block is a sequence of: offset less the one before (varint), size (varint), the encoded cell.

/// The row of a block: rows of a kind lie together, by block, then by part. `kind` below 128,
/// `block` within 28 bits and a sign.
[[nodiscard]] constexpr std::int64_t blockId(CellKind kind, std::int64_t block, std::uint32_t part)
{
    constexpr unsigned partBits = 32 - cellValueBits;
    static_assert(7 + 29 + partBits <= 63);
    return (((std::int64_t{kind} << 29) | (block + (std::int64_t{1} << 28))) << partBits) |
           std::int64_t{part};
}
/// Beyond every day and quarter-hour.
inline constexpr std::int64_t everyBlock = (std::int64_t{1} << 28) - 1;

struct BlockName
{
    CellKind kind = 0;
    CellPlace place;
};
[[nodiscard]] constexpr BlockName nameOf(std::int64_t id)
{
    constexpr unsigned partBits = 32 - cellValueBits;
    const std::int64_t block = id >> partBits;
    constexpr std::int64_t blocks = std::int64_t{1} << 29;
    return {static_cast<CellKind>(block / blocks),
            {block % blocks - blocks / 2,
             static_cast<std::uint32_t>(id & ((std::int64_t{1} << partBits) - 1)), 0}};
}

[[nodiscard]] constexpr CellKey keyOf(bool isQuarter, CellKind kind, const CellPlace &place)
{
    const std::uint32_t value = (place.part << cellValueBits) | (place.offset & cellValueMask);
    if (!isQuarter)
        return {false, kind, place.block, value};
    return {true, kind,
            place.block * (1 << cellQuarterBits) +
                static_cast<std::int64_t>(place.offset >> cellValueBits),
            value};
}

/// Walks the cells of a block; damaged bytes end it early.
class CellBlockReader
{
public:
    explicit CellBlockReader(std::string_view cells) : m_left(cells) {}

    [[nodiscard]] bool next()
    {
        if (m_left.empty())
            return false;
        m_offset += static_cast<std::uint32_t>(takeVarint(m_left));
        const std::size_t size = takeVarint(m_left);
        if (size == 0 || size > m_left.size()) {
            m_left = {};
            return false;
        }
        m_sums = m_left.substr(0, size);
        m_left.remove_prefix(size);
        return true;
    }
    [[nodiscard]] std::uint32_t offset() const { return m_offset; }
    /// See CellReader.
    [[nodiscard]] std::string_view sums() const { return m_sums; }

private:
    std::string_view m_left, m_sums;
    std::uint32_t m_offset = 0;
};

/// The encoded cell at an offset of a block; empty: none.
[[nodiscard]] std::string_view findInBlock(std::string_view cells, std::uint32_t offset);

/// A block with the changes added; a cell that becomes zero leaves it. The changes are those of one
/// block in the order of their offsets, each offset once.
void mergeIntoBlock(std::string_view cells, std::span<const CellChange> changes, std::string &out);

/// The cells of a block before an offset.
[[nodiscard]] std::string headOfBlock(std::string_view cells, std::uint32_t offset);

/// How many of the changes, from the first, lie in one block.
[[nodiscard]] std::size_t sizeOfBlock(std::span<const CellChange> changes);

/// Writes cells into blocks that do not exist yet. The cells in the order of their kinds and
/// places.
[[nodiscard]] Result<> insertCells(Database &db, std::span<const CellChange> cells);

} // namespace outlay
