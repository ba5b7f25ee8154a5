// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/valuesmodel.h"

#include "ui/charts/chartexport.h"
#include "ui/explore/comparewords.h"
#include "ui/explore/heatmap.h"
#include "ui/explore/measurewords.h"
#include "ui/items/toplistmodel.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QLocale>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr std::array beside{Measure::Cost,       Measure::Requests,       Measure::Tokens,
                            Measure::Errors,     Measure::CostPerRequest, Measure::CacheHitRate,
                            Measure::MeanLatency};

} // namespace

void ValuesModel::setSnapshot(ExploreSnapshotPtr snapshot, const SeriesColors &colors)
{
    const auto isSameRow = [](const ExploreRow &left, const ExploreRow &right) {
        return left.key == right.key && left.isOther == right.isOther &&
               left.isNotItemised == right.isNotItemised;
    };
    const bool isSame = m_snapshot && m_snapshot->request.by() == snapshot->request.by() &&
                        m_snapshot->request.measure == snapshot->request.measure &&
                        std::equal(m_snapshot->rows.begin(), m_snapshot->rows.end(),
                                   snapshot->rows.begin(), snapshot->rows.end(), isSameRow);
    if (!isSame)
        beginResetModel();
    m_snapshot = std::move(snapshot);
    m_others.assign(beside.begin(), beside.end());
    std::erase(m_others, m_snapshot->request.measure);
    m_slots.clear();
    for (const ExploreRow &row : m_snapshot->rows) {
        // One that has no series of its own may share another's colour.
        const bool hasColour = !row.isOther && !row.isNotItemised && isNamed(row.key) &&
                               seriesOf(*m_snapshot, row) >= 0;
        m_slots.push_back(hasColour ? colors.slotOf(m_snapshot->request.by(), row.key) : -1);
    }
    if (!isSame)
        endResetModel();
    else if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

const ExploreRow *ValuesModel::rowAt(int row) const
{
    return m_snapshot && row >= 0 && static_cast<std::size_t>(row) < m_snapshot->rows.size()
               ? &m_snapshot->rows[static_cast<std::size_t>(row)]
               : nullptr;
}

bool ValuesModel::isMoney(int column) const
{
    return !isText(column) && column != Share && column != Change &&
           unitOf(measureAt(column)) == MeasureUnit::Money;
}

bool ValuesModel::isCompared() const
{
    return m_snapshot && ui::isCompared(*m_snapshot);
}

int ValuesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : static_cast<int>(m_snapshot->rows.size());
}

int ValuesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : FirstOther + static_cast<int>(m_others.size());
}

Measure ValuesModel::measureAt(int column) const
{
    return column < FirstOther ? m_snapshot->request.measure
                               : m_others[static_cast<std::size_t>(column - FirstOther)];
}

double ValuesModel::shareOf(const ExploreRow &row) const
{
    const Measure measure = m_snapshot->request.measure;
    const auto part = partsOf(measure, row.measures);
    const auto whole = partsOf(measure, m_snapshot->total);
    if (!isStackable(measure) || !part || whole.value_or(0) <= 0)
        return -1;
    return static_cast<double>(*part) / static_cast<double>(*whole);
}

QString ValuesModel::text(const ExploreRow &row, int column) const
{
    const QLocale locale;
    if (isText(column))
        return partLabel(m_snapshot->request, row, column == Name ? 0 : 1);
    const Measure measure = measureAt(column);
    if (column == Prior)
        return row.prior ? priorText(measure, *row.prior, locale) : dash();
    if (column == Change)
        return row.prior ? changeText(measure, row.measures, *row.prior, locale) : dash();
    const auto parts = partsOf(measure, row.measures);
    if (column == Share) {
        const auto whole = partsOf(measure, m_snapshot->total);
        return isStackable(measure) && parts && whole ? share(*parts, *whole, locale) : dash();
    }
    if (measure == Measure::Cost && !parts && row.measures.requests > 0)
        return tr("unpriced");
    return figureText(measure, row.measures, locale);
}

