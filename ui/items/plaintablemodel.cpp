// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/plaintablemodel.h"

#include <algorithm>

namespace outlay::ui {

PlainTableModel::PlainTableModel(QStringList header, std::vector<int> trailing, QObject *parent)
    : QAbstractTableModel(parent)
    , m_header(std::move(header))
    , m_trailing(std::move(trailing))
{
}

void PlainTableModel::setRows(std::vector<QStringList> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int PlainTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PlainTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_header.size());
}

int PlainTableModel::alignment(int column) const
{
    const bool trailing =
        std::find(m_trailing.begin(), m_trailing.end(), column) != m_trailing.end();
    return static_cast<int>(Qt::AlignVCenter | (trailing ? Qt::AlignTrailing : Qt::AlignLeading));
}

QVariant PlainTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return m_rows[static_cast<std::size_t>(index.row())].value(index.column());
    return {};
}

QVariant PlainTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    return role == Qt::DisplayRole ? QVariant(m_header.value(section)) : QVariant();
}

} // namespace outlay::ui
