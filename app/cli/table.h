// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay::cli {

/// Rows under headings, for people.
class Table
{
public:
    enum class Align
    {
        Left,  ///< text; cut with an ellipsis where the terminal is too narrow
        Right, ///< figures; never cut
    };

    void addColumn(std::string heading, Align align);
    /// As many cells as columns; made printable here.
    void addRow(std::vector<std::string> cells);
    /// The last rows, under a rule.
    void addTotal(std::vector<std::string> cells);
    [[nodiscard]] bool isEmpty() const { return m_rows.empty(); }
    /// `width`: columns to fit into, 0: any.
    void print(Output &out, int width) const;

private:
    struct Column
    {
        std::string heading;
        Align align;
    };
    [[nodiscard]] std::vector<int> widths(int available) const;
    void printRow(Output &out, const std::vector<std::string> &cells,
                  const std::vector<int> &widths) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<std::vector<std::string>> m_totals;
};

/// RFC 4180 lines, ended by "\n".
class CsvWriter
{
public:
    explicit CsvWriter(Output &out);
    /// Text from outside: what a spreadsheet would run as a formula gets a leading apostrophe
    /// (OWASP, "CSV Injection"). Bytes that are no UTF-8 become U+FFFD.
    CsvWriter &text(std::string_view cell);
    /// Our own figures, times and names: "-3.000000000" stays a number.
    CsvWriter &plain(std::string_view cell);
    CsvWriter &endRow();

private:
    void put(const std::string &cell);

    Output &m_out;
    bool m_isFirst = true;
};

} // namespace outlay::cli
