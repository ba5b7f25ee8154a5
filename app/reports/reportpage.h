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

/// A figure at the head of a report.
struct Highlight
{
    std::string label, value;
    std::string note; ///< beneath it; empty: none
};

/// A report as people read it.
struct ReportPage
{
    std::string title, subtitle;
    std::string footer; ///< of every sheet of paper: what it is about, where its days begin
    std::vector<Highlight> highlights;
    std::vector<PageSection> sections;
    std::vector<PageReceipt> receipts; ///< number n is at n - 1
};

/// In one line: a name from outside neither breaks it nor reaches a terminal as an escape sequence.
[[nodiscard]] std::string oneLine(std::string text);

/// One file that loads nothing and runs nothing: light and dark, for screens and paper.
[[nodiscard]] std::string toHtml(const ReportPage &page);
/// Plain text, of any width.
[[nodiscard]] std::string toText(const ReportPage &page);

} // namespace outlay::reports
