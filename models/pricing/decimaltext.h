// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// A multiplier or the rest after a discount, exactly: numerator / denominator, in lowest terms,
/// denominator > 0.
struct Rational
{
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
    constexpr bool operator==(const Rational &) const = default;
    [[nodiscard]] constexpr bool isOne() const { return numerator == denominator; }
};

/// A decimal like "1.75" as a fraction; OutOfRange for a negative one, above 1,000, or with more
/// than six places.
[[nodiscard]] Result<Rational> parseMultiplier(std::string_view text);

/// "7.5" percent off as the factor that stays, 0.925; OutOfRange beyond 0..100 or six places.
[[nodiscard]] Result<Rational> parseDiscount(std::string_view percent);

/// mantissa x 10^exponent without exponent and without trailing zeros: "0.0025", "270".
[[nodiscard]] std::string plainDecimal(Int128 mantissa, int exponent);

/// The decimal `text` times 10^places, as plain decimal text and without losing a digit.
[[nodiscard]] Result<std::string> shifted(std::string_view text, int places);

/// A price per million tokens in pico-dollars per token, rounded half to even where the text has
/// digits below a pico (float dust). OutOfRange when negative or above 10 USD per token.
[[nodiscard]] Result<std::int64_t> parsePicosPerToken(std::string_view usdPerMillion);

/// A price per 1,000 calls in pico-dollars per call; the same limits.
[[nodiscard]] Result<std::int64_t> parsePicosPerCall(std::string_view usdPerThousand);

} // namespace outlay
