// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Times and amounts from text.
#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto at = outlay::parseInstant(text); at && outlay::isPlausible(*at)) {
        if (outlay::parseInstant(outlay::toRfc3339(*at)).value_or(outlay::Instant{}) != *at)
            std::abort();
    }
    (void)outlay::parseEpoch(text);
    if (const auto amount = outlay::parseUsd(text)) {
        if (outlay::parseUsd(outlay::toDecimal(*amount)).value_or(outlay::Money{1}) != *amount)
            std::abort();
    }
    return 0;
}
