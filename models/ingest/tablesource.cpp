// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/tablesource.h"

#include "models/formats/jsontext.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace outlay {

namespace {

ForeignTable::Shape shapeOf(const FormatTable &table)
{
    return {table.name, table.needed, table.wanted, table.time};
}

} // namespace

bool TableSource::isDatabase(std::string_view head)
{
    return head.starts_with(std::string_view("SQLite format 3\0", 16));
}

Result<const Format *> TableSource::formatOf(const std::string &path, const Format *only)
{
    std::string names;
    for (const Format &format : formats()) {
        if (format.table == nullptr || (only != nullptr && only != &format))
            continue;
        const auto has = ForeignTable::has(path, shapeOf(*format.table));
        OUTLAY_TRY(has);
        if (*has)
            return &format;
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    }
    if (names.empty())
        return failure(Error::Kind::Refused, "an SQLite database, in which " +
                                                 std::string(only->name) +
                                                 " keeps nothing: export its records as JSON or "
                                                 "CSV");
    return failure(Error::Kind::Refused,
                   "an SQLite database without a table that is known (of " + names +
                       "); another one's rows can be exported with sqlite3 -readonly -json FILE "
                       "\"SELECT …\"");
}

Result<std::unique_ptr<TableSource>> TableSource::open(const std::string &path,
                                                       const Format &format, std::string_view since)
{
    auto table = ForeignTable::open(path, shapeOf(*format.table), since);
    if (!table)
        return tl::unexpected<Error>(table.error());
    return std::unique_ptr<TableSource>(new TableSource(std::move(*table)));
}

/// The row the table stands at.
void TableSource::append()
{
    const auto &columns = m_table->columns();
    char before = '{';
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const ForeignTable::Kind kind = m_table->kind(i);
        m_pending += std::exchange(before, ',');
        appendJsonString(columns[i], m_pending);
        m_pending += ':';
        if (kind == ForeignTable::Kind::Text)
            appendJsonString(m_table->text(i), m_pending);
        else if (kind == ForeignTable::Kind::Number)
            m_pending += m_table->text(i);
        else
            m_pending += "null";
    }
    m_pending += "}\n";
}

Result<std::size_t> TableSource::read(std::span<char> into)
{
    // What was read before an error is delivered before it.
    m_pending.erase(0, std::exchange(m_taken, 0)); // what is left is part of a row
    while (m_pending.size() < into.size() && !m_isAtEnd && !m_error) {
        const auto more = m_table->next();
        if (!more)
            m_error = more.error();
        else if (*more)
            append();
        else
            m_isAtEnd = true;
    }
    const std::size_t size = std::min(into.size(), m_pending.size());
    if (size == 0 && m_error && !into.empty())
        return tl::unexpected<Error>(*m_error);
    std::memcpy(into.data(), m_pending.data(), size);
    m_taken = size;
    m_bytes += static_cast<std::int64_t>(size);
    return size;
}

} // namespace outlay
