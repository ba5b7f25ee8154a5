// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/numbers.h"

#include "models/money/int128.h"

#include <array>
#include <limits>

namespace outlay::ui {
namespace {

constexpr std::int64_t nanosPerUsd = 1'000'000'000;

std::uint64_t magnitude(std::int64_t value)
{
    return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                     : static_cast<std::uint64_t>(value);
}

std::uint64_t roundHalfEven(std::uint64_t value, std::uint64_t unit)
{
    const std::uint64_t quotient = value / unit;
    const std::uint64_t rest = value % unit;
    const bool up = rest > unit - rest || (rest == unit - rest && quotient % 2 == 1);
    return quotient + (up ? 1 : 0);
}

/// "$" where a dollar can only be the US one, "US$" where people have a dollar of their own.
QString dollar(const QLocale &locale)
{
    const QString own = locale.currencySymbol(QLocale::CurrencyIsoCode);
    const bool hasOther =
        own != QLatin1String("USD") && locale.currencySymbol().contains(QLatin1Char('$'));
    return hasOther ? QStringLiteral("US$") : QStringLiteral("$");
}

QLocale grouped(QLocale locale)
{
    // The C locale leaves separators out and puts the symbol behind: English is meant.
    if (locale.language() == QLocale::C)
        locale = QLocale(QLocale::English, QLocale::UnitedStates);
    locale.setNumberOptions(QLocale::DefaultNumberOptions);
    return locale;
}

/// The locale places the symbol around the whole part; fraction and suffix go behind its digits.
QString currency(std::uint64_t whole, const QString &behind, const QLocale &locale)
{
    QString text = grouped(locale).toCurrencyString(static_cast<qulonglong>(whole), dollar(locale));
    qsizetype end = text.size();
    while (end > 0 && !text.at(end - 1).isDigit())
        --end;
    return text.insert(end, behind);
}

QString fraction(std::uint64_t value, int places, const QLocale &locale)
{
    QString digits;
    for (int i = 0; i < places; ++i) {
        digits.prepend(locale.toString(static_cast<qulonglong>(value % 10)));
        value /= 10;
    }
    return digits.isEmpty() ? digits : QString(locale.decimalPoint() + digits);
}

QString fixed(Money amount, int places, const QLocale &locale)
{
    std::uint64_t scale = 1;
    for (int i = 0; i < places; ++i)
        scale *= 10;
    const std::uint64_t size = magnitude(amount.nanos);
    const std::uint64_t units = roundHalfEven(size, nanosPerUsd / scale);
    const QString sign = amount.nanos < 0 ? locale.negativeSign() : QString();
    if (units == 0 && size != 0) {
        const QString least = currency(0, fraction(1, places, locale), locale);
        return amount.nanos > 0 ? QString(QLatin1Char('<') + least)
                                : QString(QLatin1Char('>') + sign + least);
    }
    return sign + currency(units / scale, fraction(units % scale, places, locale), locale);
}

struct Scale
{
    std::uint64_t unit;
    const char *suffix;
};
constexpr std::array<Scale, 5> scales{
    {{1, ""}, {1'000, "K"}, {1'000'000, "M"}, {1'000'000'000, "B"}, {1'000'000'000'000, "T"}}};

struct Compact
{
    std::uint64_t tenths = 0;
    const char *suffix = "";
};

/// Three digits with one decimal below 100: 1.8K, 18.4K, 184K.
Compact compact(std::uint64_t value, std::uint64_t one)
{
    for (std::size_t i = 1;; ++i) {
        const std::uint64_t unit = one * scales.at(i).unit;
        const std::uint64_t tenths = roundHalfEven(value, unit / 10);
        if (tenths < 9'995 || i + 1 == scales.size())
            return {tenths >= 1000 ? (tenths + 5) / 10 * 10 : tenths, scales.at(i).suffix};
    }
}

} // namespace

QString dash()
{
    return QStringLiteral("–");
}

QString money(Money amount, const QLocale &locale)
{
    return fixed(amount, 2, locale);
}

QString signedMoney(Money amount, const QLocale &locale)
{
    return amount > Money{} ? QLatin1Char('+') + money(amount, locale) : money(amount, locale);
}

QString moneyFine(Money amount, const QLocale &locale)
{
    return fixed(amount, 4, locale);
}

QString moneyExact(Money amount, const QLocale &locale)
{
    const std::uint64_t size = magnitude(amount.nanos);
    std::uint64_t rest = size % nanosPerUsd;
    int places = 9;
    while (places > 2 && rest % 10 == 0) {
        rest /= 10;
        --places;
    }
    const QString sign = amount.nanos < 0 ? locale.negativeSign() : QString();
    return sign + currency(size / nanosPerUsd, fraction(rest, places, locale), locale);
}

QString picosExact(Int128 picos, const QLocale &locale)
{
    constexpr Int128 picosPerUsd = Int128{1'000} * nanosPerUsd;
    const Int128 size = picos < 0 ? -picos : picos;
    auto rest = static_cast<std::uint64_t>(size % picosPerUsd);
    int places = 12;
    while (places > 2 && rest % 10 == 0) {
        rest /= 10;
        --places;
    }
    const QString sign = picos < 0 ? locale.negativeSign() : QString();
    return sign + currency(static_cast<std::uint64_t>(size / picosPerUsd),
                           fraction(rest, places, locale), locale);
}

QString moneyCompact(Money amount, const QLocale &locale)
{
    const std::uint64_t size = magnitude(amount.nanos);
    if (size < 100 * nanosPerUsd && size % nanosPerUsd != 0)
        return money(amount, locale);
    const QString sign = amount.nanos < 0 ? locale.negativeSign() : QString();
    const std::uint64_t whole = roundHalfEven(size, nanosPerUsd);
    if (whole < 10'000)
        return sign + currency(whole, {}, locale);
    const Compact c = compact(whole, 1);
    const QString tail = c.tenths % 10 == 0 ? QString() : fraction(c.tenths % 10, 1, locale);
    return sign + currency(c.tenths / 10, tail + QLatin1String(c.suffix), locale);
}

QString moneyTick(Money amount, Money step, const QLocale &locale)
{
    if (step.nanos % nanosPerUsd == 0)
        return moneyCompact(amount, locale);
    int places = 2;
    for (std::int64_t unit = nanosPerUsd / 100; unit > 1 && step.nanos % unit != 0; unit /= 10)
        ++places;
    return amount == Money{} ? moneyCompact(amount, locale) : fixed(amount, places, locale);
}

QString moneyOrDash(std::optional<Money> amount, const QLocale &locale)
{
    return amount ? money(*amount, locale) : dash();
}

std::optional<Money> typedMoney(QString text, const QLocale &locale)
{
    text.remove(QLatin1Char('$')).remove(locale.groupSeparator());
    text.remove(QStringLiteral("USD"), Qt::CaseInsensitive);
    text.replace(locale.decimalPoint(), QStringLiteral("."));
    const auto amount = parseUsd(text.trimmed().toStdString());
    if (!amount || *amount < Money{})
        return {};
    return *amount;
}

QString count(std::int64_t value, const QLocale &locale)
{
    return grouped(locale).toString(static_cast<qlonglong>(value));
}

QString countCompact(std::int64_t value, const QLocale &locale)
{
    const std::uint64_t size = magnitude(value);
    if (size < 1000)
        return count(value, locale);
    const Compact c = compact(size, 1);
    const QString sign = value < 0 ? locale.negativeSign() : QString();
    const QString tail = c.tenths % 10 == 0 ? QString() : fraction(c.tenths % 10, 1, locale);
    return sign + grouped(locale).toString(static_cast<qulonglong>(c.tenths / 10)) + tail +
           QLatin1String(c.suffix);
}

QString countOrDash(std::optional<std::int64_t> value, const QLocale &locale)
{
    return value ? count(*value, locale) : dash();
}

QString share(std::int64_t part, std::int64_t whole, const QLocale &locale)
{
    if (whole <= 0)
        return dash();
    const Int128 tenths = divideHalfEven(Int128{part} * 1000, whole);
    const auto percent = [&locale](std::int64_t t) {
        return QString(locale.toString(static_cast<double>(t) / 10.0, 'f', 1) + locale.percent());
    };
    if (tenths == 0 && part > 0)
        return QLatin1Char('<') + percent(1);
    if (tenths == 1000 && part < whole)
        return QLatin1Char('>') + percent(999);
    return percent(static_cast<std::int64_t>(tenths));
}

QString shareWhole(std::int64_t part, std::int64_t whole, const QLocale &locale)
{
    if (whole <= 0)
        return dash();
    const Int128 percents = divideHalfEven(Int128{part} * 100, whole);
    const auto text = [&locale](std::int64_t p) {
        return QString(locale.toString(static_cast<qlonglong>(p)) + locale.percent());
    };
    if (percents == 0 && part > 0)
        return QLatin1Char('<') + text(1);
    if (percents == 100 && part < whole)
        return QLatin1Char('>') + text(99);
    return text(static_cast<std::int64_t>(percents));
}

QString changePercent(std::int64_t now, std::int64_t before, const QLocale &locale)
{
    if (before <= 0)
        return dash();
    const double change = 100.0 * (static_cast<double>(now) - static_cast<double>(before)) /
                          static_cast<double>(before);
    const double size = change < 0 ? -change : change;
    return grouped(locale).toString(size, 'f', size < 99.95 ? 1 : 0) + locale.percent();
}

QString bytes(std::int64_t value, const QLocale &locale)
{
    return locale.formattedDataSize(value, value < 1'000'000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

} // namespace outlay::ui
