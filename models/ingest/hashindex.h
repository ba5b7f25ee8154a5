// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace outlay {

/// Numbers found by a 64-bit hash: open addressing without a node for each entry, since a batch
/// makes and forgets hundreds of thousands. Numbers are above 0.
class HashIndex
{
public:
    HashIndex() { clear(); }

    void clear()
    {
        m_slots.assign(firstSlots, Slot{});
        m_count = 0;
    }
    /// The first number under this hash that `isWanted` accepts; 0: none.
    template <typename Wanted>
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, Wanted isWanted) const
    {
        for (std::size_t i = slotOf(hash); m_slots[i].number != 0; i = next(i)) {
            if (m_slots[i].hash == hash && isWanted(m_slots[i].number))
                return m_slots[i].number;
        }
        return 0;
    }
    [[nodiscard]] std::uint32_t find(std::uint64_t hash) const
    {
        return find(hash, [](std::uint32_t) { return true; });
    }
    void insert(std::uint64_t hash, std::uint32_t number)
    {
        if (++m_count * 2 > m_slots.size())
            grow();
        place({hash, number});
    }

private:
    struct Slot
    {
        std::uint64_t hash = 0;
        std::uint32_t number = 0;
    };
    static constexpr std::size_t firstSlots = 1024;

    [[nodiscard]] std::size_t slotOf(std::uint64_t hash) const
    {
        // Fibonacci hashing: some callers' hashes are small numbers side by side.
        return static_cast<std::size_t>((hash * 0x9e3779b97f4a7c15ULL) >> 20) &
               (m_slots.size() - 1);
    }
    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & (m_slots.size() - 1); }
    void place(Slot slot)
    {
        std::size_t i = slotOf(slot.hash);
        while (m_slots[i].number != 0)
            i = next(i);
        m_slots[i] = slot;
    }
    void grow()
    {
        std::vector<Slot> old(m_slots.size() * 2);
        old.swap(m_slots);
        for (const Slot &slot : old) {
            if (slot.number != 0)
                place(slot);
        }
    }

    std::vector<Slot> m_slots;
    std::size_t m_count = 0;
};

} // namespace outlay
