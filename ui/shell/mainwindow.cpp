// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/explore/eventwords.h"
#include "ui/import/detailsdialog.h"
#include "ui/import/dropoverlay.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/noticebanners.h"
#include "ui/shell/sidebar.h"
#include "ui/sources/sourcenames.h"
#include "ui/sources/sourcespanel.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/plurals.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/rangepicker.h"

#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QStackedWidget>

#include <algorithm>

namespace outlay::ui {
namespace {

/// Data older than this is said to be old: a day without anything read.
constexpr std::int64_t staleMicros = 24 * microsPerHour;

} // namespace

MainWindow::MainWindow(QWidget *parent)
    : QMainWindow(parent)
    , m_pages(new QStackedWidget(this))
    , m_overview(new OverviewPage(this))
    , m_explore(new ExplorePage(m_overview->colors(), this))
    , m_tasks(new TasksPage(this))
    , m_welcome(new WelcomePage(this))
    , m_budgets(new BudgetsPage(this))
    , m_alerts(new AlertsPage(this))
    , m_people(new PeoplePage(this))
    , m_sources(new SourcesPage(this))
    , m_prices(new PricesPage(this))
    , m_settings(new SettingsPage(this))
    , m_sidebar(new Sidebar(this))
    , m_strip(new ImportStrip(this))
    , m_banners(new NoticeBanners(this))
    , m_drop(nullptr)
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Outlay"));
    setAcceptDrops(true);
    setMinimumSize(860, 560);
    resize(1280, 800);
    auto *centre = new QWidget(this);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    m_pages->addWidget(m_overview);
    m_pages->addWidget(m_explore);
    m_pages->addWidget(m_tasks);
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(m_budgets);
    m_pages->addWidget(m_alerts);
    m_pages->addWidget(m_people);
    m_pages->addWidget(m_sources);
    m_pages->addWidget(m_prices);
    m_pages->addWidget(m_settings);
    right->addWidget(m_banners);
    right->addWidget(m_pages, 1);
    right->addWidget(m_strip);
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    row->addLayout(right, 1);
    setCentralWidget(centre);
    // No button looks pressed for before a person has tabbed to it.
    centre->setFocusPolicy(Qt::ClickFocus);
    centre->setFocus();
    m_drop = new DropOverlay(centre);
    makeMenus();
    connectPages();
    connectCharts();
    rememberPlace();
}

void MainWindow::connectPages()
{
    connect(m_overview, &OverviewPage::requestChanged, this, &MainWindow::overviewRequested);
    connect(m_overview, &OverviewPage::detailsRequested, this, &MainWindow::showDetails);
    connect(m_overview, &OverviewPage::sourcesRequested, this, &MainWindow::showSources);
    connect(m_overview, &OverviewPage::importRequested, this, &MainWindow::chooseFiles);
    connect(m_welcome, &WelcomePage::importChosen, this, &MainWindow::foundChosen);
    connect(m_welcome, &WelcomePage::demoRequested, this, &MainWindow::demoRequested);
    connect(m_welcome, &WelcomePage::filesRequested, this, &MainWindow::chooseFiles);
    connect(m_welcome, &WelcomePage::sourceRequested, this, [this] {
        showPage(Page::Sources);
        m_sources->addSource();
    });
    connect(&m_sources->panel(), &SourcesPanel::planChosen, this, &MainWindow::planChosen);
    connect(&m_sources->panel(), &SourcesPanel::removalConfirmed, this,
            &MainWindow::removalConfirmed);
    connectReceipts();
    connectAlerts();
    connectExplore();
    connectTasks();
    connectSettings();
    connect(m_overview, &OverviewPage::requestChanged, this, &MainWindow::rememberPlace);
    connect(m_explore, &ExplorePage::requestChanged, this, &MainWindow::rememberPlace);
    connect(m_tasks, &TasksPage::requestChanged, this, &MainWindow::rememberPlace);
    connect(m_sidebar, &Sidebar::pageChosen, this, &MainWindow::showPage);
    connect(m_sidebar, &Sidebar::namesWanted, this, [this] { setNamesHidden(false); });
    connect(m_sidebar, &Sidebar::currencyWanted, this, [this] { showPage(Page::Settings); });
    connect(m_strip, &ImportStrip::cancelRequested, this, &MainWindow::importCancelRequested);
    connect(m_strip, &ImportStrip::detailsRequested, this, &MainWindow::showImportDetails);
}

