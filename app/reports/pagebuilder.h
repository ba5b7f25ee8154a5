// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/reports/reportpage.h"
#include "models/insight/review.h"

#include <string>
#include <utility>
#include <vector>

namespace outlay::reports {

/// Sections, sentences and tables one after the other, and their receipts, numbered from 1.
class PageBuilder
{
protected:
    void begin(const std::string &title) { m_page.sections.push_back({title, {}, {}}); }
    void say(const std::string &text, std::vector<int> receipts = {})
    {
        m_page.sections.back().sentences.push_back({text, std::move(receipts)});
    }
    void add(PageTable table) { m_page.sections.back().tables.push_back(std::move(table)); }
    int keep(PageReceipt receipt)
    {
        m_page.receipts.push_back(std::move(receipt));
        return static_cast<int>(m_page.receipts.size());
    }
    /// Of a figure of requests: its entries, and the command that shows the same.
    int receiptOf(const std::string &title, const TimeRange &range, const ReviewFigure &figure);
    /// Of a figure that is the sum of the lines.
    int sumOf(const std::string &title, std::vector<ReceiptLine> lines);
    /// Of what plans pay for, which is no spend.
    int atListPrices(const TimeRange &range, Money listValue);
    /// One more line of the last receipt, and less in its sum.
    void takeOff(const std::string &what, const std::string &how, Money amount);

    ReportPage m_page;
};

} // namespace outlay::reports
