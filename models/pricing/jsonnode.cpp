// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/jsonnode.h"

#include <simdjson.h>

#include <array>
#include <cstdio>

namespace outlay {

namespace {

namespace od = simdjson::ondemand;

constexpr int maxDepth = 64;

std::string_view trimmed(std::string_view token)
{
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    return token;
}

simdjson::error_code read(od::value value, JsonNode &node, int depth);

simdjson::error_code readObject(od::value value, JsonNode &node, int depth)
{
    od::object object;
    if (auto error = value.get_object().get(object))
        return error;
    node.kind = JsonNode::Kind::Object;
    for (auto field : object) {
        std::string_view key;
        if (auto error = field.unescaped_key().get(key))
            return error;
        node.keys.emplace_back(key);
        od::value child;
        if (auto error = field.value().get(child))
            return error;
        if (auto error = read(child, node.children.emplace_back(), depth + 1))
            return error;
    }
    return simdjson::SUCCESS;
}

simdjson::error_code readArray(od::value value, JsonNode &node, int depth)
{
    od::array array;
    if (auto error = value.get_array().get(array))
        return error;
    node.kind = JsonNode::Kind::Array;
    for (auto element : array) {
        od::value child;
        if (auto error = element.get(child))
            return error;
        if (auto error = read(child, node.children.emplace_back(), depth + 1))
            return error;
    }
    return simdjson::SUCCESS;
}

simdjson::error_code read(od::value value, JsonNode &node, int depth)
{
    if (depth > maxDepth)
        return simdjson::DEPTH_ERROR;
    od::json_type type{};
    if (auto error = value.type().get(type))
        return error;
    switch (type) {
    case od::json_type::object:
        return readObject(value, node, depth);
    case od::json_type::array:
        return readArray(value, node, depth);
    case od::json_type::string: {
        std::string_view text;
        if (auto error = value.get_string().get(text))
            return error;
        node.kind = JsonNode::Kind::String;
        node.text = text;
        return simdjson::SUCCESS;
    }
    case od::json_type::number: {
        // Checked as a JSON number, then kept as written.
        node.kind = JsonNode::Kind::Number;
        node.text = trimmed(value.raw_json_token());
        return simdjson::SUCCESS;
    }
    case od::json_type::boolean:
        node.kind = JsonNode::Kind::Bool;
        return value.get_bool().get(node.isTrue);
    case od::json_type::null:
        break;
    }
    bool isNull = false;
    if (auto error = value.is_null().get(isNull))
        return error;
    return isNull ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
}

} // namespace

const JsonNode *JsonNode::find(std::string_view key) const
{
    for (std::size_t i = keys.size(); i-- > 0;) {
        if (keys[i] == key)
            return children[i].kind == Kind::Null ? nullptr : &children[i];
    }
    return nullptr;
}

const std::string *JsonNode::scalar() const
{
    return kind == Kind::String || kind == Kind::Number ? &text : nullptr;
}

Result<JsonNode> parseJson(std::string_view bytes)
{
    const auto broken = [](simdjson::error_code error) {
        return failure(Error::Kind::Malformed,
                       std::string("not a JSON document: ") + simdjson::error_message(error));
    };
    const simdjson::padded_string padded(bytes);
    od::parser parser;
    od::document document;
    if (auto error = parser.iterate(padded).get(document))
        return broken(error);
    od::value value;
    if (document.get_value().get(value)) // a bare scalar is no value to the parser
        return failure(Error::Kind::Malformed, "not a JSON object or array");
    JsonNode root;
    if (auto error = read(value, root, 0))
        return broken(error);
    const char *rest = nullptr;
    if (!document.current_location().get(rest)) // an error there is the end of the document
        return failure(Error::Kind::Malformed, "more than one JSON document");
    return root;
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (byte < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
            out += escape.data();
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
    return out;
}

} // namespace outlay
