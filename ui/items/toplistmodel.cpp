// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/toplistmodel.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QLocale>

namespace outlay::ui {

const TopList *TopListModel::list() const
{
    return m_snapshot && m_list < m_snapshot->tops.size() ? &m_snapshot->tops[m_list] : nullptr;
}

void TopListModel::setSnapshot(OverviewSnapshotPtr snapshot, std::size_t list,
                               const SeriesColors &colors)
{
    const auto keys = [](const TopList *top) {
        std::vector<std::vector<std::optional<std::string>>> all;
        for (const Row &row : top ? top->rows : std::vector<Row>{})
            all.push_back(row.key);
        return all;
    };
    const auto before = keys(this->list());
    const bool sameList = m_list == list;
    const TopList *next =
        snapshot && list < snapshot->tops.size() ? &snapshot->tops[list] : nullptr;
    const bool sameRows = sameList && before == keys(next);
    if (!sameRows)
        beginResetModel();
    m_snapshot = std::move(snapshot);
    m_list = list;
    m_slots.clear();
    if (const TopList *top = this->list()) {
        for (const Row &row : top->rows) {
            const bool named =
                !row.isOther && !row.isNotItemised && !row.key.empty() && row.key.front();
            m_slots.push_back(named ? colors.slotOf(top->dimension, *row.key.front()) : -1);
        }
    }
    if (!sameRows)
        endResetModel();
    else if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const Row *TopListModel::rowAt(int row) const
{
    const TopList *top = list();
    return top && row >= 0 && static_cast<std::size_t>(row) < top->rows.size()
               ? &top->rows[static_cast<std::size_t>(row)]
               : nullptr;
}

DimensionRef TopListModel::dimension() const
{
    const TopList *top = list();
    return top ? top->dimension : DimensionRef{};
}

int TopListModel::rowCount(const QModelIndex &parent) const
{
    const TopList *top = list();
    return parent.isValid() || !top ? 0 : static_cast<int>(top->rows.size());
}

int TopListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double TopListModel::shareOf(const Row &row) const
{
    const auto whole = m_snapshot->total.cost;
    if (!row.measures.cost || !whole || whole->nanos <= 0)
        return -1;
    return static_cast<double>(row.measures.cost->nanos) / static_cast<double>(whole->nanos);
}

QString TopListModel::text(const Row &row, int column) const
{
    const QLocale locale;
    const Measures &m = row.measures;
    switch (column) {
    case Name:
        return rowLabel(dimension(), row);
    case Requests:
        return row.isNotItemised ? dash() : count(m.requests, locale);
    case Tokens:
        return row.isNotItemised && m.usage.isZero() ? dash()
                                                     : countCompact(m.usage.total(), locale);
    case Cost:
        if (!m.cost)
            return m.requests > 0 ? tr("unpriced") : dash();
        return m.unpricedRequests > 0 ? atLeast(money(*m.cost, locale)) : money(*m.cost, locale);
    case Share:
        return m.cost && m_snapshot->total.cost
                   ? share(m.cost->nanos, m_snapshot->total.cost->nanos, locale)
                   : dash();
    default:
        return {};
    }
}

QString TopListModel::hint(const Row &row, int column) const
{
    const QLocale locale;
    const Measures &m = row.measures;
    if (column == Tokens)
        return tr("%1 token(s)", nullptr, pluralOf(m.usage.total()))
            .arg(count(m.usage.total(), locale));
    if (column != Cost)
        return text(row, column);
    QStringList parts;
    if (m.cost)
        parts << moneyExact(*m.cost, locale);
    if (m.unpricedRequests > 0)
        parts << tr("%1 request(s) unpriced", nullptr, pluralOf(m.unpricedRequests))
                     .arg(count(m.unpricedRequests, locale));
    if (row.isNotItemised)
        parts << tr("billed without requests behind it");
    return parts.join(QStringLiteral("\n"));
}

QVariant TopListModel::sortKey(const Row &row, int column) const
{
    const Measures &m = row.measures;
    switch (column) {
    case Name:
        return text(row, Name);
    case Requests:
        return static_cast<qlonglong>(m.requests);
    case Tokens:
        return static_cast<qlonglong>(m.usage.total());
    default:
        return static_cast<qlonglong>(m.cost ? m.cost->nanos : -1);
    }
}

QVariant TopListModel::data(const QModelIndex &index, int role) const
{
    const Row *row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, index.column());
    case Qt::ToolTipRole:
        return hint(*row, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter |
                                (index.column() == Name ? Qt::AlignLeading : Qt::AlignTrailing));
    case SortRole:
        return sortKey(*row, index.column());
    case ShareRole:
        return shareOf(*row);
    case SlotRole:
        return m_slots[static_cast<std::size_t>(index.row())];
    default:
        return {};
    }
}

QVariant TopListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            Qt::AlignVCenter |
            (section == Name || section == Share ? Qt::AlignLeading : Qt::AlignTrailing));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return dimensionLabel(dimension());
    case Requests:
        return tr("Requests");
    case Tokens:
        return tr("Tokens");
    case Cost:
        return tr("Cost");
    case Share:
        return tr("Share of spend");
    default:
        return {};
    }
}

} // namespace outlay::ui
