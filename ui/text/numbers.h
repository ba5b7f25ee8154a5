// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/int128.h"
#include "models/money/money.h"

#include <QLocale>
#include <QString>

#include <cstdint>
#include <optional>

namespace outlay::ui {

// In the currency shown (shown.h), from dollars by one rounding; figures called exact, and what is
// typed, are US dollars.

/// Totals: 2 decimals (those of the currency), rounded half to even from the exact amount, grouped
/// by the locale; a non-zero amount that would read as zero is "<$0.01". Never through a double.
[[nodiscard]] QString money(Money amount, const QLocale &locale);
/// The same of a difference: with a plus where it is more than nothing.
[[nodiscard]] QString signedMoney(Money amount, const QLocale &locale);
/// Per-request and per-task figures: 4 decimals, "<$0.0001".
[[nodiscard]] QString moneyFine(Money amount, const QLocale &locale);
/// US dollars whatever is shown: what limits and fees are set in.
[[nodiscard]] QString dollars(Money amount, const QLocale &locale);
/// US dollars, all nine decimals less trailing zeros, at least two: for tool tips and receipts.
[[nodiscard]] QString moneyExact(Money amount, const QLocale &locale);
/// The same for an amount in 12 places of a dollar: terms of receipts.
[[nodiscard]] QString picosExact(Int128 picos, const QLocale &locale);
/// Axis and tile: "$4,812", "$12.4K", "$1.2M"; at most one decimal, no ".0".
[[nodiscard]] QString moneyCompact(Money amount, const QLocale &locale);
/// The same without a fraction.
[[nodiscard]] QString moneyWhole(Money amount, const QLocale &locale);
/// A mark of an axis with steps of `step`: as many decimals as its steps need.
[[nodiscard]] QString moneyTick(Money amount, Money step, const QLocale &locale);
/// "≥ $12.00": of a sum that has parts whose amount is not known.
[[nodiscard]] QString atLeast(const QString &figure);
/// An en dash for what is unknown.
[[nodiscard]] QString moneyOrDash(std::optional<Money> amount, const QLocale &locale);

/// "EUR at 0.92 of 2026-11-01"; empty where figures are dollars.
[[nodiscard]] QString currencyNote(const QLocale &locale);

/// What a person typed: "$1,200.50", "200 USD" in the locale's way; nullopt: no amount of zero or
/// more.
[[nodiscard]] std::optional<Money> typedMoney(QString text, const QLocale &locale);

/// Grouped whole number.
[[nodiscard]] QString count(std::int64_t value, const QLocale &locale);
/// "812", "1.8K", "184K", "1.2M", "3.4B".
[[nodiscard]] QString countCompact(std::int64_t value, const QLocale &locale);
[[nodiscard]] QString countOrDash(std::optional<std::int64_t> value, const QLocale &locale);

/// A number as a percentage: "75%", in the way of the language.
[[nodiscard]] QString percentText(const QString &number, const QLocale &locale);
/// part / whole as "38.2%", "<0.1%" for a non-zero that would read as zero, ">99.9%" for a part
/// that would read as all; dash when whole is 0.
[[nodiscard]] QString share(std::int64_t part, std::int64_t whole, const QLocale &locale);
/// The same without a decimal, "<1%" and ">99%" where it would mislead.
[[nodiscard]] QString shareWhole(std::int64_t part, std::int64_t whole, const QLocale &locale);
/// "12.4%", from 100 on without a decimal; the sign is left to an arrow.
[[nodiscard]] QString changePercent(std::int64_t now, std::int64_t before, const QLocale &locale);

/// "4.2 MB": decimal units.
[[nodiscard]] QString bytes(std::int64_t value, const QLocale &locale);
[[nodiscard]] QString dash();

} // namespace outlay::ui
