// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"

#include <QLocale>
#include <QString>

#include <vector>

namespace outlay::ui {

/// One line of a receipt.
struct ReceiptLine
{
    enum class Kind
    {
        Part,
        Sum,     ///< of the parts above it
        Heading, ///< no value
        Fact,
        Entry, ///< a model at a price, with its requests and its amount
        Note,  ///< a sentence on the entry above it
        Term,  ///< a class of tokens of the entry above it: quantity x rate = value
    };
    Kind kind = Kind::Part;
    QString label;
    QString value;
    QString quantity = {}, rate = {};
    std::vector<Filter> where = {}; ///< of an entry: what keeps its requests; empty: nothing does
};

/// What a figure consists of: its parts by basis with their sum, and what stands beside it. Exact,
/// not rounded.
[[nodiscard]] std::vector<ReceiptLine> moneyLines(const Measures &measures, const QLocale &locale);
/// Requests and tokens.
[[nodiscard]] std::vector<ReceiptLine> countLines(const Measures &measures, const QLocale &locale);
/// How it adds up: entries with their terms, rates and prices; they sum to the figure.
[[nodiscard]] std::vector<ReceiptLine> derivationLines(const FigureReceipt &receipt,
                                                       const QLocale &locale);

/// For the clipboard: a line each, cells apart by tabs.
[[nodiscard]] QString receiptText(const QString &title, const std::vector<ReceiptLine> &lines);

} // namespace outlay::ui
