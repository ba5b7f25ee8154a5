// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/table.h"

#include "app/cli/text.h"

#include <algorithm>
#include <numeric>

namespace outlay::cli {

namespace {

constexpr int gap = 2;
constexpr int narrowestText = 8;

std::vector<std::string> printableCells(std::vector<std::string> cells)
{
    for (std::string &cell : cells)
        cell = printable(cell);
    return cells;
}

} // namespace

void Table::addColumn(std::string heading, Align align)
{
    m_columns.push_back({std::move(heading), align});
}

void Table::addRow(std::vector<std::string> cells)
{
    cells.resize(m_columns.size());
    m_rows.push_back(printableCells(std::move(cells)));
}

void Table::addTotal(std::vector<std::string> cells)
{
    cells.resize(m_columns.size());
    m_totals.push_back(printableCells(std::move(cells)));
}

std::vector<int> Table::widths(int available) const
{
    std::vector<int> widths;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        int widest = columns(m_columns[i].heading);
        for (const auto *rows : {&m_rows, &m_totals}) {
            for (const auto &row : *rows)
                widest = std::max(widest, columns(row[i]));
        }
        widths.push_back(widest);
    }
    if (available == 0)
        return widths;
    int total = std::accumulate(widths.begin(), widths.end(), 0) +
                gap * (static_cast<int>(widths.size()) - 1);
    // The widest text gives first, down to where it still says something.
    while (total > available) {
        std::size_t widest = widths.size();
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const bool canShrink = m_columns[i].align == Align::Left && widths[i] > narrowestText;
            if (canShrink && (widest == widths.size() || widths[i] > widths[widest]))
                widest = i;
        }
        if (widest == widths.size())
            break;
        --widths[widest];
        --total;
    }
    return widths;
}

void Table::printRow(Output &out, const std::vector<std::string> &cells,
                     const std::vector<int> &widths) const
{
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = elided(cells[i], widths[i]);
        const std::string padding(static_cast<std::size_t>(widths[i] - columns(cell)), ' ');
        line += m_columns[i].align == Align::Right ? padding + cell : cell + padding;
        line.append(gap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out.line(line);
}

void Table::print(Output &out, int width) const
{
    const std::vector<int> wide = widths(width);
    std::vector<std::string> headings, rules;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        headings.push_back(m_columns[i].heading);
        std::string rule;
        for (int j = 0; j < wide[i]; ++j)
            rule += "─";
        rules.push_back(std::move(rule));
    }
    printRow(out, headings, wide);
    printRow(out, rules, wide);
    for (const auto &row : m_rows)
        printRow(out, row, wide);
    if (m_totals.empty())
        return;
    printRow(out, rules, wide);
    for (const auto &row : m_totals)
        printRow(out, row, wide);
}

} // namespace outlay::cli
