// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receiptdesk.h"

#include "ui/receipt/receiptpopover.h"
#include "ui/receipt/receiptrows.h"
#include "ui/text/numbers.h"

#include <algorithm>

namespace outlay::ui {

ReceiptDesk::ReceiptDesk(QWidget *page) : QObject(page), m_page(page) {}

void ReceiptDesk::show(const Figure &figure, const TimeRange &shown, std::vector<Filter> where,
                       const QString &coverage, QPoint globalPosition, const Zone &zone)
{
    delete m_receipt; // one at a time
    m_receipt = new ReceiptPopover(figure.title, coverage, figure.measures,
                                   {figure.head, figure.how}, m_page);
    connect(m_receipt, &ReceiptPopover::closed, this, &ReceiptDesk::closed);
    connect(m_receipt, &ReceiptPopover::rowsRequested, this, &ReceiptDesk::rowsRequested);
    m_receipt->showAt(globalPosition);
    ++m_number;
    if (figure.measures.requests == 0) { // a statement's alone: nothing to look up
        FigureReceipt receipt;
        receipt.detail = FigureReceipt::Detail::Terms;
        receipt.residual = figure.measures.residual;
        receipt.cost = figure.measures.cost;
        m_receipt->setReceipt(receipt);
        return;
    }
    const ReceiptQuestion question{figure.range.value_or(shown),
                                   narrowedBy(std::move(where), figure.narrowing),
                                   figure.outside,
                                   figure.measures,
                                   figure.hour,
                                   zone};
    m_receipt->setQuestion(question);
    emit requested(m_number, question);
}

void ReceiptDesk::showSum(const QString &title, const QString &facts, Money sum,
                          std::vector<ReceiptLine> lines, QPoint globalPosition)
{
    delete m_receipt;
    m_receipt = new ReceiptPopover(title, facts, sum, std::move(lines), m_page);
    connect(m_receipt, &ReceiptPopover::closed, this, &ReceiptDesk::closed);
    m_receipt->showAt(globalPosition);
    ++m_number; // what was asked before comes too late
}

void ReceiptDesk::showCount(const QString &title, const QString &amount, const QString &facts,
                            std::vector<ReceiptLine> lines, QPoint globalPosition)
{
    delete m_receipt;
    m_receipt = new ReceiptPopover(title, amount, facts, std::move(lines), m_page);
    connect(m_receipt, &ReceiptPopover::closed, this, &ReceiptDesk::closed);
    m_receipt->showAt(globalPosition);
    ++m_number;
}

void ReceiptDesk::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    if (m_receipt && number == m_number)
        m_receipt->setReceipt(receipt);
}

void ReceiptDesk::setFailure(std::uint64_t number, const QString &sentence)
{
    if (m_receipt && number == m_number)
        m_receipt->setFailure(sentence);
}

QString coverageSentence(const TimeRange &range, Instant now,
                         const std::vector<TimeRange> &uncovered, const QLocale &locale)
{
    const Instant end = std::min(range.to, now);
    const std::int64_t whole = end.micros - range.from.micros;
    if (whole <= 0)
        return {};
    std::int64_t unknown = 0;
    for (const TimeRange &gap : uncovered)
        unknown += std::max<std::int64_t>(0, std::min(gap.to, end).micros -
                                                 std::max(gap.from, range.from).micros);
    if (unknown == 0)
        return ReceiptDesk::tr("sources cover all of the time");
    return ReceiptDesk::tr("sources cover %1 of the time; the rest is unknown")
        .arg(share(whole - unknown, whole, locale));
}

} // namespace outlay::ui
