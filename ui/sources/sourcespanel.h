// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"
#include "ui/receipt/receiptlines.h"

#include "models/ingest/ingest.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace outlay::ui {

class PlanEditor;
class SourcesTableModel;

/// Where the figures come from: each source with its plan, counts and last import; a plan can be
/// set, and a source removed after a question. Follows the snapshots.
class SourcesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SourcesPanel(QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);
    /// While the ledger is written to, nothing can be set.
    void setBusy(bool isBusy);
    /// The names anew, after they were hidden or shown; what is typed stays.
    void sayAgain();
    /// The row of that source, if it has said something.
    void select(const QString &name);

signals:
    void planChosen(const outlay::Ingest::Plan &plan);
    void removalConfirmed(const QString &source);
    /// Of what a source supplied: `amount` as it is said, with the lines that add up to all.
    void countRequested(const QString &title, const QString &amount, const QString &facts,
                        const std::vector<outlay::ui::ReceiptLine> &lines, QPoint position);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showSubject();
    void showReceipt(int row, QPoint position);
    void updateButtons();
    void askForRemoval();

    SourcesTableModel *m_model;
    QTableView *m_table;
    QLabel *m_empty, *m_subject;
    PlanEditor *m_plan;
    QPushButton *m_remove;
    std::string m_shown; ///< the name in the editor
    bool m_isShownSource = true;
    bool m_isBusy = false;
};

} // namespace outlay::ui
