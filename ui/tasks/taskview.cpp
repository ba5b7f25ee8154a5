// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/taskview.h"

#include "ui/receipt/figurelabel.h"
#include "ui/receipt/figuretable.h"
#include "ui/tasks/agentmodel.h"
#include "ui/tasks/taskwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace outlay::ui {
namespace {

enum FigurePlace
{
    CostFigure,
    AgentsFigure,
    OverheadFigure,
    MultiplierFigure,
    FigureCount,
};

/// By nearest rank, of those that are known.
std::optional<std::int64_t> medianOverhead(const AgentTree &tree)
{
    std::vector<std::int64_t> all;
    for (const Agent &agent : tree.agents) {
        if (agent.overhead)
            all.push_back(*agent.overhead);
    }
    if (all.empty())
        return std::nullopt;
    std::sort(all.begin(), all.end());
    return all[(all.size() - 1) / 2];
}

/// From its first request to its last.
TimeRange usedTime(const TaskDetails &details)
{
    if (details.tree.agents.empty())
        return details.tree.range;
    TimeRange used{details.tree.agents.front().first, details.tree.agents.front().last};
    for (const Agent &agent : details.tree.agents) {
        used.from = std::min(used.from, agent.first);
        used.to = std::max(used.to, agent.last);
    }
    return {used.from, {used.to.micros + 1}};
}

} // namespace

TaskView::TaskView(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(uiFont(17, QFont::DemiBold), this, Qt::ElideMiddle))
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_problem(makeLabel({}, uiFont(13), this, "warning"))
    , m_model(new AgentModel(this))
    , m_agents(new QTableView(this))
    , m_content(new QWidget(this))
    , m_elsewhere(makeLabel({}, uiFont(12), this, "muted"))
{
    setObjectName(QStringLiteral("taskView"));
    m_title->setObjectName(QStringLiteral("taskTitle"));
    setRole(*m_title, nullptr);
    m_problem->setWordWrap(true);
    QPushButton *back = makeLink(tr("All tasks"), this);
    back->setObjectName(QStringLiteral("taskBack"));
    back->setToolTip(tr("Back to the list (Backspace)"));
    connect(back, &QPushButton::clicked, this, &TaskView::backRequested);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(m_title);
    words->addWidget(m_subtitle);
    auto *head = new QHBoxLayout;
    head->addLayout(words, 1);
    head->addWidget(back, 0, Qt::AlignTop);
    m_agents->setObjectName(QStringLiteral("agentTable"));
    m_agents->setAccessibleName(tr("Agents"));
    m_agents->setModel(m_model);
    dressTable(*m_agents);
    m_agents->setItemDelegateForColumn(AgentModel::Name, new AgentDelegate(m_agents));
    m_agents->setItemDelegateForColumn(AgentModel::Time, new AgentDelegate(m_agents));
    m_agents->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_agents->setMinimumHeight(110);
    m_agents->viewport()->installEventFilter(this);
    m_agents->setToolTip(tr("Click its cost or press Space for the receipt"));
    connect(new FigureTable(*m_agents, AgentModel::Cost), &FigureTable::receiptRequested, this,
            &TaskView::agentReceiptRequested);
    QFrame *agents = makeCard(this);
    auto *agentsBox = new QVBoxLayout(agents);
    agentsBox->setContentsMargins(14, 12, 10, 8);
    agentsBox->addWidget(makeLabel(tr("Agents over time"), uiFont(15, QFont::DemiBold), agents));
    agentsBox->addWidget(m_agents, 1);
    agentsBox->addWidget(m_elsewhere);
    m_elsewhere->setWordWrap(true);
    QFrame *sums = makeCard(this);
    auto *sumsBox = new QVBoxLayout(sums);
    sumsBox->setContentsMargins(18, 12, 18, 12);
    sumsBox->addWidget(
        makeLabel(tr("What working as a team cost"), uiFont(15, QFont::DemiBold), sums));
    m_sums = new QGridLayout;
    m_sums->setColumnStretch(0, 1);
    m_sums->setVerticalSpacing(3);
    sumsBox->addLayout(m_sums);
    auto *content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(12);
    content->addWidget(makeFigures());
    content->addWidget(agents, 1);
    content->addWidget(sums);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(10);
    box->addLayout(head);
    box->addWidget(m_problem);
    box->addWidget(m_content, 1);
}

