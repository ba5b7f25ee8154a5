// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"

#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// A currency figures are shown in, at a rate somebody wrote down. Money itself stays dollars:
/// what is kept, exported and closed knows of no other.
struct Currency
{
    std::string code;      ///< "EUR"
    std::int64_t rate = 0; ///< billionths of one unit for one US dollar
    std::string date;      ///< of the rate, "2026-11-01"

    bool operator==(const Currency &) const = default;
};

/// Figures in parts of one unit of the currency, exactly; what is shown is rounded once from them.
inline constexpr Int128 currencyParts = Int128{1'000'000'000} * 1'000'000'000;
[[nodiscard]] constexpr Int128 partsOf(Money amount, const Currency &currency)
{
    return Int128{amount.nanos} * currency.rate;
}

/// Places its amounts are written with: 2, or what ISO 4217 says.
[[nodiscard]] int decimalsOf(std::string_view code);
/// Usage errors name what is wrong: three letters and not USD, a rate above 0 with at most nine
/// decimals and not above ten million, a day that exists.
[[nodiscard]] Result<Currency> makeCurrency(std::string_view code, std::string_view rate,
                                            std::string_view date);
/// "EUR=0.92@2026-11-01" and back.
[[nodiscard]] Result<Currency> parseCurrency(std::string_view text);
[[nodiscard]] std::string toString(const Currency &currency);
/// "0.92": as few decimals as say it.
[[nodiscard]] std::string rateText(const Currency &currency);
/// "EUR at 0.92 of 2026-11-01".
[[nodiscard]] std::string currencyWords(const Currency &currency);

} // namespace outlay
