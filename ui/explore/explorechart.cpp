// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/explorechart.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/chartlegend.h"
#include "ui/explore/comparewords.h"
#include "ui/explore/explorecontrols.h"
#include "ui/explore/explorefigures.h"
#include "ui/explore/heatmap.h"
#include "ui/explore/measurewords.h"
#include "ui/explore/rankedbars.h"
#include "ui/explore/timechart.h"
#include "ui/explore/valuesmodel.h"
#include "ui/receipt/figuredelegate.h"
#include "ui/receipt/figureline.h"
#include "ui/receipt/figuretable.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int widestColumn = 190; // of the table twin; session ids are longer

enum Picture
{
    TimeView,
    HeatView,
    RankedView,
    TableView,
};

/// Of the title.
enum TitleFigure
{
    Whole,
    Since,
};

} // namespace

ExploreChart::ExploreChart(SeriesColors &colors, QWidget *parent)
    : QFrame(parent)
    , m_colors(colors)
    , m_controls(new ExploreControls(this))
    , m_title(new FigureLine(uiFont(12), this))
    , m_legend(new ChartLegend(this))
    , m_views(new QStackedWidget(this))
    , m_time(new TimeChart(this))
    , m_heat(new Heatmap(this))
    , m_ranked(new RankedBars(this))
    , m_table(new QTableView(this))
    , m_model(new ChartTableModel(this))
{
    setObjectName(QStringLiteral("exploreChart"));
    setProperty("card", true);
    m_title->setObjectName(QStringLiteral("exploreTitle"));
    m_table->setObjectName(QStringLiteral("exploreChartTable"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setItemDelegate(new FigureDelegate(m_table));
    for (QWidget *view : {static_cast<QWidget *>(m_time), static_cast<QWidget *>(m_heat),
                          static_cast<QWidget *>(m_ranked), static_cast<QWidget *>(m_table)})
        m_views->addWidget(view);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 12, 14, 10);
    box->setSpacing(7);
    box->addWidget(m_controls);
    m_titleRow = new QHBoxLayout;
    m_titleRow->addWidget(m_title, 1);
    box->addLayout(m_titleRow);
    box->addWidget(m_legend);
    box->addWidget(m_views, 1);
    connectParts();
    addExports();
}

/// In one row where there is room, else what is drawn stands beside the title.
void ExploreChart::arrangeControls()
{
    QWidget *look = m_controls->look();
    const bool isBeside = m_titleRow->indexOf(look) >= 0;
    constexpr int gap = 6;
    const int wanted =
        m_controls->sizeHint().width() + (isBeside ? look->sizeHint().width() + gap : 0);
    const QMargins margins = layout()->contentsMargins();
    const int there = contentsRect().width() - margins.left() - margins.right();
    const bool fits = wanted <= there;
    if (fits == !isBeside)
        return;
    if (fits)
        m_controls->takeLook();
    else
        m_titleRow->addWidget(look);
}

void ExploreChart::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrangeControls();
}

void ExploreChart::addExports()
{
    const auto words = [this](const QString &csv, bool hasLegend) {
        const QString range =
            m_snapshot ? rangeLabel(m_snapshot->period.range, m_snapshot->zone, locale(), true)
                       : QString();
        return ChartWords{m_title->text(), range, hasLegend ? m_legend : nullptr, csv};
    };
    const auto table = [this](bool isHeat) {
        ChartTableModel model;
        if (m_snapshot)
            model.setSnapshot(m_snapshot, isHeat);
        return model.csv();
    };
    new ChartExport(*m_time, [=] { return words(table(false), true); });
    new ChartExport(*m_heat, [=] { return words(table(true), false); });
    new ChartExport(*m_ranked, [=, this] {
        return words(m_snapshot ? valuesCsv(*m_snapshot) : QString(), false);
    });
}

