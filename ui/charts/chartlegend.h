// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"

#include <QWidget>

#include <vector>

namespace outlay::ui {

/// Names beside their colours, wrapped to the width. A click filters by the name.
class ChartLegend : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget *parent = nullptr);
    void setSnapshot(OverviewSnapshotPtr snapshot, std::vector<int> slotsOfSeries);

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
    };
    [[nodiscard]] std::vector<Entry> laidOut(int width) const;
    void takeHeight();
    [[nodiscard]] int entryAt(QPoint position) const;

    OverviewSnapshotPtr m_snapshot;
    std::vector<int> m_slots;
};

} // namespace outlay::ui
