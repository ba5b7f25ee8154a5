// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsontext.h"

#include <algorithm>
#include <cstdint>

namespace outlay {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

void appendUtf8(std::uint32_t code, std::string &out)
{
    const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | (code >> 6U));
        byte(0x80 | (code & 0x3fU));
    } else if (code < 0x10000) {
        byte(0xe0 | (code >> 12U));
        byte(0x80 | ((code >> 6U) & 0x3fU));
        byte(0x80 | (code & 0x3fU));
    } else {
        byte(0xf0 | (code >> 18U));
        byte(0x80 | ((code >> 12U) & 0x3fU));
        byte(0x80 | ((code >> 6U) & 0x3fU));
        byte(0x80 | (code & 0x3fU));
    }
}

/// Four hexadecimal digits; -1 if they are not.
std::int32_t hexQuad(std::string_view text)
{
    if (text.size() < 4)
        return -1;
    std::int32_t value = 0;
    for (const char c : text.substr(0, 4)) {
        const int digit = isDigit(c)             ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

constexpr std::uint32_t replacement = 0xfffd;

/// \uXXXX after the 'u'; returns how many characters it took. Half a surrogate pair becomes U+FFFD.
std::size_t unescapeUnicode(std::string_view text, std::string &out)
{
    const std::int32_t first = hexQuad(text);
    if (first < 0) {
        out.push_back('?'); // not U+FFFD, which would be longer than what it stands for
        return 0;
    }
    const auto code = static_cast<std::uint32_t>(first);
    if (code < 0xd800 || code > 0xdfff) {
        appendUtf8(code, out);
        return 4;
    }
    if (code < 0xdc00 && text.substr(4).starts_with("\\u")) {
        const std::int32_t second = hexQuad(text.substr(6));
        if (second >= 0xdc00 && second <= 0xdfff) {
            appendUtf8(0x10000 + ((code - 0xd800) << 10U) +
                           static_cast<std::uint32_t>(second - 0xdc00),
                       out);
            return 10;
        }
    }
    appendUtf8(replacement, out);
    return 4;
}

} // namespace

bool isJsonNumber(std::string_view text)
{
    std::size_t i = text.starts_with('-') ? 1 : 0;
    const auto digits = [&] {
        const std::size_t first = i;
        while (i < text.size() && isDigit(text[i]))
            ++i;
        return i - first;
    };
    const bool startsWithZero = i < text.size() && text[i] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (startsWithZero && whole > 1))
        return false;
    if (i < text.size() && text[i] == '.') {
        ++i;
        if (digits() == 0)
            return false;
    }
    if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
        ++i;
        if (i < text.size() && (text[i] == '-' || text[i] == '+'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == text.size();
}

void appendUnescaped(std::string_view text, std::string &out)
{
    static constexpr std::string_view letters = "nrtbf";
    static constexpr std::string_view meanings = "\n\r\t\b\f";
    while (!text.empty()) {
        const std::size_t slash = text.find('\\');
        out.append(text.substr(0, slash));
        if (slash == std::string_view::npos || slash + 1 >= text.size())
            return;
        const char c = text[slash + 1];
        text.remove_prefix(slash + 2);
        if (c == 'u') {
            text.remove_prefix(unescapeUnicode(text, out));
            continue;
        }
        const std::size_t known = letters.find(c);
        out.push_back(known == std::string_view::npos ? c : meanings[known]);
    }
}

void appendJsonString(std::string_view text, std::string &out)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto isPlain = [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    };
    out.push_back('"');
    while (!text.empty()) {
        const auto *const odd = std::find_if_not(text.begin(), text.end(), isPlain);
        const auto run = static_cast<std::size_t>(odd - text.begin());
        out.append(text.substr(0, run));
        if (run == text.size())
            break;
        const auto c = static_cast<unsigned char>(text[run]);
        text.remove_prefix(run + 1);
        if (c >= 0x20) {
            out.push_back('\\');
            out.push_back(static_cast<char>(c));
        } else {
            out += "\\u00";
            out.push_back(digits[c >> 4U]);
            out.push_back(digits[c & 0xfU]);
        }
    }
    out.push_back('"');
}

} // namespace outlay
