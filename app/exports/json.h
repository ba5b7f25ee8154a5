// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/output.h"
#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// Text as a JSON string with its quotes; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string jsonString(std::string_view text);

/// Writes one JSON document after the other, each ended by a line end, without holding it in
/// memory. Unknown values are null, never 0 or "" (DESIGN section 5).
class JsonWriter
{
public:
    explicit JsonWriter(Output &out);

    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    JsonWriter &key(std::string_view name);

    JsonWriter &string(std::string_view text);
    JsonWriter &number(std::int64_t number);
    /// A decimal as written, e.g. "1.234": only for ratios and seconds, money is a string.
    JsonWriter &decimal(std::string_view digits);
    JsonWriter &boolean(bool value);
    JsonWriter &null();
    /// "12.345678901" as a string, or null.
    JsonWriter &money(std::optional<Money> amount);
    /// RFC 3339 UTC, or null.
    JsonWriter &time(std::optional<Instant> at);
    JsonWriter &text(const std::optional<std::string> &value);
    /// A line end between elements of a long array, so that people and `grep` can read it.
    JsonWriter &newLine();

    JsonWriter &field(std::string_view name, std::string_view value);
    JsonWriter &field(std::string_view name, const char *value) = delete;
    JsonWriter &field(std::string_view name, std::int64_t value);
    JsonWriter &field(std::string_view name, bool value) = delete;

private:
    void separate();
    void put(std::string_view token);

    Output &m_out;
    std::vector<bool> m_hasElements; ///< one per open object or array
    bool m_isAfterKey = false;
    bool m_isAfterNewLine = false;
};

} // namespace outlay
