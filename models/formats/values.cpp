// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/values.h"

#include "models/money/tokenusage.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAllDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

/// "1723560043", "1723560043.25", "1.72e9": no date has these characters only.
bool looksLikeNumber(std::string_view text)
{
    if (text.starts_with('-'))
        text.remove_prefix(1);
    return !text.empty() && isDigit(text.front()) &&
           text.find_first_not_of("0123456789.eE+") == std::string_view::npos;
}

} // namespace

void Complaint::add(std::string_view field, std::string_view expected)
{
    if (!m_text.empty())
        return;
    m_text.append(field).append(": ").append(expected);
}

std::optional<std::int64_t> readCount(std::string_view text, std::string_view field,
                                      Complaint &complaint)
{
    constexpr std::size_t surelyFits = 12;
    if (text.size() <= surelyFits && isAllDigits(text)) {
        std::int64_t value = 0;
        for (const char c : text)
            value = value * 10 + (c - '0');
        return value;
    }
    const auto decimal = parseDecimal(text);
    const auto count = decimal ? scaled(*decimal, 0) : Result<std::int64_t>(0);
    if (!decimal) {
        complaint.add(field, "expected a whole number");
        return std::nullopt;
    }
    if (decimal->mantissa < 0) {
        complaint.add(field, "is negative");
        return std::nullopt;
    }
    if (!count || *count > maxTokens) {
        complaint.add(field, "is larger than 10^12");
        return std::nullopt;
    }
    const auto milli = scaled(*decimal, 6);
    if (!milli || *milli != *count * 1'000'000) {
        complaint.add(field, "has a fraction; expected a whole number");
        return std::nullopt;
    }
    return *count;
}

std::optional<Money> readUsd(std::string_view text, std::string_view field, Complaint &complaint)
{
    const auto money = parseUsd(text);
    if (!money) {
        complaint.add(field, "expected an amount of US dollars below 9.2 billion");
        return std::nullopt;
    }
    if (money->nanos < 0) {
        complaint.add(field, "is negative");
        return std::nullopt;
    }
    return *money;
}

std::optional<Instant> readTime(std::string_view text, std::string_view field, Complaint &complaint)
{
    const auto at = looksLikeNumber(text) ? parseEpoch(text) : parseInstant(text);
    if (!at) {
        complaint.add(field, "expected a time like 2026-11-23T12:00:00Z or seconds or milliseconds "
                             "since 1970");
        return std::nullopt;
    }
    if (!isPlausible(*at)) {
        complaint.add(field, "lies before 2015 or after 2099");
        return std::nullopt;
    }
    return *at;
}

std::optional<std::int64_t> readMicros(std::string_view text, int places, std::string_view field,
                                       Complaint &complaint)
{
    constexpr std::int64_t tenYears = 3653 * microsPerDay;
    const auto decimal = parseDecimal(text);
    const auto micros = decimal ? scaled(*decimal, 6 - places) : Result<std::int64_t>(-1);
    if (!decimal || !micros || *micros < 0 || *micros > tenYears) {
        complaint.add(field, "expected a duration from 0 to ten years");
        return std::nullopt;
    }
    return *micros;
}

Outcome outcomeOf(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, Outcome>, 18> words = {{
        {"success", Outcome::Success},
        {"succeeded", Outcome::Success},
        {"ok", Outcome::Success},
        {"OK", Outcome::Success},
        {"true", Outcome::Success},
        {"completed", Outcome::Success},
        {"error", Outcome::Error},
        {"failure", Outcome::Error},
        {"failed", Outcome::Error},
        {"false", Outcome::Error},
        {"errored", Outcome::Error},
        {"refused_by_cap", Outcome::RefusedByCap},
        {"cancelled", Outcome::Cancelled},
        {"canceled", Outcome::Cancelled},
        {"aborted", Outcome::Cancelled},
        {"Success", Outcome::Success},
        {"Error", Outcome::Error},
        {"Failed", Outcome::Error},
    }};
    for (const auto &[name, outcome] : words) {
        if (name == word)
            return outcome;
    }
    return Outcome::Unknown;
}

Outcome outcomeOfStatus(int httpStatus)
{
    constexpr int clientClosed = 499;
    if (httpStatus >= 200 && httpStatus < 300)
        return Outcome::Success;
    if (httpStatus == clientClosed)
        return Outcome::Cancelled;
    return httpStatus >= 400 && httpStatus < 600 ? Outcome::Error : Outcome::Unknown;
}

std::int64_t countOf(JsonValue object, std::string_view key, Complaint &complaint)
{
    const JsonValue value = object[key];
    if (!value.isSet())
        return 0;
    if (!value.isNumber() && !value.isString()) {
        complaint.add(key, "expected a whole number");
        return 0;
    }
    return readCount(value.text(), key, complaint).value_or(0);
}

std::string_view clipped(std::string_view text)
{
    constexpr std::size_t longest = 512;
    if (text.size() <= longest)
        return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

} // namespace outlay
