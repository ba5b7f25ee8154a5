// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/decimaltext.h"

#include <numeric>

namespace outlay {

namespace {

constexpr int multiplierPlaces = 6;
constexpr std::int64_t multiplierUnit = 1'000'000;
// 10 USD per token: far above any price, far below what could overflow a sum.
constexpr std::int64_t highestPicos = 10'000'000'000'000;

Rational reduced(std::int64_t numerator, std::int64_t denominator)
{
    const std::int64_t divisor = std::gcd(numerator, denominator);
    return divisor == 0 ? Rational{} : Rational{numerator / divisor, denominator / divisor};
}

/// value x 10^places as a whole number, or an error where digits would be lost.
Result<std::int64_t> exactScaled(std::string_view text, int places)
{
    const auto decimal = parseDecimal(text);
    if (!decimal)
        return tl::unexpected<Error>(decimal.error());
    const auto whole = scaled(*decimal, places);
    if (!whole)
        return whole;
    const auto finer = scaled(*decimal, places + 6);
    if (!finer || Int128(*finer) != Int128(*whole) * 1'000'000)
        return failure(Error::Kind::OutOfRange,
                       "more than six decimal places: " + std::string(text.substr(0, 40)));
    return whole;
}

Result<std::int64_t> picos(std::string_view text, int places)
{
    const auto decimal = parseDecimal(text);
    if (!decimal)
        return tl::unexpected<Error>(decimal.error());
    const auto value = scaled(*decimal, places);
    if (!value || *value < 0 || *value > highestPicos)
        return failure(Error::Kind::OutOfRange,
                       "a price out of range: " + std::string(text.substr(0, 40)));
    return value;
}

} // namespace

Result<Rational> parseMultiplier(std::string_view text)
{
    const auto value = exactScaled(text, multiplierPlaces);
    if (!value)
        return tl::unexpected<Error>(value.error());
    constexpr std::int64_t highest = 1000;
    if (*value < 0 || *value > highest * multiplierUnit)
        return failure(Error::Kind::OutOfRange,
                       "a multiplier beyond 0 to 1000: " + std::string(text));
    return reduced(*value, multiplierUnit);
}

Result<Rational> parseDiscount(std::string_view percent)
{
    const auto value = exactScaled(percent, multiplierPlaces);
    if (!value)
        return tl::unexpected<Error>(value.error());
    constexpr std::int64_t whole = 100 * multiplierUnit;
    if (*value < 0 || *value > whole)
        return failure(Error::Kind::OutOfRange,
                       "a discount beyond 0 to 100 percent: " + std::string(percent));
    return reduced(whole - *value, whole);
}

std::string plainDecimal(Int128 mantissa, int exponent)
{
    if (mantissa == 0)
        return "0";
    while (exponent < 0 && mantissa % 10 == 0) {
        mantissa /= 10;
        ++exponent;
    }
    if (exponent < 0)
        return toDecimal(mantissa, -exponent);
    return toString(mantissa) + std::string(static_cast<std::size_t>(exponent), '0');
}

Result<std::string> shifted(std::string_view text, int places)
{
    const auto decimal = parseDecimal(text);
    if (!decimal)
        return tl::unexpected<Error>(decimal.error());
    constexpr int mostDigits = 60;
    if (decimal->exponent > mostDigits || decimal->exponent < -mostDigits)
        return failure(Error::Kind::OutOfRange,
                       "a number out of range: " + std::string(text.substr(0, 40)));
    return plainDecimal(decimal->mantissa, decimal->exponent + places);
}

Result<std::int64_t> parsePicosPerToken(std::string_view usdPerMillion)
{
    return picos(usdPerMillion, 6);
}

Result<std::int64_t> parsePicosPerCall(std::string_view usdPerThousand)
{
    return picos(usdPerThousand, 9);
}

} // namespace outlay
