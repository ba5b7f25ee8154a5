// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/explore/eventindex.h"
#include "ui/receipt/figure.h"
#include "ui/receipt/receiptlines.h"

#include <QLocale>
#include <QObject>
#include <QPoint>
#include <QPointer>

#include <cstdint>
#include <vector>

class QWidget;

namespace outlay::ui {

class ReceiptPopover;

/// Shows receipts of a page's figures, one at a time, and asks for what they consist of.
class ReceiptDesk : public QObject
{
    Q_OBJECT

public:
    explicit ReceiptDesk(QWidget *page);

    /// `shown` and `where` are the page's; `coverage` is a sentence on the figure's time.
    /// `zone`: of the figure's hours, where it has some.
    void show(const Figure &figure, const TimeRange &shown, std::vector<Filter> where,
              const QString &coverage, QPoint globalPosition, const Zone &zone = Zone());
    /// Of a figure that is a sum of others, see ReceiptPopover.
    void showSum(const QString &title, const QString &facts, Money sum,
                 std::vector<ReceiptLine> lines, QPoint globalPosition);
    /// Of a count: `amount` as it is said.
    void showCount(const QString &title, const QString &amount, const QString &facts,
                   std::vector<ReceiptLine> lines, QPoint globalPosition);
    /// The answer to requested(); one that came too late is dropped.
    void setReceipt(std::uint64_t number, const FigureReceipt &receipt);
    void setFailure(std::uint64_t number, const QString &sentence);

signals:
    void requested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    void closed();
    void rowsRequested(const outlay::ui::EventsQuestion &rows);

private:
    QWidget *m_page;
    QPointer<ReceiptPopover> m_receipt;
    std::uint64_t m_number = 0;
};

/// How much of a range up to now is vouched for, in a sentence; empty: none of it has passed.
[[nodiscard]] QString coverageSentence(const TimeRange &range, Instant now,
                                       const std::vector<TimeRange> &uncovered,
                                       const QLocale &locale);

} // namespace outlay::ui