void ExploreChart::connectParts()
{
    connect(m_controls, &ExploreControls::requestEdited, this, &ExploreChart::requestEdited);
    connect(m_controls, &ExploreControls::tableToggled, this, &ExploreChart::updateView);
    connect(m_title, &FigureLine::receiptRequested, this, &ExploreChart::showTitleReceipt);
    connect(m_legend, &ChartLegend::seriesActivated, this, &ExploreChart::activateSeries);
    connect(m_time, &TimeChart::seriesActivated, this, &ExploreChart::activateSeries);
    connect(m_time, &TimeChart::rangeSelected, this, &ExploreChart::zoomRequested);
    connect(m_time, &TimeChart::receiptRequested, this, &ExploreChart::showReceipt);
    connect(m_heat, &Heatmap::hourActivated, this, &ExploreChart::hourRequested);
    connect(m_heat, &Heatmap::receiptRequested, this, &ExploreChart::showHourReceipt);
    connect(m_ranked, &RankedBars::rowActivated, this, &ExploreChart::activateRow);
    connect(m_ranked, &RankedBars::receiptRequested, this, [this](int row, QPoint position) {
        emit receiptRequested(
            figureOf(*m_snapshot, m_snapshot->rows[static_cast<std::size_t>(row)]), position);
    });
    connect(new FigureTable(*m_table, ChartTableModel::Total), &FigureTable::receiptRequested, this,
            &ExploreChart::showCellReceipt);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &cell) {
        if (cell.column() > ChartTableModel::Total)
            showCellReceipt(cell.row(), m_table->viewport()->mapToGlobal(
                                            m_table->visualRect(cell).bottomLeft()));
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const bool isTime = m_request.chart != ChartKind::Heatmap;
        if (isTime && m_snapshot->period.step != Step::Hour)
            emit zoomRequested(bucketRange(*m_snapshot, index.row()));
    });
}

void ExploreChart::setRequest(const ExploreRequest &request)
{
    m_request = request;
    m_controls->setRequest(request, m_snapshot ? m_snapshot->period.range : TimeRange{{0}, {0}});
    if (m_snapshot)
        updateView();
}

void ExploreChart::setSnapshot(const ExploreSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    m_controls->setRequest(m_request, snapshot->period.range);
    const std::vector<SeriesLook> looks = giveColours();
    m_ranked->setSnapshot(snapshot, m_colors);
    m_heat->setSnapshot(snapshot);
    m_time->setSnapshot(snapshot, looks, m_request.chart == ChartKind::Lines);
    setLegend(looks);
    updateView();
}

/// What is not itemised of a value has its colour, hatched.
std::vector<SeriesLook> ExploreChart::giveColours()
{
    std::vector<ValueKey> keys;
    const auto placeOf = [&keys](const ValueKey &key) {
        return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    };
    for (const ExploreSeries &series : m_snapshot->series) {
        if (isNamed(series.key) && !series.isOther && placeOf(series.key) == keys.size())
            keys.push_back(series.key);
    }
    const std::vector<int> given = m_colors.assign(m_snapshot->request.by(), keys);
    std::vector<SeriesLook> looks;
    for (const ExploreSeries &series : m_snapshot->series) {
        const bool hasColour = isNamed(series.key) && !series.isOther;
        looks.push_back({hasColour ? given[placeOf(series.key)] : -1, series.isOther,
                         series.isNotItemised, isNamed(series.key)});
    }
    return looks;
}

void ExploreChart::setLegend(const std::vector<SeriesLook> &looks)
{
    const ExploreRequest &request = m_snapshot->request;
    std::vector<LegendItem> items;
    for (std::size_t s = 0; s < looks.size(); ++s) {
        const ExploreSeries &series = m_snapshot->series[s];
        const int shape = looks[s].isOther ? static_cast<int>(seriesCount) : looks[s].slot;
        items.push_back({rowLabel(request, series),
                         measureExact(request.measure, series.total, locale()), looks[s],
                         m_time->hasLines() ? shape : -1});
    }
    m_legend->setItems(std::move(items), !m_snapshot->uncovered.empty());
}

void ExploreChart::updateView()
{
    if (!m_snapshot)
        return;
    arrangeControls(); // those of a chart without time are fewer
    const bool isTime = m_request.chart == ChartKind::Bars || m_request.chart == ChartKind::Lines;
    if (isTime) { // from the same figures, before the next snapshot
        const std::vector<SeriesLook> looks = giveColours();
        m_time->setSnapshot(m_snapshot, looks, m_request.chart == ChartKind::Lines);
        setLegend(looks);
    }
    const bool isHeat = m_request.chart == ChartKind::Heatmap && !m_snapshot->heat.empty();
    const bool isTable = m_controls->wantsTable() && m_request.chart != ChartKind::Ranked;
    if (isTable) {
        m_model->setSnapshot(m_snapshot, isHeat);
        m_table->resizeColumnsToContents();
        for (int column = 0; column < m_model->columnCount(); ++column)
            m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), widestColumn));
        m_table->setAccessibleName(isHeat ? m_heat->accessibleName() : m_time->accessibleName());
    }
    m_views->setCurrentIndex(isTable                                ? TableView
                             : m_request.chart == ChartKind::Ranked ? RankedView
                             : isHeat                               ? HeatView
                                                                    : TimeView);
    m_legend->setVisible(m_views->currentIndex() == TimeView);
    updateWords();
}

