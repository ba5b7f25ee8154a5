// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/eventlist.h"

#include "ui/explore/eventlistmodel.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QApplication>
#include <QGridLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTableView>
#include <QTime>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <limits>

namespace outlay::ui {
namespace {

constexpr int leastModel = 150;
constexpr int leastText = 110;
constexpr int leastFigure = 88;
constexpr std::array figures{EventListModel::Cost, EventListModel::Tokens, EventListModel::Latency};

int widthOf(const QTableView &table, int column)
{
    const QFontMetrics metrics(table.font());
    switch (column) {
    case EventListModel::Time:
        return metrics.horizontalAdvance(
                   QStringLiteral("30 Mmm 2026, ") +
                   table.locale().toString(QTime(22, 0), clockFormat(table.locale(), true))) +
               24;
    case EventListModel::Cost:
    case EventListModel::Tokens:
    case EventListModel::Latency:
        return std::max(leastFigure, table.horizontalHeader()->sectionSizeHint(column));
    case EventListModel::Model:
        return leastModel;
    default:
        return std::max(leastText, table.horizontalHeader()->sectionSizeHint(column));
    }
}

/// Of the rows that are shown: how long an amount is depends on its currency, too.
int widestFigure(const QTableView &table, int column)
{
    const QFontMetrics metrics(table.font());
    int widest = 0;
    for (int row = 0; row < table.model()->rowCount(); ++row)
        widest = std::max(
            widest, metrics.horizontalAdvance(table.model()->index(row, column).data().toString()));
    return widest + 24;
}

} // namespace

EventList::EventList(QWidget *parent)
    : QWidget(parent)
    , m_model(new EventListModel(this))
    , m_table(new QTableView(this))
    , m_bar(new QScrollBar(Qt::Vertical, this))
    , m_words(makeLabel({}, uiFont(12), this, "muted"))
{
    m_table->setObjectName(QStringLiteral("eventsTable"));
    m_table->setAccessibleName(tr("Events"));
    m_table->setModel(m_model);
    dressTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setMinimumHeight(120);
    m_table->setToolTip(tr("Double-click or press Enter to open an event"));
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_bar->setObjectName(QStringLiteral("eventsBar"));
    m_words->setObjectName(QStringLiteral("eventsWords"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(2);
    grid->addWidget(m_table, 0, 0);
    grid->addWidget(m_bar, 0, 1);
    grid->addWidget(m_words, 1, 0, 1, 2);
    setFocusProxy(m_table);
    connectParts();
}

void EventList::connectParts()
{
    connect(m_model, &EventListModel::pageWanted, this, &EventList::pageWanted);
    connect(m_model, &EventListModel::totalChanged, this, &EventList::fit);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &EventList::updateWords);
    connect(m_bar, &QScrollBar::valueChanged, this, &EventList::showWindow);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex &index) {
        m_current = m_model->first() + index.row();
        updateWords();
    });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { open(index.row()); });
}

void EventList::setFound(const EventsFoundPtr &found)
{
    const QSignalBlocker blocker(m_bar);
    m_bar->setValue(0);
    m_current = 0;
    m_figureWidths.clear();
    m_model->setFound(found);
    fit();
    fitColumns();
}

void EventList::setPage(const EventPagePtr &page)
{
    m_model->setPage(page);
    fitFigures();
    updateWords();
}

void EventList::setFailure(const QString &sentence)
{
    m_model->setFailed();
    m_words->setText(sentence);
    setRole(*m_words, "warning");
}

void EventList::sayAgain()
{
    m_model->sayAgain();
}

void EventList::setWaiting()
{
    setRole(*m_words, "muted");
    m_words->setText(tr("Counting the events…"));
}

int EventList::rowsFitting() const
{
    return std::max(1, m_table->viewport()->height() /
                           m_table->verticalHeader()->defaultSectionSize());
}

void EventList::fit()
{
    const std::int64_t last = std::max<std::int64_t>(0, m_model->total() - rowsFitting());
    const int most = std::numeric_limits<int>::max();
    m_bar->setPageStep(rowsFitting());
    m_bar->setRange(0, static_cast<int>(std::min<std::int64_t>(last, most)));
    m_bar->setVisible(last > 0);
    m_current =
        std::clamp<std::int64_t>(m_current, 0, std::max<std::int64_t>(0, m_model->total() - 1));
    showWindow();
}

