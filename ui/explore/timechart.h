// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/axisscale.h"
#include "ui/charts/seriescolors.h"
#include "ui/charts/timeaxis.h"
#include "ui/explore/exploresnapshot.h"

#include <QRectF>
#include <QWidget>

#include <optional>
#include <vector>

namespace outlay::ui {

/// A measure over time by value: stacked bars where parts add up, else lines. A click on a mark
/// chooses its series, a drag along the time chooses a range; keys do both.
class TimeChart : public QWidget
{
    Q_OBJECT

public:
    explicit TimeChart(QWidget *parent = nullptr);

    /// `looks`: one for each series of the snapshot. Bars of a measure that does not stack are
    /// lines.
    void setSnapshot(ExploreSnapshotPtr snapshot, std::vector<SeriesLook> looks, bool asLines);

    struct Spot
    {
        int bucket = -1; ///< -1: nowhere
        int series = -1;
        bool operator==(const Spot &) const = default;
    };
    [[nodiscard]] Spot spotAt(QPointF position) const;
    [[nodiscard]] Spot current() const { return m_current; }
    [[nodiscard]] bool hasLines() const { return m_hasLines; }
    /// Of bars; the point of a line as a rectangle without size.
    [[nodiscard]] QRectF markRect(int bucket, int series) const;
    /// Where a bucket's slot lies.
    [[nodiscard]] QRectF slotRect(int bucket) const;
    /// Exact values of a bucket, greatest series first.
    [[nodiscard]] QString describe(int bucket) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void seriesActivated(int series);
    void rangeSelected(const outlay::TimeRange &range);
    void receiptRequested(int bucket, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    using Values = std::vector<std::optional<std::int64_t>>;

    void takeValues();
    void updateScale();
    void setCurrent(Spot spot);
    void moveCurrent(int buckets, int series, bool extends);
    void selectTo(int bucket);
    void finishSelection();
    [[nodiscard]] std::optional<std::int64_t> valueAt(int series, int bucket) const;
    [[nodiscard]] bool isShown(int series, int bucket) const;
    [[nodiscard]] double yOf(std::int64_t value) const;
    [[nodiscard]] int nearestLine(int bucket, double y) const;
    void paintFrame(QPainter &painter) const;
    void paintGrid(QPainter &painter) const;
    void paintSelection(QPainter &painter) const;
    void paintBars(QPainter &painter) const;
    void paintLines(QPainter &painter) const;
    void paintLine(QPainter &painter, int series) const;
    void paintPrior(QPainter &painter) const;

    ExploreSnapshotPtr m_snapshot;
    std::vector<SeriesLook> m_looks;
    std::vector<Values> m_values; ///< by series, by bucket; in parts
    Values m_prior;               ///< of all in the period before, by bucket; empty: not compared
    NumberAxis m_scale;
    TimeAxis m_times;
    QRectF m_plot;
    Spot m_current;
    bool m_hasLines = false;
    bool m_hasKeyboard = false;     ///< the current spot was chosen by keys: show its frame
    int m_from = -1, m_to = -1;     ///< buckets selected so far; -1: none
    std::optional<QPointF> m_press; ///< where the button went down
};

} // namespace outlay::ui
