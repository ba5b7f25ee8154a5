// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/hash.h"
#include "models/money/int128.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace outlay::demo {

/// SplitMix64 (Steele, Lea & Flood 2014) on a named stream: what one part of the demo draws never
/// shifts what another draws. Integers only, so that every machine draws the same.
class Rng
{
public:
    explicit Rng(std::string_view stream)
        : m_state(hash64(stream, 0x6f75746c61792064, 0x656d6f2032303236))
    {
    }

    std::uint64_t next()
    {
        m_state += 0x9e3779b97f4a7c15;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    /// 0 <= result < count; count > 0.
    std::int64_t below(std::int64_t count)
    {
        return static_cast<std::int64_t>((UInt128{next()} * static_cast<std::uint64_t>(count)) >>
                                         64);
    }
    /// low <= result <= high.
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + below(high - low + 1);
    }
    /// Half of the draws lie below the middle, however far the high end is: sizes are skewed.
    std::int64_t skewed(std::int64_t low, std::int64_t middle, std::int64_t high)
    {
        return below(2) == 0 ? between(low, middle) : between(middle, high);
    }
    bool chance(int perMille) { return below(1000) < perMille; }
    template <typename T> const T &pick(std::span<const T> items)
    {
        return items[static_cast<std::size_t>(below(static_cast<std::int64_t>(items.size())))];
    }
    /// prefix + 'length' letters and digits.
    std::string id(std::string_view prefix, int length)
    {
        static constexpr std::string_view alphabet =
            "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        std::string text(prefix);
        for (int i = 0; i < length; ++i)
            text += alphabet[static_cast<std::size_t>(
                below(static_cast<std::int64_t>(alphabet.size())))];
        return text;
    }
    std::string hex(int length)
    {
        std::string text;
        for (int i = 0; i < length; ++i)
            text += "0123456789abcdef"[next() >> 60];
        return text;
    }

private:
    std::uint64_t m_state;
};

} // namespace outlay::demo
