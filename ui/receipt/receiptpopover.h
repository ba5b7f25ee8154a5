// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/eventindex.h"
#include "ui/receipt/receiptlines.h"

#include <QFrame>

#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QTableView;

namespace outlay::ui {

class ReceiptTableModel;

/// The figure a receipt is asked for, where that is not the money, and what it was taken of.
struct ReceiptHead
{
    QString figure, how;
};

/// A small window with the receipt of a figure; Escape, Space or a click elsewhere closes it.
/// Deletes itself on closing.
class ReceiptPopover : public QFrame
{
    Q_OBJECT

public:
    /// `coverage`: how much of the time is vouched for, in a sentence. `head`: above the
    /// money; empty: that is the figure.
    ReceiptPopover(const QString &title, const QString &coverage, const Measures &measures,
                   const ReceiptHead &head, QWidget *parent);
    /// Of a figure that is a sum of others: `lines` add up to it. `facts`: a sentence on it.
    ReceiptPopover(const QString &title, const QString &facts, Money sum,
                   std::vector<ReceiptLine> lines, QWidget *parent);
    /// Of a count: `amount` as it is said, `lines` add up to it.
    ReceiptPopover(const QString &title, const QString &amount, const QString &facts,
                   std::vector<ReceiptLine> lines, QWidget *parent);
    /// What is asked for it: its requests are to be had by it.
    void setQuestion(const ReceiptQuestion &question);
    /// Shows it at a global position, moved so that it stays on its screen.
    void showAt(QPoint globalPosition);
    /// Until then it says that the figure is being added up.
    void setReceipt(const FigureReceipt &receipt);
    void setFailure(const QString &sentence);
    /// All of it as text.
    [[nodiscard]] QString text() const;
    /// What the lines say, once it is known; nullopt: still being added up, or not known at all.
    [[nodiscard]] const std::optional<FigureReceipt> &receipt() const { return m_receipt; }
    /// Of a figure that is a sum of others: no requests are added up.
    [[nodiscard]] bool isOfSums() const { return m_isOfSums; }
    /// What the receipt is of.
    [[nodiscard]] std::optional<Money> amount() const { return m_measures.cost; }
    [[nodiscard]] const std::vector<ReceiptLine> &lines() const;
    /// Its requests; nullopt: no list has them, or it is not known yet.
    [[nodiscard]] const std::optional<EventsQuestion> &rows() const { return m_rows; }

signals:
    void closed();
    /// Somebody wants to see the requests themselves; it has closed.
    void rowsRequested(const outlay::ui::EventsQuestion &rows);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeParts(const QString &amount, const QString &facts);
    void dressLines();
    void setLines(std::vector<ReceiptLine> lines);
    void setDerivation(std::vector<ReceiptLine> derivation);
    void fit();
    void copy();
    void updateRows();
    /// Of the entry in a line of the table; false: it has no list of its own.
    bool showEntry(int row);
    void showRows(const EventsQuestion &rows);
    bool takeKey(const QKeyEvent &key);

    QString m_title;
    ReceiptHead m_head;
    Measures m_measures;
    std::optional<FigureReceipt> m_receipt;
    bool m_isOfSums = false;
    QPoint m_position;
    ReceiptTableModel *m_model;
    QTableView *m_table;
    QPushButton *m_copy;
    QPushButton *m_rowsLink = nullptr;
    QLabel *m_rowsNote = nullptr;
    std::optional<ReceiptQuestion> m_question;
    std::optional<EventsQuestion> m_rows;
    bool m_hasFailed = false;
};

} // namespace outlay::ui
