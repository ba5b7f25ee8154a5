// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace outlay::ui {

class BurnDown;
class ElidedLabel;
class PastBars;
class PlainTableModel;

/// One budget: its chart, how the last periods went, and who changed what.
class BudgetDetailView : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetDetailView(QWidget *parent = nullptr);
    /// What the table knows already; the rest follows with setDetails().
    void setRow(const BudgetRow &row, Instant now, const Zone &zone);
    void setDetails(const BudgetDetails &details, Instant now, const Zone &zone);
    [[nodiscard]] const BudgetRow &row() const { return m_details.row; }

signals:
    void backRequested();
    void editRequested(const std::string &id);
    void removeRequested(const std::string &id);
    void undoRequested(std::uint64_t change);
    void pushRequested(); ///< of all caps
    void receiptRequested(const std::string &id, const std::string &member);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHead();
    [[nodiscard]] QWidget *makeChart();
    [[nodiscard]] QWidget *makeHistory();
    [[nodiscard]] QWidget *makeChanges();
    void updateWords();
    void undoSelected();
    void updateUndo();

    BudgetDetails m_details;
    Instant m_now;
    Zone m_zone;
    QPushButton *m_back, *m_push, *m_edit, *m_remove, *m_undo = nullptr, *m_asTable = nullptr;
    QLabel *m_name, *m_used;
    ElidedLabel *m_scope, *m_outlook, *m_method;
    BurnDown *m_chart;
    PastBars *m_past;
    PlainTableModel *m_points, *m_changes;
    QTableView *m_pointTable, *m_changeTable;
    QStackedWidget *m_chartOrTable = nullptr;
};

} // namespace outlay::ui
