// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/currency.h"

#include "models/money/instant.h"

#include <algorithm>
#include <array>

namespace outlay {
namespace {

constexpr int ratePlaces = 9;
constexpr std::int64_t highestRate = 10'000'000'000'000'000; // ten million units a dollar

// ISO 4217, of those that are no hundredths.
constexpr std::array<std::string_view, 15> withoutDecimals{"BIF", "CLP", "DJF", "GNF", "ISK",
                                                           "JPY", "KMF", "KRW", "PYG", "RWF",
                                                           "UGX", "VND", "VUV", "XAF", "XOF"};
constexpr std::array<std::string_view, 7> withThree{"BHD", "IQD", "JOD", "KWD",
                                                    "LYD", "OMR", "TND"};

bool isDay(std::string_view text)
{
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && parseInstant(text).has_value();
}

} // namespace

int decimalsOf(std::string_view code)
{
    if (std::find(withoutDecimals.begin(), withoutDecimals.end(), code) != withoutDecimals.end())
        return 0;
    return std::find(withThree.begin(), withThree.end(), code) != withThree.end() ? 3 : 2;
}

Result<Currency> makeCurrency(std::string_view code, std::string_view rate, std::string_view date)
{
    const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (code.size() != 3 || !std::all_of(code.begin(), code.end(), isLetter))
        return failure(Error::Kind::Usage, "a currency is three capital letters, such as EUR");
    if (code == "USD")
        return failure(Error::Kind::Usage, "figures are US dollars without a rate");
    const auto number = parseDecimal(rate);
    const auto billionths = number ? scaled(*number, ratePlaces) : tl::unexpected(number.error());
    const bool isExact = number && number->exponent >= -ratePlaces;
    if (!billionths || !isExact || *billionths <= 0 || *billionths > highestRate)
        return failure(Error::Kind::Usage, "a rate is how much of " + std::string(code) +
                                               " one US dollar is, such as 0.92: above 0, with at "
                                               "most nine decimals");
    if (!isDay(date))
        return failure(Error::Kind::Usage, "the day of a rate is written 2026-11-01");
    return Currency{std::string(code), *billionths, std::string(date)};
}

Result<Currency> parseCurrency(std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::size_t at = text.find('@', equals == std::string_view::npos ? 0 : equals);
    if (equals == std::string_view::npos || at == std::string_view::npos)
        return failure(Error::Kind::Usage,
                       "a currency is written with its rate and that rate's day: "
                       "EUR=0.92@2026-11-01");
    return makeCurrency(text.substr(0, equals), text.substr(equals + 1, at - equals - 1),
                        text.substr(at + 1));
}

std::string toString(const Currency &currency)
{
    return currency.code + "=" + rateText(currency) + "@" + currency.date;
}

std::string rateText(const Currency &currency)
{
    std::string text = toDecimal(Int128{currency.rate}, ratePlaces);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

std::string currencyWords(const Currency &currency)
{
    return currency.code + " at " + rateText(currency) + " of " + currency.date;
}

} // namespace outlay
