// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/exports/csvwriter.h"

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

} // namespace outlay::cli
