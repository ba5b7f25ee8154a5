// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/weekhour.h"
#include "ui/explore/exploresnapshot.h"

#include <QRectF>
#include <QWidget>

#include <optional>

namespace outlay::ui {

/// A measure by hour of the day and day of the week. Five shades with their bounds in figures
/// below, the figure itself inside a cell that has room for it.
class Heatmap : public QWidget
{
    Q_OBJECT

public:
    explicit Heatmap(QWidget *parent = nullptr);
    /// Keeps the last picture while a snapshot has none.
    void setSnapshot(ExploreSnapshotPtr snapshot);

    struct Spot
    {
        int weekday = -1; ///< 0: Monday
        int hour = -1;
        bool operator==(const Spot &) const = default;
    };
    [[nodiscard]] Spot spotAt(QPointF position) const;
    [[nodiscard]] QRectF cellRect(Spot spot) const;
    [[nodiscard]] QString describe(Spot spot) const;
    /// 0..4 by the share of the greatest; -1: nothing, or not known.
    [[nodiscard]] int shadeOf(Spot spot) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    /// Somebody wants to see its requests.
    void hourActivated(const outlay::WeekHour &hour);
    void receiptRequested(const outlay::WeekHour &hour, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] const HeatCell &cell(Spot spot) const;
    [[nodiscard]] bool hasRequests(Spot spot) const;
    [[nodiscard]] bool moveBy(int key);
    [[nodiscard]] std::optional<std::int64_t> partsAt(Spot spot) const;
    [[nodiscard]] int rowOf(int weekday) const; ///< by the locale's first day
    [[nodiscard]] QRectF plot() const;
    void setCurrent(Spot spot);
    [[nodiscard]] QString cellText(Spot spot, double room, const QFontMetrics &metrics) const;
    void paintCell(QPainter &painter, Spot spot) const;
    void paintNames(QPainter &painter) const;
    void paintLegend(QPainter &painter) const;

    ExploreSnapshotPtr m_snapshot;
    std::int64_t m_greatest = 0; ///< parts
    Spot m_current;
    bool m_hasKeyboard = false;
};

/// "Mon 14:00–15:00"
[[nodiscard]] QString weekHourLabel(const WeekHour &hour, const QLocale &locale);
/// "Mon", for 0: Monday.
[[nodiscard]] QString weekdayLabel(int weekday, const QLocale &locale);
/// "14:00–15:00"
[[nodiscard]] QString hourSpanLabel(int hour, const QLocale &locale);

} // namespace outlay::ui
