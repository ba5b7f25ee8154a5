// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/seriescolors.h"
#include "ui/overview/overviewsnapshot.h"

#include <QAbstractTableModel>

namespace outlay::ui {

/// The dearest entities of one dimension.
class TopListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Requests,
        Tokens,
        Cost,
        Share,
        ColumnCount
    };
    enum Role
    {
        SortRole = Qt::UserRole, ///< raw number or name
        ShareRole,               ///< 0..1 of the total, -1 where there is none
        SlotRole,                ///< colour slot, -1 none
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// `list` indexes snapshot->tops. Rows that stay keep their index, so selection survives.
    void setSnapshot(OverviewSnapshotPtr snapshot, std::size_t list, const SeriesColors &colors);
    [[nodiscard]] const Row *rowAt(int row) const;
    [[nodiscard]] DimensionRef dimension() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const Row &row, int column) const;
    [[nodiscard]] QString hint(const Row &row, int column) const;
    [[nodiscard]] QVariant sortKey(const Row &row, int column) const;
    [[nodiscard]] double shareOf(const Row &row) const;
    [[nodiscard]] const TopList *list() const;

    OverviewSnapshotPtr m_snapshot;
    std::size_t m_list = 0;
    std::vector<int> m_slots;
};

} // namespace outlay::ui
