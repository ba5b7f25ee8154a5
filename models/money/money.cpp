// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/money.h"

#include <algorithm>
#include <limits>

namespace outlay {

namespace {

constexpr int maxSignificantDigits = 38;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

Error notANumber(std::string_view text)
{
    constexpr std::size_t shown = 40;
    return {Error::Kind::Malformed,
            "not a decimal number: \"" + std::string(text.substr(0, shown)) + "\""};
}

} // namespace

Result<Money> add(Money left, Money right)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(left.nanos, right.nanos, &sum))
        return failure(Error::Kind::OutOfRange, "a sum of money exceeds 9.2 billion US dollars");
    return Money{sum};
}

std::string toString(Int128 value)
{
    if (value == 0)
        return "0";
    const bool negative = value < 0;
    UInt128 rest = negative ? UInt128(0) - UInt128(value) : UInt128(value);
    std::string digits;
    for (; rest != 0; rest /= 10)
        digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    if (negative)
        digits.push_back('-');
    std::reverse(digits.begin(), digits.end());
    return digits;
}

std::string toDecimal(Int128 value, int places)
{
    std::string digits = toString(value);
    const bool negative = digits.front() == '-';
    if (negative)
        digits.erase(0, 1);
    const auto wanted = static_cast<std::size_t>(places);
    if (digits.size() <= wanted)
        digits.insert(0, wanted + 1 - digits.size(), '0');
    if (places > 0)
        digits.insert(digits.size() - wanted, 1, '.');
    if (negative)
        digits.insert(0, 1, '-');
    return digits;
}

std::string toDecimal(Money amount)
{
    return toDecimal(Int128(amount.nanos), 9);
}

Result<Decimal> parseDecimal(std::string_view text)
{
    const std::string_view whole = text;
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    Decimal value;
    int digits = 0;
    int dropped = 0;
    bool any = false;
    bool inFraction = false;
    while (!text.empty() && (isDigit(text.front()) || (text.front() == '.' && !inFraction))) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '.') {
            inFraction = true;
            continue;
        }
        any = true;
        if (digits < maxSignificantDigits) {
            value.mantissa = value.mantissa * 10 + (c - '0');
            if (value.mantissa != 0)
                ++digits;
            if (inFraction)
                --value.exponent;
        } else {
            // Beyond 38 digits the value cannot matter to a nano-dollar unless it is an integer.
            ++dropped;
            if (!inFraction)
                ++value.exponent;
        }
        if (dropped > 4096)
            return tl::unexpected<Error>(notANumber(whole));
    }
    if (!any)
        return tl::unexpected<Error>(notANumber(whole));
    if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
        text.remove_prefix(1);
        bool down = false;
        if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
            down = text.front() == '-';
            text.remove_prefix(1);
        }
        if (text.empty())
            return tl::unexpected<Error>(notANumber(whole));
        int power = 0;
        while (!text.empty() && isDigit(text.front())) {
            power = std::min(power * 10 + (text.front() - '0'), 100000);
            text.remove_prefix(1);
        }
        value.exponent += down ? -power : power;
    }
    if (!text.empty())
        return tl::unexpected<Error>(notANumber(whole));
    if (negative)
        value.mantissa = -value.mantissa;
    return value;
}

Int128 divideHalfEven(Int128 numerator, Int128 denominator)
{
    Int128 quotient = numerator / denominator;
    const Int128 remainder = numerator % denominator;
    const UInt128 twice = UInt128(remainder < 0 ? -remainder : remainder) * 2;
    if (twice > UInt128(denominator) || (twice == UInt128(denominator) && quotient % 2 != 0))
        quotient += numerator < 0 ? -1 : 1;
    return quotient;
}

Result<std::int64_t> scaled(const Decimal &value, int places)
{
    constexpr Int128 highest = std::numeric_limits<std::int64_t>::max();
    Int128 amount = value.mantissa;
    int shift = value.exponent + places;
    for (; shift > 0 && amount != 0; --shift) {
        // Before the product: 38 digits times ten are beyond 128 bits.
        if (amount > highest / 10 || amount < -highest / 10)
            return failure(Error::Kind::OutOfRange, "a number too large to be stored exactly");
        amount *= 10;
    }
    if (shift < 0 && amount != 0) {
        // A divisor above 10^38 leaves less than half a unit of any 38-digit mantissa.
        if (shift < -maxSignificantDigits)
            return 0;
        Int128 divisor = 1;
        for (; shift < 0; ++shift)
            divisor *= 10;
        amount = divideHalfEven(amount, divisor);
    }
    if (amount > highest || amount < -highest)
        return failure(Error::Kind::OutOfRange, "a number too large to be stored exactly");
    return static_cast<std::int64_t>(amount);
}

Result<Money> parseUsd(std::string_view text)
{
    const auto decimal = parseDecimal(text);
    if (!decimal)
        return tl::unexpected<Error>(decimal.error());
    const auto nanos = scaled(*decimal, 9);
    if (!nanos)
        return failure(Error::Kind::OutOfRange, "an amount beyond 9.2 billion US dollars: " +
                                                    std::string(text.substr(0, 40)));
    return Money{*nanos};
}

} // namespace outlay