void EventList::showWindow()
{
    m_model->setWindow(m_bar->value(), rowsFitting());
    const std::int64_t row = m_current - m_model->first();
    if (row >= 0 && row < m_model->rowCount())
        m_table->setCurrentIndex(m_model->index(static_cast<int>(row), 0));
    else
        m_table->clearSelection();
    fitFigures();
    updateWords();
}

void EventList::moveTo(std::int64_t row)
{
    m_current = std::clamp<std::int64_t>(row, 0, std::max<std::int64_t>(0, m_model->total() - 1));
    const std::int64_t first = m_model->first();
    const int rows = rowsFitting();
    if (m_current < first)
        m_bar->setValue(static_cast<int>(m_current));
    else if (m_current >= first + rows)
        m_bar->setValue(static_cast<int>(m_current - rows + 1));
    showWindow();
}

bool EventList::takeKey(int key)
{
    switch (key) {
    case Qt::Key_Up:
    case Qt::Key_K:
        moveTo(m_current - 1);
        return true;
    case Qt::Key_Down:
    case Qt::Key_J:
        moveTo(m_current + 1);
        return true;
    case Qt::Key_PageUp:
        moveTo(m_current - rowsFitting());
        return true;
    case Qt::Key_PageDown:
        moveTo(m_current + rowsFitting());
        return true;
    case Qt::Key_Home:
        moveTo(0);
        return true;
    case Qt::Key_End:
        moveTo(m_model->total() - 1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        open(static_cast<int>(m_current - m_model->first()));
        return true;
    default:
        return false;
    }
}

void EventList::open(int row)
{
    m_current = m_model->first() + row;
    if (const EventRow *event = m_model->eventAt(m_current))
        emit eventChosen(event->id);
}

void EventList::updateWords()
{
    setRole(*m_words, "muted");
    const std::int64_t all = m_model->total();
    if (all == 0) {
        m_words->setText(tr("No events: what is shown is a bill without requests."));
        return;
    }
    const std::int64_t first = m_model->first();
    m_words->setText(
        tr("%1–%2 of %3 event(s), newest first", "first row, last row, number", pluralOf(all))
            .arg(count(first + 1, locale()), count(first + m_model->rowCount(), locale()),
                 count(all, locale())));
}

/// They only grow while one scrolls: columns that jump are hard to read down.
void EventList::fitFigures()
{
    bool isWider = false;
    for (const EventListModel::Column column : figures) {
        int &held = m_figureWidths[column];
        const int needed = widestFigure(*m_table, column);
        isWider = isWider || needed > std::max(held, m_table->columnWidth(column));
        held = std::max(held, needed);
    }
    if (isWider)
        fitColumns();
}

/// What people look for first; the others as far as there is room for them.
void EventList::fitColumns()
{
    const int width = m_table->viewport()->width();
    constexpr std::array inOrder{
        EventListModel::Time,    EventListModel::Cost,    EventListModel::Model,
        EventListModel::Tokens,  EventListModel::User,    EventListModel::Project,
        EventListModel::Outcome, EventListModel::Latency, EventListModel::Session};
    int left = width;
    int texts = 0;
    for (const EventListModel::Column column : inOrder) {
        const int wanted = std::max(widthOf(*m_table, column), m_figureWidths[column]);
        const bool fits = wanted <= left || column <= EventListModel::Cost;
        m_table->setColumnHidden(column, !fits);
        if (!fits)
            continue;
        m_table->setColumnWidth(column, wanted);
        left -= wanted;
        texts += column == EventListModel::Model || column == EventListModel::User ||
                         column == EventListModel::Project || column == EventListModel::Session
                     ? 1
                     : 0;
    }
    const int more = texts > 0 ? std::max(0, left) / texts : 0;
    for (const int column : {EventListModel::Model, EventListModel::User, EventListModel::Project,
                             EventListModel::Session}) {
        if (!m_table->isColumnHidden(column))
            m_table->setColumnWidth(column, m_table->columnWidth(column) + more);
    }
}

bool EventList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        takeKey(static_cast<QKeyEvent *>(event)->key()))
        return true;
    if (watched == m_table->viewport() && event->type() == QEvent::Wheel) {
        QApplication::sendEvent(m_bar, event);
        return true;
    }
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        fit();
        fitColumns();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace outlay::ui
