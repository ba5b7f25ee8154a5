// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/overview/overviewsnapshot.h"
#include "ui/receipt/figure.h"
#include "ui/receipt/receiptlines.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace outlay::ui {

class ChartLegend;
class OutlookLine;
class SeriesTableModel;
class StackedBars;

/// Spend over time with its legend, the choice of dimension, and its table twin.
class SpendCard : public QFrame
{
    Q_OBJECT

public:
    explicit SpendCard(SeriesColors &colors, QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshotPtr &snapshot);

signals:
    void dimensionChosen(const outlay::DimensionRef &dimension);
    void filterRequested(const outlay::Filter &filter);
    void rangeRequested(const outlay::TimeRange &range);
    void receiptRequested(const outlay::ui::Figure &figure, QPoint position);
    /// Of the forecast, which is no sum of requests.
    void sumRequested(const QString &title, outlay::Money sum,
                      const std::vector<outlay::ui::ReceiptLine> &lines, QPoint position);

protected:
    void changeEvent(QEvent *event) override;

private:
    QLayout *makeHeader();
    void activateSeries(int series);
    void activateBucket(int bucket);
    void showReceipt(int bucket, QPoint position);
    void showCellReceipt(int row, QPoint position);
    [[nodiscard]] Figure bucketFigure(int bucket) const;
    void updateWords();
    [[nodiscard]] TimeRange bucketRange(int bucket) const;

    SeriesColors &m_colors;
    OverviewSnapshotPtr m_snapshot;
    QLabel *m_title, *m_subtitle;
    OutlookLine *m_outlook;
    QComboBox *m_dimension;
    QToolButton *m_asTable;
    ChartLegend *m_legend;
    QStackedWidget *m_views;
    StackedBars *m_chart;
    QTableView *m_table;
    SeriesTableModel *m_model;
};

} // namespace outlay::ui
