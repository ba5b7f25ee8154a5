// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/hash.h"

#include <bit>
#include <cstring>

namespace outlay {

namespace {

struct State
{
    std::uint64_t v0, v1, v2, v3;

    void round()
    {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
};

std::uint64_t readLittleEndian(const char *bytes, std::size_t count)
{
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        if (count > 0) // an empty view may have no address at all
            std::memcpy(&word, bytes, count);
    } else {
        for (std::size_t i = 0; i < count; ++i)
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
    return word;
}

} // namespace

std::uint64_t hash64(std::string_view bytes, std::uint64_t key0, std::uint64_t key1)
{
    State s{key0 ^ 0x736f6d6570736575ULL, key1 ^ 0x646f72616e646f6dULL,
            key0 ^ 0x6c7967656e657261ULL, key1 ^ 0x7465646279746573ULL};
    const std::size_t whole = bytes.size() / 8 * 8;
    for (std::size_t i = 0; i < whole; i += 8) {
        const std::uint64_t m = readLittleEndian(bytes.data() + i, 8);
        s.v3 ^= m;
        s.round();
        s.v0 ^= m;
    }
    const std::uint64_t last = (static_cast<std::uint64_t>(bytes.size()) << 56) |
                               readLittleEndian(bytes.data() + whole, bytes.size() - whole);
    s.v3 ^= last;
    s.round();
    s.v0 ^= last;
    s.v2 ^= 0xff;
    s.round();
    s.round();
    s.round();
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

} // namespace outlay
