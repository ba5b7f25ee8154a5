// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"
#include "ui/overview/period.h"
#include "ui/theme/theme.h"

#include <QRectF>

#include <vector>

class QPainter;
class QWidget;

namespace outlay::ui {

/// Buckets of time from left to right, each as wide as the other whatever its length. Labels thin
/// out where they would meet.
class TimeAxis
{
public:
    static constexpr double height = 24; ///< of the labels below the plot

    TimeAxis() = default;
    /// `starts` in order, of the period's step; `plot` is what the buckets share.
    TimeAxis(std::vector<Instant> starts, const Period &period, const Zone &zone,
             const QRectF &plot);

    [[nodiscard]] int size() const { return static_cast<int>(m_starts.size()); }
    [[nodiscard]] double slotWidth() const;
    [[nodiscard]] double xOf(int bucket) const; ///< left edge
    [[nodiscard]] double xOf(Instant at) const;
    [[nodiscard]] int bucketAt(double x) const; ///< the nearest
    [[nodiscard]] TimeRange range(int bucket) const;

    /// Hatches what no source vouches for.
    void paintUncovered(QPainter &painter, const std::vector<TimeRange> &gaps,
                        const Theme &theme) const;
    /// In the painter's font; `current` stands out.
    void paintLabels(QPainter &painter, int current, const QWidget &widget) const;

private:
    std::vector<Instant> m_starts;
    Period m_period;
    Zone m_zone;
    QRectF m_plot;
};

} // namespace outlay::ui
