// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/grouptable.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr std::uint32_t emptySlot = 0xffffffffU;

} // namespace

GroupTable::GroupTable(std::size_t dimensions) : m_dimensions(dimensions), m_slots(64, emptySlot) {}

std::int64_t GroupTable::bucket(std::size_t group) const
{
    return m_buckets[group];
}

const std::uint32_t *GroupTable::ids(std::size_t group) const
{
    return m_ids.data() + group * m_dimensions;
}

std::uint64_t GroupTable::hash(std::int64_t bucket, const std::uint32_t *ids) const
{
    // Fibonacci hashing, folded: ids are small consecutive numbers.
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = static_cast<std::uint64_t>(bucket) * golden;
    for (std::size_t i = 0; i < m_dimensions; ++i)
        mixed = (mixed ^ (mixed >> 32) ^ ids[i]) * golden;
    return mixed ^ (mixed >> 32);
}

bool GroupTable::equals(std::size_t group, std::int64_t bucket, const std::uint32_t *ids) const
{
    return m_buckets[group] == bucket &&
           std::equal(ids, ids + m_dimensions, m_ids.data() + group * m_dimensions);
}

Cell &GroupTable::at(std::int64_t bucket, const std::uint32_t *ids)
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hash(bucket, ids) & mask;
    while (m_slots[slot] != emptySlot) {
        if (equals(m_slots[slot], bucket, ids))
            return m_cells[m_slots[slot]];
        slot = (slot + 1) & mask;
    }
    m_slots[slot] = static_cast<std::uint32_t>(m_cells.size());
    m_buckets.push_back(bucket);
    m_ids.insert(m_ids.end(), ids, ids + m_dimensions);
    m_cells.emplace_back();
    if (m_cells.size() * 2 > m_slots.size())
        grow();
    return m_cells.back();
}

void GroupTable::grow()
{
    m_slots.assign(m_slots.size() * 2, emptySlot);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t group = 0; group < m_cells.size(); ++group) {
        std::size_t slot = hash(m_buckets[group], ids(group)) & mask;
        while (m_slots[slot] != emptySlot)
            slot = (slot + 1) & mask;
        m_slots[slot] = static_cast<std::uint32_t>(group);
    }
}

} // namespace outlay
