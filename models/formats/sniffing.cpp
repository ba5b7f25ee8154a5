// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sniffing.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr std::string_view blanks = " \t\r\n";

} // namespace

std::size_t endOfFirstValue(std::string_view text)
{
    std::size_t depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth <= 1)
                return i + 1;
            --depth;
        }
    }
    return std::string_view::npos;
}

std::string_view withoutByteOrderMark(std::string_view bytes)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (bytes.starts_with(mark))
        bytes.remove_prefix(mark.size());
    return bytes;
}

std::string_view withoutLeadingBlankLines(std::string_view head)
{
    const std::string_view text = withoutByteOrderMark(head);
    const std::size_t first = text.find_first_not_of(blanks);
    const std::size_t before = first == 0 || first == std::string_view::npos
                                   ? std::string_view::npos
                                   : text.rfind('\n', first - 1);
    return before == std::string_view::npos ? head : text.substr(before + 1);
}

std::string_view trimmedRecord(std::string_view line)
{
    line = withoutByteOrderMark(line);
    const std::size_t first = line.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

namespace {

/// Whether a '[' that begins the text can be an array of records rather than a log's "[INFO]".
bool beginsArray(std::string_view text)
{
    if (!text.starts_with('['))
        return false;
    const std::size_t next = text.find_first_not_of(blanks, 1);
    return next == std::string_view::npos || std::string_view("{[]").find(text[next]) != text.npos;
}

/// A whole object, or an array of them, from the line's first character to its last; `isCut`: the
/// line goes on behind what is there.
bool isRecordLine(std::string_view line, bool isCut)
{
    const std::string_view text = trimmedRecord(line);
    const std::size_t next = text.find_first_not_of(blanks, 1);
    const bool isObject = text.starts_with('{') && next != text.npos && text[next] == '"';
    if (text.data() != line.data() || (!isObject && !beginsArray(text)))
        return false;
    const std::size_t end = endOfFirstValue(text);
    return end == text.size() || (isCut && end == text.npos);
}

} // namespace

std::string_view fromFirstRecord(std::string_view head)
{
    constexpr int mostBefore = 64;
    const std::string_view text = withoutByteOrderMark(head);
    if (looksLikeJson(text) || text.find('\0') != text.npos)
        return head;
    std::size_t first = text.npos;
    int before = 0, behind = 0, records = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const std::string_view line = text.substr(at, end == text.npos ? end : end - at);
        if (isRecordLine(line, end == text.npos)) {
            first = std::min(first, at);
            ++records;
        } else if (line.starts_with("```") || line.starts_with("~~~")) {
            return head; // an example in Markdown
        } else if (!trimmedRecord(line).empty()) {
            ++(first == text.npos ? before : behind);
        }
        if (before > mostBefore)
            return head;
        at = end == text.npos ? text.size() : end + 1;
    }
    return first == text.npos || behind >= records ? head : text.substr(first);
}

bool isFirstRecordCut(std::string_view head)
{
    const std::string_view text = trimmedRecord(fromFirstRecord(head));
    return looksLikeJson(text) && endOfFirstValue(text) == text.npos;
}

bool looksLikeJson(std::string_view head)
{
    const std::string_view text = trimmedRecord(head);
    return (text.starts_with('{') || beginsArray(text)) && text.find('\0') == text.npos;
}

namespace {

/// Where the value of a key begins that occurs at `from` or later, and is at the next look-up; npos
/// if there is none.
std::size_t valueOfKey(std::string_view head, std::string_view key, std::size_t &from)
{
    for (std::size_t at = head.find(key, from); at != std::string_view::npos;
         at = head.find(key, at + 1)) {
        const std::size_t behind = at + key.size();
        if (at == 0 || head[at - 1] != '"' || behind >= head.size() || head[behind] != '"')
            continue;
        const std::size_t colon = head.find_first_not_of(blanks, behind + 1);
        if (colon == std::string_view::npos || head[colon] != ':')
            continue;
        from = at + 1;
        return std::min(head.find_first_not_of(blanks, colon + 1), head.size());
    }
    return std::string_view::npos;
}

} // namespace

bool hasKey(std::string_view head, std::string_view key)
{
    std::size_t from = 0;
    return valueOfKey(head, key, from) != std::string_view::npos;
}

bool hasMember(std::string_view head, std::string_view key, std::string_view text)
{
    std::size_t from = 0;
    for (std::size_t at = valueOfKey(head, key, from); at != std::string_view::npos;
         at = valueOfKey(head, key, from)) {
        const std::string_view value = head.substr(at);
        if (value.size() > text.size() + 1 && value.front() == '"' &&
            value.substr(1).starts_with(text) && value[text.size() + 1] == '"')
            return true;
    }
    return false;
}

Framing jsonFraming(std::string_view head)
{
    const std::string_view text = trimmedRecord(fromFirstRecord(head));
    if (!text.starts_with('{'))
        return beginsArray(text) ? Framing::Document : Framing::Lines;
    const std::size_t end = endOfFirstValue(text);
    const std::size_t lineEnd = text.find('\n');
    if (end == std::string_view::npos) // larger than the head: lines, unless the line ends earlier
        return lineEnd == std::string_view::npos ? Framing::Lines : Framing::Document;
    return lineEnd == std::string_view::npos || lineEnd >= end ? Framing::Lines : Framing::Document;
}

Framing linesFraming(std::string_view /*head*/)
{
    return Framing::Lines;
}

Framing documentFraming(std::string_view /*head*/)
{
    return Framing::Document;
}

} // namespace outlay
