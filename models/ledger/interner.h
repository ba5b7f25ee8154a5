// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>

namespace outlay {

/// A bounded two-way memory of interned values: forgets everything when full, since what it holds
/// can be asked of the database again.
template <typename Value> class Interner
{
public:
    explicit Interner(std::size_t capacity) : m_capacity(capacity) {}

    [[nodiscard]] const Value *byId(std::uint32_t id) const
    {
        const auto it = m_values.find(id);
        return it == m_values.end() ? nullptr : &it->second;
    }
    [[nodiscard]] std::uint32_t find(std::uint64_t hash, const Value &value) const
    {
        const auto it = m_ids.find(hash);
        if (it == m_ids.end())
            return 0;
        const Value *known = byId(it->second);
        return known && *known == value ? it->second : 0;
    }
    const Value &remember(std::uint32_t id, std::uint64_t hash, Value value)
    {
        if (m_values.size() >= m_capacity)
            clear();
        m_ids[hash] = id;
        return m_values.insert_or_assign(id, std::move(value)).first->second;
    }
    void clear()
    {
        m_values.clear();
        m_ids.clear();
    }

private:
    std::size_t m_capacity;
    std::unordered_map<std::uint32_t, Value> m_values;
    std::unordered_map<std::uint64_t, std::uint32_t> m_ids;
};

} // namespace outlay
