// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/json.h"

#include "app/exports/utf8.h"

namespace outlay {

namespace {

void appendEscaped(std::string &to, char32_t code)
{
    static constexpr std::string_view hex = "0123456789abcdef";
    switch (code) {
    case '"':
        to += "\\\"";
        return;
    case '\\':
        to += "\\\\";
        return;
    case '\n':
        to += "\\n";
        return;
    case '\r':
        to += "\\r";
        return;
    case '\t':
        to += "\\t";
        return;
    default:
        break;
    }
    if (code < 0x20 || code == 0x7F) {
        to += "\\u00";
        to += hex[code >> 4U];
        to += hex[code & 0xFU];
        return;
    }
    appendUtf8(to, code);
}

} // namespace

std::string jsonString(std::string_view text)
{
    std::string quoted = "\"";
    quoted.reserve(text.size() + 2);
    while (!text.empty()) {
        const Character next = nextCharacter(text);
        text.remove_prefix(next.bytes);
        appendEscaped(quoted, next.code);
    }
    return quoted += '"';
}

JsonWriter::JsonWriter(Output &out) : m_out(out) {}

void JsonWriter::separate()
{
    if (!m_isAfterKey && !m_hasElements.empty()) {
        if (m_hasElements.back())
            m_out.write(",");
        m_hasElements.back() = true;
    }
    if (m_isAfterNewLine)
        m_out.write("\n");
    m_isAfterNewLine = false;
    m_isAfterKey = false;
}

void JsonWriter::put(std::string_view token)
{
    separate();
    m_out.write(token);
    if (m_hasElements.empty())
        m_out.write("\n");
}

JsonWriter &JsonWriter::beginObject()
{
    separate();
    m_out.write("{");
    m_hasElements.push_back(false);
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    separate();
    m_out.write("[");
    m_hasElements.push_back(false);
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_hasElements.pop_back();
    m_out.write(m_isAfterNewLine ? "\n}" : "}");
    m_isAfterNewLine = false;
    if (m_hasElements.empty())
        m_out.write("\n");
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_hasElements.pop_back();
    m_out.write(m_isAfterNewLine ? "\n]" : "]");
    m_isAfterNewLine = false;
    if (m_hasElements.empty())
        m_out.write("\n");
    return *this;
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    separate();
    m_out.write(jsonString(name));
    m_out.write(":");
    m_isAfterKey = true;
    return *this;
}

JsonWriter &JsonWriter::string(std::string_view text)
{
    put(jsonString(text));
    return *this;
}

JsonWriter &JsonWriter::number(std::int64_t number)
{
    put(std::to_string(number));
    return *this;
}

JsonWriter &JsonWriter::decimal(std::string_view digits)
{
    put(digits);
    return *this;
}

JsonWriter &JsonWriter::boolean(bool value)
{
    put(value ? "true" : "false");
    return *this;
}

JsonWriter &JsonWriter::null()
{
    put("null");
    return *this;
}

JsonWriter &JsonWriter::money(std::optional<Money> amount)
{
    return amount ? string(toDecimal(*amount)) : null();
}

JsonWriter &JsonWriter::time(std::optional<Instant> at)
{
    return at ? string(toRfc3339(*at)) : null();
}

JsonWriter &JsonWriter::text(const std::optional<std::string> &value)
{
    return value ? string(*value) : null();
}

JsonWriter &JsonWriter::newLine()
{
    m_isAfterNewLine = true;
    return *this;
}

JsonWriter &JsonWriter::field(std::string_view name, std::string_view value)
{
    return key(name).string(value);
}

JsonWriter &JsonWriter::field(std::string_view name, std::int64_t value)
{
    return key(name).number(value);
}

} // namespace outlay
