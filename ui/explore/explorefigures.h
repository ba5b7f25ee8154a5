// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/exploresnapshot.h"
#include "ui/receipt/figure.h"
#include "ui/receipt/receiptlines.h"

#include <QLocale>

namespace outlay::ui {

// What Explore shows as figures with their receipts' questions.

/// "Requests: 1,234": what a receipt says above the money, and what a mean or a rate was taken of;
/// nothing where the money is the figure.
void setHead(Figure &figure, Measure measure, const Measured &of);
/// A row of the dimension, pointed at by one of its measures.
[[nodiscard]] Figure figureOf(const ExploreSnapshot &snapshot, const ExploreRow &row,
                              Measure measure);
/// The same in the measure that is looked at.
[[nodiscard]] Figure figureOf(const ExploreSnapshot &snapshot, const ExploreRow &row);
/// What the period before had of a row; only of one that has a prior.
[[nodiscard]] Figure priorFigureOf(const ExploreSnapshot &snapshot, const ExploreRow &row);
/// What a bucket has of a series, or, behind the last of them, of the period before.
[[nodiscard]] Figure bucketFigureOf(const ExploreSnapshot &snapshot, int bucket, int series);
/// Everything shown.
[[nodiscard]] Figure wholeFigureOf(const ExploreSnapshot &snapshot);

/// What a figure became since the period before: the one less the other.
struct ChangeFigure
{
    QString title;
    QString amount;           ///< as it is said
    std::optional<Money> sum; ///< where it is money
    std::vector<ReceiptLine> lines;
};

/// Nullopt: one of the two is not known.
[[nodiscard]] std::optional<ChangeFigure> changeOf(const ExploreSnapshot &snapshot,
                                                   const ExploreRow &row, const QLocale &locale);
[[nodiscard]] std::optional<ChangeFigure> wholeChangeOf(const ExploreSnapshot &snapshot,
                                                        const QLocale &locale);

} // namespace outlay::ui
