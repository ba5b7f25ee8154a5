// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/explore/exploresnapshot.h"

#include <QAbstractTableModel>

namespace outlay::ui {

/// All values of the dimension: the measure first, its share where parts add up, then what else is
/// worth a look.
class ValuesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Second, ///< the value of the second dimension, where there is one
        Chosen, ///< the measure looked at
        Share,
        Prior,  ///< what the period before had of it, where it is compared
        Change, ///< since then
        FirstOther,
    };

    using QAbstractTableModel::QAbstractTableModel;
    /// Rows that stay keep their index, so selection survives.
    void setSnapshot(ExploreSnapshotPtr snapshot, const SeriesColors &colors);
    [[nodiscard]] const ExploreRow *rowAt(int row) const;
    [[nodiscard]] bool isMoney(int column) const;
    /// Whether there is anything in the columns of the period before.
    [[nodiscard]] bool isCompared() const;
    [[nodiscard]] static bool isText(int column) { return column == Name || column == Second; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    /// With the roles of TopListModel: its delegates draw names and shares.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    /// The measure of a column of figures; of the others the one looked at.
    [[nodiscard]] Measure measureAt(int column) const;

private:
    [[nodiscard]] QString text(const ExploreRow &row, int column) const;
    [[nodiscard]] QString tip(const ExploreRow &row, int column) const;
    [[nodiscard]] double shareOf(const ExploreRow &row) const;

    ExploreSnapshotPtr m_snapshot;
    std::vector<Measure> m_others;
    std::vector<int> m_slots;
};

/// The table twin of the charts: a row a bucket and a column a series, or weekdays by hours.
class ChartTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Title,
        Total,
        FirstSeries,
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setSnapshot(ExploreSnapshotPtr snapshot, bool asHeatmap);
    /// Times in UTC; plain numbers in the measure's unit: US dollars, seconds, shares of one.
    [[nodiscard]] QString csv() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] const Measured &measuresAt(int row, int column) const;
    [[nodiscard]] bool isKnownEmpty(int row, int column) const;
    [[nodiscard]] bool isPrior(int column) const;

    ExploreSnapshotPtr m_snapshot;
    bool m_isHeatmap = false;
};

/// The same of a snapshot's values, greatest first; a column for each dimension.
[[nodiscard]] QString valuesCsv(const ExploreSnapshot &snapshot);
/// With every measure of the table.
[[nodiscard]] QString tableCsv(const ExploreSnapshot &snapshot);

} // namespace outlay::ui