QString ValuesModel::tip(const ExploreRow &row, int column) const
{
    const QLocale locale;
    const Measure measure = measureAt(column);
    if (isText(column) || column == Share)
        return text(row, column);
    if (column == Prior)
        return row.prior ? measureExact(measure, *row.prior, locale) : QString();
    if (column == Change)
        return row.prior ? changeExact(measure, row.measures, *row.prior, locale) : QString();
    const QString exact = measureExact(measure, row.measures, locale);
    const std::int64_t unpriced = row.measures.unpricedRequests;
    if (measure != Measure::Cost || unpriced == 0)
        return exact;
    return exact + QLatin1Char('\n') +
           tr("%1 request(s) unpriced", nullptr, pluralOf(unpriced)).arg(count(unpriced, locale));
}

QVariant ValuesModel::data(const QModelIndex &index, int role) const
{
    const ExploreRow *row = index.isValid() ? rowAt(index.row()) : nullptr;
    if (!row)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, index.column());
    case Qt::ToolTipRole:
        return tip(*row, index.column());
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter |
                                (isText(index.column()) ? Qt::AlignLeading : Qt::AlignTrailing));
    case TopListModel::ShareRole:
        return shareOf(*row);
    case TopListModel::SlotRole:
        return m_slots[static_cast<std::size_t>(index.row())];
    default:
        return {};
    }
}

QVariant ValuesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || !m_snapshot)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            Qt::AlignVCenter |
            (isText(section) || section == Share ? Qt::AlignLeading : Qt::AlignTrailing));
    if (role == Qt::ToolTipRole && section == Change)
        return tr("Against %1; no percentage where it would be noise", "dates")
            .arg(priorDates(*m_snapshot, QLocale()));
    if (role == Qt::ToolTipRole && !isText(section) && section != Share)
        return measureHint(measureAt(section));
    if (role != Qt::DisplayRole)
        return {};
    if (section == Name)
        return dimensionLabel(m_snapshot->request.dimension);
    if (section == Second)
        return m_snapshot->request.thenBy ? dimensionLabel(*m_snapshot->request.thenBy) : QString();
    if (section == Prior)
        return priorDates(*m_snapshot, QLocale());
    if (section == Change)
        return tr("Change");
    return section == Share ? tr("Share") : measureLabel(measureAt(section));
}

void ChartTableModel::setSnapshot(ExploreSnapshotPtr snapshot, bool asHeatmap)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_isHeatmap = asHeatmap && !m_snapshot->heat.empty();
    endResetModel();
}

int ChartTableModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_snapshot)
        return 0;
    return m_isHeatmap ? 7 : static_cast<int>(m_snapshot->buckets.size());
}

int ChartTableModel::columnCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_snapshot)
        return 0;
    const bool hasPrior = isCompared(*m_snapshot) && !m_snapshot->priorBuckets.empty();
    return m_isHeatmap
               ? 25
               : FirstSeries + static_cast<int>(m_snapshot->series.size()) + (hasPrior ? 1 : 0);
}

bool ChartTableModel::isPrior(int column) const
{
    return !m_isHeatmap && column == FirstSeries + static_cast<int>(m_snapshot->series.size());
}

const Measured &ChartTableModel::measuresAt(int row, int column) const
{
    const auto r = static_cast<std::size_t>(row);
    if (m_isHeatmap)
        return m_snapshot->heat[r].at(static_cast<std::size_t>(column - 1)).measures;
    if (isPrior(column)) {
        static const Measured none;
        return r < m_snapshot->priorBuckets.size() ? m_snapshot->priorBuckets[r] : none;
    }
    return column == Total
               ? m_snapshot->bucketTotals[r]
               : m_snapshot->series[static_cast<std::size_t>(column - FirstSeries)].buckets[r];
}

/// Nothing happened, and that is known: not a dash.
bool ChartTableModel::isKnownEmpty(int row, int column) const
{
    const Measured &of = measuresAt(row, column);
    if (of.requests > 0 || of.residual != Money{} || !isStackable(m_snapshot->request.measure))
        return false;
    const auto r = static_cast<std::size_t>(row);
    if (isPrior(column))
        return r < m_snapshot->priorBuckets.size();
    if (m_isHeatmap)
        return m_snapshot->heat[r].at(static_cast<std::size_t>(column - 1)).hours > 0;
    return m_snapshot->bucketTotals[r].requests > 0;
}

