// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/explore/explorefigures.h"

#include <QFrame>

class QHBoxLayout;
class QStackedWidget;
class QTableView;

namespace outlay::ui {

class ChartLegend;
class ChartTableModel;
class ExploreControls;
class FigureLine;
class Heatmap;
class RankedBars;
class TimeChart;

/// The picture of a snapshot with its controls, its legend and its table twin.
class ExploreChart : public QFrame
{
    Q_OBJECT

public:
    explicit ExploreChart(SeriesColors &colors, QWidget *parent = nullptr);
    /// What was asked for; the picture follows with the snapshot.
    void setRequest(const ExploreRequest &request);
    void setSnapshot(const ExploreSnapshotPtr &snapshot);
    [[nodiscard]] ExploreControls &controls() { return *m_controls; }

signals:
    void requestEdited(const outlay::ui::ExploreRequest &request);
    void drillRequested(const outlay::ui::ValueKey &key);
    void zoomRequested(const outlay::TimeRange &range);
    void receiptRequested(const outlay::ui::Figure &figure, QPoint position);
    void changeRequested(const outlay::ui::ChangeFigure &change, QPoint position);
    /// The requests of a cell of the heatmap.
    void hourRequested(const outlay::WeekHour &hour);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void connectParts();
    void arrangeControls();
    void addExports();
    [[nodiscard]] std::vector<SeriesLook> giveColours();
    void setLegend(const std::vector<SeriesLook> &looks);
    void updateView();
    void updateWords();
    void activateSeries(int series);
    void activateRow(int row);
    void showTitleReceipt(int figure, QPoint position);
    void showCellReceipt(int row, QPoint position);
    void showReceipt(int bucket, QPoint position);
    void showHourReceipt(const WeekHour &hour, QPoint position);

    SeriesColors &m_colors;
    ExploreSnapshotPtr m_snapshot;
    ExploreRequest m_request;
    ExploreControls *m_controls;
    QHBoxLayout *m_titleRow;
    FigureLine *m_title;
    ChartLegend *m_legend;
    QStackedWidget *m_views;
    TimeChart *m_time;
    Heatmap *m_heat;
    RankedBars *m_ranked;
    QTableView *m_table;
    ChartTableModel *m_model;
};

} // namespace outlay::ui
