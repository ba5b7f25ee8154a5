// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertlistmodel.h"

#include <QListView>

namespace outlay::ui {

class AlertDelegate;

/// The list of alerts with its keys: J and K, Enter, Space, A, S, E, U, and the arrows that fold.
/// Keeps the selection by id when the snapshot changes.
class AlertList : public QListView
{
    Q_OBJECT

public:
    explicit AlertList(QWidget *parent = nullptr);
    void setSnapshot(const AlertsSnapshotPtr &snapshot);
    void setFilter(const AlertFilter &filter);
    [[nodiscard]] AlertListModel &alerts() { return *m_model; }
    /// Of the alerts selected, in the list's order.
    [[nodiscard]] QStringList selectedIds() const;
    [[nodiscard]] const AlertRow *currentAlert() const;
    void choose(const QString &id);
    /// Goes to the alert before or after, past headings.
    void step(int by);

signals:
    /// The current one is another, or there is none any more.
    void currentAlertChanged();
    void opened();
    void receiptRequested();
    void acknowledgeRequested();
    void snoozeRequested();
    void expectedRequested();
    void undoRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void changeEvent(QEvent *event) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    template <typename Change> void keepingSelection(Change change);
    void fold(bool isUnfolded);

    AlertListModel *m_model;
    AlertDelegate *m_delegate;
    bool m_isRestoring = false;
};

} // namespace outlay::ui
