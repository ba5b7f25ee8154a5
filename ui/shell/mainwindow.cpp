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
    connectCharts(*m_overview);
    rememberPlace();
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
    if (m_sources)
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
        explore().setScope(period, where);
        emit exploreRequested(exploreRequest());
    } else if (m_page == Page::Tasks) {
        tasks().setScope(period, where);
        emit tasksRequested(tasksRequest());
    }
}

/// What pages without one show is the Overview's.
std::pair<PeriodChoice, std::vector<Filter>> MainWindow::scopeOf(Page page) const
{
    if (page == Page::Explore)
        return {exploreRequest().period, exploreRequest().where};
    if (page == Page::Tasks)
        return {tasksRequest().period, tasksRequest().where};
    return {m_overview->request().period, m_overview->request().where};
}

void MainWindow::updatePage()
{
    m_sidebar->setPage(m_page);
    m_pages->setCurrentWidget(widgetOf(m_page));
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

void MainWindow::setRejected(const std::vector<RejectedRecord> &records)
{
    if (m_rejected)
        m_rejected->setRejected(records);
}

void MainWindow::setReceipt(std::uint64_t number, const FigureReceipt &receipt)
{
    if (m_page == Page::Explore)
        explore().setReceipt(number, receipt);
    else if (m_page == Page::Tasks)
        tasks().setReceipt(number, receipt);
    else if (m_page == Page::People)
        people().setReceipt(number, receipt);
    else if (m_page == Page::Prices)
        prices().setReceipt(number, receipt);
    else
        m_overview->setReceipt(number, receipt);
}

void MainWindow::setReceiptFailure(std::uint64_t number, const Error &error)
{
    const bool isLate = error.kind == Error::Kind::Cancelled;
    const QString sentence = isLate ? tr("That takes too long. Choose a shorter time or a filter.")
                                    : errorSentence(error);
    if (m_page == Page::Explore)
        explore().setReceiptFailure(number, sentence);
    else if (m_page == Page::Tasks)
        tasks().setReceiptFailure(number, sentence);
    else if (m_page == Page::People)
        people().setReceiptFailure(number, sentence);
    else if (m_page == Page::Prices)
        prices().setReceiptFailure(number, sentence);
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
    m_overview->setBusy(isBusy);
    // One thing after the other: what is being cancelled must not be started over.
    for (const char *name :
         {"actionImportFiles", "actionImportFolder", "actionDemo", "actionCloseDemo"})
        findChild<QAction *>(QLatin1String(name))->setEnabled(!isBusy);
    const auto tell = [isBusy](auto *page) {
        if (page)
            page->setBusy(isBusy);
    };
    tell(m_welcome);
    tell(m_budgets);
    tell(m_alerts);
    tell(m_people);
    tell(m_sources);
    tell(m_prices);
    tell(m_settings);
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
        return budgets().focusFilter();
    if (m_page == Page::Alerts)
        return alerts().focusFilter();
    if (m_page == Page::Explore)
        return explore().filterBar().focusLine();
    if (m_page == Page::Tasks)
        return tasks().filterBar().focusLine();
    if (m_page == Page::Prices)
        return prices().focusFilter();
    m_overview->filterBar().focusLine();
}

RangePicker &MainWindow::rangePicker()
{
    if (m_page == Page::Tasks)
        return tasks().rangePicker();
    return m_page == Page::Explore ? explore().rangePicker() : m_overview->rangePicker();
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
