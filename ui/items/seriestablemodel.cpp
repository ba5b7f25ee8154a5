// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/seriestablemodel.h"

#include "ui/charts/chartexport.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <QLocale>

namespace outlay::ui {

void SeriesTableModel::setSnapshot(OverviewSnapshotPtr snapshot)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    endResetModel();
}

int SeriesTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : static_cast<int>(m_snapshot->buckets.size());
}

int SeriesTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot
               ? 0
               : static_cast<int>(m_snapshot->series.size()) + FirstSeries;
}

TimeRange SeriesTableModel::bucket(int row) const
{
    const auto b = static_cast<std::size_t>(row);
    const auto &starts = m_snapshot->buckets;
    return {starts[b], b + 1 < starts.size() ? starts[b + 1] : m_snapshot->period.range.to};
}

std::optional<Money> SeriesTableModel::amount(int row, int column) const
{
    const auto b = static_cast<std::size_t>(row);
    if (column == Total)
        return m_snapshot->bucketTotals[b].cost;
    if (m_snapshot->bucketTotals[b].requests == 0 && !m_snapshot->bucketTotals[b].cost)
        return {};
    return m_snapshot->series[static_cast<std::size_t>(column - FirstSeries)].amounts[b];
}

QVariant SeriesTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_snapshot)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (index.column() == Time ? Qt::AlignLeading : Qt::AlignTrailing));
    if (index.column() == Time) {
        if (role == SortRole)
            return static_cast<qlonglong>(bucket(index.row()).from.micros);
        return role == Qt::DisplayRole ? bucketLabel(bucket(index.row()), m_snapshot->period.step,
                                                     m_snapshot->zone, QLocale())
                                       : QVariant();
    }
    const auto value = amount(index.row(), index.column());
    if (role == Qt::DisplayRole)
        return moneyOrDash(value, QLocale());
    if (role == Qt::ToolTipRole && value)
        return moneyExact(*value, QLocale());
    if (role == SortRole)
        return static_cast<qlonglong>(value ? value->nanos : -1);
    return {};
}

QVariant SeriesTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || !m_snapshot)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (section == Time ? Qt::AlignLeading : Qt::AlignTrailing));
    if (role != Qt::DisplayRole)
        return {};
    if (section == Time)
        return tr("Time");
    if (section == Total)
        return tr("Total");
    const Series &series = m_snapshot->series[static_cast<std::size_t>(section - FirstSeries)];
    return rowLabel(m_snapshot->request.stackBy, series.value, series.isOther,
                    series.isNotItemised);
}

QString SeriesTableModel::csv() const
{
    if (!m_snapshot)
        return {};
    QStringList head{QStringLiteral("at")};
    for (int column = Total; column < columnCount(); ++column)
        head << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QString text = csvLine(head);
    for (int row = 0; row < rowCount(); ++row) {
        QStringList line{QString::fromStdString(toRfc3339(bucket(row).from))};
        for (int column = Total; column < columnCount(); ++column) {
            const auto value = amount(row, column);
            line << (value ? QString::fromStdString(toDecimal(*value)) : QString());
        }
        text += csvLine(line);
    }
    return text;
}

} // namespace outlay::ui
