// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/drill.h"
#include "ui/import/importstrip.h"
#include "ui/palette/commandpalette.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/sidebar.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/shellline.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QWindow>

#include <set>
#include <tuple>

namespace outlay::ui {
namespace {

/// Its labels lead there too, for as long as this program runs.
Place withoutNames(Place place)
{
    for (Filter &filter : place.where) {
        for (auto &value : filter.anyOf) {
            if (value)
                value = shownName(filter.dimension, *value).toStdString();
        }
    }
    return place;
}

QString withoutMnemonic(QString text)
{
    return text.remove(QLatin1Char('&'));
}

} // namespace

Place MainWindow::place() const
{
    const OverviewRequest &overview = m_overview->request();
    const ExploreRequest &explore = exploreRequest();
    Place place;
    place.page = m_page;
    std::tie(place.period, place.where) = scopeOf(m_page);
    place.stackBy = overview.stackBy;
    place.by = explore.dimension;
    place.thenBy = explore.thenBy;
    place.measure = explore.measure;
    place.chart = explore.chart;
    place.step = explore.step;
    place.compares = explore.compares;
    place.listsEvents = m_explore && m_explore->listsEvents();
    return place;
}

void MainWindow::goTo(const Place &place)
{
    m_page = place.page;
    const OverviewRequest overview{place.period, place.stackBy, place.where};
    if (overview != m_overview->request()) {
        m_overview->setRequest(overview);
        emit overviewRequested(overview);
    }
    openExplore({place.period, place.step, place.by, place.thenBy, place.measure, place.chart,
                 place.where, place.compares});
    openTasks({place.period, place.where});
    if (m_page == Page::Explore)
        emit exploreRequested(exploreRequest());
    else if (m_page == Page::Tasks)
        emit tasksRequested(tasksRequest());
    updatePage();
    if (m_explore)
        m_explore->setListsEvents(place.listsEvents);
    rememberPlace();
}

void MainWindow::rememberPlace()
{
    m_history.visit(place());
    m_placeBefore->setEnabled(m_history.canGoBack());
    m_placeAfter->setEnabled(m_history.canGoForward());
}

void MainWindow::goToPlaceBefore()
{
    if (m_history.canGoBack())
        goTo(m_history.back());
}

void MainWindow::goToPlaceAfter()
{
    if (m_history.canGoForward())
        goTo(m_history.forward());
}

void MainWindow::copyLink()
{
    const OverviewSnapshotPtr &shown = m_overview->snapshot();
    if (!shown)
        return; // nothing is shown yet that a link could lead to
    // A file's name may say whose it is.
    const QStringList ledger = areNamesHidden() ? QStringList() : m_linkLedger;
    const QString line = shellLine(QStringLiteral("outlay"),
                                   ledger + linkTo(withoutNames(place()), shown->zone, shown->now));
    QGuiApplication::clipboard()->setText(line);
    if (!m_isImporting)
        m_strip->sayBriefly(tr("Copied: %1").arg(line));
}

void MainWindow::openPalette()
{
    m_palette = new CommandPalette(paletteEntries(), this);
    connect(m_palette, &CommandPalette::namesRequested, this,
            [this](std::uint64_t number, const QString &typed) {
                if (!areNamesHidden()) // what is typed would tell whose label is whose
                    emit namesRequested(number, typed);
            });
    m_palette->open();
}

void MainWindow::setFoundNames(std::uint64_t number, const FoundNames &names)
{
    if (!m_palette || areNamesHidden())
        return;
    std::vector<PaletteEntry> entries;
    for (const FoundNames::Budget &budget : names.budgets)
        entries.push_back(
            {budget.name, tr("Budget"), {}, [this, id = budget.id] { openBudget(id, {}); }});
    for (const FoundName &found : names.values) {
        Filter filter;
        filter.dimension.dimension = found.dimension;
        filter.anyOf.emplace_back(found.value);
        entries.push_back({valueLabel(filter.dimension, found.value),
                           dimensionLabel(filter.dimension),
                           {},
                           [this, filter] { exploreValue(filter); }});
    }
    m_palette->setFound(number, std::move(entries));
}

void MainWindow::openBudget(const std::string &id, const std::string &member)
{
    showPage(Page::Budgets);
    budgets().choose(id, member);
}

std::vector<PaletteEntry> MainWindow::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    int number = 0;
    for (const Page page : allPages) {
        entries.push_back({pageLabel(page), tr("Page"),
                           pageShortcut(number++).toString(QKeySequence::NativeText),
                           [this, page] { showPage(page); }});
    }
    for (const QAction *menu : menuBar()->actions()) {
        if (menu->menu() && menu->isVisible())
            addActions(entries, *menu->menu());
    }
    addNames(entries);
    return entries;
}

