// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/spendcard.h"

#include "ui/charts/chartexport.h"
#include "ui/charts/chartlegend.h"
#include "ui/charts/stackedbars.h"
#include "ui/items/seriestablemodel.h"
#include "ui/overview/outlookline.h"
#include "ui/overview/tilecontent.h"
#include "ui/receipt/figuretable.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace outlay::ui {
namespace {

constexpr std::array stackable{
    Dimension::Provider, Dimension::Model,       Dimension::User,  Dimension::Team,
    Dimension::Project,  Dimension::CostCenter,  Dimension::Agent, Dimension::Source,
    Dimension::Key,      Dimension::Environment, Dimension::Tier,  Dimension::Outcome,
    Dimension::Task,     Dimension::Session,     Dimension::Plan,
};

} // namespace

SpendCard::SpendCard(SeriesColors &colors, QWidget *parent)
    : QFrame(parent)
    , m_colors(colors)
    , m_title(makeLabel({}, uiFont(15, QFont::DemiBold), this))
    , m_subtitle(makeLabel({}, uiFont(12), this, "muted"))
    , m_outlook(new OutlookLine(this))
    , m_dimension(new QComboBox(this))
    , m_asTable(new QToolButton(this))
    , m_legend(new ChartLegend(this))
    , m_views(new QStackedWidget(this))
    , m_chart(new StackedBars(this))
    , m_table(new QTableView(this))
    , m_model(new SeriesTableModel(this))
{
    setObjectName(QStringLiteral("spendCard"));
    setProperty("card", true);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 13, 14, 10);
    box->setSpacing(8);
    box->addLayout(makeHeader());
    box->addWidget(m_legend);
    m_table->setObjectName(QStringLiteral("spendTable"));
    m_table->setAccessibleName(tr("Spend over time, as a table"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_views->addWidget(m_chart);
    m_views->addWidget(m_table);
    box->addWidget(m_views, 1);
    new ChartExport(*m_chart, [this] { // the chart's own
        return ChartWords{m_title->text(), m_subtitle->text(), m_legend, m_model->csv()};
    });
    connect(m_legend, &ChartLegend::seriesActivated, this, &SpendCard::activateSeries);
    connect(m_chart, &StackedBars::seriesActivated, this, &SpendCard::activateSeries);
    connect(m_chart, &StackedBars::bucketActivated, this, &SpendCard::activateBucket);
    connect(m_chart, &StackedBars::receiptRequested, this, &SpendCard::showReceipt);
    connect(m_outlook, &OutlookLine::receiptRequested, this, [this](QPoint position) {
        emit sumRequested(tr("Forecast of the period"), m_snapshot->forecast->end->p50,
                          forecastLines(*m_snapshot, locale()), position);
    });
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex &index) { activateBucket(index.row()); });
    connect(new FigureTable(*m_table, SeriesTableModel::Total), &FigureTable::receiptRequested,
            this, &SpendCard::showCellReceipt);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &cell) {
        if (cell.column() > SeriesTableModel::Total)
            showCellReceipt(cell.row(), m_table->viewport()->mapToGlobal(
                                            m_table->visualRect(cell).bottomLeft()));
    });
}

QLayout *SpendCard::makeHeader()
{
    m_dimension->setObjectName(QStringLiteral("stackBy"));
    m_dimension->setAccessibleName(tr("Stack by"));
    m_dimension->setToolTip(tr("Stack the bars by this dimension"));
    for (const Dimension dimension : stackable)
        m_dimension->addItem(dimensionLabel({dimension, {}}), static_cast<int>(dimension));
    connect(m_dimension, &QComboBox::activated, this, [this] {
        emit dimensionChosen({static_cast<Dimension>(m_dimension->currentData().toInt()), {}});
    });
    m_asTable->setObjectName(QStringLiteral("asTable"));
    m_asTable->setCheckable(true);
    m_asTable->setFocusPolicy(Qt::StrongFocus);
    connect(m_asTable, &QToolButton::toggled, this, [this](bool on) {
        m_views->setCurrentIndex(on ? 1 : 0);
        m_legend->setVisible(!on);
        updateWords();
    });
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto *header = new QHBoxLayout;
    header->setSpacing(8);
    header->addLayout(words, 2);
    header->addWidget(m_outlook, 3);
    header->addSpacing(8);
    header->addWidget(m_dimension, 0, Qt::AlignTop);
    header->addWidget(m_asTable, 0, Qt::AlignTop);
    updateWords();
    return header;
}

