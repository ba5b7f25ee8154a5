// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"

#include <cstdint>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <utility>

namespace outlay {

/// A JSON scalar as written. Views point into the record, or into the parser's buffer where the
/// text had escapes, and live as long as the record.
struct JsonScalar
{
    enum class Kind : std::uint8_t
    {
        Null,
        Text,
        Number, ///< or anything else that stands where a number could: NaN, 1e400
        True,
        False,
        Nested, ///< an object or array
        Broken, ///< text with an escape that is none
    };
    Kind kind = Kind::Null;
    std::string_view text; ///< without quotes; a number as it is written
};

/// Reads the value's scalar; leaves objects and arrays unread. Call once per value.
[[nodiscard]] JsonScalar scalarOf(simdjson::ondemand::value value);

/// value x 10^places, half to even, without allocation; nullopt where only the general way of
/// models/money can tell (exponents, very long numbers, nonsense).
[[nodiscard]] std::optional<std::int64_t> quickScaled(std::string_view number, int places);

/// Opens records one after another with one simdjson parser.
class JsonRecord
{
public:
    /// The root object of `bytes`, which stay readable for recordPadding bytes; nullopt with
    /// `problem` set if they hold none.
    [[nodiscard]] std::optional<simdjson::ondemand::object> open(std::string_view bytes,
                                                                 std::string &problem);
    /// The document of the same bytes, for roots other than objects.
    [[nodiscard]] simdjson::ondemand::document *openAny(std::string_view bytes,
                                                        std::string &problem);
    /// After the root object has been read: whether it ended exactly where the record does. One
    /// brace too few is not seen before, and what stands in the padding must not close it.
    [[nodiscard]] bool isAtEnd();

private:
    simdjson::ondemand::parser m_parser;
    simdjson::ondemand::document m_document;
};

/// Takes fields out of JSON leniently (numbers as text, 1.0 for 1, null for absent) but never
/// wrongly: a value that cannot be meant is refused with a problem that names the field.
class JsonFields
{
public:
    std::string problem; ///< why the last call returned false

    bool fail(std::string_view field, std::string_view what);
    bool failAtEnd() { return fail({}, "malformed JSON"); }
    /// Text or number as text; null, bool and nested values leave `out` empty.
    bool text(simdjson::ondemand::value value, std::string_view field, std::string_view &out);
    /// 0 <= out <= maxTokens; absent (null) leaves `out` as it is.
    bool count(simdjson::ondemand::value value, std::string_view field, std::int64_t &out);
    /// US dollars, not negative.
    bool money(simdjson::ondemand::value value, std::string_view field, std::optional<Money> &out);
    /// RFC 3339 text or seconds or milliseconds since 1970; plausible only.
    bool instant(simdjson::ondemand::value value, std::string_view field,
                 std::optional<Instant> &out)
    {
        return instant(scalarOf(value), field, out);
    }
    bool instant(const JsonScalar &scalar, std::string_view field, std::optional<Instant> &out);
    /// true, "true", "True"; everything else is false.
    static bool flag(simdjson::ondemand::value value);

    /// Calls visit(key, value) for each field until it returns false. False also, with a problem,
    /// where the JSON breaks.
    template <typename Visit> bool each(simdjson::ondemand::object object, Visit visit)
    {
        for (simdjson::simdjson_result<simdjson::ondemand::field> found : object) {
            simdjson::ondemand::field field;
            std::string_view key;
            if (std::move(found).get(field) != simdjson::SUCCESS || !keyOf(field, key))
                return fail({}, "malformed JSON");
            if (!visit(key, field.value()))
                return false;
        }
        return true;
    }

private:
    static bool keyOf(simdjson::ondemand::field &field, std::string_view &key);
};

/// The top-level "type" of a JSON object where it stands before the first nested value, found
/// without parsing the line; empty if it is not there. Most of the bytes of a transcript are tool
/// output that this passes over.
[[nodiscard]] std::string_view leadingType(std::string_view line);

/// Whether the line has the outer shape of an object. Says nothing about what is inside.
[[nodiscard]] inline bool hasObjectShape(std::string_view line)
{
    return line.size() >= 2 && line.front() == '{' && line.back() == '}';
}

} // namespace outlay
