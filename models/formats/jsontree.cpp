// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsontree.h"

#include "models/formats/format.h"
#include "models/formats/jsontext.h"

#include <algorithm>
#include <array>
#include <vector>

#include <simdjson.h>

namespace outlay {

namespace {

struct Node
{
    std::string_view key;
    std::string_view text;  ///< strings: between the quotes
    std::uint32_t next = 0; ///< the node after this one and everything in it
    JsonValue::Kind kind = JsonValue::Kind::Absent;
    bool hasEscapes = false; ///< in text
};

/// Memory stays bounded for a line that is one long list: 4 million nodes are 200 MB.
constexpr std::size_t mostValues = 4'000'000;

} // namespace

struct JsonTree::Data
{
    simdjson::ondemand::parser parser;
    std::vector<Node> nodes;
    std::string unescaped; ///< reserved before use, so that views into it stay
    std::size_t size = 0;
    const char *problem = nullptr;
    std::vector<JsonValue> members; ///< scratch of appendCanonical()

    bool fail(const char *reason)
    {
        if (problem == nullptr)
            problem = reason;
        return false;
    }
    std::string_view plain(std::string_view escaped)
    {
        if (unescaped.capacity() < size)
            unescaped.reserve(size);
        const std::size_t start = unescaped.size();
        appendUnescaped(escaped, unescaped);
        return std::string_view(unescaped).substr(start);
    }
    bool scalar(simdjson::ondemand::value &value, Node &node, simdjson::ondemand::json_type type);
    bool children(simdjson::ondemand::array array, int depth);
    bool children(simdjson::ondemand::object object, int depth);
    bool add(simdjson::ondemand::value value, std::string_view key, int depth);
    bool root(simdjson::ondemand::document &document);
};

bool JsonTree::Data::scalar(simdjson::ondemand::value &value, Node &node,
                            simdjson::ondemand::json_type type)
{
    using simdjson::ondemand::json_type;
    std::string_view token = value.raw_json_token();
    const std::size_t end = token.find_last_not_of(" \t\r\n");
    token = token.substr(0, end == std::string_view::npos ? 0 : end + 1);
    node.text = token;
    if (type == json_type::string) {
        if (token.size() < 2 || token.back() != '"')
            return fail("a string is not closed");
        node.kind = JsonValue::Kind::String;
        node.text = token.substr(1, token.size() - 2);
        node.hasEscapes = node.text.find('\\') != std::string_view::npos;
        return true;
    }
    if (type == json_type::number) {
        node.kind = JsonValue::Kind::Number;
        return isJsonNumber(token) || fail("a number is malformed");
    }
    if (type == json_type::boolean) {
        node.kind = JsonValue::Kind::Boolean;
        return token == "true" || token == "false" || fail("a word is neither true nor false");
    }
    node.kind = JsonValue::Kind::Null;
    return token == "null" || fail("a word is none of JSON's");
}

bool JsonTree::Data::add(simdjson::ondemand::value value, std::string_view key, int depth)
{
    using simdjson::ondemand::json_type;
    json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS)
        return fail("a value is none of JSON's");
    const std::size_t index = nodes.size();
    if (index >= mostValues)
        return fail("it has more than 4 million values");
    nodes.push_back({key, {}, 0, JsonValue::Kind::Absent, false});
    bool isGood = true;
    if (type == json_type::array) {
        simdjson::ondemand::array array;
        isGood = value.get_array().get(array) == simdjson::SUCCESS ? children(array, depth)
                                                                   : fail("an array is malformed");
        nodes[index].kind = JsonValue::Kind::Array;
    } else if (type == json_type::object) {
        simdjson::ondemand::object object;
        isGood = value.get_object().get(object) == simdjson::SUCCESS
                     ? children(object, depth)
                     : fail("an object is malformed");
        nodes[index].kind = JsonValue::Kind::Object;
    } else {
        isGood = scalar(value, nodes[index], type);
    }
    nodes[index].next = static_cast<std::uint32_t>(nodes.size());
    return isGood;
}

bool JsonTree::Data::children(simdjson::ondemand::array array, int depth)
{
    if (depth >= maxDepth)
        return fail("it is nested deeper than 128 levels");
    for (auto element : array) {
        simdjson::ondemand::value value;
        if (element.get(value) != simdjson::SUCCESS)
            return fail("an array is malformed or cut off");
        if (!add(value, {}, depth + 1))
            return false;
    }
    return true;
}

bool JsonTree::Data::children(simdjson::ondemand::object object, int depth)
{
    if (depth >= maxDepth)
        return fail("it is nested deeper than 128 levels");
    for (auto member : object) {
        simdjson::ondemand::field field;
        if (std::move(member).get(field) != simdjson::SUCCESS)
            return fail("an object is malformed or cut off");
        const char *first = field.key().raw();
        const char *last = first;
        bool isEscaped = false;
        for (; *last != '"'; ++last) { // stage 1 has found the closing quote
            if (*last == '\\') {
                isEscaped = true;
                ++last;
            }
        }
        std::string_view key(first, static_cast<std::size_t>(last - first));
        if (isEscaped)
            key = plain(key);
        if (!add(field.value(), key, depth + 1))
            return false;
    }
    return true;
}