void ExploreChart::updateWords()
{
    const ExploreSnapshot &s = *m_snapshot;
    const bool isHeat = m_views->currentIndex() == HeatView;
    const auto whole = partsOf(s.request.measure, s.total);
    const bool isAtLeast = s.request.measure == Measure::Cost && whole &&
                           (s.total.unpricedRequests > 0 || s.unpricedTokens > 0);
    std::vector<FigureLine::Part> parts{
        {isHeat ? measureLabel(s.request.measure)
                : tr("%1 by %2", "measure by dimension")
                      .arg(measureLabel(s.request.measure), splitLabel(s.request))},
        {(isAtLeast ? tr("at least %1 in all", "figure") : tr("%1 in all", "figure"))
             .arg(measureText(s.request.measure, whole, locale())),
         whole ? Whole : -1}};
    if (s.request.measure == Measure::Cost && s.unpricedTokens > 0)
        parts.push_back(
            {tr("%1 counted token(s) without a price", nullptr, pluralOf(s.unpricedTokens))
                 .arg(countCompact(s.unpricedTokens, locale()))});
    if (m_views->currentIndex() == TimeView || m_views->currentIndex() == TableView)
        parts.push_back({stepLabel(s.period.step)});
    parts.push_back({comparisonSentence(s, locale()), wholeChangeOf(s, locale()) ? Since : -1});
    if (isHeat && s.heatWithout != Money{} && s.request.measure == Measure::Cost)
        parts.push_back({tr("without %1 not itemised: a bill has no hour", "money")
                             .arg(money(s.heatWithout, locale()))});
    if (m_views->currentIndex() == TimeView && !isStackable(s.request.measure) &&
        s.rows.size() > seriesCount)
        parts.push_back({tr("those with the most requests")});
    parts.push_back({QString::fromStdString(s.zone.name())});
    m_title->setParts(parts);
}

void ExploreChart::showTitleReceipt(int figure, QPoint position)
{
    if (figure == Whole)
        emit receiptRequested(wholeFigureOf(*m_snapshot), position);
    else if (const auto change = wholeChangeOf(*m_snapshot, locale()))
        emit changeRequested(*change, position);
}

void ExploreChart::activateSeries(int series)
{
    const ExploreSeries &chosen = m_snapshot->series[static_cast<std::size_t>(series)];
    if (!chosen.isOther && !chosen.isNotItemised)
        emit drillRequested(chosen.key);
}

void ExploreChart::activateRow(int row)
{
    const ExploreRow &chosen = m_snapshot->rows[static_cast<std::size_t>(row)];
    if (!chosen.isOther && !chosen.isNotItemised && !chosen.key.empty())
        emit drillRequested(chosen.key);
}

/// Of the cell chosen in the table twin.
void ExploreChart::showCellReceipt(int row, QPoint position)
{
    const int column = m_table->currentIndex().column();
    const int series = column - ChartTableModel::FirstSeries;
    const bool isPrior = series >= static_cast<int>(m_snapshot->series.size());
    if (m_request.chart == ChartKind::Heatmap)
        showHourReceipt({row, std::max(0, column - 1)}, position);
    else if (series < 0)
        showReceipt(row, position);
    else if (!isPrior || row < static_cast<int>(m_snapshot->priorBuckets.size()))
        emit receiptRequested(bucketFigureOf(*m_snapshot, row, series), position);
}

void ExploreChart::showReceipt(int bucket, QPoint position)
{
    TimeRange range = bucketRange(*m_snapshot, bucket);
    const QString title = bucketLabel(range, m_snapshot->period.step, m_snapshot->zone, locale());
    // A week may begin before the page's range does; its bar does not.
    range.from = std::max(range.from, m_snapshot->period.range.from);
    const Measured &total = m_snapshot->bucketTotals[static_cast<std::size_t>(bucket)];
    Figure figure{title, total, range};
    setHead(figure, m_snapshot->request.measure, total);
    emit receiptRequested(figure, position);
}

void ExploreChart::showHourReceipt(const WeekHour &hour, QPoint position)
{
    const HeatCell &cell = m_snapshot->heat[static_cast<std::size_t>(hour.weekday)].at(
        static_cast<std::size_t>(hour.hour));
    Figure figure{weekHourLabel(hour, locale()), cell.measures};
    figure.hour = hour;
    setHead(figure, m_snapshot->request.measure, cell.measures);
    emit receiptRequested(figure, position);
}

} // namespace outlay::ui
