// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/cell.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace outlay {

/// Sums per (bucket, ids): an open hash table, because a scan of ten million events looks up a
/// group for each.
class GroupTable
{
public:
    explicit GroupTable(std::size_t dimensions);

    /// The sum of a group, zero at first; valid until the next call. `ids` has `dimensions`
    /// values.
    [[nodiscard]] Cell &at(std::int64_t bucket, const std::uint32_t *ids);

    [[nodiscard]] std::size_t size() const { return m_cells.size(); }
    [[nodiscard]] std::int64_t bucket(std::size_t group) const;
    [[nodiscard]] const std::uint32_t *ids(std::size_t group) const;
    [[nodiscard]] Cell &cell(std::size_t group) { return m_cells[group]; }

private:
    [[nodiscard]] std::uint64_t hash(std::int64_t bucket, const std::uint32_t *ids) const;
    [[nodiscard]] bool equals(std::size_t group, std::int64_t bucket,
                              const std::uint32_t *ids) const;
    void grow();

    std::size_t m_dimensions;
    std::vector<std::int64_t> m_buckets;
    std::vector<std::uint32_t> m_ids; ///< m_dimensions each
    std::deque<Cell> m_cells;         ///< never copied when it grows
    std::vector<std::uint32_t> m_slots;
};

} // namespace outlay
