// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MainWindow: its pages. All but the Overview are made when they are first opened, which is what
// the window's start and size do not wait for; here they are told what they have missed.
#include "ui/alerts/alertwords.h"
#include "ui/import/importstrip.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/noticebanners.h"
#include "ui/shell/sidebar.h"
#include "ui/sources/sourcenames.h"
#include "ui/sources/sourcespanel.h"
#include "ui/text/names.h"
#include "ui/text/plurals.h"

#include <QStackedWidget>

#include <string>
#include <vector>

namespace outlay::ui {
namespace {

std::vector<std::string> pathsOf(const SourcesSnapshot &sources)
{
    std::vector<std::string> paths;
    for (const SourceRow &row : sources.rows)
        paths.insert(paths.end(), row.paths.begin(), row.paths.end());
    return paths;
}

} // namespace

bool MainWindow::isMade(Page page) const
{
    switch (page) {
    case Page::Overview:
        return true;
    case Page::Explore:
        return m_explore != nullptr;
    case Page::Tasks:
        return m_tasks != nullptr;
    case Page::Budgets:
        return m_budgets != nullptr;
    case Page::Alerts:
        return m_alerts != nullptr;
    case Page::People:
        return m_people != nullptr;
    case Page::Sources:
        return m_sources != nullptr;
    case Page::Prices:
        return m_prices != nullptr;
    case Page::Settings:
        return m_settings != nullptr;
    }
    return false;
}

QWidget *MainWindow::widgetOf(Page page)
{
    switch (page) {
    case Page::Overview:
        break;
    case Page::Explore:
        return &explore();
    case Page::Tasks:
        return &tasks();
    case Page::Budgets:
        return &budgets();
    case Page::Alerts:
        return &alerts();
    case Page::People:
        return &people();
    case Page::Sources:
        return &sources();
    case Page::Prices:
        return &prices();
    case Page::Settings:
        return &settings();
    }
    return m_isEmpty ? static_cast<QWidget *>(&welcome()) : m_overview;
}

void MainWindow::add(QWidget *page, Page name)
{
    m_pages->addWidget(page);
    connectCharts(*page);
    emit pageMade(name);
}

template <typename SomePage> void MainWindow::connectReceipts(const SomePage &page)
{
    connect(&page, &SomePage::receiptRequested, this, &MainWindow::receiptRequested);
    connect(&page, &SomePage::receiptClosed, this, &MainWindow::receiptClosed);
    connect(&page, &SomePage::rowsRequested, this, &MainWindow::showRequests);
}

void MainWindow::connectPages()
{
    connect(m_overview, &OverviewPage::requestChanged, this, &MainWindow::overviewRequested);
    connect(m_overview, &OverviewPage::requestChanged, this, &MainWindow::rememberPlace);
    connect(m_overview, &OverviewPage::detailsRequested, this, &MainWindow::showDetails);
    connect(m_overview, &OverviewPage::sourcesRequested, this, &MainWindow::showSources);
    connect(m_overview, &OverviewPage::importRequested, this, &MainWindow::chooseFiles);
    connectReceipts(*m_overview);
    connectAlerts();
    connect(m_watching, &WatchingMenu::whenClosedChosen, this, &MainWindow::setWhenClosed);
    connect(m_sidebar, &Sidebar::pageChosen, this, &MainWindow::showPage);
    connect(m_sidebar, &Sidebar::namesWanted, this, [this] { setNamesHidden(false); });
    connect(m_sidebar, &Sidebar::currencyWanted, this, [this] { showPage(Page::Settings); });
    connect(m_strip, &ImportStrip::cancelRequested, this, &MainWindow::importCancelRequested);
    connect(m_strip, &ImportStrip::detailsRequested, this, &MainWindow::showImportDetails);
}

/// What the Overview shows of alerts and budgets is theirs.
void MainWindow::connectAlerts()
{
    connect(m_banners, &NoticeBanners::moreRequested, this, [this] { showPage(Page::Alerts); });
    connect(m_overview, &OverviewPage::alertsAcknowledged, this,
            [this](const QStringList &ids) { emit alerts().acknowledgeRequested(ids); });
    connect(m_overview, &OverviewPage::budgetReceiptRequested, this,
            [this](const std::string &id, const std::string &member, QPoint position) {
                emit budgets().receiptRequested(id, member, position);
            });
    connect(m_overview, &OverviewPage::budgetRequested, this, [this](const std::string &id) {
        if (id.empty())
            showPage(Page::Budgets);
        else
            openBudget(id, {});
    });
    connect(m_overview, &OverviewPage::alertReceiptRequested, this,
            [this](const QString &title, const QStringList &arguments, QPoint position) {
                alerts().askReceipt(title, arguments, position);
            });
    connect(m_overview, &OverviewPage::alertRequested, this, [this](const QString &id) {
        showPage(Page::Alerts);
        if (!id.isEmpty())
            alerts().choose(id);
    });
}

ExplorePage &MainWindow::explore()
{
    if (m_explore)
        return *m_explore;
    m_explore = new ExplorePage(m_overview->colors(), this);
    m_explore->open(m_exploreRequest);
    connect(m_explore, &ExplorePage::requestChanged, this, &MainWindow::exploreRequested);
    connect(m_explore, &ExplorePage::requestChanged, this, &MainWindow::rememberPlace);
    connectReceipts(*m_explore);
    add(m_explore, Page::Explore);
    return *m_explore;
}

TasksPage &MainWindow::tasks()
{
    if (m_tasks)
        return *m_tasks;
    m_tasks = new TasksPage(this);
    m_tasks->setScope(m_tasksRequest.period, m_tasksRequest.where);
    connect(m_tasks, &TasksPage::requestChanged, this, &MainWindow::tasksRequested);
    connect(m_tasks, &TasksPage::requestChanged, this, &MainWindow::rememberPlace);
    connectReceipts(*m_tasks);
    add(m_tasks, Page::Tasks);
    return *m_tasks;
}

WelcomePage &MainWindow::welcome()
{
    if (m_welcome)
        return *m_welcome;
    m_welcome = new WelcomePage(this);
    if (m_found)
        m_welcome->setFound(m_found->first, m_found->second);
    if (m_namedSources)
        m_welcome->setWatched(pathsOf(*m_namedSources));
    m_welcome->setBusy(m_isImporting);
    connect(m_welcome, &WelcomePage::importChosen, this, &MainWindow::foundChosen);
    connect(m_welcome, &WelcomePage::demoRequested, this, &MainWindow::demoRequested);
    connect(m_welcome, &WelcomePage::filesRequested, this, &MainWindow::chooseFiles);
    connect(m_welcome, &WelcomePage::sourceRequested, this, [this] {
        showPage(Page::Sources);
        sources().addSource();
    });
    m_pages->addWidget(m_welcome);
    return *m_welcome;
}

BudgetsPage &MainWindow::budgets()
{
    if (m_budgets)
        return *m_budgets;
    m_budgets = new BudgetsPage(this);
    if (m_shownBudgets)
        m_budgets->setSnapshot(m_shownBudgets);
    m_budgets->setBusy(m_isImporting);
    add(m_budgets, Page::Budgets);
    return *m_budgets;
}

AlertsPage &MainWindow::alerts()
{
    if (m_alerts)
        return *m_alerts;
    m_alerts = new AlertsPage(this);
    if (m_shownAlerts)
        m_alerts->setSnapshot(m_shownAlerts);
    m_alerts->setBusy(m_isImporting);
    connect(m_alerts, &AlertsPage::rowsRequested, this, &MainWindow::showRequests);
    add(m_alerts, Page::Alerts);
    return *m_alerts;
}

PeoplePage &MainWindow::people()
{
    if (m_people)
        return *m_people;
    m_people = new PeoplePage(this);
    m_people->setBusy(m_isImporting);
    connectReceipts(*m_people);
    add(m_people, Page::People);
    return *m_people;
}

SourcesPage &MainWindow::sources()
{
    if (m_sources)
        return *m_sources;
    m_sources = new SourcesPage(this);
    if (m_overview->snapshot())
        m_sources->setSnapshot(m_overview->snapshot());
    if (m_namedSources)
        m_sources->setSources(withoutNames(*m_namedSources));
    if (m_found)
        m_sources->setFound(m_found->first);
    m_sources->setBusy(m_isImporting);
    connect(&m_sources->panel(), &SourcesPanel::planChosen, this, &MainWindow::planChosen);
    connect(&m_sources->panel(), &SourcesPanel::removalConfirmed, this,
            &MainWindow::removalConfirmed);
    add(m_sources, Page::Sources);
    return *m_sources;
}

PricesPage &MainWindow::prices()
{
    if (m_prices)
        return *m_prices;
    m_prices = new PricesPage(this);
    m_prices->setBusy(m_isImporting);
    connectReceipts(*m_prices);
    add(m_prices, Page::Prices);
    return *m_prices;
}

void MainWindow::setFound(const std::vector<FoundItem> &items, const QStringList &keys)
{
    m_found = {items, keys};
    if (m_welcome)
        m_welcome->setFound(items, keys);
    if (m_sources)
        m_sources->setFound(items);
}

void MainWindow::setSources(const SourcesSnapshot &sources)
{
    m_namedSources = sources;
    const SourcesSnapshot shown = withoutNames(sources);
    m_overview->setWatched(shown);
    if (m_sources)
        m_sources->setSources(shown);
    if (m_welcome)
        m_welcome->setWatched(pathsOf(sources));
}

void MainWindow::setBudgets(const BudgetsSnapshotPtr &snapshot)
{
    m_shownBudgets = snapshot;
    m_overview->setBudgets(snapshot);
    if (!m_budgets)
        return;
    m_budgets->setSnapshot(snapshot);
    m_budgets->setProblem({});
}

void MainWindow::setAlerts(const AlertsSnapshotPtr &snapshot)
{
    m_shownAlerts = snapshot;
    if (m_alerts)
        m_alerts->setSnapshot(snapshot);
    const std::int64_t number = decisionsIn(*snapshot);
    m_sidebar->setCount(
        Page::Alerts, number,
        tr("%1 alert(s) to be decided", nullptr, pluralOf(number)).arg(locale().toString(number)));
}

const ExploreRequest &MainWindow::exploreRequest() const
{
    return m_explore ? m_explore->request() : m_exploreRequest;
}

const TasksRequest &MainWindow::tasksRequest() const
{
    return m_tasks ? m_tasks->request() : m_tasksRequest;
}

void MainWindow::openTasks(const TasksRequest &request)
{
    m_tasksRequest = request;
    if (m_tasks)
        m_tasks->setScope(request.period, request.where);
}

void MainWindow::openExplore(const ExploreRequest &request)
{
    m_exploreRequest = request;
    if (m_explore)
        m_explore->open(request);
}

} // namespace outlay::ui
