// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

#include <QFrame>
#include <QUrl>

class QGridLayout;
class QLabel;
class QMenu;
class QPushButton;
class QScrollArea;
class QTableView;
class QVBoxLayout;

namespace outlay::ui {

class EvidenceTableModel;
class RunbookView;
class WrappedLabel;

/// One alert: what it says, its facts and times, what it rests on, what became of it, and what to
/// do. Not built anew while nothing of it has changed.
class AlertDetailView : public QFrame
{
    Q_OBJECT

public:
    explicit AlertDetailView(QWidget *parent = nullptr);
    /// Null: nothing is chosen. What was read of its detail stays until there is a new one.
    void setAlert(const AlertRow *alert, const AlertsSnapshot &snapshot);
    void setDetail(const QString &id, const AlertDetail &detail);
    void setDetailFailure(const QString &id, const QString &sentence);
    /// Shows the button that leads back to the list.
    void setBackVisible(bool isVisible);
    void setSnoozeMenu(QMenu *menu);
    void setBusy(bool isBusy);
    /// The keyboard goes to the first thing that can be done.
    void focusFirst();
    [[nodiscard]] QString alertId() const { return m_alert ? m_alert->id : QString(); }

signals:
    void backRequested();
    void acknowledgeRequested();
    void undoRequested();
    void expectedRequested();
    void amountReceiptRequested();
    void evidenceReceiptRequested(const outlay::ui::AlertEvidence &evidence, QPoint position);
    void retryRequested(const QString &delivery);
    void runbookEditRequested(const QString &kind);
    void linkChosen(const QUrl &url);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeHead(QVBoxLayout &box);
    void makeActions(QVBoxLayout &box);
    void makeEvidence(QVBoxLayout &box);
    void makeRunbook(QVBoxLayout &box);
    QLabel *addTitle(QVBoxLayout &box, const QString &text);
    void showRow();
    void showFacts();
    void showDetail();
    void showSteps();
    void showCommands();
    void updateButtons();
    void askForReceipt(int row);

    std::optional<AlertRow> m_alert;
    AlertDetail m_detail;
    QString m_detailOf, m_failure;
    Instant m_now;
    Zone m_zone;
    bool m_isBusy = false;
    EvidenceTableModel *m_evidence;
    QScrollArea *m_scroll;
    QWidget *m_content;
    QLabel *m_mark, *m_badge, *m_choose;
    WrappedLabel *m_title, *m_why;
    QPushButton *m_back, *m_acknowledge, *m_snooze, *m_expected, *m_undo, *m_amount;
    QGridLayout *m_facts;
    QLabel *m_evidenceTitle = nullptr, *m_stepsTitle = nullptr, *m_runbookTitle = nullptr;
    QTableView *m_table;
    QVBoxLayout *m_steps;
    RunbookView *m_runbook;
    QVBoxLayout *m_commands;
    QPushButton *m_editRunbook;
    WrappedLabel *m_problem;
};

} // namespace outlay::ui
