// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/cell.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace outlay {

/// Walks an encoded cell field by field; damaged bytes end it early or read as zeros.
class CellReader
{
public:
    explicit CellReader(std::string_view bytes)
        : m_next(reinterpret_cast<const unsigned char *>(bytes.data()))
        , m_end(m_next + bytes.size())
    {
        m_mask = varint() & ((std::uint64_t{1} << cellFieldCount) - 1);
    }

    [[nodiscard]] bool hasField() const { return m_mask != 0; }
    [[nodiscard]] CellField field() const
    {
        return static_cast<CellField>(std::countr_zero(m_mask));
    }
    /// The field's sum; goes on to the next.
    [[nodiscard]] std::int64_t take()
    {
        m_mask &= m_mask - 1;
        const std::uint64_t raw = varint();
        return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
    }
    /// Goes on to the field, past those before it. False: it is not there (and reads as zero).
    [[nodiscard]] bool skipTo(CellField field)
    {
        const std::uint64_t bit = std::uint64_t{1} << static_cast<unsigned>(field);
        skip(std::popcount(m_mask & (bit - 1)));
        m_mask &= ~(bit - 1);
        return (m_mask & bit) != 0;
    }

private:
    /// Eight bytes at a time: a varint ends where the top bit is clear.
    void skip(int varints)
    {
        constexpr std::uint64_t topBits = 0x8080808080808080ULL;
        while (varints > 0 && m_end - m_next >= 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, m_next, sizeof(word));
            const int ends = std::popcount(~word & topBits);
            if (ends >= varints)
                break;
            varints -= ends;
            m_next += 8;
        }
        while (varints > 0 && m_next < m_end)
            varints -= (*m_next++ & 0x80U) == 0 ? 1 : 0;
    }
    [[nodiscard]] std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; m_next < m_end && shift < 64; shift += 7) {
            const unsigned char byte = *m_next++;
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if ((byte & 0x80U) == 0)
                break;
        }
        return value;
    }

    const unsigned char *m_next;
    const unsigned char *m_end;
    std::uint64_t m_mask = 0;
};

} // namespace outlay
