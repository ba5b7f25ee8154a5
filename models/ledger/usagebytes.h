// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/varint.h"
#include "models/money/tokenusage.h"

#include <string>
#include <string_view>

namespace outlay {

/// Counts by class as rows of `statement` keep them; none is no byte.
inline std::string encode(const TokenUsage &usage)
{
    std::string bytes;
    for (const std::int64_t count : usage.counts)
        putSigned(bytes, count);
    return usage.isZero() ? std::string() : bytes;
}

inline TokenUsage decodeUsage(std::string_view bytes)
{
    TokenUsage usage;
    for (std::int64_t &count : usage.counts)
        count = takeSigned(bytes); // 0 behind the end
    return usage;
}

} // namespace outlay
