// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/explore/exploresnapshot.h"

#include <QRectF>
#include <QWidget>

namespace outlay::ui {

/// The greatest values of a dimension as bars with their figures, as many as there is room for.
class RankedBars : public QWidget
{
    Q_OBJECT

public:
    explicit RankedBars(QWidget *parent = nullptr);
    void setSnapshot(ExploreSnapshotPtr snapshot, const SeriesColors &colors);

    [[nodiscard]] int shownRows() const;
    [[nodiscard]] QRectF rowRect(int row) const;
    [[nodiscard]] QString describe(int row) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void rowActivated(int row);
    void receiptRequested(int row, QPoint globalPosition);

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
    [[nodiscard]] std::int64_t partsAt(int row) const;
    [[nodiscard]] int rowAt(QPointF position) const;
    void setCurrent(int row);
    void paintRow(QPainter &painter, int row, int nameWidth, int figureWidth) const;

    ExploreSnapshotPtr m_snapshot;
    std::vector<SeriesLook> m_looks; ///< a row each
    int m_current = -1;
};

} // namespace outlay::ui
