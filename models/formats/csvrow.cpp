// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/csvrow.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr std::string_view separators = ",;\t|";

/// The closing quote from `begin` on; npos if there is none. `doubled` tells of "" inside.
std::size_t closingQuote(std::string_view text, std::size_t begin, bool &doubled)
{
    doubled = false;
    for (std::size_t at = text.find('"', begin); at != std::string_view::npos;
         at = text.find('"', at)) {
        if (at + 1 >= text.size() || text[at + 1] != '"')
            return at;
        doubled = true;
        at += 2;
    }
    return std::string_view::npos;
}

} // namespace

CsvRow::Outcome CsvRow::split(std::string_view record, char separator)
{
    m_fields.clear();
    m_unquoted.clear();
    std::size_t at = 0;
    for (;;) {
        if (at < record.size() && record[at] == '"') {
            bool isDoubled = false;
            const std::size_t end = closingQuote(record, at + 1, isDoubled);
            if (end == std::string_view::npos)
                return Outcome::Unclosed;
            std::string_view field = record.substr(at + 1, end - at - 1);
            if (isDoubled) {
                m_unquoted.reserve(record.size());
                const std::size_t start = m_unquoted.size();
                for (std::size_t i = 0; i < field.size(); ++i) {
                    m_unquoted.push_back(field[i]);
                    if (field[i] == '"')
                        ++i;
                }
                field = std::string_view(m_unquoted).substr(start);
            }
            m_fields.push_back(field);
            at = end + 1;
            if (at < record.size() && record[at] != separator)
                return Outcome::Malformed;
        } else {
            const std::size_t end = std::min(record.find(separator, at), record.size());
            m_fields.push_back(record.substr(at, end - at));
            at = end;
        }
        if (at >= record.size())
            return Outcome::Complete;
        ++at; // the separator; what follows it is a field, even an empty one
    }
}

char separatorOf(std::string_view header)
{
    std::array<int, separators.size()> counts{};
    bool inQuotes = false;
    for (const char c : header) {
        if (c == '"')
            inQuotes = !inQuotes;
        const std::size_t which = separators.find(c);
        if (!inQuotes && which != std::string_view::npos)
            ++counts[which];
    }
    const auto *const most = std::max_element(counts.begin(), counts.end());
    return separators[static_cast<std::size_t>(most - counts.begin())];
}

} // namespace outlay
