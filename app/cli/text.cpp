// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include "models/money/percent.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay::cli {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct Span
{
    char32_t first, last;
};
// Combining marks, joiners and variation selectors; Unicode 15, the blocks met in names.
constexpr std::array<Span, 7> narrowed{{{0x0300, 0x036F},
                                        {0x0483, 0x0489},
                                        {0x0591, 0x05BD},
                                        {0x200B, 0x200F},
                                        {0x20D0, 0x20FF},
                                        {0xFE00, 0xFE0F},
                                        {0xFE20, 0xFE2F}}};
// East Asian Wide and emoji (Unicode Standard Annex 11), by block.
constexpr std::array<Span, 9> widened{{{0x1100, 0x115F},
                                       {0x2E80, 0xA4CF},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0xFFE0, 0xFFE6},
                                       {0x1F300, 0x1FAFF},
                                       {0x20000, 0x3FFFD}}};

template <std::size_t N> bool isIn(const std::array<Span, N> &spans, char32_t code)
{
    return std::any_of(spans.begin(), spans.end(), [code](const Span &span) {
        return span.first <= code && code <= span.last;
    });
}

int columnsOf(char32_t code)
{
    if (isIn(narrowed, code))
        return 0;
    return isIn(widened, code) ? 2 : 1;
}

bool isControl(char32_t code)
{
    // Also the bidirectional overrides: they would reorder a row on the screen.
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    while (!text.empty()) {
        const Character next = nextCharacter(text);
        text.remove_prefix(next.bytes);
        if (next.code == '\n' || next.code == '\t' || next.code == '\r')
            safe += ' ';
        else
            appendUtf8(safe, isControl(next.code) ? replacement : next.code);
    }
    return safe;
}

int columns(std::string_view text)
{
    int width = 0;
    while (!text.empty()) {
        const Character next = nextCharacter(text);
        text.remove_prefix(next.bytes);
        width += columnsOf(next.code);
    }
    return width;
}

std::string elided(const std::string &text, int width)
{
    if (columns(text) <= width)
        return text;
    std::string cut;
    int used = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const Character next = nextCharacter(rest);
        used += columnsOf(next.code);
        if (used > width - 1)
            break;
        cut += rest.substr(0, next.bytes);
        rest.remove_prefix(next.bytes);
    }
    return cut += "…";
}

std::string shellWord(const std::string &text)
{
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "_-./:@%+=,";
    if (!text.empty() && text.find_first_not_of(plain) == std::string::npos)
        return text;
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted += "'";
}

std::string grouped(std::int64_t number)
{
    const std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > first && (digits.size() - i) % 3 == 0)
            text += ',';
        text += digits[i];
    }
    return text;
}

namespace {

/// `parts` of which `one` are one unit, behind `symbol`; rounded once, half to even.
std::string rounded(Int128 parts, Int128 one, int places, const std::string &symbol)
{
    Int128 unit = one; // parts in one of the last place shown
    for (int i = 0; i < places; ++i)
        unit /= 10;
    const bool isNegative = parts < 0;
    const Int128 whole = one / unit;
    Int128 units = divideHalfEven(isNegative ? -parts : parts, unit);
    const bool isLess = parts != 0 && (isNegative ? -parts : parts) < unit;
    if (isLess)
        units = 1;
    const std::string digits = toDecimal(units % whole, places);
    const std::string text = (isNegative ? "-" : "") + symbol +
                             grouped(static_cast<std::int64_t>(units / whole)) +
                             digits.substr(1); // behind its 0
    return (isLess ? (isNegative ? ">" : "<") : "") + text;
}

} // namespace

std::string dollars(Money amount, int places)
{
    return rounded(Int128{amount.nanos}, Int128{1'000'000'000}, places, "$");
}

std::string shownMoney(Money amount, const std::optional<Currency> &currency, int places)
{
    if (!currency)
        return dollars(amount, places);
    return rounded(partsOf(amount, *currency), currencyParts,
                   places - 2 + decimalsOf(currency->code), currency->code + " ");
}

std::string compact(std::int64_t count)
{
    if (count < 1000)
        return std::to_string(count);
    constexpr std::array<std::string_view, 4> units{"k", "M", "B", "T"};
    std::size_t unit = 0;
    std::int64_t one = 1000;
    // Up from where rounding to a tenth would give "1000.0".
    while (unit + 1 < units.size() && count >= one * 1000 - one / 20) {
        one *= 1000;
        ++unit;
    }
    const std::int64_t tenths = (count + one / 20) / (one / 10);
    std::string text = grouped(tenths / 10) + "." + std::to_string(tenths % 10);
    return text += units[unit];
}

std::string share(Money part, Money whole)
{
    const auto percent =
        static_cast<std::int64_t>(divideHalfEven(Int128{part.nanos} * 100, Int128{whole.nanos}));
    return percent == 0 && part.nanos > 0 ? '<' + asPercent(1) : asPercent(percent);
}

std::string bytesText(std::int64_t bytes)
{
    constexpr std::array units{" B", " kB", " MB", " GB", " TB"};
    std::size_t unit = 0;
    std::int64_t tenths = bytes * 10;
    while (tenths >= 10'000 && unit + 1 < units.size()) {
        tenths /= 1000;
        ++unit;
    }
    std::string text = std::to_string(tenths / 10);
    if (unit > 0 && tenths < 100)
        text += "." + std::to_string(tenths % 10);
    return text + units[unit];
}

std::string spanText(const TimeRange &range, const Zone &zone)
{
    const auto dayOf = [&zone](Instant at) {
        return toRfc3339(Instant{zone.dayOf(at) * microsPerDay}).substr(0, 10);
    };
    const std::string from = dayOf(range.from);
    const std::string last = dayOf({range.to.micros - 1});
    return from == last ? from : from + " to " + last;
}

std::string counted(std::int64_t number, std::string_view one, std::string_view many)
{
    std::string text = grouped(number) + " ";
    text += number == 1 ? one : many;
    return text;
}

} // namespace outlay::cli
