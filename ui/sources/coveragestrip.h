// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"
#include "ui/sources/sourcerow.h"

#include <QWidget>

namespace outlay::ui {

/// A stretch of time as a bar: vouched for is filled, a gap is hatched, sleep is dotted, what is
/// not due yet is striped, and what lies before the source was added is an empty track.
class CoverageStrip : public QWidget
{
    Q_OBJECT

public:
    explicit CoverageStrip(QWidget *parent = nullptr);
    void setCoverage(const SourceRow &row, const TimeRange &shown, const Zone &zone);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] double xOf(Instant at) const;
    [[nodiscard]] Instant timeAt(int x) const;
    [[nodiscard]] QString toolTipAt(int x) const;

    void paintStretch(QPainter &painter, const TimeRange &stretch, const QBrush &brush) const;

    SourceRow m_row;
    TimeRange m_shown;
    Zone m_zone;
};

/// The brush of a stretch; the legend draws with it too.
[[nodiscard]] QBrush coverageBrush(CoverageKind kind, const QPalette &palette);
/// Of what is not due yet.
[[nodiscard]] QBrush awaitedBrush(const QPalette &palette);
/// "Vouched for", "Machine asleep", "Missing".
[[nodiscard]] QString coverageLabel(CoverageKind kind);

/// What the strips' patterns mean.
class CoverageLegend : public QWidget
{
    Q_OBJECT

public:
    explicit CoverageLegend(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace outlay::ui
