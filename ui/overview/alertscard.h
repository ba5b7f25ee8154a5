// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"

#include <QFrame>
#include <QStringList>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace outlay::ui {

/// Up to three alerts that need a decision, beside each other where there is room; hidden while
/// there is none.
class AlertsCard : public QFrame
{
    Q_OBJECT

public:
    explicit AlertsCard(QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);

signals:
    void acknowledgeRequested(const QStringList &ids);
    /// The alert's id; empty: the page as a whole.
    void openRequested(const QString &id);
    /// Of what an alert has at stake: what its figures are asked for by.
    void receiptRequested(const QString &title, const QStringList &arguments, QPoint position);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    [[nodiscard]] QWidget *makeRow(const AlertRow &alert, int number);
    [[nodiscard]] QLabel *makeAmount(const AlertRow &alert, int number, QWidget *row);

    AlertsSnapshotPtr m_alerts;
    std::vector<AlertRow> m_first; ///< of m_all, as many as there can be room for
    std::size_t m_all = 0, m_shown = 0;
    QBoxLayout *m_list;
    QPushButton *m_moreButton;
};

} // namespace outlay::ui
