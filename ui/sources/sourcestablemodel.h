// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"
#include "ui/receipt/receiptlines.h"

#include <QAbstractTableModel>

#include <optional>

namespace outlay::ui {

/// The sources, and behind them the keys with a plan of their own.
class SourcesTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Format,
        Plan,
        Requests,
        Files,
        Period,
        LastImport,
        ColumnCount
    };

    struct Entry
    {
        std::optional<SourceInfo> source; ///< nullopt: a key
        std::optional<PlanInfo> plan;     ///< nullopt: not answered
        [[nodiscard]] std::string name() const;
    };

    using QAbstractTableModel::QAbstractTableModel;
    void sayAgain();
    void setSnapshot(const OverviewSnapshotPtr &snapshot);
    [[nodiscard]] const Entry *entryAt(int row) const;
    /// -1: none of that name.
    /// The requests of each source; they sum to all of the ledger.
    [[nodiscard]] std::vector<ReceiptLine> requestLines() const;
    [[nodiscard]] int rowOf(const std::string &name, bool isSource) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const Entry &entry, int column) const;
    [[nodiscard]] QString planText(const Entry &entry) const;

    OverviewSnapshotPtr m_snapshot;
    std::vector<Entry> m_entries;
};

} // namespace outlay::ui
