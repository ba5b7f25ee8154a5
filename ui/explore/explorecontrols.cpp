// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/explorecontrols.h"

#include "ui/explore/measurewords.h"
#include "ui/shell/segment.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/parts.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStandardItemModel>
#include <QToolButton>

#include <array>
#include <vector>

namespace outlay::ui {
namespace {

/// In the order people look for them.
constexpr std::array dimensions{
    Dimension::Provider, Dimension::Model, Dimension::User,       Dimension::Team,
    Dimension::Project,  Dimension::Task,  Dimension::TaskKind,   Dimension::Session,
    Dimension::Agent,    Dimension::Key,   Dimension::CostCenter, Dimension::Environment,
    Dimension::Endpoint, Dimension::Tier,  Dimension::Outcome,    Dimension::Plan,
    Dimension::Source,   Dimension::Price,
};
static_assert(dimensions.size() == dimensionCount - 1); // a tag is chosen by its key

/// Tags that are chosen by name, below the dimensions.
constexpr std::array gitTags{"branch", "commit", "pull_request"};
constexpr int firstTag = 100;

constexpr int noDimension = -1;
constexpr int otherTag = -2; ///< is in no list

int dataOf(const DimensionRef &ref)
{
    if (ref.dimension != Dimension::Tag)
        return static_cast<int>(ref.dimension);
    for (std::size_t i = 0; i < gitTags.size(); ++i) {
        if (ref.tagKey == gitTags.at(i))
            return firstTag + static_cast<int>(i);
    }
    return otherTag;
}

DimensionRef refOf(int data)
{
    if (data < firstTag)
        return {static_cast<Dimension>(data), {}};
    return {Dimension::Tag, gitTags.at(static_cast<std::size_t>(data - firstTag))};
}

std::vector<DimensionRef> choices()
{
    std::vector<DimensionRef> all;
    for (const Dimension dimension : dimensions)
        all.push_back({dimension, {}});
    for (const char *tag : gitTags)
        all.push_back({Dimension::Tag, tag});
    return all;
}

constexpr std::array steps{Step::None, Step::Hour, Step::Day, Step::Week, Step::Month};

} // namespace

ExploreControls::ExploreControls(QWidget *parent)
    : QWidget(parent)
    , m_up(new QToolButton(this))
    , m_measure(new QComboBox(this))
    , m_dimension(new QComboBox(this))
    , m_thenBy(new QComboBox(this))
    , m_step(new QComboBox(this))
    , m_charts(new QButtonGroup(this))
    , m_asTable(new QToolButton(this))
    , m_look(new QWidget(this))
{
    fill();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_up);
    row->addWidget(m_measure);
    auto *by = makeLabel(tr("by", "measure by dimension"), uiFont(12), this, "muted");
    row->addWidget(by);
    row->addWidget(m_dimension);
    row->addWidget(m_thenBy);
    row->addWidget(m_step);
    row->addStretch();
    auto *look = new QHBoxLayout(m_look);
    look->setContentsMargins(0, 0, 0, 0);
    look->setSpacing(6);
    look->addWidget(makeSegment({tr("Bars"), tr("Lines"), tr("Hours"), tr("Ranked")}, tr("Chart"),
                                *m_charts, this));
    look->addWidget(m_asTable);
    takeLook();
    m_charts->button(static_cast<int>(ChartKind::Heatmap))
        ->setToolTip(tr("By hour of the day and day of the week"));
    m_charts->button(static_cast<int>(ChartKind::Ranked))->setToolTip(tr("The greatest values"));
    m_up->setObjectName(QStringLiteral("exploreUp"));
    m_up->setFocusPolicy(Qt::StrongFocus);
    m_up->setAccessibleName(tr("Up"));
    m_up->setToolTip(tr("Up to what was shown before  Backspace"));
    m_up->setEnabled(false);
    m_asTable->setObjectName(QStringLiteral("exploreAsTable"));
    m_asTable->setCheckable(true);
    m_asTable->setFocusPolicy(Qt::StrongFocus);
    connectParts();
    updateIcons();
}

void ExploreControls::fill()
{
    m_measure->setObjectName(QStringLiteral("exploreMeasure"));
    m_measure->setAccessibleName(tr("Measure"));
    for (const Measure measure : allMeasures) {
        m_measure->addItem(measureLabel(measure), static_cast<int>(measure));
        m_measure->setItemData(m_measure->count() - 1, measureHint(measure), Qt::ToolTipRole);
    }
    m_dimension->setObjectName(QStringLiteral("exploreDimension"));
    m_dimension->setAccessibleName(tr("Dimension"));
    for (const DimensionRef &choice : choices())
        m_dimension->addItem(dimensionLabel(choice), dataOf(choice));
    m_thenBy->setObjectName(QStringLiteral("exploreThenBy"));
    m_thenBy->setAccessibleName(tr("Then by"));
    m_thenBy->setToolTip(tr("Splits each value by another dimension"));
    m_thenBy->addItem(tr("then by…", "no second dimension is chosen yet"), noDimension);
    for (const DimensionRef &choice : choices())
        m_thenBy->addItem(tr("then %1", "second dimension").arg(dimensionLabel(choice).toLower()),
                          dataOf(choice));
    m_step->setObjectName(QStringLiteral("exploreStep"));
    m_step->setAccessibleName(tr("Step"));
    m_step->setToolTip(tr("Length of a bar; what is too fine for the time cannot be chosen"));
    for (const Step step : steps)
        m_step->addItem(step == Step::None ? tr("automatic", "the step that suits the time")
                                           : stepLabel(step),
                        static_cast<int>(step));
}