QWidget *TaskView::makeFigures()
{
    auto *row = new QWidget(this);
    auto *box = new QHBoxLayout(row);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(12);
    const std::array titles{tr("Cost"), tr("Agents"), tr("First prompt of an agent"),
                            tr("Team multiplier")};
    const std::array hints{tr("What its requests cost. Click or press Space for the receipt."),
                           tr("Of all its sessions, with those they started"),
                           tr("Median of the tokens each agent begins with: system prompt, tools, "
                              "documents, its task. "
                              "15–30 thousand are usual."),
                           tr("Cost of the team by cost of the same unique tokens in one agent")};
    for (std::size_t i = 0; i < titles.size(); ++i) {
        QFrame *card = makeCard(row);
        card->setToolTip(hints.at(i));
        auto *inside = new QVBoxLayout(card);
        inside->setContentsMargins(16, 10, 16, 10);
        inside->setSpacing(2);
        inside->addWidget(makeLabel(titles.at(i), uiFont(12), card, "muted"));
        Figure figure;
        figure.value = makeLabel({}, displayFont(20), card);
        figure.value->setObjectName(QStringLiteral("taskFigure%1").arg(i));
        figure.note = new ElidedLabel(uiFont(12), card);
        inside->addWidget(figure.value);
        inside->addWidget(figure.note);
        m_figures.push_back(figure);
        if (i == CostFigure) {
            card->setObjectName(QStringLiteral("taskCost"));
            card->setProperty("tile", true);
            card->setFocusPolicy(Qt::StrongFocus);
            card->setAccessibleName(titles.at(i));
            card->installEventFilter(this);
        }
        box->addWidget(card, 1);
    }
    return row;
}

void TaskView::setFailure(const QString &task, const QString &sentence)
{
    m_details.reset();
    m_title->setText(task);
    m_subtitle->setText(sentence.isEmpty() ? tr("Reading its requests…") : QString());
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
    m_content->hide();
}

void TaskView::setDetails(const TaskDetailsPtr &details)
{
    m_details = details;
    const AgentTree &tree = details->tree;
    m_problem->hide();
    m_content->show();
    m_title->setText(taskLabel(details->task));
    m_subtitle->setText(tr("%1 · %2 request(s) · %3 tokens", nullptr, pluralOf(tree.total.requests))
                            .arg(rangeLabel(usedTime(*details), details->zone, locale(), true),
                                 count(tree.total.requests, locale()),
                                 countCompact(tree.total.usage.total(), locale())));
    const auto set = [this](FigurePlace place, const QString &value, const QString &note) {
        m_figures.at(place).value->setText(value);
        m_figures.at(place).note->setText(note);
    };
    set(CostFigure, taskMoney(tree.total.cost, tree.total.unpricedRequests, locale()),
        tree.total.listValue == Money{}
            ? tr("Space for its receipt")
            : tr("and %1 of list value").arg(money(tree.total.listValue, locale())));
    const bool areTold = !tree.teams.empty();
    set(AgentsFigure,
        areTold ? count(static_cast<std::int64_t>(tree.agents.size()), locale()) : dash(),
        areTold ? tr("%n team(s)", nullptr, pluralOf(static_cast<std::int64_t>(tree.teams.size())))
                : tr("not told apart"));
    const auto overhead = medianOverhead(tree);
    set(OverheadFigure, overhead ? countCompact(*overhead, locale()) : dash(),
        tr("tokens, median"));
    const bool isTeam = !teamSums(tree, locale()).empty();
    set(MultiplierFigure, isTeam ? multiplierText(tree.cost, locale()) : dash(),
        isTeam ? tr("of one agent's cost") : tr("no team to weigh"));
    m_model->setDetails(details);
    const auto elsewhere = static_cast<std::int64_t>(details->startedElsewhere.size());
    const std::int64_t unlisted = tree.total.requests - tree.listed.requests;
    QStringList notes;
    if (elsewhere > 0)
        notes << tr("Its agents started %n session(s) that are tasks of their own.", nullptr,
                    pluralOf(elsewhere));
    if (unlisted > 0)
        notes << tr("Of %n older request(s) only sums are kept; they are in no row.", nullptr,
                    pluralOf(unlisted));
    m_elsewhere->setText(notes.join(u' '));
    m_elsewhere->setVisible(!notes.isEmpty());
    showSums();
    fitColumns();
}

