// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"

#include <QAbstractTableModel>

namespace outlay::ui {

/// The table twin of the spend chart: a row a bucket, the bucket's total, a column a series.
class SeriesTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Time,
        Total,
        FirstSeries
    };
    enum Role
    {
        SortRole = Qt::UserRole
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setSnapshot(OverviewSnapshotPtr snapshot);
    /// Times in UTC, US dollars to the nano; empty where it is not known.
    [[nodiscard]] QString csv() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] std::optional<Money> amount(int row, int column) const;
    [[nodiscard]] TimeRange bucket(int row) const;

    OverviewSnapshotPtr m_snapshot;
};

} // namespace outlay::ui
