// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/overview/overviewsnapshot.h"
#include "ui/receipt/figure.h"

#include <QFrame>

class QButtonGroup;
class QLabel;
class QTableView;

namespace outlay::ui {

class TopListModel;

/// The dearest models, users, projects and tasks, a tab each.
class TopListCard : public QFrame
{
    Q_OBJECT

public:
    explicit TopListCard(const SeriesColors &colors, QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);

signals:
    void filterRequested(const outlay::Filter &filter);
    void receiptRequested(const outlay::ui::Figure &figure, QPoint position);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showList();
    void fitColumns();
    void filterBy(int row);
    void showReceipt(int row);
    [[nodiscard]] Figure figureOf(const Row &row) const;

    const SeriesColors &m_colors;
    OverviewSnapshotPtr m_snapshot;
    QButtonGroup *m_tabs;
    QTableView *m_table;
    TopListModel *m_model;
    QLabel *m_empty;
};

} // namespace outlay::ui