void MainWindow::addActions(std::vector<PaletteEntry> &entries, const QMenu &menu) const
{
    for (QAction *action : menu.actions()) {
        if (action->menu()) {
            addActions(entries, *action->menu());
            continue;
        }
        const QString name = action->objectName();
        const bool isHere =
            name.startsWith(QLatin1String("actionPage")) || name == QLatin1String("actionPalette");
        if (action->isSeparator() || !action->isEnabled() || !action->isVisible() || isHere)
            continue;
        const QString title = withoutMnemonic(menu.title());
        entries.push_back({withoutMnemonic(action->text()), title,
                           action->shortcut().toString(QKeySequence::NativeText),
                           [action = QPointer(action)] {
                               if (action)
                                   action->trigger();
                           }});
    }
}

/// What the pages have shown: values to explore, budgets, alerts.
void MainWindow::addNames(std::vector<PaletteEntry> &entries)
{
    std::set<std::pair<std::string, std::string>> seen;
    const auto addRow = [&](const DimensionRef &dimension, const auto &row) {
        const bool isNamed =
            !row.isOther && !row.isNotItemised && !row.key.empty() && row.key.front();
        if (!isNamed || !seen.emplace(toString(dimension), *row.key.front()).second)
            return;
        Filter filter{dimension, {row.key.front()}};
        entries.push_back(
            {valueLabel(dimension, row.key.front()), dimensionLabel(dimension), {}, [this, filter] {
                 exploreValue(filter);
             }});
    };
    if (const OverviewSnapshotPtr &shown = m_overview->snapshot()) {
        for (const TopList &top : shown->tops) {
            for (const Row &row : top.rows)
                addRow(top.dimension, row);
        }
    }
    if (const ExploreSnapshotPtr shown = m_explore ? m_explore->snapshot() : nullptr) {
        for (const ExploreRow &row : shown->rows)
            addRow(shown->request.dimension, row);
    }
    if (const BudgetsSnapshotPtr shown = m_budgets ? m_budgets->snapshot() : m_shownBudgets) {
        for (const BudgetRow &row : shown->rows) {
            entries.push_back(
                {row.member.empty() ? row.name
                 : areNamesHidden() // the label of the member
                     ? row.name
                     : tr("%1: %2", "budget for each: its member")
                           .arg(row.name, QString::fromStdString(row.member)),
                 tr("Budget"),
                 {},
                 [this, id = row.id, member = row.member] { openBudget(id, member); }});
        }
    }
}

/// In the time that is shown, by what comes below it.
void MainWindow::exploreValue(const Filter &filter)
{
    Place next = place();
    next.page = Page::Explore;
    next.where = {filter};
    if (next.by == filter.dimension)
        next.by = nextDimension(filter.dimension, {}).value_or(next.by);
    if (next.thenBy == filter.dimension || next.thenBy == next.by)
        next.thenBy.reset();
    goTo(next);
}

/// What is chosen, where that is the range: "this month" goes on. Open sides end with the data.
PeriodChoice MainWindow::choiceOf(const TimeRange &range) const
{
    const OverviewSnapshotPtr &shown = m_overview->snapshot();
    const PeriodChoice chosen = scopeOf(m_page).first;
    if (shown && resolve(chosen, shown->now, shown->zone, shown->facts.span).range == range)
        return chosen;
    TimeRange bounded = range;
    const TimeRange open;
    const TimeRange span = shown && shown->facts.span ? *shown->facts.span : open;
    if (range.from == open.from)
        bounded.from = span.from;
    if (range.to == open.to)
        bounded.to = span.to;
    if (bounded == span)
        return {Preset::All, 0, {}};
    return {Preset::Custom, 0, bounded};
}

void MainWindow::showRequests(const EventsQuestion &rows)
{
    Place next = place();
    next.page = Page::Explore;
    next.period = choiceOf(rows.range);
    next.where = rows.where;
    next.step.reset();
    next.listsEvents = true;
    goTo(next);
    explore().showEvents(rows.hour);
}

void MainWindow::setWall(bool isWall)
{
    menuBar()->setVisible(!isWall);
    m_sidebar->setVisible(!isWall);
    setWindowState(windowState().setFlag(Qt::WindowFullScreen, isWall));
}

/// What nobody took: Escape leaves the wall.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    auto *wall = findChild<QAction *>(QStringLiteral("actionWall"));
    if (event->key() == Qt::Key_Escape && wall->isChecked())
        wall->setChecked(false);
    else
        QMainWindow::keyPressEvent(event);
}

/// A window that was closed as a wall is one again.
void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (windowState().testFlag(Qt::WindowFullScreen))
        findChild<QAction *>(QStringLiteral("actionWall"))->setChecked(true);
    connect(windowHandle(), &QWindow::screenChanged, this, &MainWindow::drawAnew,
            Qt::UniqueConnection);
}

/// Icons are as fine as the screen they were drawn for; the next one may be finer.
void MainWindow::drawAnew()
{
    for (QWidget *widget : findChildren<QWidget *>()) {
        QEvent event(QEvent::PaletteChange);
        QCoreApplication::sendEvent(widget, &event);
    }
}

void MainWindow::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::BackButton)
        goToPlaceBefore();
    else if (event->button() == Qt::ForwardButton)
        goToPlaceAfter();
    else
        QMainWindow::mouseReleaseEvent(event);
}

} // namespace outlay::ui
