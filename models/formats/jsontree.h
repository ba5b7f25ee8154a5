// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace outlay {

class JsonTree;
class JsonValue;

/// Keys sorted, no blanks, numbers as written, of equal keys the last: the identity of a record
/// inside a document.
void appendCanonical(JsonValue value, std::string &out);

/// A value of a JsonTree, cheap to copy, valid until the next parse. What is absent is a value too:
/// look-ups in it give absent values, so that paths need no checks on the way.
class JsonValue
{
public:
    enum class Kind : std::uint8_t
    {
        Absent,
        Null,
        Boolean,
        Number,
        String,
        Array,
        Object,
    };

    JsonValue() = default;
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] bool isObject() const { return kind() == Kind::Object; }
    [[nodiscard]] bool isArray() const { return kind() == Kind::Array; }
    [[nodiscard]] bool isString() const { return kind() == Kind::String; }
    [[nodiscard]] bool isNumber() const { return kind() == Kind::Number; }
    /// Neither absent nor null.
    [[nodiscard]] bool isSet() const { return kind() > Kind::Null; }
    [[nodiscard]] bool isTrue() const;

    /// A member of an object. Of members with the same key the last counts, as in JavaScript,
    /// Python and Go.
    [[nodiscard]] JsonValue operator[](std::string_view key) const;
    /// A string without escapes, a number or boolean as written; empty for everything else.
    [[nodiscard]] std::string_view text() const;
    /// The key of a member found by iterating.
    [[nodiscard]] std::string_view key() const;

    class Iterator
    {
    public:
        Iterator(JsonTree *tree, std::uint32_t index) : m_tree(tree), m_index(index) {}
        JsonValue operator*() const { return {m_tree, m_index}; }
        Iterator &operator++();
        bool operator==(const Iterator &other) const { return m_index == other.m_index; }

    private:
        JsonTree *m_tree;
        std::uint32_t m_index;
    };
    /// The elements or members; none of a scalar.
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;
    [[nodiscard]] bool isEmpty() const { return begin() == end(); }

private:
    friend class JsonTree;
    friend class Iterator;
    friend void appendCanonical(JsonValue value, std::string &out);
    JsonValue(JsonTree *tree, std::uint32_t index) : m_tree(tree), m_index(index) {}

    JsonTree *m_tree = nullptr;
    std::uint32_t m_index = 0;
};

/// A whole JSON text as a tree, made from simdjson On-Demand: every value is checked, numbers keep
/// their digits (money never passes through a double), and memory is kept for the next text.
class JsonTree
{
public:
    JsonTree();
    ~JsonTree();
    JsonTree(const JsonTree &) = delete;
    JsonTree &operator=(const JsonTree &) = delete;

    static constexpr int maxDepth = 128;

    /// `json` is one object or array, with recordPadding readable bytes behind it. The error says
    /// what is wrong, without quoting.
    [[nodiscard]] Result<JsonValue> parse(std::string_view json);

private:
    friend class JsonValue;
    friend void appendCanonical(JsonValue value, std::string &out);
    void appendMembers(JsonValue object, std::string &out);
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace outlay
