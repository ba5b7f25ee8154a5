// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/receipt/figure.h"
#include "ui/tasks/taskssnapshot.h"

#include <QAbstractTableModel>

#include <vector>

namespace outlay::ui {

/// The dearest tasks, in the order somebody chose; behind them what is not among them.
class TaskListModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Cost,
        Requests,
        Sessions,
        Agents,
        Tokens,
        Person,
        Kind,
        Outcome,
        Branch,
        Commit,
        PullRequest,
        Last,
        ColumnCount,
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setSnapshot(const TasksSnapshotPtr &snapshot);
    /// Null: a row of what is not among the tasks.
    [[nodiscard]] const TaskRow *taskAt(int row) const;
    /// What a row of what is not among the tasks asks a receipt of; nullopt: there is no such row.
    [[nodiscard]] std::optional<Figure> remainderAt(int row) const;
    /// No task shown has anything in it.
    [[nodiscard]] bool isEmpty(int column) const;
    /// -1: not shown.
    [[nodiscard]] int rowOf(const std::string &task) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    /// What no named task among the dearest has.
    struct Remainder
    {
        QString name, hint;
        Measures measures;
        std::vector<Filter> narrowing = {};
        std::optional<RestOf> outside = {};
    };
    [[nodiscard]] static QString heading(int column);
    void arrange();
    void addRemainders();
    [[nodiscard]] QString text(const TaskRow &row, int column) const;
    [[nodiscard]] QString text(const Remainder &rest, int column) const;
    [[nodiscard]] QString hint(const TaskRow &row, int column) const;
    [[nodiscard]] bool isBefore(const TaskRow &left, const TaskRow &right) const;

    TasksSnapshotPtr m_snapshot;
    std::vector<std::size_t> m_order; ///< of costs.dearest
    std::vector<Remainder> m_remainders;
    int m_sorted = Cost;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace outlay::ui
