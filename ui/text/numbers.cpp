// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/numbers.h"

#include "models/money/int128.h"
#include "ui/text/bidi.h"
#include "ui/text/shown.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

namespace outlay::ui {
namespace {

constexpr std::int64_t nanosPerUsd = 1'000'000'000;

struct NumberWords
{
    Q_DECLARE_TR_FUNCTIONS(Numbers)
};

std::uint64_t magnitude(std::int64_t value)
{
    return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                     : static_cast<std::uint64_t>(value);
}

UInt128 roundHalfEven(UInt128 value, UInt128 unit)
{
    const UInt128 quotient = value / unit;
    const UInt128 rest = value % unit;
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

/// Of those whose sign means no other currency; the rest are their letters.
QString symbolOf(const std::string &code)
{
    constexpr std::array<std::pair<std::string_view, char16_t>, 6> signs{
        {{"EUR", u'€'}, {"GBP", u'£'}, {"INR", u'₹'}, {"JPY", u'¥'}, {"KRW", u'₩'}, {"ILS", u'₪'}}};
    for (const auto &[known, sign] : signs) {
        if (known == code)
            return QString(QChar(sign));
    }
    return QString::fromStdString(code);
}

/// What an amount is written in: `size` of which `one` are one unit of it.
struct Written
{
    UInt128 size = 0;
    UInt128 one = 1;
    bool isNegative = false;
    int decimals = 2;
    QString symbol;
};

Written inDollars(Money amount, const QLocale &locale)
{
    return {magnitude(amount.nanos), nanosPerUsd, amount.nanos < 0, 2, dollar(locale)};
}

/// Exact: the rounding to the places shown is the only one.
Written inShown(Money amount, const QLocale &locale)
{
    const auto shown = shownCurrency();
    if (!shown)
        return inDollars(amount, locale);
    const Int128 parts = partsOf(amount, *shown);
    return {static_cast<UInt128>(parts < 0 ? -parts : parts), static_cast<UInt128>(currencyParts),
            parts < 0, decimalsOf(shown->code), symbolOf(shown->code)};
}

/// The locale places the symbol around the whole part; fraction and suffix go behind its digits.
QString currency(UInt128 whole, const QString &behind, const QString &symbol, const QLocale &locale)
{
    QString text = grouped(locale).toCurrencyString(static_cast<qulonglong>(whole), symbol);
    qsizetype end = text.size();
    while (end > 0 && !text.at(end - 1).isDigit())
        --end;
    text.insert(end, behind);
    // "CHF 12", where "$12" needs no room.
    const qsizetype place = text.indexOf(symbol);
    const qsizetype after = place + symbol.size();
    if (place == 0 && symbol.back().isLetter() && after < text.size() && text.at(after).isDigit())
        text.insert(after, QChar(QChar::Nbsp));
    return text;
}

QString fraction(UInt128 value, int places, const QLocale &locale)
{
    QString digits;
    for (int i = 0; i < places; ++i) {
        digits.prepend(locale.toString(static_cast<qulonglong>(value % 10)));
        value /= 10;
    }
    return digits.isEmpty() ? digits : QString(locale.decimalPoint() + digits);
}

/// Mirrored, what stands before a figure would stand behind it.
QString behindMark(const QString &mark, const QString &figure)
{
    return mark.isEmpty() ? figure : isolated(mark + figure);
}

QString fixed(const Written &amount, int places, const QLocale &locale)
{
    std::uint64_t scale = 1;
    for (int i = 0; i < places; ++i)
        scale *= 10;
    const UInt128 units = roundHalfEven(amount.size, amount.one / scale);
    const QString sign = amount.isNegative ? locale.negativeSign() : QString();
    if (units == 0 && amount.size != 0) {
        const QString least =
            currency(places == 0 ? 1 : 0, fraction(1, places, locale), amount.symbol, locale);
        return behindMark(amount.isNegative ? QString(u'>' + sign) : QStringLiteral("<"), least);
    }
    return behindMark(sign, currency(units / scale, fraction(units % scale, places, locale),
                                     amount.symbol, locale));
}

/// All decimals there are less trailing zeros, at least two.
QString exact(const Written &amount, int places, const QLocale &locale)
{
    UInt128 rest = amount.size % amount.one;
    while (places > 2 && rest % 10 == 0) {
        rest /= 10;
        --places;
    }
    const QString sign = amount.isNegative ? locale.negativeSign() : QString();
    return behindMark(sign, currency(amount.size / amount.one, fraction(rest, places, locale),
                                     amount.symbol, locale));
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

/// Three digits with one decimal below 100: 1.8K, 18.4K, 184K. Rounded once.
Compact compact(UInt128 value, UInt128 one)
{
    for (std::size_t i = 1;; ++i) {
        const UInt128 unit = one * scales.at(i).unit;
        const UInt128 whole = roundHalfEven(value, unit);
        if (whole >= 1000 && i + 1 < scales.size())
            continue;
        const UInt128 tenths = roundHalfEven(value, unit / 10);
        return {static_cast<std::uint64_t>(tenths >= 1000 ? whole * 10 : tenths),
                scales.at(i).suffix};
    }
}

QString compactText(const Written &amount, const QLocale &locale)
{
    const QString sign = amount.isNegative ? locale.negativeSign() : QString();
    const UInt128 whole = roundHalfEven(amount.size, amount.one);
    if (whole < 10'000)
        return behindMark(sign, currency(whole, {}, amount.symbol, locale));
    const Compact c = compact(amount.size, amount.one);
    const QString tail = c.tenths % 10 == 0 ? QString() : fraction(c.tenths % 10, 1, locale);
    return behindMark(
        sign, currency(c.tenths / 10, tail + QLatin1String(c.suffix), amount.symbol, locale));
}

/// Steps of axes have two digits; more of them are what the way to dollars and back has added.
UInt128 twoDigits(UInt128 value)
{
    UInt128 unit = 1;
    while (value / unit >= 100)
        unit *= 10;
    return roundHalfEven(value, unit) * unit;
}

} // namespace

QString dash()
{
    return QStringLiteral("–");
}

QString money(Money amount, const QLocale &locale)
{
    const Written written = inShown(amount, locale);
    return fixed(written, written.decimals, locale);
}

QString signedMoney(Money amount, const QLocale &locale)
{
    return behindMark(amount > Money{} ? QStringLiteral("+") : QString(), money(amount, locale));
}

QString moneyFine(Money amount, const QLocale &locale)
{
    const Written written = inShown(amount, locale);
    return fixed(written, written.decimals + 2, locale);
}

QString dollars(Money amount, const QLocale &locale)
{
    return fixed(inDollars(amount, locale), 2, locale);
}

QString moneyExact(Money amount, const QLocale &locale)
{
    constexpr int places = 9;
    return exact(inDollars(amount, locale), places, locale);
}

QString picosExact(Int128 picos, const QLocale &locale)
{
    constexpr int places = 12;
    constexpr UInt128 picosPerUsd = UInt128{1'000} * nanosPerUsd;
    return exact({static_cast<UInt128>(picos < 0 ? -picos : picos), picosPerUsd, picos < 0, 2,
                  dollar(locale)},
                 places, locale);
}

QString moneyCompact(Money amount, const QLocale &locale)
{
    const Written written = inShown(amount, locale);
    if (written.size < 100 * written.one && written.size % written.one != 0)
        return fixed(written, written.decimals, locale);
    return compactText(written, locale);
}

QString moneyWhole(Money amount, const QLocale &locale)
{
    return compactText(inShown(amount, locale), locale);
}

QString moneyTick(Money amount, Money step, const QLocale &locale)
{
    Written mark = inShown(amount, locale);
    Written gap = inShown(step, locale);
    if (shownCurrency()) { // as many round steps as lie below it
        gap.size = twoDigits(gap.size);
        mark.size = gap.size * roundHalfEven(magnitude(amount.nanos), magnitude(step.nanos));
    }
    if (mark.size == 0 || gap.size % gap.one == 0)
        return mark.size % mark.one == 0 ? compactText(mark, locale) : moneyCompact(amount, locale);
    int places = 2;
    for (UInt128 unit = gap.one / 100; unit > 1 && gap.size % unit != 0; unit /= 10)
        ++places;
    return fixed(mark, std::min(places, 12), locale);
}

QString atLeast(const QString &figure)
{
    return isolated(NumberWords::tr("≥ %1", "at least this amount").arg(figure));
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

QString currencyNote(const QLocale &locale)
{
    const auto shown = shownCurrency();
    if (!shown)
        return {};
    const QString rate =
        QString::fromStdString(rateText(*shown)).replace(u'.', locale.decimalPoint());
    return NumberWords::tr("%1 at %2 of %3", "currency, its rate, the day of the rate")
        .arg(QString::fromStdString(shown->code), rate, QString::fromStdString(shown->date));
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

QString percentText(const QString &number, const QLocale &locale)
{
    return NumberWords::tr("%1%2", "number, percent sign").arg(number, locale.percent());
}

QString share(std::int64_t part, std::int64_t whole, const QLocale &locale)
{
    if (whole <= 0)
        return dash();
    const Int128 tenths = divideHalfEven(Int128{part} * 1000, whole);
    const auto percent = [&locale](std::int64_t t) {
        return percentText(locale.toString(static_cast<double>(t) / 10.0, 'f', 1), locale);
    };
    if (tenths == 0 && part > 0)
        return behindMark(QStringLiteral("<"), percent(1));
    if (tenths == 1000 && part < whole)
        return behindMark(QStringLiteral(">"), percent(999));
    return percent(static_cast<std::int64_t>(tenths));
}

QString shareWhole(std::int64_t part, std::int64_t whole, const QLocale &locale)
{
    if (whole <= 0)
        return dash();
    const Int128 percents = divideHalfEven(Int128{part} * 100, whole);
    const auto text = [&locale](std::int64_t p) {
        return percentText(locale.toString(static_cast<qlonglong>(p)), locale);
    };
    if (percents == 0 && part > 0)
        return behindMark(QStringLiteral("<"), text(1));
    if (percents == 100 && part < whole)
        return behindMark(QStringLiteral(">"), text(99));
    return text(static_cast<std::int64_t>(percents));
}

QString changePercent(std::int64_t now, std::int64_t before, const QLocale &locale)
{
    if (before <= 0)
        return dash();
    const double change = 100.0 * (static_cast<double>(now) - static_cast<double>(before)) /
                          static_cast<double>(before);
    const double size = change < 0 ? -change : change;
    return percentText(grouped(locale).toString(size, 'f', size < 99.95 ? 1 : 0), locale);
}

QString bytes(std::int64_t value, const QLocale &locale)
{
    return isolated(
        locale.formattedDataSize(value, value < 1'000'000 ? 0 : 1, QLocale::DataSizeSIFormat));
}

} // namespace outlay::ui
