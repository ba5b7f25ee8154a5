// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/explore/exploresnapshot.h"
#include "ui/receipt/figure.h"

#include <QWidget>

class QLabel;
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

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takeKey(int key);
    void drill(int row);
    void showReceipt(int row);
    void fitColumns();

    const SeriesColors &m_colors;
    ExploreSnapshotPtr m_snapshot;
    QTableView *m_table;
    ValuesModel *m_model;
    QLabel *m_empty;
};

} // namespace outlay::ui
