// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgetspage.h"

#include "ui/budgets/budgetdelegate.h"
#include "ui/budgets/budgetdetailview.h"
#include "ui/budgets/budgeteditor.h"
#include "ui/budgets/budgetnames.h"
#include "ui/budgets/budgettreemodel.h"
#include "ui/budgets/firstbudget.h"
#include "ui/budgets/limitsladderdialog.h"
#include "ui/budgets/pushcapsdialog.h"
#include "ui/budgets/usercapsdialog.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace outlay::ui {
namespace {

QPushButton *makeButton(const QString &text, const char *objectName, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(QLatin1String(objectName));
    return button;
}

bool isBudget(const BudgetRow &row)
{
    return row.member.empty() && !row.isNobody;
}

int badnessOf(const BudgetRow &row)
{
    return row.outlook == Outlook::Exhausted ? 2 : row.outlook == Outlook::Expected ? 1 : 0;
}

/// A folded parent must not hide it.
bool isToBeSeen(const BudgetRow &row, const BudgetRow &parent)
{
    return row.isNobody ? !parent.consumed : badnessOf(row) > badnessOf(parent);
}

} // namespace

BudgetsPage::BudgetsPage(QWidget *parent)
    : QWidget(parent)
    , m_model(new BudgetTreeModel(this))
    , m_sorted(new BudgetSortModel(this))
    , m_table(new QTreeView(this))
    , m_subtitle(new ElidedLabel(uiFont(12), this))
    , m_problem(makeLabel({}, uiFont(12), this, "warning"))
    , m_filter(new QLineEdit(this))
    , m_add(makePrimary(tr("New budget…"), this))
    , m_caps(makeButton(tr("Caps per user…"), "budgetUserCaps", this))
    , m_limits(makeButton(tr("Limits of a user…"), "budgetLadder", this))
    , m_tripwires(makeButton(tr("Tripwires…"), "budgetTripwires", this))
    , m_restore(makeLink(tr("Undo removal"), this))
    , m_stack(new QStackedWidget(this))
    , m_first(new FirstBudget(this))
    , m_details(new BudgetDetailView(this))
{
    setObjectName(QStringLiteral("page"));
    m_sorted->setSourceModel(m_model);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 12, 22, 14);
    box->setSpacing(10);
    box->addWidget(makeHeader());
    m_problem->setObjectName(QStringLiteral("budgetsProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    box->addWidget(m_problem);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("pageScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    fill(*scroll, m_first);
    m_stack->addWidget(scroll);
    m_tableCard = makeTable();
    m_stack->addWidget(m_tableCard);
    m_stack->addWidget(m_details);
    box->addWidget(m_stack, 1);
    connect(m_first, &FirstBudget::proposalAccepted, this, &BudgetsPage::proposalAccepted);
    connect(m_first, &FirstBudget::newRequested, this, &BudgetsPage::addBudget);
    connect(m_first, &FirstBudget::tripwiresChosen, this, &BudgetsPage::tripwiresChosen);
    connect(m_details, &BudgetDetailView::backRequested, this, &BudgetsPage::showTable);
    connect(m_details, &BudgetDetailView::editRequested, this, &BudgetsPage::draftRequested);
    connect(m_details, &BudgetDetailView::pushRequested, this, &BudgetsPage::openPush);
    connect(m_details, &BudgetDetailView::removeRequested, this, &BudgetsPage::askForRemoval);
    connect(m_details, &BudgetDetailView::undoRequested, this, &BudgetsPage::undoRequested);
    connect(m_details, &BudgetDetailView::receiptRequested, this,
            [this](const std::string &id, const std::string &member) {
                emit receiptRequested(id, member, mapToGlobal(QPoint(width() / 2, 80)));
            });
    updateWords();
}

QWidget *BudgetsPage::makeHeader()
{
    auto *head = new QWidget(this);
    m_subtitle->setObjectName(QStringLiteral("budgetsSubtitle"));
    m_add->setObjectName(QStringLiteral("budgetAdd"));
    m_filter->setObjectName(QStringLiteral("budgetFilter"));
    m_filter->setAccessibleName(tr("Filter budgets"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(180);
    m_filter->setMinimumWidth(90);
    auto *rows = new QVBoxLayout(head); // the subtitle has a row of its own, or it is cut off
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    rows->addLayout(row);
    rows->addWidget(m_subtitle);
    row->addWidget(makeLabel(tr("Budgets"), displayFont(22), head), 3);
    row->addWidget(m_filter, 1);
    m_restore->setObjectName(QStringLiteral("budgetRestore"));
    m_restore->hide();
    for (QPushButton *button : {m_restore, m_tripwires, m_limits, m_caps, m_add})
        row->addWidget(button);
    connect(m_restore, &QPushButton::clicked, this, &BudgetsPage::removalUndoRequested);
    connect(m_add, &QPushButton::clicked, this, &BudgetsPage::addBudget);
    connect(m_caps, &QPushButton::clicked, this, &BudgetsPage::userCapsRequested);
    connect(m_limits, &QPushButton::clicked, this, &BudgetsPage::openLadder);
    connect(m_tripwires, &QPushButton::clicked, this, &BudgetsPage::openTripwires);
    connect(m_filter, &QLineEdit::textChanged, m_sorted,
            &QSortFilterProxyModel::setFilterFixedString);
    m_filter->installEventFilter(this);
    return head;
}

QWidget *BudgetsPage::makeTable()
{
    auto *card = makeCard(this);
    auto *box = new QVBoxLayout(card);
    box->setContentsMargins(12, 8, 12, 12);
    m_table->setObjectName(QStringLiteral("budgetTable"));
    m_table->setAccessibleName(tr("Budgets by time to limit"));
    m_table->setModel(m_sorted);
    m_table->setItemDelegate(new BudgetDelegate(m_table));
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSortingEnabled(true);
    m_table->header()->setSortIndicatorShown(false); // the words have an arrow
    m_table->sortByColumn(BudgetTreeModel::TimeToLimit, Qt::AscendingOrder);
    m_table->setExpandsOnDoubleClick(false);
    m_table->setIndentation(18);
    m_table->viewport()->setAutoFillBackground(false);
    m_table->header()->setFont(uiFont(12, QFont::Medium));
    m_table->header()->setHighlightSections(false);
    m_table->header()->setTextElideMode(Qt::ElideRight);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setMinimumSectionSize(40);
    m_table->header()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->installEventFilter(this);
    connect(m_table, &QTreeView::activated, this, &BudgetsPage::showDetails);
    connect(m_table, &QTreeView::clicked, this, [this](const QModelIndex &cell) {
        if (cell.column() == BudgetTreeModel::Used)
            askForReceipt(cell);
    });
    constexpr int restMs = 150;
    m_looking.setSingleShot(true);
    m_looking.setInterval(restMs);
    connect(&m_looking, &QTimer::timeout, this, &BudgetsPage::askForForecasts);
    const auto look = [this] { m_looking.start(); };
    connect(m_table, &QTreeView::expanded, this, look);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, look);
    connect(m_sorted, &QAbstractItemModel::layoutChanged, this, look);
    connect(m_sorted, &QAbstractItemModel::modelReset, this, [this] { m_opened.clear(); });
    box->addWidget(m_table);
    return card;
}

void BudgetsPage::setSnapshot(const BudgetsSnapshotPtr &snapshot)
{
    const BudgetRow *row = current();
    const auto selected =
        row ? std::pair{row->id, row->member} : std::pair<std::string, std::string>{};
    constexpr std::int64_t forecastMicros = 10 * microsPerMinute;
    if (snapshot->now.micros - m_forecastsAt.micros > forecastMicros) {
        m_forecasts.clear();
        m_asked.clear();
        m_forecastsAt = snapshot->now;
    }
    m_named = snapshot;
    m_snapshot = withoutNames(withForecasts(snapshot));
    m_model->setSnapshot(m_snapshot);
    updateColumns();
    openWorse();
    m_looking.start();
    m_first->setSnapshot(m_snapshot);
    select(selected.first, selected.second);
    const bool hasBudgets = std::any_of(snapshot->rows.begin(), snapshot->rows.end(),
                                        [](const BudgetRow &one) { return !one.isTripwire; });
    if (!hasBudgets) {
        m_stack->setCurrentIndex(0);
    } else if (m_stack->currentWidget() == m_details) {
        const QModelIndex shown = m_model->indexOf(m_details->row().id, m_details->row().member);
        if (const BudgetRow *now = m_model->rowAt(shown))
            m_details->setRow(*now, snapshot->now, snapshot->zone);
        else
            showTable();
    } else {
        m_stack->setCurrentWidget(m_tableCard);
    }
    updateWords();
    updateColumns();
    if (m_chosen) {
        const auto chosen = *std::exchange(m_chosen, std::nullopt);
        choose(chosen.first, chosen.second);
    }
}

/// Opens parents of what stands worse than they do, once each: folding them again is heeded.
void BudgetsPage::openWorse()
{
    std::set<MemberKey> worse;
    for (const BudgetRow &row : m_snapshot->rows) {
        std::vector<MemberKey> path;
        for (std::int32_t above = row.parent; above >= 0;) {
            const BudgetRow &parent = m_snapshot->rows[static_cast<std::size_t>(above)];
            path.emplace_back(parent.id, parent.member);
            if (isToBeSeen(row, parent))
                worse.insert(path.begin(), path.end());
            above = parent.parent;
        }
    }
    for (const MemberKey &key : worse) {
        if (m_opened.count(key) == 0)
            m_table->expand(m_sorted->mapFromSource(m_model->indexOf(key.first, key.second)));
    }
    m_opened = std::move(worse);
}

void BudgetsPage::choose(const std::string &id, const std::string &member)
{
    if (!m_snapshot) {
        m_chosen = {id, member};
        return;
    }
    QModelIndex index = m_model->indexOf(id, member);
    if (!index.isValid())
        index = m_model->indexOf(id, {}); // the member has nothing any more
    if (!index.isValid())
        return;
    m_filter->clear(); // it may hide it
    const QModelIndex shown = m_sorted->mapFromSource(index);
    m_table->expand(shown.parent());
    m_table->setCurrentIndex(shown);
    m_table->scrollTo(shown);
    showDetails();
}

void BudgetsPage::updateWords()
{
    const bool hasTable = m_snapshot && m_stack->currentIndex() != 0;
    m_filter->setVisible(m_stack->currentWidget() == m_tableCard);
    for (QPushButton *button : {m_tripwires, m_limits, m_caps})
        button->setVisible(hasTable || button == m_caps);
    m_add->setEnabled(m_snapshot && !m_isBusy);
    m_restore->setEnabled(!m_isBusy);
    m_caps->setEnabled(m_snapshot && !m_isBusy);
    if (!m_snapshot)
        return m_subtitle->setText(tr("Reading the ledger…"));
    const auto of = [&](Outlook outlook) {
        return std::count_if(
            m_snapshot->rows.begin(), m_snapshot->rows.end(),
            [&](const BudgetRow &row) { return isBudget(row) && row.outlook == outlook; });
    };
    const auto budgets =
        std::count_if(m_snapshot->rows.begin(), m_snapshot->rows.end(),
                      [](const BudgetRow &row) { return isBudget(row) && !row.isTripwire; });
    if (budgets == 0)
        return m_subtitle->setText(tr("None yet; the tripwires watch"));
    QStringList parts{tr("%n budget(s)", nullptr, pluralOf(budgets))};
    if (of(Outlook::Exhausted) > 0)
        parts << tr("%n exhausted", "budgets", pluralOf(of(Outlook::Exhausted)));
    if (of(Outlook::Expected) > 0)
        parts << tr("%n likely to run out", "budgets", pluralOf(of(Outlook::Expected)));
    m_subtitle->setText(parts.join(QStringLiteral(" · ")));
}

const BudgetRow *BudgetsPage::current() const
{
    const QModelIndex index = m_sorted->mapToSource(m_table->currentIndex());
    const BudgetRow *row = m_model->rowAt(index);
    // What is nobody's has no page of its own: it is shown with its budget.
    return row && row->isNobody ? m_model->rowAt(index.parent()) : row;
}

void BudgetsPage::select(const std::string &id, const std::string &member)
{
    QModelIndex index = m_sorted->mapFromSource(m_model->indexOf(id, member));
    if (!index.isValid())
        index = m_sorted->index(0, 0);
    if (index.isValid())
        m_table->setCurrentIndex(index);
}

void BudgetsPage::move(int rows)
{
    const QModelIndex now = m_table->currentIndex();
    const QModelIndex next = !now.isValid() ? m_sorted->index(0, 0)
                             : rows > 0     ? m_table->indexBelow(now)
                                            : m_table->indexAbove(now);
    if (next.isValid())
        m_table->setCurrentIndex(next);
}

void BudgetsPage::showDetails()
{
    const BudgetRow *row = current();
    if (!row)
        return;
    m_details->setRow(*row, m_snapshot->now, m_snapshot->zone);
    m_stack->setCurrentWidget(m_details);
    m_details->setFocusPolicy(Qt::StrongFocus);
    m_details->setFocus();
    updateWords();
    emit detailsRequested(row->id, row->member);
}

void BudgetsPage::showTable()
{
    m_stack->setCurrentWidget(m_tableCard);
    m_table->setFocus();
    updateWords();
}

void BudgetsPage::setDetails(const BudgetDetails &details)
{
    if (!m_snapshot || details.id != m_details->row().id ||
        details.member != m_details->row().member)
        return;
    m_namedDetails = details;
    m_details->setDetails(withoutNames(details), m_snapshot->now, m_snapshot->zone);
}

void BudgetsPage::sayAgain()
{
    if (m_named)
        setSnapshot(m_named);
    if (m_namedDetails)
        setDetails(*m_namedDetails);
    setProblem(m_saidProblem);
}

/// Of the row; the receipt stands below the cell.
void BudgetsPage::askForReceipt(const QModelIndex &cell)
{
    if (const BudgetRow *row = current())
        emit receiptRequested(
            row->id, row->member,
            m_table->viewport()->mapToGlobal(m_table->visualRect(cell).bottomLeft()));
}

/// True: the key meant the table.
bool BudgetsPage::takeKey(int key)
{
    switch (key) {
    case Qt::Key_J:
        move(1);
        return true;
    case Qt::Key_K:
        move(-1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        showDetails();
        return true;
    case Qt::Key_Space:
        askForReceipt(m_table->currentIndex());
        return true;
    default:
        return false;
    }
}

bool BudgetsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isPlain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        if (watched == m_table && isPlain && takeKey(key->key()))
            return true;
        if (watched == m_filter && key->key() == Qt::Key_Down) {
            m_table->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void BudgetsPage::focusFilter()
{
    if (m_stack->currentWidget() == m_details)
        showTable();
    m_filter->setFocus();
    m_filter->selectAll();
}

void BudgetsPage::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_first->setBusy(isBusy);
    updateWords();
}

void BudgetsPage::setRemoved(const QString &name)
{
    m_restore->setVisible(!name.isEmpty());
    m_restore->setToolTip(tr("Brings “%1” back").arg(name));
}

void BudgetsPage::setProblem(const QString &sentence)
{
    m_saidProblem = sentence;
    m_problem->setText(withoutNames(sentence));
    m_problem->setVisible(!sentence.isEmpty());
}

BudgetEditor *BudgetsPage::editor() const
{
    return m_editor;
}

UserCapsDialog *BudgetsPage::userCaps() const
{
    return m_userCaps;
}

LimitsLadderDialog *BudgetsPage::ladder() const
{
    return m_ladder;
}

PushCapsDialog *BudgetsPage::pushCaps() const
{
    return m_pushCaps;
}

bool BudgetsPage::isShowingDetails() const
{
    return m_stack->currentWidget() == m_details;
}

void BudgetsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit snapshotRequested();
}

/// A narrow window keeps what must be acted on; details know the rest.
void BudgetsPage::updateColumns()
{
    using Model = BudgetTreeModel;
    constexpr int roomy = 1150, middling = 1065, narrow = 940, least = 832;
    const int room = std::max(400, width() - 44 - 24 - 14);
    const bool hasOwners =
        m_snapshot && std::any_of(m_snapshot->rows.begin(), m_snapshot->rows.end(),
                                  [](const BudgetRow &row) { return !row.owner.empty(); });
    const bool showsOwners = hasOwners && width() >= roomy;
    m_table->setColumnHidden(Model::Owner, !showsOwners);
    m_table->setColumnHidden(Model::Period, width() < middling);
    m_model->setNamesPeriods(width() < middling);
    m_table->setColumnHidden(Model::Utilization, width() < narrow); // the bar shows it, too
    m_table->setColumnHidden(Model::Cap, width() < least);
    if (m_model->namesCaps() != (width() < least)) {
        m_model->setNamesCaps(width() < least);
        m_table->doItemsLayout(); // rows are higher with it
    }
    const bool isRoomy = width() >= roomy && !showsOwners; // what nobody owns leaves its column
    const int used = width() < narrow ? 100 : 110;
    const int time = width() < narrow ? 176 : isRoomy ? 230 : 186;
    struct Share
    {
        int column, minimum, share;
    };
    const bool isNarrow = width() < narrow; // the least widths then just fit beside the sidebar
    Share all[]{{Model::Name, isRoomy ? 180 : 160, 3},
                {Model::Owner, 80, 1},
                {Model::Period, 124, 1},
                {Model::Bar, isNarrow ? 120 : 132, isNarrow ? 1 : 3},
                {Model::Used, used, 1},
                {Model::Utilization, 68, 0},
                {Model::TimeToLimit, time, isNarrow ? 4 : 2},
                {Model::Cap, isNarrow ? 162 : 164, 1}};
    int rest = room, shares = 0;
    for (const Share &one : all) {
        if (m_table->isColumnHidden(one.column))
            continue;
        rest -= one.minimum;
        shares += one.share;
    }
    // What must be read whole comes before what would only look airy.
    const QAbstractItemView *table = m_table;
    for (Share &one : all) {
        const bool isWhole = one.column == Model::Bar || one.column == Model::TimeToLimit ||
                             one.column == Model::Used || one.column == Model::Period ||
                             one.column == Model::Cap;
        if (!isWhole || m_table->isColumnHidden(one.column))
            continue;
        const int more = std::min(rest, table->sizeHintForColumn(one.column) - one.minimum);
        if (more > 0) {
            one.minimum += more;
            rest -= more;
        }
    }
    rest = std::max(0, rest);
    for (const Share &one : all)
        m_table->setColumnWidth(one.column, one.minimum + rest * one.share / std::max(1, shares));
}

void BudgetsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateColumns();
    m_looking.start();
}

} // namespace outlay::ui