void ExploreControls::connectParts()
{
    connect(m_measure, &QComboBox::activated, this, [this] {
        ExploreRequest next = m_request;
        next.measure = static_cast<Measure>(m_measure->currentData().toInt());
        emit requestEdited(next);
    });
    connect(m_dimension, &QComboBox::activated, this,
            [this] { chooseDimension(refOf(m_dimension->currentData().toInt())); });
    connect(m_thenBy, &QComboBox::activated, this, [this] {
        ExploreRequest next = m_request;
        next.thenBy.reset();
        if (m_thenBy->currentData().toInt() != noDimension)
            next.thenBy = refOf(m_thenBy->currentData().toInt());
        emit requestEdited(next);
    });
    connect(m_step, &QComboBox::activated, this, [this] {
        ExploreRequest next = m_request;
        const auto step = static_cast<Step>(m_step->currentData().toInt());
        next.step = step == Step::None ? std::nullopt : std::optional(step);
        emit requestEdited(next);
    });
    connect(m_charts, &QButtonGroup::idClicked, this, [this](int id) {
        ExploreRequest next = m_request;
        next.chart = static_cast<ChartKind>(id);
        emit requestEdited(next);
    });
    connect(m_up, &QToolButton::clicked, this, &ExploreControls::upRequested);
    connect(m_asTable, &QToolButton::toggled, this, [this](bool isTable) {
        updateIcons();
        emit tableToggled(isTable);
    });
}

void ExploreControls::setRequest(const ExploreRequest &request, const TimeRange &range)
{
    m_request = request;
    m_measure->setCurrentIndex(m_measure->findData(static_cast<int>(request.measure)));
    m_measure->setToolTip(measureHint(request.measure));
    m_dimension->setCurrentIndex(m_dimension->findData(dataOf(request.dimension)));
    m_step->setCurrentIndex(m_step->findData(static_cast<int>(request.step.value_or(Step::None))));
    updateThenBy();
    updateSteps(range);
    QAbstractButton *bars = m_charts->button(static_cast<int>(ChartKind::Bars));
    const bool stacks = isStackable(request.measure);
    bars->setEnabled(stacks);
    bars->setToolTip(stacks ? QString() : tr("Means and rates do not add up to bars"));
    const bool asLines = request.chart == ChartKind::Bars && !stacks;
    m_charts->button(static_cast<int>(asLines ? ChartKind::Lines : request.chart))
        ->setChecked(true);
    const bool hasSteps = request.chart == ChartKind::Bars || request.chart == ChartKind::Lines;
    m_step->setVisible(hasSteps);
    m_asTable->setEnabled(request.chart != ChartKind::Ranked); // the list below is one
}

void ExploreControls::chooseDimension(const DimensionRef &dimension)
{
    ExploreRequest next = m_request;
    if (next.thenBy == dimension) // they change places
        next.thenBy = next.dimension;
    next.dimension = dimension;
    emit requestEdited(next);
}

void ExploreControls::updateThenBy()
{
    m_thenBy->setCurrentIndex(
        m_thenBy->findData(m_request.thenBy ? dataOf(*m_request.thenBy) : noDimension));
    auto *model = qobject_cast<QStandardItemModel *>(m_thenBy->model());
    for (int i = 1; model && i < m_thenBy->count(); ++i)
        model->item(i)->setEnabled(m_thenBy->itemData(i).toInt() != dataOf(m_request.dimension));
}

void ExploreControls::updateSteps(const TimeRange &range)
{
    auto *model = qobject_cast<QStandardItemModel *>(m_step->model());
    for (int i = 1; model && i < m_step->count(); ++i)
        model->item(i)->setEnabled(fits(static_cast<Step>(m_step->itemData(i).toInt()), range));
}

void ExploreControls::takeLook()
{
    layout()->addWidget(m_look);
}

void ExploreControls::setCanGoUp(bool canGoUp)
{
    m_up->setEnabled(canGoUp);
}

bool ExploreControls::wantsTable() const
{
    return m_asTable->isChecked();
}

void ExploreControls::updateIcons()
{
    const bool isTable = m_asTable->isChecked();
    m_up->setIcon(symbolicIcon("left", *this, Tint::Muted));
    m_asTable->setIcon(symbolicIcon(isTable ? "chart" : "table", *this, Tint::Muted));
    m_asTable->setToolTip(isTable ? tr("Show as a chart") : tr("Show as a table"));
    m_asTable->setAccessibleName(m_asTable->toolTip());
}

void ExploreControls::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateIcons();
}

} // namespace outlay::ui
