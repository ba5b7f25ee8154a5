// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/taskspage.h"

#include "ui/charts/chartexport.h"
#include "ui/overview/emptystate.h"
#include "ui/receipt/figurelabel.h"
#include "ui/receipt/receiptdesk.h"
#include "ui/tasks/costspread.h"
#include "ui/tasks/tasklistmodel.h"
#include "ui/tasks/taskview.h"
#include "ui/tasks/taskwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/rangepicker.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QShortcut>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>
#include <array>

namespace outlay::ui {
namespace {

/// Below this the filter line stands in a row of its own.
constexpr int wideFrom = 900;

enum View
{
    LoadingView,
    ListView,
    EmptyView,
    TaskPageView,
};

Filter ofTask(const std::string &task)
{
    Filter filter;
    filter.dimension.dimension = Dimension::Task;
    filter.anyOf.emplace_back(task);
    return filter;
}

QString fineOrDash(const std::optional<Money> &amount, const QLocale &locale)
{
    return amount ? moneyFine(*amount, locale) : dash();
}

} // namespace

TasksPage::TasksPage(QWidget *parent)
    : QWidget(parent)
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_banner(makeLabel({}, uiFont(12), this, "warning"))
    , m_range(new RangePicker(this))
    , m_filters(new FilterBar(this))
    , m_views(new QStackedWidget(this))
    , m_empty(new EmptyState(this))
    , m_model(new TaskListModel(this))
    , m_table(new QTableView(this))
    , m_view(new TaskView(this))
    , m_receipts(new ReceiptDesk(this))
{
    setObjectName(QStringLiteral("page"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addLayout(makeHeader());
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->setContentsMargins(12, 6, 12, 6);
    m_banner->hide();
    box->addWidget(m_banner);
    auto *loading = new EmptyState(this);
    loading->setWords(tr("Reading the ledger…"), {}, {});
    m_views->addWidget(loading);
    m_views->addWidget(makeList());
    m_views->addWidget(m_empty);
    m_views->addWidget(m_view);
    box->addWidget(m_views, 1);
    connectParts();
}

QLayout *TasksPage::makeHeader()
{
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(makeLabel(tr("Tasks"), displayFont(22), this));
    words->addWidget(m_subtitle);
    m_firstRow = new QHBoxLayout;
    m_firstRow->setSpacing(10);
    m_firstRow->addLayout(words, 3);
    m_firstRow->addWidget(m_filters->line(), 2, Qt::AlignVCenter);
    m_firstRow->addWidget(m_range, 0, Qt::AlignVCenter);
    m_secondRow = new QHBoxLayout;
    m_secondRow->addStretch();
    auto *header = new QVBoxLayout;
    header->setSpacing(8);
    header->addLayout(m_firstRow);
    header->addLayout(m_secondRow);
    header->addWidget(m_filters);
    return header;
}

QWidget *TasksPage::makeFigures(QWidget *parent)
{
    QFrame *card = makeCard(parent);
    auto *row = new QHBoxLayout(card);
    row->setContentsMargins(18, 12, 18, 10);
    row->setSpacing(26);
    const std::array titles{tr("Tasks"), tr("Median"), tr("95th percentile"), tr("Dearest")};
    for (std::size_t i = 0; i < titles.size(); ++i) {
        auto *box = new QVBoxLayout;
        box->setSpacing(1);
        auto *title = makeLabel(titles.at(i), uiFont(12), card, "muted");
        box->addWidget(title);
        m_figures.push_back(i == 0 ? makeLabel({}, displayFont(20), card)
                                   : new FigureLabel(displayFont(20), card));
        m_figures.back()->setObjectName(QStringLiteral("tasksFigure%1").arg(i));
        title->setBuddy(m_figures.back());
        box->addWidget(m_figures.back());
        if (auto *figure = qobject_cast<FigureLabel *>(m_figures.back()))
            connect(figure, &FigureLabel::receiptRequested, this,
                    [this, i](QPoint position) { showReceiptAt(i, position); });
        box->addStretch();
        row->addLayout(box);
    }
    m_spread = new CostSpread(card);
    row->addWidget(m_spread, 1);
    new ChartExport(*m_spread, [this] {
        return ChartWords{m_spread->accessibleName(), m_subtitle->text(), nullptr, m_spread->csv()};
    });
    return card;
}

QWidget *TasksPage::makeList()
{
    auto *content = new QWidget;
    auto *rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(12);
    rows->addWidget(makeFigures(content));
    QFrame *card = makeCard(content);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(14, 10, 10, 8);
    m_table->setObjectName(QStringLiteral("taskTable"));
    m_table->setAccessibleName(tr("Tasks by cost"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setToolTip(tr("Double-click or press Enter for its agents; click its cost or press "
                           "Space for the receipt"));
    m_table->horizontalHeader()->setSectionsClickable(true);
    m_table->horizontalHeader()->setSortIndicator(TaskListModel::Cost, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorShown(false); // it would lie on the words
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    inside->addWidget(m_table, 1);
    m_notes.push_back(makeLabel({}, uiFont(12), card, "muted"));
    m_notes.back()->setObjectName(QStringLiteral("tasksNote"));
    m_notes.back()->setWordWrap(true);
    inside->addWidget(m_notes.back());
    rows->addWidget(card, 1);
    return content;
}

void TasksPage::connectParts()
{
    connect(m_range, &RangePicker::choiceMade, this, [this](const PeriodChoice &choice) {
        TasksRequest next = m_request;
        next.period = choice;
        change(next);
    });
    connect(m_filters, &FilterBar::filtersChanged, this, [this](const std::vector<Filter> &where) {
        TasksRequest next = m_request;
        next.where = where;
        change(next);
    });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { openTask(index.row()); });
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == TaskListModel::Cost)
            showReceiptOf(index.row());
    });
    connect(m_view, &TaskView::backRequested, this, &TasksPage::goUp);
    connect(m_view, &TaskView::receiptRequested, this, [this](QPoint position) {
        if (!m_details)
            return;
        Figure figure{taskLabel(m_details->task), m_details->tree.total};
        figure.range = m_details->range;
        figure.narrowing = {ofTask(m_details->task)};
        showReceipt(figure, position);
    });
    connect(m_view, &TaskView::agentReceiptRequested, this, &TasksPage::showAgentReceipt);
    connect(m_view, &TaskView::sumRequested, this,
            [this](const QString &title, Money sum, const std::vector<ReceiptLine> &lines,
                   QPoint position) { m_receipts->showSum(title, {}, sum, lines, position); });
    connect(m_receipts, &ReceiptDesk::requested, this, &TasksPage::receiptRequested);
    connect(m_receipts, &ReceiptDesk::closed, this, &TasksPage::receiptClosed);
    connect(m_receipts, &ReceiptDesk::rowsRequested, this, &TasksPage::rowsRequested);
    connect(m_empty, &EmptyState::actionRequested, this, [this] {
        TasksRequest next = m_request;
        if (next.where.empty())
            next.period = {Preset::All, 0, {}};
        next.where.clear();
        change(next);
    });
    auto *up = new QShortcut(QKeySequence(Qt::Key_Backspace), this);
    up->setContext(Qt::WidgetWithChildrenShortcut);
    connect(up, &QShortcut::activated, this, &TasksPage::goUp);
}

void TasksPage::change(const TasksRequest &request)
{
    if (request == m_request)
        return;
    (void)setScope(request.period, request.where);
    emit requestChanged(m_request);
}

bool TasksPage::setScope(const PeriodChoice &period, const std::vector<Filter> &where)
{
    const TasksRequest next{period, where};
    if (next == m_request)
        return false;
    m_request = next;
    m_task.clear();
    m_filters->setFilters(where);
    if (m_snapshot)
        m_range->setChoice(period, m_snapshot->zone, m_snapshot->now, m_snapshot->facts.span);
    return true;
}

void TasksPage::setSnapshot(const TasksSnapshotPtr &snapshot)
{
    const TaskRow *selected = m_model->taskAt(m_table->currentIndex().row());
    const std::string kept = selected ? selected->task : std::string();
    m_snapshot = snapshot;
    m_range->setChoice(m_request.period, snapshot->zone, snapshot->now, snapshot->facts.span);
    m_model->setSnapshot(snapshot);
    m_spread->setSnapshot(snapshot);
    if (const int row = m_model->rowOf(kept); row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
    setFailure({});
    updateWords();
    updateView();
    fitColumns();
    if (!m_task.empty()) // what is open may have gone on
        emit taskRequested(m_task, snapshot->period.range, m_request.where);
}

void TasksPage::sayAgain()
{
    m_filters->sayAgain();
    if (m_snapshot)
        setSnapshot(m_snapshot);
    if (m_details)
        m_view->setDetails(m_details);
    else if (!m_task.empty())
        m_view->setFailure(taskLabel(m_task), {});
}

void TasksPage::updateWords()
{
    const TasksSnapshot &s = *m_snapshot;
    const TaskCosts &costs = s.costs;
    const TimeRange shown{s.period.range.from, s.period.isRunning
                                                   ? std::min(s.period.range.to, s.now)
                                                   : s.period.range.to};
    m_subtitle->setText(tr("%1 · %2 · %3", "dates, what is shown, time zone")
                            .arg(rangeLabel(shown, s.zone, locale(), true),
                                 s.request.where.empty() ? tr("everything") : tr("filtered"),
                                 QString::fromStdString(s.zone.name())));
    m_figures.at(0)->setText(count(costs.tasks, locale()));
    m_figures.at(1)->setText(fineOrDash(costs.cost.median, locale()));
    m_figures.at(2)->setText(fineOrDash(costs.cost.p95, locale()));
    m_figures.at(3)->setText(fineOrDash(costs.cost.most, locale()));
    const std::array tasks{&costs.medianTask, &costs.p95Task, &costs.dearestTask};
    for (std::size_t i = 0; i < tasks.size(); ++i)
        m_figures.at(i + 1)->setToolTip(*tasks.at(i)
                                            ? tr("Of %1. Space or a click: its receipt.", "task")
                                                  .arg(taskLabel((*tasks.at(i))->task))
                                            : QString());
    QStringList notes;
    if (costs.unpricedTasks > 0)
        notes << tr("Without any price, in no median: %n task(s).", nullptr,
                    pluralOf(costs.unpricedTasks));
    if (costs.partlyUnpriced > 0)
        notes << tr("Dearer than shown, as some of their requests have no price: %n task(s).",
                    nullptr, pluralOf(costs.partlyUnpriced));
    if (costs.listValue.count > 0)
        notes << tr("Paid by plans: %n task(s), worth %1 at list prices.", nullptr,
                    pluralOf(costs.listValue.count))
                     .arg(money(costs.listValue.total, locale()));
    m_notes.front()->setText(notes.join(u' '));
    m_notes.front()->setVisible(!notes.isEmpty());
    QStringList suggestions;
    for (const TaskRow &row : costs.dearest)
        suggestions << QStringLiteral("task=") + taskLabel(row.task);
    m_filters->setSuggestions(suggestions);
}

void TasksPage::updateView()
{
    if (!m_task.empty()) {
        m_views->setCurrentIndex(TaskPageView);
        return;
    }
    if (!m_snapshot)
        return;
    const TasksSnapshot &s = *m_snapshot;
    const bool hasTasks = s.costs.tasks > 0 || s.costs.unknown.has_value();
    m_views->setCurrentIndex(hasTasks ? ListView : EmptyView);
    if (hasTasks)
        return;
    const QString range = rangeLabel(s.period.range, s.zone, locale(), true);
    if (!s.facts.span)
        m_empty->setWords(tr("The ledger is empty"),
                          tr("Import logs or transcripts from the File menu, or drop them here."),
                          {});
    else if (!s.request.where.empty())
        m_empty->setWords(tr("Nothing matches"),
                          tr("No requests of %1 pass the filters.").arg(range),
                          tr("Remove the filters"));
    else
        m_empty->setWords(
            tr("No tasks on record for %1").arg(range),
            tr("The ledger holds %1.").arg(rangeLabel(*s.facts.span, s.zone, locale(), true)),
            tr("Show everything"));
}

void TasksPage::openTask(int row)
{
    const TaskRow *task = m_model->taskAt(row);
    if (!task)
        return;
    m_task = task->task;
    m_details.reset();
    m_view->setFailure(taskLabel(m_task), {});
    updateView();
    emit taskRequested(m_task, m_snapshot->period.range, m_request.where);
}

void TasksPage::setDetails(const TaskDetailsPtr &details)
{
    if (details->task != m_task)
        return;
    m_details = details;
    m_view->setDetails(details);
}

void TasksPage::setDetailsFailure(const QString &sentence)
{
    if (!m_task.empty())
        m_view->setFailure(taskLabel(m_task), sentence);
}

void TasksPage::goUp()
{
    if (m_task.empty())
        return;
    m_task.clear();
    m_details.reset();
    updateView();
    m_table->setFocus();
}

/// The median and its like are what one task cost.
void TasksPage::showReceiptAt(std::size_t place, QPoint position)
{
    const TaskCosts &costs = m_snapshot->costs;
    const std::array tasks{&costs.medianTask, &costs.p95Task, &costs.dearestTask};
    const std::optional<TaskAt> &at = *tasks.at(place - 1);
    if (!at)
        return;
    Figure figure{taskLabel(at->task), at->measures};
    figure.narrowing = {ofTask(at->task)};
    showReceipt(figure, position);
}

void TasksPage::showReceiptOf(int row)
{
    const TaskRow *task = m_model->taskAt(row);
    Figure figure;
    if (task) {
        figure = {taskLabel(task->task), task->measures};
        figure.narrowing = {ofTask(task->task)};
    } else if (const auto rest = m_model->remainderAt(row)) {
        figure = *rest;
    } else {
        return;
    }
    const QRect place = m_table->visualRect(m_model->index(row, TaskListModel::Cost));
    showReceipt(figure, m_table->viewport()->mapToGlobal(place.bottomLeft()));
}

/// Its own requests, without those of agents it started.
void TasksPage::showAgentReceipt(int index, QPoint position)
{
    const bool isThere =
        m_details && index >= 0 && static_cast<std::size_t>(index) < m_details->tree.agents.size();
    if (!isThere)
        return;
    const Agent &agent = m_details->tree.agents[static_cast<std::size_t>(index)];
    Figure figure;
    figure.title = agentLabel(m_details->tree, agent);
    figure.measures.requests = agent.requests;
    figure.measures.unpricedRequests = agent.unpricedRequests;
    figure.measures.usage = agent.usage;
    figure.measures.cost = agent.cost;
    figure.measures.billed = agent.billed;
    figure.measures.reported = agent.reported;
    figure.measures.estimated = agent.estimated;
    figure.measures.client = agent.client;
    figure.measures.listValue = agent.listValue;
    figure.range = TimeRange{agent.first, {agent.last.micros + 1}};
    const auto known = [](const std::string &text) {
        return text.empty() ? std::nullopt : std::optional(text);
    };
    figure.narrowing.push_back(ofTask(m_details->task));
    for (const auto &[dimension, value] : {std::pair(Dimension::Session, known(agent.name.session)),
                                           std::pair(Dimension::Agent, known(agent.name.agent))}) {
        Filter filter;
        filter.dimension.dimension = dimension;
        filter.anyOf.push_back(value);
        figure.narrowing.push_back(std::move(filter));
    }
    showReceipt(figure, position);
}

void TasksPage::showReceipt(const Figure &figure, QPoint position)
{
    const TimeRange &shown = m_snapshot->period.range;
    m_receipts->show(figure, shown, m_request.where,
                     coverageSentence(figure.range.value_or(shown), m_snapshot->now,
                                      m_snapshot->uncovered, locale()),
                     position);
}

void TasksPage::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    m_receipts->setReceipt(number, receipt);
}

void TasksPage::setReceiptFailure(std::uint64_t number, const QString &sentence)
{
    m_receipts->setFailure(number, sentence);
}

void TasksPage::setFailure(const QString &text)
{
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

/// Names that can be read; what does not fit is left out from the end, but for the cost.
void TasksPage::fitColumns()
{
    constexpr int leastName = 150;
    int left = m_table->viewport()->width() - leastName;
    // A narrower column behind one left out would stand for the less of the two.
    bool isFull = false;
    for (int column = TaskListModel::Cost; column < TaskListModel::ColumnCount; ++column) {
        m_table->setColumnHidden(column, false); // a hidden one tells no size
        const int least = column == TaskListModel::Cost      ? 110
                          : column == TaskListModel::Branch  ? 140
                          : column == TaskListModel::Person  ? 130
                          : column == TaskListModel::Kind    ? 96
                          : column == TaskListModel::Commit  ? 112
                          : column == TaskListModel::Outcome ? 156
                          : column == TaskListModel::Last    ? 110
                                                             : 78;
        const int wanted =
            std::max(least, m_table->horizontalHeader()->sectionSizeHint(column) + 4);
        const bool has = column == TaskListModel::Cost || !m_model->isEmpty(column);
        isFull = isFull || (has && wanted > left && column != TaskListModel::Cost);
        const bool fits = has && !isFull;
        m_table->setColumnHidden(column, !fits);
        m_table->setColumnWidth(column, wanted);
        left -= fits ? wanted : 0;
    }
    m_table->setColumnWidth(TaskListModel::Name, leastName + std::max(0, left));
}

bool TasksPage::takeKey(int key)
{
    const int row = m_table->currentIndex().row();
    switch (key) {
    case Qt::Key_Space:
        showReceiptOf(row);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        openTask(row);
        return true;
    case Qt::Key_J:
    case Qt::Key_K: {
        const int next =
            std::clamp(row + (key == Qt::Key_J ? 1 : -1), 0, std::max(0, m_model->rowCount() - 1));
        m_table->setCurrentIndex(m_model->index(next, 0));
        return true;
    }
    default:
        return false;
    }
}

bool TasksPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        takeKey(static_cast<QKeyEvent *>(event)->key()))
        return true;
    if (watched == m_table->viewport() &&
        (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        fitColumns();
    return QWidget::eventFilter(watched, event);
}

void TasksPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool wasWide = m_isWide;
    m_isWide = width() >= wideFrom;
    if (wasWide == m_isWide)
        return;
    if (m_isWide)
        m_firstRow->insertWidget(1, m_filters->line(), 2, Qt::AlignVCenter);
    else
        m_secondRow->insertWidget(0, m_filters->line());
}

} // namespace outlay::ui
