// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"

#include <string>
#include <vector>

namespace outlay::reports {

/// Texts of a page are plain UTF-8, data among them: whoever renders it escapes them.
struct Sentence
{
    std::string text;
    std::vector<int> receipts; ///< numbers of receipts, counted from 1
};

struct PageTable
{
    std::vector<std::string> headings; ///< the first column is text, the others are figures
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> total; ///< empty: none
};

struct PageSection
{
    std::string title;
    std::vector<Sentence> sentences;
    std::vector<PageTable> tables;
};

struct ReceiptLine
{
    std::string what, how;
    Money amount;
};

/// How a figure adds up: the lines' amounts sum to `sum`, to the nano-dollar.
struct PageReceipt
{
    std::string title;
    std::vector<ReceiptLine> lines;
    Money sum;
    std::string command; ///< of outlay-cli, that shows the same; empty: none
};

/// A report as people read it.
struct ReportPage
{
    std::string title, subtitle;
    std::vector<PageSection> sections;
    std::vector<PageReceipt> receipts; ///< number n is at n - 1
};

/// One file that loads nothing and runs nothing: light and dark, for screens and paper.
[[nodiscard]] std::string toHtml(const ReportPage &page);
/// Plain text, of any width.
[[nodiscard]] std::string toText(const ReportPage &page);

} // namespace outlay::reports
