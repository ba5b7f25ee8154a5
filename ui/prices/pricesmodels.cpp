// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prices/pricesmodels.h"

#include "ui/prices/pricewords.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <array>

namespace outlay::ui {
namespace {

bool isFigure(int column)
{
    return column >= PricesTableModel::Spend && column <= PricesTableModel::Output;
}

int alignmentOf(int column)
{
    return static_cast<int>(Qt::AlignVCenter |
                            (isFigure(column) ? Qt::AlignTrailing : Qt::AlignLeading));
}

/// The class of tokens a column is about; empty: none.
std::string_view rateOfColumn(int column)
{
    switch (column) {
    case PricesTableModel::Input:
        return "input";
    case PricesTableModel::CacheRead:
        return "cache_read";
    case PricesTableModel::CacheWrite:
        return "cache_write_5m";
    case PricesTableModel::CacheWriteHour:
        return "cache_write_1h";
    case PricesTableModel::Output:
        return "output";
    default:
        return {};
    }
}

} // namespace

void PricesTableModel::setSnapshot(const PricesSnapshotPtr &snapshot)
{
    beginResetModel();
    m_snapshot = snapshot;
    endResetModel();
}

const PricedModel *PricesTableModel::modelAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr
                                        : &m_snapshot->models[static_cast<std::size_t>(row)];
}

int PricesTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : static_cast<int>(m_snapshot->models.size());
}

int PricesTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString PricesTableModel::text(const PricedModel &model, int column) const
{
    const QLocale locale;
    const DatedPrice *price = model.price();
    switch (column) {
    case Model:
        return modelLabel(model.id);
    case Spend:
        return model.spend          ? money(*model.spend, locale)
               : model.requests > 0 ? tr("unpriced", "spend")
                                    : QString();
    case Since:
        return !price                                   ? QString()
               : startDay(price->row, locale).isEmpty() ? tr("always", "since when a price holds")
                                                        : startDay(price->row, locale);
    case Origin:
        return price ? layerLabel(price->row.layer) : QString();
    case Remark:
        return remark(model, locale);
    default:
        break;
    }
    if (!price)
        return dash();
    const QString rate = rateOf(price->row, rateOfColumn(column));
    return rate.isEmpty() ? dash() : rate;
}

QString PricesTableModel::toolTip(const PricedModel &model, int column) const
{
    const QLocale locale;
    if (column == Spend && model.spend)
        return tr("%1 in the last %2 days, of %3 requests")
            .arg(moneyExact(*model.spend, locale), QString::number(effectDays),
                 count(model.requests, locale));
    if (column == Origin && model.price())
        return QString::fromStdString(model.price()->row.origin);
    if (!rateOfColumn(column).empty() && model.price())
        return rateOf(model.price()->row, rateOfColumn(column)).isEmpty()
                   ? tr("Not listed: billed as the class above it")
                   : tr("USD per million tokens");
    return text(model, column);
}

QVariant PricesTableModel::data(const QModelIndex &index, int role) const
{
    const PricedModel *model = index.isValid() ? modelAt(index.row()) : nullptr;
    if (!model)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*model, index.column());
    case Qt::ToolTipRole:
        return toolTip(*model, index.column());
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case SortRole:
        return index.column() == Spend ? QVariant::fromValue(model->spend.value_or(Money{}).nanos)
                                       : QVariant(text(*model, index.column()));
    case IdRole:
        return QString::fromStdString(model->id);
    case NeedsLookRole:
        return model->unpricedRequests > 0 || model->held || model->isDoubtful();
    case IsUsedRole:
        return model->requests > 0;
    default:
        return {};
    }
}

QVariant PricesTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(section);
    if (role != Qt::DisplayRole)
        return {};
    const std::array<QString, ColumnCount> headings{
        tr("Model"),       tr("Last %1 days").arg(effectDays),
        tr("Input"),       tr("Cache read"),
        tr("Write 5 min"), tr("Write 1 h"),
        tr("Output"),      tr("Since"),
        tr("From list"),   tr("Remark")};
    return section >= 0 && section < ColumnCount ? headings[static_cast<std::size_t>(section)]
                                                 : QVariant();
}

PricesFilter::PricesFilter(QObject *parent) : QSortFilterProxyModel(parent) {}

void PricesFilter::setText(const QString &text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

bool PricesFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QString id =
        sourceModel()->index(row, 0, parent).data(PricesTableModel::IdRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&id](const QString &word) {
        return id.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace outlay::ui
