// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/print.h"

#include "app/paper/sheetpainter.h"

#include <QPainter>
#include <QPrinter>

#include <algorithm>

namespace outlay::paper {

namespace {

/// Numbers of the sheets from 0, in the order they leave the printer.
std::vector<std::size_t> chosen(const Book &book, const QPrinter &printer)
{
    const auto count = static_cast<int>(book.sheets.size());
    const bool isPart = printer.printRange() == QPrinter::PageRange && printer.fromPage() > 0;
    const int first = isPart ? printer.fromPage() : 1;
    const int last = isPart && printer.toPage() > 0 ? std::min(printer.toPage(), count) : count;
    std::vector<std::size_t> sheets;
    for (int number = first; number <= last; ++number)
        sheets.push_back(static_cast<std::size_t>(number - 1));
    if (printer.pageOrder() == QPrinter::LastPageFirst)
        std::reverse(sheets.begin(), sheets.end());
    const std::vector<std::size_t> once = sheets;
    const int copies = printer.supportsMultipleCopies() ? 1 : printer.copyCount();
    for (int copy = 1; copy < copies; ++copy)
        sheets.insert(sheets.end(), once.begin(), once.end());
    return sheets;
}

} // namespace

PaperSize paperIn(const QPrinter &printer)
{
    return printer.pageLayout().pageSize().id() == QPageSize::Letter ? PaperSize::Letter
                                                                     : PaperSize::A4;
}

Result<> print(const Book &book, QPrinter &printer)
{
    const std::vector<std::size_t> sheets = chosen(book, printer);
    if (sheets.empty())
        return failure(Error::Kind::Usage, "the review has " + std::to_string(book.sheets.size()) +
                                               " pages, and none of them was chosen");
    printer.setFullPage(true); // sheets have margins of their own
    printer.setDocName(book.title);
    printer.setCreator(QStringLiteral("Outlay " OUTLAY_VERSION));
    QPainter painter;
    if (!painter.begin(&printer))
        return failure(Error::Kind::Refused,
                       "the printer did not take it; look at its queue, or print to a file");
    const double scale = static_cast<double>(printer.resolution()) / unitsPerInch;
    painter.scale(scale, scale);
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        if (i > 0 && !printer.newPage())
            return failure(Error::Kind::Refused, "the printer stopped after page " +
                                                     std::to_string(i) + "; look at its queue");
        paint(painter, book.sheets[sheets[i]]);
    }
    return {};
}

} // namespace outlay::paper
