// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

#include <QLocale>
#include <QString>

#include <vector>

namespace outlay::ui {

/// One line of a receipt popover.
struct ReceiptLine
{
    enum class Kind
    {
        Part,
        Sum,     ///< of the parts above it
        Heading, ///< no value
        Fact,
    };
    Kind kind = Kind::Part;
    QString label;
    QString value;
};

/// What a figure consists of: its parts by basis with their sum, then requests and tokens. Exact,
/// not rounded.
[[nodiscard]] std::vector<ReceiptLine> receiptLines(const Measures &measures,
                                                    const QLocale &locale);

} // namespace outlay::ui
