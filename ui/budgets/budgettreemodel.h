// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QAbstractItemModel>
#include <QSortFilterProxyModel>

namespace outlay::ui {

/// Budgets, below them their children and members. Built from the snapshot alone; texts are made
/// when a row is looked at.
class BudgetTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name, ///< and the scope in words below it
        Owner,
        Period,
        Bar,
        Used, ///< consumed of limit
        Utilization,
        TimeToLimit,
        Cap,
        ColumnCount
    };
    enum Role
    {
        SortRole = Qt::UserRole, ///< raw number or text
        RowRole,                 ///< index in the snapshot's rows
        ScopeRole,               ///< the scope in words, with notes
        FilterRole,              ///< everything a person may look for
        FirstLineRole,           ///< of a cell that is shown as two lines; else its text
        SecondLineRole,          ///< empty: the cell has one line
        CapLineRole,             ///< what is said of the cap below the others; empty: nothing
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// The model stays as it is where only figures changed, so that selection and expansion do.
    void setSnapshot(const BudgetsSnapshotPtr &snapshot);
    [[nodiscard]] const BudgetRow *rowAt(const QModelIndex &index) const;
    [[nodiscard]] const BudgetsSnapshotPtr &snapshot() const { return m_snapshot; }
    /// Where there is no room for the column of periods they stand below the names.
    void setNamesPeriods(bool does) { m_namesPeriods = does; }
    /// Where there is none for the column of caps they stand below the time to limit.
    void setNamesCaps(bool does) { m_namesCaps = does; }
    [[nodiscard]] bool namesCaps() const { return m_namesCaps; }
    /// Of a budget or member; invalid: not there.
    [[nodiscard]] QModelIndex indexOf(const std::string &id, const std::string &member) const;

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    void arrange();
    void rank();
    [[nodiscard]] std::size_t numberOf(const QModelIndex &index) const;
    [[nodiscard]] QString text(const BudgetRow &row, int column) const;
    /// What a narrow column shows, the second line smaller.
    [[nodiscard]] std::pair<QString, QString> lines(const BudgetRow &row, int column) const;
    [[nodiscard]] QString scopeLine(const BudgetRow &row) const;
    [[nodiscard]] QString hint(const BudgetRow &row, int column) const;
    [[nodiscard]] QVariant sortKey(std::size_t number, int column) const;
    [[nodiscard]] QString spoken(const BudgetRow &row, int column) const;

    BudgetsSnapshotPtr m_snapshot;
    bool m_namesPeriods = false, m_namesCaps = false;
    std::vector<std::vector<int>> m_children; ///< [0]: the top; [n + 1]: of row n
    std::vector<int> m_place;                 ///< of a row among its siblings
    std::vector<int> m_rank;                  ///< by time to limit
};

/// Sorted by any column, time to limit unless told otherwise; keeps the parents of what is found.
class BudgetSortModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit BudgetSortModel(QObject *parent = nullptr);
    /// With an arrow in the words of what it is sorted by: a header's own lies on figures' words.
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order) override;
};

} // namespace outlay::ui
