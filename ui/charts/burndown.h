// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"
#include "ui/charts/axisscale.h"

#include <QRectF>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace outlay::ui {

/// What a budget has consumed over its period: the steps so far, the even pace, the forecast's
/// band, lines at the thresholds and the limit. Left and Right walk along it; rows() is its table.
class BurnDown : public QWidget
{
    Q_OBJECT

public:
    explicit BurnDown(QWidget *parent = nullptr);
    void setDetails(const BudgetDetails &details, const Zone &zone);

    /// A place in the picture: points so far, then those of the forecast.
    [[nodiscard]] int pointCount() const;
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] int pointAt(QPointF position) const; ///< the nearest; -1: outside
    [[nodiscard]] QString describe(int point) const;
    /// The table twin: time, consumed, even pace, low, middle, high.
    [[nodiscard]] static QStringList header();
    [[nodiscard]] std::vector<QStringList> rows() const;
    /// The same with times in UTC and amounts as plain numbers.
    [[nodiscard]] QString csv() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateScale();
    void updateDescription();
    void setCurrent(int point);
    [[nodiscard]] Instant timeOf(int point) const;
    [[nodiscard]] std::int64_t paceAt(Instant at) const;
    [[nodiscard]] double xOf(Instant at) const;
    [[nodiscard]] double yOf(std::int64_t amount) const;
    [[nodiscard]] QString tick(std::int64_t amount) const;
    void paintGrid(QPainter &painter) const;
    void paintLimits(QPainter &painter) const;
    void paintBand(QPainter &painter) const;
    void paintConsumed(QPainter &painter) const;
    void paintTimes(QPainter &painter) const;
    void paintCurrent(QPainter &painter) const;

    BudgetDetails m_details;
    Zone m_zone;
    AxisScale m_scale;
    QRectF m_plot;
    int m_current = -1;
};

} // namespace outlay::ui
