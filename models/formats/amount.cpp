// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/amount.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr std::size_t groupSize = 3;

/// "1,234,567": one to three digits, then groups of exactly three.
bool isGrouped(std::string_view digits, char mark)
{
    std::size_t group = digits.find(mark);
    if (group == 0 || group > groupSize)
        return false;
    while (group != std::string_view::npos) {
        const std::size_t next = digits.find(mark, group + 1);
        const std::size_t end = next == std::string_view::npos ? digits.size() : next;
        if (end - group - 1 != groupSize)
            return false;
        group = next;
    }
    return true;
}

std::string without(std::string_view text, char mark)
{
    std::string out(text);
    std::erase(out, mark);
    return out;
}

/// With a point before the decimals and nothing else, or nothing where that is a guess.
std::string plainOf(std::string_view text)
{
    const std::size_t comma = text.rfind(',');
    if (comma == std::string_view::npos)
        return std::string(text);
    const bool isNegative = text.starts_with('-');
    const std::string_view digits = isNegative ? text.substr(1) : text;
    const std::size_t last = digits.rfind(',');
    const std::size_t point = digits.rfind('.');
    std::string plain;
    if (point != std::string_view::npos && point > last) {
        if (isGrouped(digits.substr(0, point), ','))
            plain = without(digits, ',');
    } else if (digits.find(',') != last) { // several: no decimal sign comes twice
        if (point == std::string_view::npos && isGrouped(digits, ','))
            plain = without(digits, ',');
    } else {
        const std::string_view whole = digits.substr(0, last);
        const bool isWholeGrouped = point != std::string_view::npos && isGrouped(whole, '.');
        // "0,123" is no thousand, nor is "1234,567".
        const bool isDecimal =
            point == std::string_view::npos && (digits.size() - last - 1 != groupSize ||
                                                whole.size() > groupSize || whole.starts_with('0'));
        if (isWholeGrouped || isDecimal)
            plain = without(whole, '.') + '.' + std::string(digits.substr(last + 1));
    }
    return plain.empty() || !isNegative ? plain : '-' + plain;
}

} // namespace

std::optional<Money> readAmount(std::string_view text, std::string_view field, Complaint &complaint)
{
    std::string bare;
    for (const char c : text) {
        if (c != '$' && c != ' ')
            bare.push_back(c);
    }
    const std::string plain = plainOf(bare);
    if (plain.empty() && !bare.empty()) {
        complaint.add(field, "the comma may part thousands or decimals; write 1234.56");
        return std::nullopt;
    }
    const auto money = parseUsd(plain);
    if (!money)
        complaint.add(field, "expected a decimal number below 9.2 billion");
    return money ? std::optional(*money) : std::nullopt;
}

} // namespace outlay
