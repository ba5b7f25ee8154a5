// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgettreemodel.h"

#include "ui/budgets/budgetwords.h"
#include "ui/items/sortarrow.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <numeric>

namespace outlay::ui {
namespace {

bool isSameShape(const BudgetsSnapshot &one, const BudgetsSnapshot &other)
{
    return std::equal(one.rows.begin(), one.rows.end(), other.rows.begin(), other.rows.end(),
                      [](const BudgetRow &a, const BudgetRow &b) {
                          return a.id == b.id && a.member == b.member && a.parent == b.parent;
                      });
}

} // namespace

void BudgetTreeModel::setSnapshot(const BudgetsSnapshotPtr &snapshot)
{
    if (m_snapshot && snapshot && isSameShape(*m_snapshot, *snapshot)) {
        m_snapshot = snapshot;
        rank();
        for (std::size_t list = 0; list < m_children.size(); ++list) {
            if (m_children[list].empty())
                continue;
            const int last = static_cast<int>(m_children[list].size()) - 1;
            const auto internal = static_cast<quintptr>(list);
            emit dataChanged(createIndex(0, 0, internal),
                             createIndex(last, ColumnCount - 1, internal));
        }
        return;
    }
    beginResetModel();
    m_snapshot = snapshot;
    arrange();
    rank();
    endResetModel();
}

void BudgetTreeModel::arrange()
{
    const std::size_t count = m_snapshot ? m_snapshot->rows.size() : 0;
    m_children.assign(count + 1, {});
    m_place.assign(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t above = m_snapshot->rows[i].parent;
        // A parent stands before its children; anything else would be a circle.
        const bool isChild = above >= 0 && static_cast<std::size_t>(above) < i;
        auto &siblings = m_children[isChild ? static_cast<std::size_t>(above) + 1 : 0];
        m_place[i] = static_cast<int>(siblings.size());
        siblings.push_back(static_cast<int>(i));
    }
}

void BudgetTreeModel::rank()
{
    const std::size_t count = m_snapshot ? m_snapshot->rows.size() : 0;
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        return standingOf(m_snapshot->rows[a]) < standingOf(m_snapshot->rows[b]);
    });
    m_rank.assign(count, 0);
    for (std::size_t place = 0; place < count; ++place)
        m_rank[order[place]] = static_cast<int>(place);
}

/// An index carries the list it is in: 0 the top, n + 1 the children of row n.
std::size_t BudgetTreeModel::numberOf(const QModelIndex &index) const
{
    const auto &list = m_children[static_cast<std::size_t>(index.internalId())];
    return static_cast<std::size_t>(list[static_cast<std::size_t>(index.row())]);
}

const BudgetRow *BudgetTreeModel::rowAt(const QModelIndex &index) const
{
    return index.isValid() && m_snapshot ? &m_snapshot->rows[numberOf(index)] : nullptr;
}

QModelIndex BudgetTreeModel::indexOf(const std::string &id, const std::string &member) const
{
    for (std::size_t i = 0; m_snapshot && i < m_snapshot->rows.size(); ++i) {
        const BudgetRow &row = m_snapshot->rows[i];
        if (row.id == id && row.member == member)
            return createIndex(m_place[i], 0, static_cast<quintptr>(row.parent + 1));
    }
    return {};
}

QModelIndex BudgetTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const std::size_t list = parent.isValid() ? numberOf(parent) + 1 : 0;
    return createIndex(row, column, static_cast<quintptr>(list));
}

QModelIndex BudgetTreeModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    const std::size_t above = static_cast<std::size_t>(index.internalId()) - 1;
    const std::int32_t grand = m_snapshot->rows[above].parent;
    return createIndex(m_place[above], 0, static_cast<quintptr>(grand < 0 ? 0 : grand + 1));
}

int BudgetTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0 || m_children.empty())
        return 0;
    return static_cast<int>(m_children[parent.isValid() ? numberOf(parent) + 1 : 0].size());
}

int BudgetTreeModel::columnCount(const QModelIndex & /*parent*/) const
{
    return ColumnCount;
}

