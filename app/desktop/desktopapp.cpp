// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"

#include "app/alerting/ledgerplace.h"
#include "app/alerting/notifierchain.h"
#include "app/desktop/alertsbuilder.h"
#include "app/desktop/overviewbuilder.h"
#include "app/desktop/windowplace.h"
#include "models/ingest/ingest.h"
#include "ui/settings/settingspage.h"
#include "ui/text/names.h"
#include "ui/text/shown.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QScreen>
#include <QSettings>
#include <QUrl>

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

void DesktopApp::connectLive()
{
    connect(&m_liveService, &LiveService::committed, &m_ledgerService, &LedgerService::refreshSoon);
    connect(&m_liveService, &LiveService::configuring, &m_window,
            &ui::MainWindow::configurationStarted);
    connect(&m_liveService, &LiveService::configured, &m_window,
            &ui::MainWindow::configurationEnded);
    connect(&m_liveService, &LiveService::failed, &m_window, &ui::MainWindow::importFailed);
    connect(&m_liveService, &LiveService::sourcesReady, this,
            [this](const ui::SourcesSnapshot &sources) {
                m_window.setSources(sources);
                m_hasSources = true;
                readyWhenShown();
            });
}

void DesktopApp::connectSources(const ui::SourcesPage &page)
{
    using ui::SourcesPage;
    connect(&page, &SourcesPage::pollRequested, &m_liveService, &LiveService::pollNow);
    connect(&page, &SourcesPage::passphraseEntered, &m_liveService, &LiveService::unlock);
    connect(&m_liveService, &LiveService::unlockAnswered, &page, &SourcesPage::setUnlockAnswer);
    connect(&page, &SourcesPage::pauseRequested, &m_liveService, &LiveService::setPaused);
    connect(&page, &SourcesPage::breakerTripRequested, &m_liveService, &LiveService::trip);
    connect(&page, &SourcesPage::breakerResetRequested, &m_liveService, &LiveService::reset);
    connect(&page, &SourcesPage::removalConfirmed, &m_liveService, &LiveService::remove);
    connect(&page, &SourcesPage::draftRequested, &m_liveService, &LiveService::requestDraft);
    connect(&page, &SourcesPage::testRequested, &m_liveService, &LiveService::test);
    connect(&page, &SourcesPage::saveRequested, &m_liveService, &LiveService::save);
    connect(&page, &SourcesPage::discoveryRequested, &m_importService, &ImportService::discover);
    connect(&m_liveService, &LiveService::findingsReady, &page, &SourcesPage::setFindings);
    connect(&m_liveService, &LiveService::draftReady, &page, &SourcesPage::changeSource);
    connect(&m_liveService, &LiveService::saved, &page, &SourcesPage::setSaved);
    connect(&m_liveService, &LiveService::saveFailed, &page, &SourcesPage::setSaveFailure);
}

void DesktopApp::connectPeople(ui::PeoplePage &page)
{
    connect(&page, &ui::PeoplePage::snapshotRequested, &m_peopleService, &PeopleService::request);
    connect(&page, &ui::PeoplePage::previewRequested, &m_peopleService, &PeopleService::preview);
    connect(&page, &ui::PeoplePage::peopleChosen, &m_peopleService, &PeopleService::setPeople);
    connect(&page, &ui::PeoplePage::rulesChosen, &m_peopleService, &PeopleService::setRules);
    connect(&page, &ui::PeoplePage::undoRequested, &m_peopleService, &PeopleService::undoRules);
    connect(&page, &ui::PeoplePage::undoPeopleRequested, &m_peopleService,
            &PeopleService::undoPeople);
    connect(&m_peopleService, &PeopleService::snapshotReady, this,
            [&page](const ui::PeopleSnapshotPtr &snapshot) { page.setSnapshot(snapshot); });
    connect(&m_peopleService, &PeopleService::sharesReady, this,
            [this, &page](const std::optional<TaskShares> &shares) {
                if (shares)
                    page.setTaskShares(*shares);
                m_hasPeople = true; // all of it
                readyWhenShown();
            });
    connect(&m_peopleService, &PeopleService::effectReady, &page, &ui::PeoplePage::setEffect);
    connect(&m_peopleService, &PeopleService::effectFailed, &page,
            &ui::PeoplePage::setEffectFailure);
    connect(&page, &ui::PeoplePage::pseudonymPreviewRequested, &m_peopleService,
            &PeopleService::previewPseudonym);
    connect(&page, &ui::PeoplePage::pseudonymConfirmed, &m_peopleService,
            &PeopleService::pseudonymise);
    connect(&m_peopleService, &PeopleService::pseudonymEffectReady, &page,
            &ui::PeoplePage::setPseudonymEffect);
    connect(&m_peopleService, &PeopleService::pseudonymEffectFailed, this,
            [&page](const QString &name, const Error &error) {
                page.setPseudonymFailure(name, ui::errorSentence(error));
            });
    connect(&m_peopleService, &PeopleService::writing, &page, [&page] { page.setBusy(true); });
    connect(&m_peopleService, &PeopleService::written, this, [this, &page] {
        page.setBusy(false);
        m_peopleService.request();
        m_ledgerService.refresh();
    });
    connect(&m_peopleService, &PeopleService::failed, this, [this, &page](const Error &error) {
        page.setBusy(false);
        page.setProblem(ui::errorSentence(error));
        m_hasPeople = true; // all there will be
        readyWhenShown();
    });
}

