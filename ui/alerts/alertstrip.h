// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

#include <QWidget>

#include <array>

namespace outlay::ui {

/// What several kinds have in common: a lane of the strip.
enum class AlertLane : std::uint8_t
{
    Budgets,
    Pace, ///< burn rate and forecast
    Tripwires,
    Prices,
    Sources,
};
inline constexpr std::size_t alertLaneCount = 5;

[[nodiscard]] AlertLane laneOf(AlertKind kind);
[[nodiscard]] QString alertLaneLabel(AlertLane lane);

/// Alerts over time: a mark for each in the lane of its kind, its shape by urgency, filled while it
/// is not over; marks that would lie on each other are one with a number. Its table twin is the
/// list below it. Left and Right go from mark to mark, Up and Down from lane to lane.
class AlertStrip : public QWidget
{
    Q_OBJECT

public:
    explicit AlertStrip(QWidget *parent = nullptr);
    void setSnapshot(const AlertsSnapshotPtr &snapshot);
    /// The mark that holds it is drawn as chosen.
    void setCurrent(const QString &id);
    /// In words, of the mark at a point; empty: none there.
    [[nodiscard]] QString describe(QPoint at) const;
    /// Where the alert's mark is; invalid: not in the shown time.
    [[nodiscard]] QRectF markOf(const QString &id) const;
    [[nodiscard]] std::size_t markCount() const { return m_marks.size(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void chosen(const QString &id);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Mark
    {
        int lane = 0;
        double x = 0;                    ///< middle, as seen
        double end = 0;                  ///< where it was over
        std::vector<std::size_t> alerts; ///< the most urgent first
    };
    void layOut();
    [[nodiscard]] double xOf(Instant at) const;
    [[nodiscard]] int plotLeft() const;
    [[nodiscard]] int plotWidth() const;
    [[nodiscard]] double laneTop(int lane) const;
    [[nodiscard]] QRectF rectOf(const Mark &mark) const;
    [[nodiscard]] const Mark *markAt(QPoint at) const;
    [[nodiscard]] QString wordsOf(const Mark &mark) const;
    void paintAxis(QPainter &painter) const;
    void paintMark(QPainter &painter, const Mark &mark) const;
    void moveTo(std::size_t mark);

    AlertsSnapshotPtr m_snapshot;
    std::vector<Mark> m_marks; ///< by lane, then by time
    QString m_current;
    int m_labelWidth = 0;
};

} // namespace outlay::ui