void TaskView::showSums()
{
    while (QLayoutItem *item = m_sums->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    const std::vector<SumLine> lines = teamSums(m_details->tree, locale());
    if (lines.empty()) {
        m_sums->addWidget(
            new WrappedLabel(m_details->tree.teams.empty()
                                 ? tr("No source tells the agents apart: no team to weigh.")
                                 : tr("No agent started another one: the team multiplier is 1."),
                             uiFont(13), this),
            0, 0);
        return;
    }
    int row = 0;
    for (const SumLine &line : lines) {
        const QFont font = uiFont(13, line.isResult ? QFont::DemiBold : QFont::Normal);
        auto *what = new ElidedLabel(font, this);
        what->setText(line.what);
        setRole(*what, line.isResult ? nullptr : "muted");
        m_sums->addWidget(what, row, 0);
        QLabel *amount = nullptr;
        if (line.receipt.empty()) {
            amount = makeLabel(line.amount, font, this);
        } else {
            auto *figure = new FigureLabel(font, this);
            figure->setText(line.amount);
            figure->setObjectName(QStringLiteral("teamSum%1").arg(row));
            figure->setAccessibleName(
                tr("%1: %2, receipt", "name: amount").arg(line.what, line.amount));
            connect(figure, &FigureLabel::receiptRequested, this, [this, line](QPoint position) {
                emit sumRequested(line.what, line.sum, line.receipt, position);
            });
            amount = figure;
        }
        m_sums->addWidget(amount, row, 1, Qt::AlignTrailing);
        ++row;
    }
}

void TaskView::fitColumns()
{
    int left = m_agents->viewport()->width();
    const auto hide = [&](int column, bool isHidden) {
        m_agents->setColumnHidden(column, isHidden);
    };
    hide(AgentModel::Models, left < 900);
    hide(AgentModel::CacheRead, left < 780);
    hide(AgentModel::Reread, left < 700);
    for (int column = AgentModel::Cost; column < AgentModel::ColumnCount; ++column) {
        if (m_agents->isColumnHidden(column))
            continue;
        const int least = column == AgentModel::Models ? 170
                          : column == AgentModel::Cost ? 106
                                                       : 80;
        const int wanted =
            std::max(least, m_agents->horizontalHeader()->sectionSizeHint(column) + 4);
        m_agents->setColumnWidth(column, wanted);
        left -= wanted;
    }
    m_agents->setColumnWidth(AgentModel::Name, std::max(140, left * 5 / 11));
    m_agents->setColumnWidth(AgentModel::Time, std::max(100, left - std::max(140, left * 5 / 11)));
}

bool TaskView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_agents->viewport() &&
        (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        fitColumns();
    auto *card = qobject_cast<QFrame *>(watched);
    if (card && card->objectName() == QLatin1String("taskCost")) {
        const bool isClick = event->type() == QEvent::MouseButtonRelease;
        const bool isSpace = event->type() == QEvent::KeyPress &&
                             static_cast<const QKeyEvent *>(event)->key() == Qt::Key_Space;
        if (isClick || isSpace) {
            emit receiptRequested(card->mapToGlobal(QPoint(12, card->height())));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace outlay::ui
