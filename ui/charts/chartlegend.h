// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/overview/overviewsnapshot.h"

#include <QWidget>

#include <vector>

namespace outlay::ui {

/// A name in the legend.
struct LegendItem
{
    QString name;
    QString hint; ///< what it amounts to, exactly
    SeriesLook look;
    int shape = -1; ///< of its points, see drawPoint(); -1: a square of its colour
};

/// Points of lines, told apart without colour: seven shapes by slot, another for the rest.
void drawPoint(QPainter &painter, QPointF centre, int shape, double size);

/// Names beside their colours, wrapped to the width. A click filters by the name.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget *parent = nullptr);
    void setSnapshot(const OverviewSnapshot &snapshot, const std::vector<int> &slotsOfSeries);
    void setItems(std::vector<LegendItem> items, bool hasUncovered);

signals:
    void seriesActivated(int series);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Entry
    {
        QString name;
        QBrush brush;
        QRect place;
        int series = -1; ///< -1: the hatching of uncovered time
        int shape = -1;
    };
    [[nodiscard]] std::vector<Entry> laidOut(int width) const;
    void takeHeight();
    [[nodiscard]] int entryAt(QPoint position) const;

    std::vector<LegendItem> m_items;
    bool m_hasUncovered = false;
};

} // namespace outlay::ui