QVariant ChartTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_snapshot)
        return {};
    const Measure measure = m_snapshot->request.measure;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (index.column() == Title ? Qt::AlignLeading : Qt::AlignTrailing));
    if (index.column() == Title) {
        if (role != Qt::DisplayRole)
            return {};
        return m_isHeatmap ? weekdayLabel(index.row(), QLocale())
                           : bucketLabel(bucketRange(*m_snapshot, index.row()),
                                         m_snapshot->period.step, m_snapshot->zone, QLocale());
    }
    auto parts = partsOf(measure, measuresAt(index.row(), index.column()));
    if (isKnownEmpty(index.row(), index.column()))
        parts = 0;
    if (role == Qt::DisplayRole)
        return measureText(measure, parts, QLocale());
    if (role == Qt::ToolTipRole && parts)
        return measureExact(measure, measuresAt(index.row(), index.column()), QLocale());
    return {};
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || !m_snapshot)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (section == Title ? Qt::AlignLeading : Qt::AlignTrailing));
    if (role != Qt::DisplayRole)
        return {};
    if (section == Title)
        return m_isHeatmap ? tr("Day") : tr("Time");
    if (m_isHeatmap)
        return hourSpanLabel(section - 1, QLocale());
    if (section == Total)
        return isStackable(m_snapshot->request.measure) ? tr("Total") : tr("All together");
    if (isPrior(section))
        return priorDates(*m_snapshot, QLocale());
    const ExploreSeries &series =
        m_snapshot->series[static_cast<std::size_t>(section - FirstSeries)];
    return rowLabel(m_snapshot->request, series);
}

static QString plainFigure(Measure measure, std::optional<std::int64_t> parts)
{
    if (!parts)
        return {};
    constexpr std::int64_t thousand = 1'000; // a millionth is a thousand nanos
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return QString::fromStdString(toDecimal(Money{*parts}));
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        break;
    case MeasureUnit::Time:
    case MeasureUnit::Share:
    case MeasureUnit::Ratio:
        return QString::fromStdString(toDecimal(Money{*parts * thousand}));
    }
    return QString::number(*parts);
}

QString ChartTableModel::csv() const
{
    if (!m_snapshot)
        return {};
    const Measure measure = m_snapshot->request.measure;
    QStringList head{m_isHeatmap ? QStringLiteral("day") : QStringLiteral("at")};
    for (int column = Total; column < columnCount(); ++column)
        head << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    QString text = csvLine(head);
    for (int row = 0; row < rowCount(); ++row) {
        QStringList line{
            m_isHeatmap ? weekdayLabel(row, QLocale())
                        : QString::fromStdString(toRfc3339(bucketRange(*m_snapshot, row).from))};
        for (int column = Total; column < columnCount(); ++column)
            line << plainFigure(measure, isKnownEmpty(row, column)
                                             ? std::optional<std::int64_t>(0)
                                             : partsOf(measure, measuresAt(row, column)));
        text += csvLine(line);
    }
    return text;
}

static QString csvOf(const ExploreSnapshot &snapshot, const std::vector<Measure> &measures)
{
    const std::vector<DimensionRef> by = snapshot.request.by();
    QStringList head;
    for (const DimensionRef &dimension : by)
        head << dimensionLabel(dimension);
    for (const Measure measure : measures)
        head << measureLabel(measure);
    const bool hasPrior = isCompared(snapshot);
    if (hasPrior)
        head << ValuesModel::tr("%1, %2", "measure, dates")
                    .arg(measureLabel(measures.front()), priorDates(snapshot, QLocale()));
    QString text = csvLine(head);
    for (const ExploreRow &row : snapshot.rows) {
        QStringList line;
        for (std::size_t i = 0; i < by.size(); ++i)
            line << partLabel(snapshot.request, row, i);
        for (const Measure measure : measures)
            line << plainFigure(measure, partsOf(measure, row.measures));
        if (hasPrior)
            line << (row.prior
                         ? plainFigure(measures.front(), partsOf(measures.front(), *row.prior))
                         : QString());
        text += csvLine(line);
    }
    return text;
}

QString valuesCsv(const ExploreSnapshot &snapshot)
{
    return csvOf(snapshot, {snapshot.request.measure});
}

QString tableCsv(const ExploreSnapshot &snapshot)
{
    std::vector<Measure> measures(beside.begin(), beside.end());
    std::erase(measures, snapshot.request.measure);
    measures.insert(measures.begin(), snapshot.request.measure);
    return csvOf(snapshot, measures);
}

} // namespace outlay::ui