QString BudgetTreeModel::text(const BudgetRow &row, int column) const
{
    const QLocale locale;
    const Zone &zone = m_snapshot->zone;
    switch (column) {
    case Name:
        return row.name;
    case Owner:
        return row.owner.empty() ? dash() : QString::fromStdString(row.owner);
    case Period:
        return periodEndWords(row, zone, locale);
    case Bar:
        return forecastWords(row, locale);
    case Used: {
        const QString used = row.consumed ? amountText(*row.consumed, row.unit, locale) : dash();
        if (row.isNobody)
            return used;
        const QString limit = amountText(row.limit, row.unit, locale);
        return tr("%1 of %2", "consumed, limit").arg(row.isAtLeast ? atLeast(used) : used, limit);
    }
    case Utilization:
        return utilizationWords(row, locale);
    case TimeToLimit:
        return row.isNobody ? dash() : timeToLimitWords(row, zone, locale);
    case Cap:
        return row.isNobody ? dash() : capWords(row, zone, locale);
    }
    return {};
}

std::pair<QString, QString> BudgetTreeModel::lines(const BudgetRow &row, int column) const
{
    const QLocale locale;
    if (column == Used && row.consumed && !row.isNobody) {
        const QString used = amountText(*row.consumed, row.unit, locale);
        return {row.isAtLeast ? atLeast(used) : used,
                tr("of %1", "the limit").arg(amountText(row.limit, row.unit, locale))};
    }
    if (column == TimeToLimit && row.outlook == Outlook::Exhausted && !row.isNobody)
        return {tr("exhausted"), exhaustedWhenWords(row, m_snapshot->zone, locale)};
    if (column == TimeToLimit && row.outlook == Outlook::Ended && row.exhaustedAt != Instant{})
        return {tr("ended", "period of a budget"),
                tr("exhausted %1", "when").arg(exhaustedWhenWords(row, m_snapshot->zone, locale))};
    if (column == TimeToLimit && row.outlook == Outlook::Expected && !row.isNobody)
        return expectedLines(row, m_snapshot->zone, locale);
    if (column == Period)
        return periodLines(row, m_snapshot->zone, locale);
    return {text(row, column), {}};
}

