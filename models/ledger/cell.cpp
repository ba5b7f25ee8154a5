// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/cell.h"

#include "models/ledger/cellreader.h"
#include "models/ledger/varint.h"

#include <algorithm>
#include <bit>

namespace outlay {

static_assert(cellFieldCount <= 64, "the presence mask has 64 bits");

Cell &Cell::operator+=(const Cell &other)
{
    for (std::size_t i = 0; i < cellFieldCount; ++i)
        sums[i] += other.sums[i];
    return *this;
}

Cell &Cell::operator-=(const Cell &other)
{
    for (std::size_t i = 0; i < cellFieldCount; ++i)
        sums[i] -= other.sums[i];
    return *this;
}

bool Cell::isZero() const
{
    return std::all_of(sums.begin(), sums.end(), [](std::int64_t sum) { return sum == 0; });
}

void encode(const Cell &cell, std::string &out)
{
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < cellFieldCount; ++i) {
        if (cell.sums[i] != 0)
            mask |= std::uint64_t{1} << i;
    }
    putVarint(out, mask);
    for (; mask != 0; mask &= mask - 1)
        putSigned(out, cell.sums[static_cast<std::size_t>(std::countr_zero(mask))]);
}

void addEncoded(std::string_view bytes, Cell &into)
{
    for (CellReader reader(bytes); reader.hasField();) {
        std::int64_t &sum = into.sums[static_cast<std::size_t>(reader.field())];
        // Unsigned: damaged bytes may add up to anything, and must not be undefined.
        sum = static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) +
                                        static_cast<std::uint64_t>(reader.take()));
    }
}

} // namespace outlay
