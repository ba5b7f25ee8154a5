// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/csvtable.h"

#include "models/formats/sniffing.h"

#include <algorithm>
#include <charconv>

#include <simdjson.h>

namespace outlay {

namespace {

constexpr std::size_t longestPartial = std::size_t(1) << 20U;
constexpr int mostLines = 10'000;
constexpr std::string_view neverClosed =
    "a quoted field is not closed within 1 MiB or 10,000 lines";

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view withoutLineEnd(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

bool isText(std::string_view bytes)
{
    return bytes.find('\0') == std::string_view::npos &&
           simdjson::validate_utf8(bytes.data(), bytes.size());
}

} // namespace

bool CsvReader::takeHeader(std::string_view line)
{
    const std::string_view text = withoutByteOrderMark(line);
    m_separator = separatorOf(text);
    if (!isText(text) || m_row.split(text, m_separator) != CsvRow::Outcome::Complete)
        return false;
    m_header = text;
    m_columns.clear();
    m_content = m_prefix;
    for (const std::string_view field : m_row.fields()) {
        m_columns.emplace_back(trimmedRecord(field));
        m_content.append(m_columns.back()).push_back('\x1f');
    }
    m_content.push_back('\n');
    m_contentStart = m_content.size();
    header(m_columns);
    return true;
}

void CsvReader::line(std::string_view line, std::int64_t number, Sink &sink)
{
    if (m_columns.empty()) {
        if (trimmedRecord(line).empty())
            return;
        if (!takeHeader(withoutLineEnd(line)))
            sink.rejected(number, "the first line is no CSV header");
        return;
    }
    if (m_partial.empty()) {
        if (!trimmedRecord(line).empty())
            take(line, number, sink);
        return;
    }
    m_partial.push_back('\n');
    m_partial.append(line);
    ++m_partialLines;
    const bool isTooLong = m_partial.size() > longestPartial || m_partialLines > mostLines;
    // In an open field an even number of quotes leaves it open: no need to look again.
    if (std::count(line.begin(), line.end(), '"') % 2 == 0 && !isTooLong)
        return;
    const std::string record = std::move(m_partial);
    m_partial.clear();
    if (isTooLong)
        return sink.rejected(m_partialLine, neverClosed);
    take(record, m_partialLine, sink);
}

void CsvReader::take(std::string_view record, std::int64_t number, Sink &sink)
{
    const std::string_view whole = withoutLineEnd(record);
    if (withoutByteOrderMark(whole) == m_header)
        return; // two exports in one file: no more a record than the first
    const CsvRow::Outcome outcome = m_row.split(whole, m_separator);
    if (outcome == CsvRow::Outcome::Unclosed) {
        if (record.size() > longestPartial)
            return sink.rejected(number, neverClosed);
        if (m_partialLine != number)
            m_partialLines = 1;
        m_partial = record;
        m_partialLine = number;
        return;
    }
    if (outcome == CsvRow::Outcome::Malformed)
        return sink.rejected(number, "text follows the closing quote of a field");
    if (!isText(whole))
        return sink.rejected(number, "the record is not valid UTF-8 text");
    if (m_row.fields().size() != m_columns.size()) {
        return sink.rejected(number, "expected " + std::to_string(m_columns.size()) +
                                         " fields as in the header, found " +
                                         std::to_string(m_row.fields().size()));
    }
    m_content.resize(m_contentStart);
    m_content.append(whole);
    row(m_row.fields(), m_content, number, sink);
}

void CsvReader::finish(Sink &sink)
{
    if (!m_partial.empty())
        sink.rejected(m_partialLine, "a quoted field is not closed");
    m_partial.clear();
}

// "<line of the partial record> <size of the header> <header><partial record>"
std::string CsvReader::state() const
{
    if (m_columns.empty())
        return {};
    return std::to_string(m_partialLine) + ' ' + std::to_string(m_header.size()) + ' ' + m_header +
           m_partial;
}

bool CsvReader::restore(std::string_view state)
{
    m_columns.clear();
    m_partial.clear();
    if (state.empty())
        return true;
    std::size_t headerSize = 0;
    const char *end = state.data() + state.size();
    const auto line = std::from_chars(state.data(), end, m_partialLine);
    if (line.ec != std::errc() || line.ptr == end || *line.ptr != ' ')
        return false;
    const auto size = std::from_chars(line.ptr + 1, end, headerSize);
    if (size.ec != std::errc() || size.ptr == end || *size.ptr != ' ')
        return false;
    const std::string_view rest(size.ptr + 1, static_cast<std::size_t>(end - size.ptr - 1));
    if (headerSize == 0 || headerSize > rest.size() || !takeHeader(rest.substr(0, headerSize))) {
        m_columns.clear();
        return false;
    }
    m_partial = rest.substr(headerSize);
    return true;
}

int CsvReader::column(std::string_view name) const
{
    const auto exact = std::find(m_columns.begin(), m_columns.end(), name);
    const auto found =
        exact != m_columns.end()
            ? exact
            : std::find_if(m_columns.begin(), m_columns.end(), [name](const std::string &column) {
                  return equalIgnoringCase(column, name);
              });
    return found == m_columns.end() ? -1 : static_cast<int>(found - m_columns.begin());
}

std::string noColumn(std::string_view name, std::span<const std::string> columns)
{
    constexpr std::size_t most = 60;
    std::string text =
        "there is no column \"" + std::string(name) + "\" (named by --map or --only); there are ";
    for (std::size_t i = 0; i < std::min(columns.size(), most); ++i)
        text.append(i == 0 ? "" : ", ").append(columns[i]);
    return columns.size() > most ? text + " …" : text;
}

std::string columnProblem(std::string_view name, std::span<const std::string> columns)
{
    const auto exact = std::count(columns.begin(), columns.end(), name);
    const bool isAlike = std::any_of(columns.begin(), columns.end(), [name](const auto &column) {
        return equalIgnoringCase(column, name);
    });
    if (exact > 1)
        return "there are " + std::to_string(exact) + " columns \"" + std::string(name) +
               "\": rename those that are not meant";
    return isAlike ? std::string() : noColumn(name, columns);
}

} // namespace outlay