bool JsonTree::Data::root(simdjson::ondemand::document &document)
{
    simdjson::ondemand::value value;
    // A scalar is no record, and On-Demand gives the root as a value only if it is none.
    if (document.get_value().get(value) != simdjson::SUCCESS)
        return fail("it is no JSON object or array");
    if (!add(value, {}, 0))
        return false;
    const char *behind = nullptr;
    if (document.current_location().get(behind) == simdjson::SUCCESS)
        return fail("something follows the JSON value");
    return true;
}

JsonTree::JsonTree() : m_data(std::make_unique<Data>()) {}
JsonTree::~JsonTree() = default;

Result<JsonValue> JsonTree::parse(std::string_view json)
{
    static_assert(recordPadding >= simdjson::SIMDJSON_PADDING);
    Data &data = *m_data;
    data.nodes.clear();
    data.unescaped.clear();
    data.size = json.size();
    data.problem = nullptr;
    if (json.size() >= 0xffff'ffff)
        return failure(Error::Kind::OutOfRange, "not JSON: larger than 4 GiB");
    simdjson::ondemand::document document;
    const auto status = data.parser
                            .iterate(simdjson::padded_string_view(
                                json.data(), json.size(), json.size() + simdjson::SIMDJSON_PADDING))
                            .get(document);
    if (status == simdjson::UTF8_ERROR)
        return failure(Error::Kind::Malformed, "not JSON: it is not valid UTF-8");
    if (status == simdjson::EMPTY)
        return failure(Error::Kind::Malformed, "not JSON: it is empty");
    if (status != simdjson::SUCCESS)
        return failure(Error::Kind::Malformed, "not JSON: it is damaged or cut off");
    if (!data.root(document)) {
        return failure(Error::Kind::Malformed,
                       std::string("not JSON: ") +
                           (data.problem != nullptr ? data.problem : "it is damaged"));
    }
    return JsonValue(this, 0);
}

JsonValue::Kind JsonValue::kind() const
{
    return m_tree == nullptr ? Kind::Absent : m_tree->m_data->nodes[m_index].kind;
}

bool JsonValue::isTrue() const
{
    return kind() == Kind::Boolean && m_tree->m_data->nodes[m_index].text == "true";
}

JsonValue JsonValue::operator[](std::string_view wanted) const
{
    JsonValue found;
    if (!isObject())
        return found;
    for (const JsonValue member : *this) {
        if (member.key() == wanted)
            found = member;
    }
    return found;
}

std::string_view JsonValue::text() const
{
    if (m_tree == nullptr)
        return {};
    Node &node = m_tree->m_data->nodes[m_index];
    if (node.kind < Kind::Boolean || node.kind > Kind::String)
        return {};
    if (node.hasEscapes) {
        node.text = m_tree->m_data->plain(node.text);
        node.hasEscapes = false;
    }
    return node.text;
}

std::string_view JsonValue::key() const
{
    return m_tree == nullptr ? std::string_view() : m_tree->m_data->nodes[m_index].key;
}

JsonValue::Iterator JsonValue::begin() const
{
    const bool hasChildren = kind() >= Kind::Array;
    return {m_tree, hasChildren ? m_index + 1 : 0};
}

JsonValue::Iterator JsonValue::end() const
{
    const bool hasChildren = kind() >= Kind::Array;
    return {m_tree, hasChildren ? m_tree->m_data->nodes[m_index].next : 0};
}

JsonValue::Iterator &JsonValue::Iterator::operator++()
{
    m_index = m_tree->m_data->nodes[m_index].next;
    return *this;
}

void JsonTree::appendMembers(JsonValue object, std::string &out)
{
    // Of nested objects each uses the part of the scratch behind its parent's.
    std::vector<JsonValue> &scratch = m_data->members;
    const std::size_t first = scratch.size();
    for (const JsonValue member : object)
        scratch.push_back(member);
    std::sort(scratch.begin() + static_cast<std::ptrdiff_t>(first), scratch.end(),
              [](JsonValue a, JsonValue b) {
                  const int order = a.key().compare(b.key());
                  return order < 0 || (order == 0 && a.m_index < b.m_index);
              });
    out.push_back('{');
    const std::size_t last = scratch.size();
    for (std::size_t i = first; i < last; ++i) {
        const JsonValue member = scratch[i];
        if (i + 1 < last && scratch[i + 1].key() == member.key())
            continue;
        if (out.back() != '{')
            out.push_back(',');
        appendJsonString(member.key(), out);
        out.push_back(':');
        appendCanonical(member, out);
    }
    out.push_back('}');
    scratch.resize(first);
}

void appendCanonical(JsonValue value, std::string &out)
{
    if (value.isString()) {
        appendJsonString(value.text(), out);
    } else if (value.isArray()) {
        out.push_back('[');
        bool isFirst = true;
        for (const JsonValue element : value) {
            if (!isFirst)
                out.push_back(',');
            isFirst = false;
            appendCanonical(element, out);
        }
        out.push_back(']');
    } else if (value.isObject()) {
        value.m_tree->appendMembers(value, out);
    } else {
        out += value.isSet() ? value.text() : "null";
    }
}

} // namespace outlay
