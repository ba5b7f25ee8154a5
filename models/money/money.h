// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/int128.h"
#include "models/money/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// An amount in whole nano-US-dollars (10^-9 USD); may be negative (credits, residuals).
struct Money
{
    std::int64_t nanos = 0;

    constexpr auto operator<=>(const Money &) const = default;
    constexpr Money operator-() const { return {-nanos}; }
};

/// Adds with a check; nullopt-like failure is an Error of kind OutOfRange.
[[nodiscard]] Result<Money> add(Money left, Money right);

/// Exact within int64; callers that sum unbounded input use add().
constexpr Money operator+(Money left, Money right)
{
    return {left.nanos + right.nanos};
}
constexpr Money operator-(Money left, Money right)
{
    return {left.nanos - right.nanos};
}
constexpr Money &operator+=(Money &left, Money right)
{
    left.nanos += right.nanos;
    return left;
}
constexpr Money &operator-=(Money &left, Money right)
{
    left.nanos -= right.nanos;
    return left;
}

/// "12.345678901": always 9 places, '-' in front when negative, no thousands separator. The form of
/// every amount in JSON (DESIGN section 5).
[[nodiscard]] std::string toDecimal(Money amount);

/// Reads a decimal number of US dollars ("0.0125", "1.25e-05", "-3", up to 40 significant digits)
/// as text, never through a double, and rounds once, half to even, to a nano-dollar. Refuses NaN,
/// infinities, hexadecimal, empty text and amounts beyond +-9.2 x 10^9 USD.
[[nodiscard]] Result<Money> parseUsd(std::string_view text);

/// A price in pico-US-dollars (10^-12 USD) per token: 1 USD per million tokens = 1,000,000.
struct Rate
{
    std::int64_t picosPerToken = 0;

    constexpr auto operator<=>(const Rate &) const = default;
};

/// value = mantissa x 10^exponent, exactly as written; the mantissa has at most 38 digits.
struct Decimal
{
    Int128 mantissa = 0;
    int exponent = 0;
};

/// The grammar of a JSON number, with an optional leading '+'; refuses everything else.
[[nodiscard]] Result<Decimal> parseDecimal(std::string_view text);

/// value x 10^places as an integer, rounded half to even; OutOfRange beyond int64.
[[nodiscard]] Result<std::int64_t> scaled(const Decimal &value, int places);

/// numerator / denominator to the nearest integer, ties to even; denominator > 0.
[[nodiscard]] Int128 divideHalfEven(Int128 numerator, Int128 denominator);

/// Decimal digits of a 128-bit integer.
[[nodiscard]] std::string toString(Int128 value);

/// value / 10^places as a decimal string with exactly that many places.
[[nodiscard]] std::string toDecimal(Int128 value, int places);

} // namespace outlay
