// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/cell.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

namespace outlay {

/// Sums per (bucket, ids): an open hash table, because a scan of ten million events looks up a
/// group for each.
template <typename Sum> class GroupTableOf
{
public:
    explicit GroupTableOf(std::size_t dimensions) : m_dimensions(dimensions), m_slots(64, emptySlot)
    {
    }

    /// The sum of a group, zero at first; stays where it is. `ids` has `dimensions` values.
    [[nodiscard]] Sum &at(std::int64_t bucket, const std::uint32_t *ids)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t slot = hash(bucket, ids) & mask;
        for (; m_slots[slot] != emptySlot; slot = (slot + 1) & mask) {
            if (equals(m_slots[slot], bucket, ids))
                return m_sums[m_slots[slot]];
        }
        m_slots[slot] = static_cast<std::uint32_t>(m_sums.size());
        m_buckets.push_back(bucket);
        m_ids.insert(m_ids.end(), ids, ids + m_dimensions);
        m_sums.emplace_back();
        if (m_sums.size() * 2 > m_slots.size())
            grow();
        return m_sums.back();
    }

    /// Null: there is no such group.
    [[nodiscard]] const Sum *find(std::int64_t bucket, const std::uint32_t *ids) const
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t slot = hash(bucket, ids) & mask;
        for (; m_slots[slot] != emptySlot; slot = (slot + 1) & mask) {
            if (equals(m_slots[slot], bucket, ids))
                return &m_sums[m_slots[slot]];
        }
        return nullptr;
    }

    [[nodiscard]] std::size_t size() const { return m_sums.size(); }
    [[nodiscard]] std::int64_t bucket(std::size_t group) const { return m_buckets[group]; }
    [[nodiscard]] const std::uint32_t *ids(std::size_t group) const
    {
        return m_ids.data() + group * m_dimensions;
    }
    [[nodiscard]] Sum &cell(std::size_t group) { return m_sums[group]; }
    [[nodiscard]] const Sum &cell(std::size_t group) const { return m_sums[group]; }

private:
    static constexpr std::uint32_t emptySlot = 0xffffffffU;

    [[nodiscard]] std::uint64_t hash(std::int64_t bucket, const std::uint32_t *ids) const
    {
        // Fibonacci hashing, folded: ids are small consecutive numbers.
        constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = static_cast<std::uint64_t>(bucket) * golden;
        for (std::size_t i = 0; i < m_dimensions; ++i)
            mixed = (mixed ^ (mixed >> 32) ^ ids[i]) * golden;
        return mixed ^ (mixed >> 32);
    }
    [[nodiscard]] bool equals(std::size_t group, std::int64_t bucket,
                              const std::uint32_t *ids) const
    {
        return m_buckets[group] == bucket && std::equal(ids, ids + m_dimensions, this->ids(group));
    }
    void grow()
    {
        m_slots.assign(m_slots.size() * 2, emptySlot);
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t group = 0; group < m_sums.size(); ++group) {
            std::size_t slot = hash(m_buckets[group], ids(group)) & mask;
            while (m_slots[slot] != emptySlot)
                slot = (slot + 1) & mask;
            m_slots[slot] = static_cast<std::uint32_t>(group);
        }
    }

    std::size_t m_dimensions;
    std::vector<std::int64_t> m_buckets;
    std::vector<std::uint32_t> m_ids; ///< m_dimensions each
    std::deque<Sum> m_sums;           ///< never copied when it grows
    std::vector<std::uint32_t> m_slots;
};

using GroupTable = GroupTableOf<Cell>;

} // namespace outlay
