// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// A JSON value whose numbers stay the text they were written as: a price read through a double
/// would no longer be the price.
struct JsonNode
{
    enum class Kind
    {
        Null,
        Bool,
        Number,
        String,
        Array,
        Object,
    };
    Kind kind = Kind::Null;
    bool isTrue = false;
    std::string text;               ///< of a String, unescaped; of a Number, as written
    std::vector<std::string> keys;  ///< of an Object, beside `children`
    std::vector<JsonNode> children; ///< elements of an Array, values of an Object

    /// The value of a key, the last one where it is repeated; null pointer if absent or null.
    [[nodiscard]] const JsonNode *find(std::string_view key) const;
    /// The text of a String or Number; null pointer for everything else.
    [[nodiscard]] const std::string *scalar() const;
    [[nodiscard]] bool isObject() const { return kind == Kind::Object; }
    [[nodiscard]] bool isArray() const { return kind == Kind::Array; }
    [[nodiscard]] bool isString() const { return kind == Kind::String; }
};

/// One whole document; Malformed for anything else, invalid UTF-8 and nesting beyond 64 included.
[[nodiscard]] Result<JsonNode> parseJson(std::string_view bytes);

/// "text" with quotes and escapes.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace outlay