void SpendCard::updateWords()
{
    const bool isTable = m_asTable->isChecked();
    m_asTable->setIcon(symbolicIcon(isTable ? "chart" : "table", *this, Tint::Muted));
    m_asTable->setToolTip(isTable ? tr("Show as a chart") : tr("Show as a table"));
    m_asTable->setAccessibleName(m_asTable->toolTip());
}

void SpendCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateWords();
}

void SpendCard::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    const DimensionRef &dimension = snapshot->request.stackBy;
    std::vector<std::string> values;
    // What is not itemised of a value has its colour, hatched.
    const auto placeOf = [&values](const Series &series) {
        return std::find(values.begin(), values.end(), *series.value);
    };
    for (const Series &series : snapshot->series) {
        if (series.value && !series.isOther && placeOf(series) == values.end())
            values.push_back(*series.value);
    }
    const std::vector<int> given = m_colors.assign(dimension, values);
    std::vector<int> slotsOfSeries;
    for (const Series &series : snapshot->series) {
        const bool named = series.value && !series.isOther;
        slotsOfSeries.push_back(
            named ? given[static_cast<std::size_t>(placeOf(series) - values.begin())] : -1);
    }
    m_title->setText(spendTitle(dimension));
    m_subtitle->setText(tr("%1, %2, %3", "dates, daily, zone")
                            .arg(rangeLabel(shownRange(*snapshot), snapshot->zone, locale(), true),
                                 stepLabel(snapshot->period.step),
                                 QString::fromStdString(snapshot->zone.name())));
    const QSignalBlocker blocker(m_dimension);
    m_dimension->setCurrentIndex(m_dimension->findData(static_cast<int>(dimension.dimension)));
    m_outlook->setWords(outlookWords(*snapshot, locale()));
    m_legend->setSnapshot(*snapshot, slotsOfSeries);
    m_chart->setSnapshot(snapshot, slotsOfSeries);
    m_model->setSnapshot(snapshot);
    m_table->resizeColumnsToContents();
    updateWords();
}

void SpendCard::activateSeries(int series)
{
    const Series &chosen = m_snapshot->series[static_cast<std::size_t>(series)];
    if (!chosen.isOther && !chosen.isNotItemised)
        emit filterRequested({m_snapshot->request.stackBy, {chosen.value}});
}

TimeRange SpendCard::bucketRange(int bucket) const
{
    const auto b = static_cast<std::size_t>(bucket);
    const auto &starts = m_snapshot->buckets;
    return {starts[b], b + 1 < starts.size() ? starts[b + 1] : m_snapshot->period.range.to};
}

void SpendCard::activateBucket(int bucket)
{
    if (m_snapshot->period.step != Step::Hour) // an hour is not cut further
        emit rangeRequested(bucketRange(bucket));
}

Figure SpendCard::bucketFigure(int bucket) const
{
    TimeRange range = bucketRange(bucket);
    const QString title = bucketLabel(range, m_snapshot->period.step, m_snapshot->zone, locale());
    // A week may begin before the page's range does; its bar does not.
    range.from = std::max(range.from, m_snapshot->period.range.from);
    return {title, m_snapshot->bucketTotals[static_cast<std::size_t>(bucket)], range};
}

void SpendCard::showReceipt(int bucket, QPoint position)
{
    emit receiptRequested(bucketFigure(bucket), position);
}

/// Of the cell chosen in the table twin.
void SpendCard::showCellReceipt(int row, QPoint position)
{
    const int column = m_table->currentIndex().column() - SeriesTableModel::FirstSeries;
    if (column < 0)
        return showReceipt(row, position);
    const DimensionRef &by = m_snapshot->request.stackBy;
    const Series &of = m_snapshot->series[static_cast<std::size_t>(column)];
    Figure figure = bucketFigure(row);
    figure.title = tr("%1, %2", "value, dates")
                       .arg(rowLabel(by, of.value, of.isOther, of.isNotItemised), figure.title);
    figure.measures = of.measures[static_cast<std::size_t>(row)];
    if (of.isOther) {
        figure.outside = RestOf{{by}, {}};
        for (const Series &named : m_snapshot->series) {
            if (!named.isOther && !named.isNotItemised)
                figure.outside->keys.push_back({named.value});
        }
    } else {
        figure.narrowing = {{by, {of.value}}};
    }
    emit receiptRequested(figure, position);
}

} // namespace outlay::ui