void MainWindow::connectReceipts()
{
    connect(m_overview, &OverviewPage::receiptRequested, this, &MainWindow::receiptRequested);
    connect(m_overview, &OverviewPage::receiptClosed, this, &MainWindow::receiptClosed);
    connect(m_explore, &ExplorePage::receiptRequested, this, &MainWindow::receiptRequested);
    connect(m_explore, &ExplorePage::receiptClosed, this, &MainWindow::receiptClosed);
    connect(m_tasks, &TasksPage::receiptRequested, this, &MainWindow::receiptRequested);
    connect(m_tasks, &TasksPage::receiptClosed, this, &MainWindow::receiptClosed);
    connect(m_people, &PeoplePage::receiptRequested, this, &MainWindow::receiptRequested);
    connect(m_people, &PeoplePage::receiptClosed, this, &MainWindow::receiptClosed);
    connect(m_prices, &PricesPage::receiptRequested, this, &MainWindow::receiptRequested);
    connect(m_prices, &PricesPage::receiptClosed, this, &MainWindow::receiptClosed);
    connect(m_overview, &OverviewPage::rowsRequested, this, &MainWindow::showRequests);
    connect(m_explore, &ExplorePage::rowsRequested, this, &MainWindow::showRequests);
    connect(m_tasks, &TasksPage::rowsRequested, this, &MainWindow::showRequests);
    connect(m_people, &PeoplePage::rowsRequested, this, &MainWindow::showRequests);
    connect(m_prices, &PricesPage::rowsRequested, this, &MainWindow::showRequests);
    connect(m_alerts, &AlertsPage::rowsRequested, this, &MainWindow::showRequests);
}

void MainWindow::connectExplore()
{
    connect(m_explore, &ExplorePage::requestChanged, this, &MainWindow::exploreRequested);
}

void MainWindow::connectTasks()
{
    connect(m_tasks, &TasksPage::requestChanged, this, &MainWindow::tasksRequested);
}

void MainWindow::connectAlerts()
{
    connect(m_banners, &NoticeBanners::moreRequested, this, [this] { showPage(Page::Alerts); });
    connect(m_alerts, &AlertsPage::decisionsChanged, this, [this](std::int64_t number) {
        m_sidebar->setCount(Page::Alerts, number,
                            tr("%1 alert(s) to be decided", nullptr, pluralOf(number))
                                .arg(locale().toString(number)));
    });
    connect(m_overview, &OverviewPage::alertsAcknowledged, m_alerts,
            &AlertsPage::acknowledgeRequested);
    connect(m_overview, &OverviewPage::budgetReceiptRequested, m_budgets,
            &BudgetsPage::receiptRequested);
    connect(m_overview, &OverviewPage::budgetRequested, this, [this](const std::string &id) {
        if (id.empty())
            showPage(Page::Budgets);
        else
            openBudget(id, {});
    });
    connect(m_overview, &OverviewPage::alertReceiptRequested, m_alerts, &AlertsPage::askReceipt);
    connect(m_overview, &OverviewPage::alertRequested, this, [this](const QString &id) {
        showPage(Page::Alerts);
        if (!id.isEmpty())
            m_alerts->choose(id);
    });
}

void MainWindow::setLedgerPath(const QString &path)
{
    m_sidebar->setLedger(path);
}

void MainWindow::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    m_overview->setFailure({});
    m_overview->setSnapshot(snapshot);
    m_lastRead.reset();
    for (const SourceInfo &source : snapshot->sources) {
        if (source.lastImport)
            m_lastRead = std::max(m_lastRead.value_or(*source.lastImport), *source.lastImport);
    }
    setNow(snapshot->now);
    m_sources->setSnapshot(snapshot);
    m_isEmpty = !snapshot->facts.span && snapshot->facts.rejectedRecords == 0;
    updatePage();
}

void MainWindow::showPage(Page page)
{
    const Page before = m_page;
    m_page = page;
    shareScope(before);
    updatePage();
    rememberPlace();
}

