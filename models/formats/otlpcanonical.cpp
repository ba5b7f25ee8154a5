// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/otlpcanonical.h"

#include "models/formats/jsontext.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace outlay {

namespace {

/// In order; members are written in this order too, whatever order they came in.
constexpr std::array<std::string_view, 30> known = {"arrayValue",
                                                    "attributes",
                                                    "body",
                                                    "boolValue",
                                                    "bytesValue",
                                                    "code",
                                                    "doubleValue",
                                                    "droppedAttributesCount",
                                                    "droppedEventsCount",
                                                    "droppedLinksCount",
                                                    "endTimeUnixNano",
                                                    "eventName",
                                                    "events",
                                                    "flags",
                                                    "intValue",
                                                    "key",
                                                    "kind",
                                                    "kvlistValue",
                                                    "links",
                                                    "message",
                                                    "name",
                                                    "observedTimeUnixNano",
                                                    "severityNumber",
                                                    "severityText",
                                                    "startTimeUnixNano",
                                                    "status",
                                                    "stringValue",
                                                    "timeUnixNano",
                                                    "value",
                                                    "values"};
static_assert(std::is_sorted(known.begin(), known.end()));
/// Hexadecimal, written after the others.
constexpr std::array<std::string_view, 4> ids = {"parentSpanId", "spanId", "traceId", "traceState"};

bool append(JsonValue value, std::string_view key, std::string &out);

void appendKey(std::string_view key, std::string &out)
{
    if (out.back() != '{')
        out.push_back(',');
    out.push_back('"');
    out.append(key).append("\":");
}

/// False, and nothing written, if nothing in it says anything.
bool appendObject(JsonValue object, std::string &out)
{
    out.push_back('{');
    const std::size_t empty = out.size();
    const auto member = [&](std::string_view key) {
        const std::size_t before = out.size();
        appendKey(key, out);
        if (!append(object[key], key, out))
            out.resize(before);
    };
    std::for_each(known.begin(), known.end(), member);
    std::for_each(ids.begin(), ids.end(), member);
    const bool saysSomething = out.size() > empty;
    out.push_back('}');
    return saysSomething;
}

bool appendArray(JsonValue array, std::string &out)
{
    out.push_back('[');
    for (const JsonValue element : array) {
        if (out.back() != '[')
            out.push_back(',');
        if (!append(element, {}, out) && !element.isObject())
            out += "{}"; // keeps its place
    }
    out.push_back(']');
    return !array.isEmpty();
}

bool appendDouble(std::string_view text, std::string &out)
{
    double number = 0;
    const char *const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) {
        appendJsonString(text, out);
        return !text.empty();
    }
    std::array<char, 32> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
    return number != 0;
}

bool append(JsonValue value, std::string_view key, std::string &out)
{
    if (value.isObject())
        return appendObject(value, out);
    if (value.isArray())
        return appendArray(value, out);
    const std::string_view text = value.text();
    if (key == "doubleValue")
        return appendDouble(text, out);
    const std::size_t start = out.size();
    appendJsonString(text, out);
    if (std::find(ids.begin(), ids.end() - 1, key) != ids.end() - 1) {
        std::transform(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
                       out.begin() + static_cast<std::ptrdiff_t>(start),
                       [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
        return text.find_first_not_of('0') != std::string_view::npos;
    }
    return !text.empty() && text != "0" && text != "false";
}

} // namespace

void appendOtlpCanonical(JsonValue record, std::string &out)
{
    (void)append(record, {}, out);
}

} // namespace outlay
