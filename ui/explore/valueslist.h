// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/explore/explorefigures.h"

#include <QWidget>

class QLabel;
class QModelIndex;
class QTableView;

namespace outlay::ui {

class ValuesModel;

/// The table beneath the chart: all values, as many columns as there is room for.
class ValuesList : public QWidget
{
    Q_OBJECT

public:
    explicit ValuesList(const SeriesColors &colors, QWidget *parent = nullptr);
    void setSnapshot(const ExploreSnapshotPtr &snapshot);

signals:
    void drillRequested(const outlay::ui::ValueKey &key);
    void receiptRequested(const outlay::ui::Figure &figure, QPoint position);
    void changeRequested(const outlay::ui::ChangeFigure &change, QPoint position);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takeKey(int key);
    void drill(int row);
    void showReceipt(const QModelIndex &index);
    void fitColumns();

    const SeriesColors &m_colors;
    ExploreSnapshotPtr m_snapshot;
    QTableView *m_table;
    ValuesModel *m_model;
    QLabel *m_empty;
};

} // namespace outlay::ui