void MainWindow::shareScope(Page before)
{
    if (before == m_page)
        return;
    const auto [period, where] = scopeOf(before);
    OverviewRequest overview = m_overview->request();
    overview.period = period;
    overview.where = where;
    if (overview != m_overview->request()) {
        m_overview->setRequest(overview);
        emit overviewRequested(overview);
    }
    if (m_page == Page::Explore) {
        m_explore->setScope(period, where);
        emit exploreRequested(m_explore->request());
    } else if (m_page == Page::Tasks) {
        m_tasks->setScope(period, where);
        emit tasksRequested(m_tasks->request());
    }
}

/// What pages without one show is the Overview's.
std::pair<PeriodChoice, std::vector<Filter>> MainWindow::scopeOf(Page page) const
{
    if (page == Page::Explore)
        return {m_explore->request().period, m_explore->request().where};
    if (page == Page::Tasks)
        return {m_tasks->request().period, m_tasks->request().where};
    return {m_overview->request().period, m_overview->request().where};
}

void MainWindow::updatePage()
{
    m_sidebar->setPage(m_page);
    QWidget *wanted = m_sources;
    if (m_page == Page::People)
        wanted = m_people;
    else if (m_page == Page::Prices)
        wanted = m_prices;
    else if (m_page == Page::Settings)
        wanted = m_settings;
    else if (m_page == Page::Budgets)
        wanted = m_budgets;
    else if (m_page == Page::Alerts)
        wanted = m_alerts;
    else if (m_page == Page::Explore)
        wanted = m_explore;
    else if (m_page == Page::Tasks)
        wanted = m_tasks;
    else if (m_page == Page::Overview)
        wanted = m_isEmpty ? static_cast<QWidget *>(m_welcome) : m_overview;
    m_pages->setCurrentWidget(wanted);
}

void MainWindow::setNow(Instant now)
{
    if (!m_lastRead) {
        const OverviewSnapshotPtr &shown = m_overview->snapshot();
        const bool hasSpan = shown && shown->facts.span;
        m_sidebar->setAge(
            hasSpan ? tr("Data to %1", "last day")
                          .arg(dayLabel({shown->facts.span->to.micros - 1}, shown->zone, locale()))
                    : QString(),
            false);
        return;
    }
    m_sidebar->setAge(tr("Data read %1", "age").arg(ageLabel(*m_lastRead, now)),
                      now.micros - m_lastRead->micros > staleMicros);
}

void MainWindow::setReadFailure(const Error &error)
{
    QString text = errorSentence(error);
    if (m_overview->snapshot())
        text = tr("Could not refresh: %1 The figures are those of %2.")
                   .arg(text, momentLabel(m_overview->snapshot()->now, m_overview->snapshot()->zone,
                                          locale()));
    m_overview->setFailure(text);
    m_isEmpty = false;
    updatePage();
}

void MainWindow::setFound(const std::vector<FoundItem> &items, const QStringList &keys)
{
    m_found = {items, keys};
    m_welcome->setFound(items, keys);
}

void MainWindow::setSources(const SourcesSnapshot &sources)
{
    m_namedSources = sources;
    const SourcesSnapshot shown = withoutNames(sources);
    m_sources->setSources(shown);
    m_overview->setWatched(shown);
    std::vector<std::string> paths;
    for (const SourceRow &row : sources.rows)
        paths.insert(paths.end(), row.paths.begin(), row.paths.end());
    m_welcome->setWatched(paths);
}

void MainWindow::setRejected(const std::vector<RejectedRecord> &records)
{
    if (m_rejected)
        m_rejected->setRejected(records);
}

void MainWindow::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    if (m_page == Page::Explore)
        m_explore->setReceipt(number, receipt);
    else if (m_page == Page::Tasks)
        m_tasks->setReceipt(number, receipt);
    else if (m_page == Page::People)
        m_people->setReceipt(number, receipt);
    else if (m_page == Page::Prices)
        m_prices->setReceipt(number, receipt);
    else
        m_overview->setReceipt(number, receipt);
}

