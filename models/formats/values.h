// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"
#include "models/money/dimension.h"
#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// Why a record cannot be taken: the first thing that was wrong. Names fields, never quotes values,
/// which may be content.
class Complaint
{
public:
    void add(std::string_view field, std::string_view expected);
    [[nodiscard]] bool isEmpty() const { return m_text.empty(); }
    [[nodiscard]] const std::string &text() const { return m_text; }
    void clear() { m_text.clear(); }

private:
    std::string m_text;
};

// Each reads one value as text, complains about what it cannot be, and then returns nothing.

/// A whole number 0..maxTokens; "28", "28.0", "2.8e1".
[[nodiscard]] std::optional<std::int64_t> readCount(std::string_view text, std::string_view field,
                                                    Complaint &complaint);
/// US dollars, not negative, rounded once to a nano-dollar.
[[nodiscard]] std::optional<Money> readUsd(std::string_view text, std::string_view field,
                                           Complaint &complaint);
/// RFC 3339 with or without zone, or seconds or milliseconds since 1970; within [2015, 2100).
[[nodiscard]] std::optional<Instant> readTime(std::string_view text, std::string_view field,
                                              Complaint &complaint);
/// A duration in units of 10^-`places` seconds ("latency_ms": 3), not negative, at most 10 years.
[[nodiscard]] std::optional<std::int64_t> readMicros(std::string_view text, int places,
                                                     std::string_view field, Complaint &complaint);
/// "success", "error", … and the words other tools use for them.
[[nodiscard]] Outcome outcomeOf(std::string_view word);
/// 2xx success, 499 cancelled, other 4xx and 5xx error, else unknown.
[[nodiscard]] Outcome outcomeOfStatus(int httpStatus);

/// readCount() of a number or numeric string of an object; null and absent are 0 without complaint.
[[nodiscard]] std::int64_t countOf(JsonValue object, std::string_view key, Complaint &complaint);

/// Enough of a text for a name or an id: longer ones are cut at a character's start.
[[nodiscard]] std::string_view clipped(std::string_view text);

} // namespace outlay