void DesktopApp::connectAlerts()
{
    connect(&m_alertsService, &AlertsService::snapshotReady, this,
            [this](const ui::AlertsSnapshotPtr &snapshot) {
                takeAlerts(snapshot);
                m_hasAlerts = true;
                readyWhenShown();
            });
    connect(&m_alertsService, &AlertsService::failed, this, [this] {
        m_hasAlerts = true; // all there will be
        showOverview();     // which waited for them
        readyWhenShown();
    });
    connect(&m_alertsService, &AlertsService::written, &m_alertsService, &AlertsService::request);
    connect(&m_alertsService, &AlertsService::trayReady, this, &DesktopApp::showTray);
    // Told in this process: by notification, banner or icon; the answers are decisions.
    connect(&m_liveService, &LiveService::alertTold, this, [this](const Alert &alert) {
        m_alerts.show(noticeOf(alert, m_zone()), alert.kind);
        m_alertsService.request();
    });
    connect(&m_liveService, &LiveService::noticeSettingsChanged, &m_alerts,
            &DesktopAlerts::setSettings);
    connect(&m_alerts, &DesktopAlerts::acknowledged, this, [this](const std::string &id) {
        m_alertsService.acknowledge({QString::fromStdString(id)});
    });
    connect(&m_alerts, &DesktopAlerts::snoozed, this, [this](const std::string &id) {
        constexpr std::int64_t hour = microsPerHour;
        m_alertsService.snooze({QString::fromStdString(id)}, {m_clock().micros + hour});
    });
    connect(&m_alerts, &DesktopAlerts::opened, this, [this](const std::string &id) {
        m_window.showPage(ui::Page::Alerts);
        m_window.alerts().choose(QString::fromStdString(id));
    });
    connect(&m_alerts, &DesktopAlerts::pauseChanged, this, [this] {
        if (m_shownAlerts)
            takeAlerts(ui::AlertsSnapshotPtr(m_shownAlerts));
    });
}

