// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tasks/taskssnapshot.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace outlay::ui {

/// A task's agents, starters before those they started, over one axis of time.
class AgentModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Time,
        Cost,
        Requests,
        Tokens,
        Overhead,
        CacheRead,
        Reread,
        Models,
        ColumnCount,
    };
    enum Role
    {
        DepthRole = Qt::UserRole, ///< 0: nobody started it
        FromRole,                 ///< of the axis of time, in thousandths; Time alone
        ToRole,
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setDetails(const TaskDetailsPtr &details);
    /// Null: no such row.
    [[nodiscard]] const Agent *agentAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] QString text(const Agent &agent, int column) const;
    [[nodiscard]] QString hint(const Agent &agent, int column) const;
    [[nodiscard]] int placeOf(Instant at) const;

    TaskDetailsPtr m_details;
    TimeRange m_axis; ///< from the first request to the last
};

/// The name as deep as its agent stands, with a line to who started it; and its bar of time.
class AgentDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    static void paintName(QPainter &painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index);
    static void paintTime(QPainter &painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index);
};

} // namespace outlay::ui
