// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prices/pricessnapshot.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace outlay::ui {

/// Models with the prices in force, those of the ledger first.
class PricesTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Model,
        Spend,
        Input,
        CacheRead,
        CacheWrite,
        CacheWriteHour,
        Output,
        Since,
        Origin,
        Remark,
        ColumnCount,
    };
    enum Role
    {
        SortRole = Qt::UserRole, ///< the raw figure or text
        IdRole,                  ///< PricedModel::id
        NeedsLookRole,           ///< without a price, held or implausible
        IsUsedRole,              ///< requests of the ledger have it
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setSnapshot(const PricesSnapshotPtr &snapshot);
    /// Null beyond the rows.
    [[nodiscard]] const PricedModel *modelAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const PricedModel &model, int column) const;
    [[nodiscard]] QString toolTip(const PricedModel &model, int column) const;

    PricesSnapshotPtr m_snapshot;
};

/// Rows whose id has every word that was typed, in any order and case.
class PricesFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit PricesFilter(QObject *parent = nullptr);
    void setText(const QString &text);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
};

} // namespace outlay::ui