QString BudgetTreeModel::hint(const BudgetRow &row, int column) const
{
    const QLocale locale;
    QStringList lines;
    if (column == Used || column == Bar) {
        if (!row.isNobody)
            lines << tr("Limit: %1").arg(amountExact(row.limit, row.unit, locale));
        if (row.consumed)
            lines << tr("Consumed: %1").arg(amountExact(*row.consumed, row.unit, locale));
        if (row.consumed && row.unit == BudgetUnit::Money)
            lines << tr("Plans' fees do not count.");
        else if (row.consumed && row.unit == BudgetUnit::Tokens)
            lines << tr("Tokens within subscriptions count only where the budget goes by plan.");
        else if (row.consumed)
            lines << tr("Requests within subscriptions count.");
        if (row.notItemised != 0)
            lines << tr("Not itemised: %1").arg(amountExact(row.notItemised, row.unit, locale));
        if (row.forecast)
            lines << tr("At the end: %1, between %2 and %3", "median, 10 and 90 percent")
                         .arg(amountText(row.forecast->p50, row.unit, locale),
                              amountText(row.forecast->p10, row.unit, locale),
                              amountText(row.forecast->p90, row.unit, locale));
    } else if (column == Cap && !row.capReason.isEmpty()) {
        lines << text(row, column) << row.capReason;
    } else if (column == Name) {
        lines << row.name << scopeWords(row.where, row.each)
              << periodEndWords(row, m_snapshot->zone, locale);
    } else {
        lines << text(row, column);
        if (column == TimeToLimit && m_namesCaps)
            lines << text(row, Cap) << row.capReason;
    }
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

/// What a screen reader says: a picture's hint as one sentence.
QString BudgetTreeModel::spoken(const BudgetRow &row, int column) const
{
    if (column == Bar)
        return tr("%1 used, %2", "percentage, forecast in words")
            .arg(utilizationWords(row, QLocale()), forecastWords(row, QLocale()));
    if (column == Name)
        return tr("%1: %2", "budget, its scope").arg(row.name, scopeWords(row.where, row.each));
    if (column == TimeToLimit && m_namesCaps)
        return tr("%1; %2", "time to limit, cap").arg(text(row, column), text(row, Cap));
    return text(row, column);
}

QVariant BudgetTreeModel::sortKey(std::size_t number, int column) const
{
    const BudgetRow &row = m_snapshot->rows[number];
    switch (column) {
    case Name:
        return row.name.toCaseFolded();
    case Owner:
        return QString::fromStdString(row.owner).toCaseFolded();
    case Period:
        return static_cast<qlonglong>(row.range.to.micros);
    case Used:
        return static_cast<qlonglong>(row.consumed.value_or(-1));
    case Bar:
    case Utilization:
        return utilization(row);
    case TimeToLimit:
        return m_rank[number];
    case Cap:
        return static_cast<int>(row.cap);
    }
    return {};
}

QString BudgetTreeModel::scopeLine(const BudgetRow &row) const
{
    const QString notes = noteWords(row, m_snapshot->now, m_snapshot->zone, QLocale());
    QStringList parts;
    if (row.member.empty() && !row.isNobody) {
        if (m_namesPeriods)
            parts << periodEndWords(row, m_snapshot->zone, QLocale(),
                                    false); // a tool tip has the time
        parts << scopeWords(row.where, row.each);
    }
    parts << notes;
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QVariant BudgetTreeModel::data(const QModelIndex &index, int role) const
{
    const BudgetRow *row = rowAt(index);
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, index.column());
    case Qt::ToolTipRole:
        return hint(*row, index.column());
    case Qt::AccessibleTextRole:
        return spoken(*row, index.column());
    case Qt::TextAlignmentRole: {
        const bool isFigure = index.column() == Used || index.column() == Utilization;
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure ? Qt::AlignTrailing : Qt::AlignLeading));
    }
    case SortRole:
        return sortKey(numberOf(index), index.column());
    case RowRole:
        return static_cast<int>(numberOf(index));
    case ScopeRole:
        return scopeLine(*row);
    case FirstLineRole:
        return lines(*row, index.column()).first;
    case SecondLineRole:
        return index.column() == Name ? scopeLine(*row) : lines(*row, index.column()).second;
    case CapLineRole:
        return m_namesCaps && index.column() == TimeToLimit ? text(*row, Cap) : QString();
    case FilterRole:
        return QString(row->name + QLatin1Char('\n') + scopeWords(row->where, row->each) +
                       QLatin1Char('\n') + QString::fromStdString(row->owner) + QLatin1Char('\n') +
                       text(*row, Cap));
    default:
        return {};
    }
}

QVariant BudgetTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isFigure = section == Used || section == Utilization;
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure ? Qt::AlignTrailing : Qt::AlignLeading));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Budget");
    case Owner:
        return tr("Owner");
    case Period:
        return tr("Period");
    case Bar:
        return tr("Consumed");
    case Used:
        return tr("Used");
    case Utilization:
        return tr("%", "header of the utilization column");
    case TimeToLimit:
        return tr("Time to limit");
    case Cap:
        return tr("Cap");
    }
    return {};
}

BudgetSortModel::BudgetSortModel(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(BudgetTreeModel::SortRole);
    setFilterRole(BudgetTreeModel::FilterRole);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
    setRecursiveFilteringEnabled(true);
    setDynamicSortFilter(true);
    BudgetSortModel::sort(BudgetTreeModel::TimeToLimit, Qt::AscendingOrder);
}

QVariant BudgetSortModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QVariant words = QSortFilterProxyModel::headerData(section, orientation, role);
    if (role != Qt::DisplayRole || section != sortColumn())
        return words;
    return QString(words.toString() + u' ' + sortArrow(sortOrder()));
}

void BudgetSortModel::sort(int column, Qt::SortOrder order)
{
    QSortFilterProxyModel::sort(column, order);
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

} // namespace outlay::ui
