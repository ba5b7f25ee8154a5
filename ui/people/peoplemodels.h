// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/people/peoplesnapshot.h"

#include <QAbstractTableModel>

namespace outlay::ui {

/// What the three tables of the page have in common: rows of a snapshot, texts by column.
class PeopleModelBase : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role
    {
        SortRole = Qt::UserRole, ///< the raw figure or text
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setSnapshot(const PeopleSnapshotPtr &snapshot);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

protected:
    [[nodiscard]] virtual std::size_t rows() const = 0;
    [[nodiscard]] virtual QStringList headings() const = 0;
    [[nodiscard]] virtual bool isFigure(int column) const = 0;
    [[nodiscard]] virtual QString text(std::size_t row, int column) const = 0;
    [[nodiscard]] virtual QVariant sortKey(std::size_t row, int column) const = 0;

    PeopleSnapshotPtr m_snapshot;
};

class PeopleTableModel final : public PeopleModelBase
{
    Q_OBJECT

public:
    enum Column
    {
        Name,
        Team,
        CostCenter,
        Identities,
        Requests,
        Cost,
    };
    using PeopleModelBase::PeopleModelBase;
    [[nodiscard]] const Person *personAt(int row) const;

private:
    [[nodiscard]] std::size_t rows() const override;
    [[nodiscard]] QStringList headings() const override;
    [[nodiscard]] bool isFigure(int column) const override { return column >= Requests; }
    [[nodiscard]] QString text(std::size_t row, int column) const override;
    [[nodiscard]] QVariant sortKey(std::size_t row, int column) const override;
};

class UnmappedTableModel final : public PeopleModelBase
{
    Q_OBJECT

public:
    enum Column
    {
        Value,
        Kind,
        Cost,
        Suggestion,
    };
    using PeopleModelBase::PeopleModelBase;
    [[nodiscard]] const UnmappedIdentity *identityAt(int row) const;
    /// Who it seems to be; null: no idea.
    [[nodiscard]] const JoinSuggestion *suggestionAt(int row) const;

private:
    [[nodiscard]] std::size_t rows() const override;
    [[nodiscard]] QStringList headings() const override;
    [[nodiscard]] bool isFigure(int column) const override { return column == Cost; }
    [[nodiscard]] QString text(std::size_t row, int column) const override;
    [[nodiscard]] QVariant sortKey(std::size_t row, int column) const override;
};

class RulesTableModel final : public PeopleModelBase
{
    Q_OBJECT

public:
    enum Column
    {
        Number,
        Match,
        Set,
        Time,
    };
    using PeopleModelBase::PeopleModelBase;

private:
    [[nodiscard]] std::size_t rows() const override;
    [[nodiscard]] QStringList headings() const override;
    [[nodiscard]] bool isFigure(int column) const override { return column == Number; }
    [[nodiscard]] QString text(std::size_t row, int column) const override;
    [[nodiscard]] QVariant sortKey(std::size_t row, int column) const override;
};

} // namespace outlay::ui
