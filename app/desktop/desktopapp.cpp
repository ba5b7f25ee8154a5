// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"

#include "app/alerting/ledgerplace.h"
#include "app/alerting/notifierchain.h"
#include "app/desktop/overviewbuilder.h"
#include "models/ingest/ingest.h"
#include "ui/settings/settingspage.h"
#include "ui/text/names.h"
#include "ui/text/shown.h"

#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QFileInfo>

namespace outlay {

DesktopApp::DesktopApp(const Options &options, Clock clock, const Zone &zone, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_clock(clock)
    , m_zone(zone)
    , m_home(options.ledger.isEmpty() ? QString::fromStdString(defaultLedgerPath())
                                      : options.ledger)
    , m_systemScheme(makeSystemScheme())
    , m_ledgerService(clock, m_zone)
    , m_liveService(clock, m_zone)
    , m_alertsService(clock, m_zone)
    , m_budgetsService(clock, m_zone)
    , m_exploreService(clock, m_zone)
    , m_tasksService(clock, m_zone)
    , m_pricesService(clock, m_zone)
    , m_alerts(m_window, clock, m_zone, alerting::makeSystemNotifier())
    , m_names(m_files)
{
    m_home = QFileInfo(m_home).absoluteFilePath();
    ui::setShownZone(zone);
    connectWindow();
    connectServices();
    connectLive();
    connectAlerts();
    connectBudgets();
    connect(&m_window, &ui::MainWindow::pageMade, this, &DesktopApp::connectPage);
    connectFiles();
    connectWatching();
    restoreSettings();
    connectNames();
    applyKeptCurrency();
    warnOfZone();
    m_window.installEventFilter(this);
    connect(m_systemScheme.get(), &SystemScheme::changed, this, [this] {
        if (isOfSystem())
            applyScheme();
    });
    if (m_options.screenshot.isEmpty()) // a picture is the same for everybody
        m_systemScheme->start();
    // The age of the data is worded anew, and a new day becomes today.
    m_minute.setInterval(60'000);
    m_minute.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_minute, &QTimer::timeout, &m_ledgerService, &LedgerService::refresh);
}

void DesktopApp::connectWindow()
{
    using ui::MainWindow;
    connect(&m_window, &MainWindow::overviewRequested, &m_ledgerService, &LedgerService::request);
    connect(&m_window, &MainWindow::exploreRequested, &m_exploreService, &ExploreService::request);
    connect(&m_window, &MainWindow::tasksRequested, &m_tasksService, &TasksService::request);
    connect(&m_window, &MainWindow::refreshRequested, this, [this] {
        m_seen.forget(); // whoever asks by hand is answered by every page
        m_ledgerService.refresh();
    });
    connect(&m_window, &MainWindow::rejectedRequested, &m_ledgerService,
            &LedgerService::fetchRejected);
    connect(&m_window, &MainWindow::receiptRequested, &m_receiptService, &ReceiptService::request);
    connect(&m_window, &MainWindow::receiptClosed, &m_receiptService, &ReceiptService::cancel);
    connect(&m_window, &MainWindow::pathsChosen, this,
            [this](const QStringList &paths) { m_importService.importPaths(m_ledger, paths); });
    connect(&m_window, &MainWindow::foundChosen, this,
            [this](const std::vector<ui::FoundChoice> &choices) {
                m_importService.importFound(m_ledger, choices);
            });
    connect(&m_window, &MainWindow::planChosen, this,
            [this](const Ingest::Plan &plan) { m_importService.setPlan(m_ledger, plan); });
    connect(&m_window, &MainWindow::removalConfirmed, this,
            [this](const QString &source) { m_importService.removeSource(m_ledger, source); });
    connect(&m_window, &MainWindow::demoRequested, this, &DesktopApp::openDemo);
    connect(&m_window, &MainWindow::demoClosed, this, [this] { openLedger(m_home); });
    connect(&m_window, &MainWindow::importCancelRequested, &m_importService,
            &ImportService::cancel);
    connect(&m_window, &MainWindow::schemeChosen, this, &DesktopApp::chooseScheme);
}

/// A page has just been made; its service may have been at work for others before.
void DesktopApp::connectPage(ui::Page page)
{
    switch (page) {
    case ui::Page::Overview:
        return; // there from the start
    case ui::Page::Explore:
        return connectExplore(m_window.explore());
    case ui::Page::Tasks:
        return connectTasks(m_window.tasks());
    case ui::Page::Budgets:
        connectPushes(m_window.budgets());
        return connectBudgetsPage(m_window.budgets());
    case ui::Page::Alerts:
        connectAlertSettings(m_window.alerts());
        connectAlertReceipts(m_window.alerts());
        return connectAlertsPage(m_window.alerts());
    case ui::Page::People:
        return connectPeople(m_window.people());
    case ui::Page::Sources:
        return connectSources(m_window.sources());
    case ui::Page::Prices:
        return connectPrices(m_window.prices());
    case ui::Page::Settings:
        connectZone(m_window.settings().zone());
        connectClosings(m_window.settings());
        return connectSettings(m_window.settings());
    }
}

void DesktopApp::connectServices()
{
    connect(&m_ledgerService, &LedgerService::snapshotReady, this, &DesktopApp::takeSnapshot);
    connect(&m_ledgerService, &LedgerService::changeReady, this,
            [this](const ui::ChangeSnapshotPtr &change) {
                m_window.overview().setChange(change);
                m_hasChange = true;
                readyWhenShown();
            });
    connect(&m_ledgerService, &LedgerService::failed, this, &DesktopApp::takeFailure);
    connect(&m_ledgerService, &LedgerService::rejectedReady, &m_window,
            &ui::MainWindow::setRejected);
    connect(&m_receiptService, &ReceiptService::ready, &m_window, &ui::MainWindow::setReceipt);
    connect(&m_receiptService, &ReceiptService::failed, &m_window,
            &ui::MainWindow::setReceiptFailure);
    connect(&m_importService, &ImportService::started, &m_window, &ui::MainWindow::importStarted);
    connect(&m_importService, &ImportService::progressed, &m_window,
            &ui::MainWindow::importProgressed);
    connect(&m_importService, &ImportService::finished, this, [this](const ImportCounts &counts) {
        m_window.importFinished(counts);
        m_ledgerService.refresh();
    });
    connect(&m_importService, &ImportService::foundFinished, this,
            [this](const ImportCounts &counts, const QStringList &watched) {
                m_window.importFinished(counts, watched);
                m_ledgerService.refresh();
            });
    connect(&m_importService, &ImportService::failed, this, [this](const Error &error) {
        m_window.importFailed(error);
        if (!m_isReady)
            emit startFailed(error);
    });
    connect(&m_importService, &ImportService::demoReady, this, [this](const QString &ledger) {
        m_window.importEnded();
        openLedger(ledger);
    });
    connect(&m_importService, &ImportService::demoProgressed, &m_window,
            &ui::MainWindow::demoProgressed);
    connect(&m_importService, &ImportService::demoCancelled, this, [this] {
        m_window.demoCancelled();
        if (m_ledger.isEmpty()) // started with the demo: there is nothing else on the screen
            openLedger(m_home);
    });
    connect(&m_importService, &ImportService::configuring, &m_window,
            &ui::MainWindow::configurationStarted);
    connect(&m_importService, &ImportService::configured, this, [this](const QString &sentence) {
        m_window.configurationEnded(sentence);
        m_ledgerService.refresh();
    });
    connect(&m_importService, &ImportService::found, this,
            [this](const std::vector<ui::FoundItem> &items, const QStringList &keys) {
                m_window.setFound(items, keys);
                // The Sources page asks too, before the ledger has answered.
                m_hasFigures = m_hasFigures || m_hasLooked;
                readyWhenShown();
            });
}

void DesktopApp::start()
{
    if (m_options.isDemo)
        openDemo();
    else
        openLedger(m_home);
    if (!m_options.startsHidden || m_options.isDemo)
        m_window.show();
    m_minute.start();
}

void DesktopApp::openLedger(const QString &path)
{
    m_ledger = path;
    if (m_options.ledger.isEmpty()) // one that was named has its folder
        QDir().mkpath(QFileInfo(path).absolutePath());
    m_window.setLedgerPath(path);
    const std::string named = alerting::ledgerForCommands(path.toStdString());
    m_window.setLinkLedger(
        named.empty() ? QStringList()
                      : QStringList{QStringLiteral("--ledger"), QString::fromStdString(named)});
    m_ledgerService.setPath(path);
    m_receiptService.setPath(path);
    m_alertReceipts.setPath(path);
    // A picture shows what is there, and a demo is over.
    m_liveService.setLedger(path, isWatching());
    m_peopleService.setPath(path);
    m_alertsService.setPath(path);
    m_budgetsService.setPath(path);
    m_exploreService.setPath(path);
    m_tasksService.setPath(path);
    m_pricesService.setPath(path);
    m_names.setPath(path);
    m_overview.reset();
    m_shownAlerts.reset();
    m_hasNames = false;
    m_hasChange = false;
    m_seen.forget();
    readNames();
    m_ledgerService.request(m_window.overview().request());
}

void DesktopApp::openDemo()
{
    const bool isNamed = m_options.isDemo && !m_options.ledger.isEmpty();
    const QString file =
        isNamed ? m_home : QFileInfo(m_home).absolutePath() + QStringLiteral("/demo.sqlite");
    QDir().mkpath(QFileInfo(file).absolutePath());
    m_importService.fillDemo(file);
}

void DesktopApp::takeSnapshot(const ui::OverviewSnapshotPtr &snapshot)
{
    const bool isNew = m_seen.takeIfNew(*snapshot, m_clock());
    m_overview = snapshot;
    m_window.setDemo(snapshot->isDemo, m_ledger != m_home);
    if (isNew || !m_shownAlerts)
        showOverview(); // else together with the alerts: the page is drawn once a minute, not twice
    if (isNew)
        readPage();
    m_alertsService.request(); // for the sidebar and the Overview, too
    if (snapshot->facts.span) {
        m_hasFigures = true;
        return readyWhenShown();
    }
    if (!m_hasLooked) {
        m_hasLooked = true;
        m_importService.discover();
    }
}

/// What the page on the screen shows, read again: the ledger has changed, or has just been opened.
void DesktopApp::readPage()
{
    readNames(); // there may be new ones
    switch (m_window.page()) {
    case ui::Page::People:
        return m_peopleService.request();
    case ui::Page::Prices:
        return m_pricesService.request();
    case ui::Page::Settings:
        readClosings();
        return readSettings();
    case ui::Page::Overview: // those by time to limit
    case ui::Page::Budgets:
        return refreshBudgets();
    case ui::Page::Explore:
        return m_exploreService.request(m_window.explore().request());
    case ui::Page::Tasks:
        return m_tasksService.request(m_window.tasks().request());
    case ui::Page::Alerts:
    case ui::Page::Sources:
        return; // read whatever is shown
    }
}

void DesktopApp::showOverview()
{
    if (!m_overview)
        return;
    auto shown = std::make_shared<ui::OverviewSnapshot>(*m_overview);
    shown->alerts = m_shownAlerts;
    m_window.setSnapshot(shown);
}

void DesktopApp::takeFailure(const Error &error)
{
    m_window.setReadFailure(error);
    if (!m_isReady)
        emit startFailed(error);
}

void DesktopApp::readyWhenShown()
{
    // A picture shows all there is to be; the window does not wait for why it changed.
    const bool hasAll = m_hasChange || m_options.screenshot.isEmpty();
    const bool hasPage =
        hasAll && (m_hasPeople || m_window.page() != ui::Page::People) &&
        (m_hasBudgets ||
         (m_window.page() != ui::Page::Budgets && m_window.page() != ui::Page::Overview)) &&
        (m_hasExplore || m_window.page() != ui::Page::Explore) &&
        (m_hasTasks || m_window.page() != ui::Page::Tasks) &&
        (m_hasPrices || m_window.page() != ui::Page::Prices) &&
        ((m_hasSettings && m_hasClosings) || m_window.page() != ui::Page::Settings);
    const bool isNamed = m_hasNames || !ui::areNamesHidden();
    if (m_hasFigures && m_hasSources && m_hasAlerts && hasPage && isNamed)
        ready();
}

void DesktopApp::ready()
{
    if (m_isReady)
        return;
    m_isReady = true;
    emit pageReady();
}

void DesktopApp::goTo(const QStringList &words)
{
    ui::Link link;
    for (qsizetype i = 0; i + 1 < words.size(); i += 2) {
        if (!ui::linkOptions().contains(words.at(i)) ||
            !ui::take(link, words.at(i), words.at(i + 1)))
            return;
    }
    if (link == ui::Link{})
        return;
    if (!link.zone.empty())
        setZone(Zone::named(link.zone).value_or(m_zone()));
    if (const auto place = ui::follow(link, m_window.place(), m_zone(), m_clock()))
        m_window.goTo(*place);
}

bool DesktopApp::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_window && event->type() == QEvent::Close) {
        saveSettings();
        if (!m_isQuitting && m_whenClosed != ui::WhenClosed::Quit) {
            event->ignore();
            closeWindow();
            return true;
        }
    }
    if (watched == &m_window && event->type() == QEvent::ThemeChange && isOfSystem())
        applyScheme();
    return QObject::eventFilter(watched, event);
}

} // namespace outlay
