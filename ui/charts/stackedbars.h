// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/axisscale.h"
#include "ui/charts/seriescolors.h"
#include "ui/charts/timeaxis.h"
#include "ui/overview/overviewsnapshot.h"

#include <QRectF>
#include <QWidget>

#include <vector>

namespace outlay::ui {

/// Spend over time, stacked. Painted here and not by Qt Charts: 8 series of 90 bars redraw in well
/// under a millisecond, labels thin out instead of turning into dots, and gaps can be hatched.
/// Mouse and keyboard reach every segment; the table twin holds the same figures.
class StackedBars : public QWidget
{
    Q_OBJECT

public:
    explicit StackedBars(QWidget *parent = nullptr);

    /// `slots` holds a colour slot per series of the snapshot.
    void setSnapshot(OverviewSnapshotPtr snapshot, std::vector<int> slotsOfSeries);

    /// A place in the picture; -1 where there is nothing.
    struct Spot
    {
        int bucket = -1;
        int series = -1;
        bool operator==(const Spot &) const = default;
    };
    [[nodiscard]] Spot spotAt(QPointF position) const;
    [[nodiscard]] QRectF segmentRect(int bucket, int series) const;
    [[nodiscard]] Spot current() const { return m_current; }
    /// What the tool tip says of a bucket: exact amounts, dearest first.
    [[nodiscard]] QString describe(int bucket) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void seriesActivated(int series); ///< filter by it
    void bucketActivated(int bucket); ///< look closer at it
    void receiptRequested(int bucket, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    void updateScale();
    void setCurrent(Spot spot);
    void moveCurrent(int buckets, int series);
    [[nodiscard]] bool isShown(int series, int bucket) const;
    [[nodiscard]] double xOf(int bucket) const; ///< left edge of the bucket's slot
    [[nodiscard]] double slotWidth() const;
    [[nodiscard]] QRectF barRect(int bucket) const;
    void paintFocus(QPainter &painter) const;
    void paintGrid(QPainter &painter) const;
    void paintBars(QPainter &painter) const;

    OverviewSnapshotPtr m_snapshot;
    std::vector<int> m_slots;
    AxisScale m_scale;
    TimeAxis m_times;
    QRectF m_plot;
    Spot m_current;
    bool m_hasKeyboard = false; ///< the current spot was chosen by keys: show its frame
};

[[nodiscard]] SeriesLook lookOf(const Series &series, int slot);

} // namespace outlay::ui