void DesktopApp::connectAlertsPage(ui::AlertsPage &page)
{
    connect(&page, &ui::AlertsPage::snapshotRequested, &m_alertsService, &AlertsService::request);
    connect(&page, &ui::AlertsPage::detailRequested, &m_alertsService,
            &AlertsService::requestDetail);
    connect(&page, &ui::AlertsPage::acknowledgeRequested, &m_alertsService,
            &AlertsService::acknowledge);
    connect(&page, &ui::AlertsPage::undoRequested, &m_alertsService, &AlertsService::reopen);
    connect(&page, &ui::AlertsPage::snoozeRequested, &m_alertsService, &AlertsService::snooze);
    connect(&page, &ui::AlertsPage::expectedRequested, &m_alertsService, &AlertsService::expect);
    connect(&page, &ui::AlertsPage::runbookEditRequested, &m_alertsService,
            &AlertsService::copyRunbook);
    connect(&page, &ui::AlertsPage::linkChosen, this,
            [](const QUrl &url) { QDesktopServices::openUrl(url); });
    connect(&page, &ui::AlertsPage::digestDismissed, this, [this] {
        m_digest.reset();
        m_alertsService.request();
    });
    connect(&m_alertsService, &AlertsService::runbookCopied, this,
            [](const QString &path) { QDesktopServices::openUrl(QUrl::fromLocalFile(path)); });
    connect(&m_alertsService, &AlertsService::detailReady, &page, &ui::AlertsPage::setDetail);
    connect(&m_alertsService, &AlertsService::detailFailed, &page,
            [&page](const QString &id, const Error &error) {
                page.setDetailFailure(id, ui::errorSentence(error));
            });
    connect(&m_alertsService, &AlertsService::writing, &page, [&page] { page.setBusy(true); });
    connect(&m_alertsService, &AlertsService::written, &page, [&page] { page.setBusy(false); });
    connect(&m_alertsService, &AlertsService::failed, &page, [&page](const Error &error) {
        page.setBusy(false);
        page.setProblem(ui::errorSentence(error));
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

void DesktopApp::applyScheme()
{
    ui::applyScheme(m_scheme, m_systemScheme->prefersDark().value_or(false));
}

/// Light or dark as the desktop is.
bool DesktopApp::isOfSystem() const
{
    return m_scheme == ui::Scheme::System || m_scheme == ui::Scheme::HighContrast;
}

void DesktopApp::chooseScheme(ui::Scheme scheme)
{
    m_scheme = scheme;
    applyScheme();
}

ui::Scheme DesktopApp::schemeAtStart(const Options &options)
{
    if (options.scheme)
        return *options.scheme;
    if (!options.screenshot.isEmpty())
        return ui::Scheme::System;
    const int kept = QSettings().value(QStringLiteral("theme"), 0).toInt();
    const bool isKnown = kept >= 0 && kept <= static_cast<int>(ui::Scheme::HighContrast);
    return isKnown ? static_cast<ui::Scheme>(kept) : ui::Scheme::System;
}

void DesktopApp::restoreSettings()
{
    const bool isPicture = !m_options.screenshot.isEmpty(); // the same for everybody
    const QSettings settings;
    m_scheme = schemeAtStart(m_options);
    applyScheme();
    m_window.setScheme(m_scheme);
    if (!isPicture)
        restoreGeometry(settings);
    if (m_options.size)
        m_window.resize(*m_options.size);
    if (!isPicture)
        restoreRequest(settings);
    // Dates were read when the arguments were; what can still be wrong is said there.
    if (const auto place = ui::follow(m_options.link, m_window.place(), m_zone(), m_clock()))
        m_window.goTo(*place);
}

/// The screen it was on may be gone, or smaller.
void DesktopApp::restoreGeometry(const QSettings &settings)
{
    const QByteArray kept = settings.value(QStringLiteral("geometry")).toByteArray();
    constexpr auto filling = Qt::WindowMaximized | Qt::WindowFullScreen;
    if (!m_window.restoreGeometry(kept) || m_window.windowState() & filling)
        return;
    QList<QRect> screens{QGuiApplication::primaryScreen()->availableGeometry()};
    for (const QScreen *screen : QGuiApplication::screens())
        screens << screen->availableGeometry();
    m_window.setGeometry(placedOn(m_window.geometry(), screens));
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

void DesktopApp::restoreRequest(const QSettings &settings)
{
    ui::OverviewRequest request;
    const int preset = settings.value(QStringLiteral("range"), 3).toInt();
    if (preset >= 0 && preset < static_cast<int>(ui::Preset::Custom))
        request.period.preset = static_cast<ui::Preset>(preset);
    const auto stackBy =
        parseDimension(settings.value(QStringLiteral("stackBy"), QStringLiteral("provider"))
                           .toString()
                           .toStdString());
    if (stackBy)
        request.stackBy = *stackBy;
    m_window.overview().setRequest(request);
}

void DesktopApp::saveSettings()
{
    if (!m_options.screenshot.isEmpty())
        return;
    QSettings settings;
    const ui::OverviewRequest &request = m_window.overview().request();
    settings.setValue(QStringLiteral("geometry"), m_window.saveGeometry());
    if (!m_options.scheme)
        settings.setValue(QStringLiteral("theme"), static_cast<int>(m_scheme));
    if (request.period.preset != ui::Preset::Custom)
        settings.setValue(QStringLiteral("range"), static_cast<int>(request.period.preset));
    settings.setValue(QStringLiteral("stackBy"), QString::fromStdString(toString(request.stackBy)));
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
