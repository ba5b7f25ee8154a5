// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reports/reportpage.h"

#include <QString>

#include <algorithm>

namespace outlay::reports {

namespace {

std::size_t lengthOf(const std::string &text)
{
    return static_cast<std::size_t>(QString::fromStdString(text).size());
}

std::string marks(const std::vector<int> &receipts)
{
    std::string text;
    for (const int number : receipts)
        text += " [" + std::to_string(number) + "]";
    return text;
}

void writeTable(std::string &out, const PageTable &table)
{
    std::vector<std::vector<std::string>> all{table.headings};
    all.insert(all.end(), table.rows.begin(), table.rows.end());
    if (!table.total.empty())
        all.push_back(table.total);
    std::vector<std::size_t> widths(table.headings.size());
    for (const auto &row : all) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], lengthOf(row[i]));
    }
    for (const auto &row : all) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string room(widths[i] - lengthOf(row[i]), ' ');
            line += "  " + (i == 0 ? row[i] + room : room + row[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
}

void writeReceipt(std::string &out, const PageReceipt &receipt, std::size_t number)
{
    out += "\n[" + std::to_string(number) + "] " + receipt.title + ": " + toDecimal(receipt.sum) +
           " USD\n";
    for (const ReceiptLine &line : receipt.lines)
        out += "    " + toDecimal(line.amount) + "  " + line.what +
               (line.how.empty() ? "" : " (" + line.how + ")") + "\n";
    if (!receipt.command.empty())
        out += "    " + receipt.command + "\n";
}

} // namespace

std::string toText(const ReportPage &page)
{
    std::string out = page.title + "\n" + page.subtitle + "\n";
    for (const PageSection &section : page.sections) {
        out += "\n" + section.title + "\n\n";
        for (const Sentence &sentence : section.sentences)
            out += sentence.text + marks(sentence.receipts) + "\n";
        for (const PageTable &table : section.tables) {
            out += "\n";
            writeTable(out, table);
        }
    }
    out += "\nReceipts\n";
    for (std::size_t i = 0; i < page.receipts.size(); ++i)
        writeReceipt(out, page.receipts[i], i + 1);
    return out;
}

} // namespace outlay::reports