void MainWindow::setReceiptFailure(std::uint64_t number, const Error &error)
{
    const bool isLate = error.kind == Error::Kind::Cancelled;
    const QString sentence = isLate ? tr("That takes too long. Choose a shorter time or a filter.")
                                    : errorSentence(error);
    if (m_page == Page::Explore)
        m_explore->setReceiptFailure(number, sentence);
    else if (m_page == Page::Tasks)
        m_tasks->setReceiptFailure(number, sentence);
    else if (m_page == Page::People)
        m_people->setReceiptFailure(number, sentence);
    else if (m_page == Page::Prices)
        m_prices->setReceiptFailure(number, sentence);
    else
        m_overview->setReceiptFailure(number, sentence);
}

void MainWindow::setDemo(bool isDemo, bool canClose)
{
    m_sidebar->setDemo(isDemo);
    m_demoAction->setVisible(!isDemo);
    m_demoClose->setVisible(isDemo && canClose);
    m_isDemo = isDemo;
    updateTitle();
}

void MainWindow::setBusy(bool isBusy)
{
    m_isImporting = isBusy;
    m_welcome->setBusy(isBusy);
    m_overview->setBusy(isBusy);
    // One thing after the other: what is being cancelled must not be started over.
    for (const char *name :
         {"actionImportFiles", "actionImportFolder", "actionDemo", "actionCloseDemo"})
        findChild<QAction *>(QLatin1String(name))->setEnabled(!isBusy);
    m_budgets->setBusy(isBusy);
    m_alerts->setBusy(isBusy);
    m_people->setBusy(isBusy);
    m_sources->setBusy(isBusy);
    m_prices->setBusy(isBusy);
    m_settings->setBusy(isBusy);
}

void MainWindow::showSources()
{
    showPage(Page::Sources);
}

void MainWindow::showDetails(Note::Kind kind)
{
    const OverviewSnapshotPtr snapshot = m_overview->snapshot();
    if (!snapshot)
        return;
    auto *dialog = DetailsDialog::forNote(kind, *snapshot, this);
    if (kind == Note::Kind::Rejected) {
        m_rejected = dialog;
        emit rejectedRequested();
    }
    dialog->open();
}

void MainWindow::showImportDetails()
{
    DetailsDialog::forImport(m_lastCounts, this)->open();
}

void MainWindow::goBack()
{
    rangePicker().goBack();
}

void MainWindow::goForward()
{
    rangePicker().goForward();
}

void MainWindow::goToToday()
{
    rangePicker().goToToday();
}

void MainWindow::focusFilter()
{
    if (m_page == Page::Budgets)
        return m_budgets->focusFilter();
    if (m_page == Page::Alerts)
        return m_alerts->focusFilter();
    if (m_page == Page::Explore)
        return m_explore->filterBar().focusLine();
    if (m_page == Page::Tasks)
        return m_tasks->filterBar().focusLine();
    if (m_page == Page::Prices)
        return m_prices->focusFilter();
    m_overview->filterBar().focusLine();
}

RangePicker &MainWindow::rangePicker()
{
    if (m_page == Page::Tasks)
        return m_tasks->rangePicker();
    return m_page == Page::Explore ? m_explore->rangePicker() : m_overview->rangePicker();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    if (m_drop)
        m_drop->setGeometry(centralWidget()->rect());
}

QString errorSentence(const Error &error)
{
    const QString text = withoutNames(QString::fromStdString(error.text));
    switch (error.kind) {
    case Error::Kind::Busy:
        return MainWindow::tr(
                   "Another program is writing to the ledger. Try again in a moment. (%1)")
            .arg(text);
    case Error::Kind::Full:
        return MainWindow::tr(
                   "The disk is full. Free some space and try again; nothing is lost. (%1)")
            .arg(text);
    case Error::Kind::Corrupt:
        return MainWindow::tr("The ledger cannot be read: %1. “outlay-cli doctor” tells more.")
            .arg(text);
    case Error::Kind::Cancelled:
        return MainWindow::tr("Stopped.");
    case Error::Kind::Unreadable:
        return MainWindow::tr("Cannot be read: %1.").arg(text);
    case Error::Kind::Refused:
    case Error::Kind::Usage:
    case Error::Kind::Malformed:
    case Error::Kind::OutOfRange:
    case Error::Kind::Internal:
        break;
    }
    return text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

} // namespace outlay::ui
