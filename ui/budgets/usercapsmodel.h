// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QAbstractTableModel>
#include <QLocale>

#include <vector>

namespace outlay::ui {

/// Where and why a pasted table cannot be read; both numbers count from 1.
struct CapsProblem
{
    int line = 0;
    int column = 0;
    QString text;
};
struct PastedCaps
{
    std::vector<UserCap> caps; ///< of the lines that can be read
    std::vector<CapsProblem> problems;
};

/// "user, limit, period, cap" with commas, semicolons or tabs, quotes where a field holds one; a
/// first line of these words is a header. Period and cap may be left out: month, yes. A limit of
/// "-" or nothing: none.
[[nodiscard]] PastedCaps parseUserCaps(const QString &text, const QLocale &locale);

/// The grid: a user a row, each cell written in place.
class UserCapsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        User,
        Limit,
        Period,
        IsCap,
        ColumnCount
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setCaps(std::vector<UserCap> caps);
    /// A user that is there gets the new values; others are added.
    void merge(const std::vector<UserCap> &caps);
    void addRow();
    void removeRowAt(int row);
    [[nodiscard]] const std::vector<UserCap> &caps() const { return m_caps; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    void changed();
    /// What was typed cannot be taken.
    void refused(const QString &sentence);

private:
    std::vector<UserCap> m_caps;
};

} // namespace outlay::ui
