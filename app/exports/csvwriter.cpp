// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/csvwriter.h"

#include "app/exports/utf8.h"

namespace outlay {

namespace {

bool isFormula(std::string_view cell)
{
    if (cell.empty())
        return false;
    switch (nextCharacter(cell).code) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xFF1D: // the full-width forms of the first four
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20:
        return true;
    default:
        return false;
    }
}

} // namespace

CsvWriter::CsvWriter(Output &out) : m_out(out) {}

void CsvWriter::put(const std::string &cell)
{
    if (!m_isFirst)
        m_out.write(",");
    m_isFirst = false;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        m_out.write(cell);
        return;
    }
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    m_out.write(quoted += '"');
}

CsvWriter &CsvWriter::text(std::string_view cell)
{
    std::string safe = isFormula(cell) ? "'" : "";
    while (!cell.empty()) {
        const Character next = nextCharacter(cell);
        cell.remove_prefix(next.bytes);
        if (next.code != 0)
            appendUtf8(safe, next.code);
    }
    put(safe);
    return *this;
}

CsvWriter &CsvWriter::plain(std::string_view cell)
{
    put(std::string(cell));
    return *this;
}

CsvWriter &CsvWriter::endRow()
{
    m_out.write("\n");
    m_isFirst = true;
    return *this;
}

} // namespace outlay
