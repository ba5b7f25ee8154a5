// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: alerts, what is set about them, and the receipts of their amounts.
#include "app/desktop/alertsbuilder.h"
#include "app/desktop/desktopapp.h"
#include "ui/text/numbers.h"
#ifdef OUTLAY_HAS_DBUS
#include "app/desktop/absencemonitor.h"
#endif

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDesktopServices>
#include <QLocale>
#include <QSettings>
#include <QUrl>

#include <memory>
#include <set>

namespace outlay {

namespace {

constexpr int catchUpMs = 30'000; ///< what tailers and pollers need, most of the time
/// Of each ledger its own: another one says nothing of this.
QString lastSeenKey(const QString &ledger)
{
    const QByteArray digest =
        QCryptographicHash::hash(ledger.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QStringLiteral("lastSeen/") + QString::fromLatin1(digest.left(16));
}

} // namespace

void DesktopApp::connectAlertSettings(const ui::AlertsPage &page)
{
    connect(&page, &ui::AlertsPage::settingsRequested, &m_alertsService,
            &AlertsService::requestSettings);
    connect(&m_alertsService, &AlertsService::settingsReady, &page, &ui::AlertsPage::openSettings);
    connect(&page, &ui::AlertsPage::settingsChosen, &m_alertsService, &AlertsService::saveSettings);
    connect(&page, &ui::AlertsPage::webhookTestRequested, &m_liveService,
            &LiveService::testWebhook);
    connect(&m_liveService, &LiveService::webhookTested, &page, &ui::AlertsPage::setWebhookAnswer);
    connect(&page, &ui::AlertsPage::resumeRequested, &m_alerts,
            [this] { m_alerts.pause(ui::Pause::None); });
    connect(&page, &ui::AlertsPage::retryRequested, &m_alertsService, &AlertsService::retry);
}

void DesktopApp::connectAlertReceipts(ui::AlertsPage &page)
{
    connect(&page, &ui::AlertsPage::receiptRequested, &m_alertsService,
            &AlertsService::requestFigure);
    connect(&page, &ui::AlertsPage::receiptClosed, &m_alertReceipts, &ReceiptService::cancel);
    connect(&m_alertsService, &AlertsService::figureReady, this,
            [this](std::uint64_t number, const ReceiptQuestion &question) {
                m_alertFigure = question;
                m_alertReceipts.request(number, question);
            });
    connect(&m_alertReceipts, &ReceiptService::ready, &page,
            [this, &page](std::uint64_t number, const FigureReceipt &receipt) {
                const auto moment = [this](Instant at) {
                    const qint64 seconds = floorDivide(at.micros, microsPerSecond);
                    return QLocale().toString(
                        QDateTime::fromSecsSinceEpoch(seconds, Qt::OffsetFromUTC,
                                                      m_zone().offsetSeconds(at)),
                        QLocale::ShortFormat);
                };
                page.setReceipt(
                    number,
                    tr("requests from %1 to %2")
                        .arg(moment(m_alertFigure.range.from), moment(m_alertFigure.range.to)),
                    m_alertFigure, receipt);
            });
    const auto fail = [&page](std::uint64_t number, const Error &error) {
        page.setReceiptFailure(number, error.kind == Error::Kind::Cancelled
                                           ? tr("That takes too long.")
                                           : ui::errorSentence(error));
    };
    connect(&m_alertReceipts, &ReceiptService::failed, &page, fail);
    connect(&m_alertsService, &AlertsService::figureFailed, &page, fail);
}

/// With what only this process knows of them.
void DesktopApp::takeAlerts(const ui::AlertsSnapshotPtr &snapshot)
{
    auto shown = std::make_shared<ui::AlertsSnapshot>(*snapshot);
    shown->quietUntil = alerting::quietUntil(m_quiet, snapshot->now);
    shown->pausedFrom = m_alerts.pausedFrom();
    shown->digest = m_digest;
    m_window.setAlerts(shown);
    m_shownAlerts = shown;
    showOverview();
    if (m_options.isDemo || m_ledger != m_home)
        return; // they are not those that were told
    std::set<std::string> open;
    for (const ui::AlertRow &row : shown->rows) {
        if (row.state == ui::AlertState::Open)
            open.insert(row.id.toStdString());
    }
    m_alerts.keepOnly(open, shown->now);
}

void DesktopApp::connectAbsence()
{
    connect(&m_liveService, &LiveService::noticeSettingsChanged, this,
            [this](const alerting::NoticeSettings &settings) { m_quiet = settings.quiet; });
    connect(&m_alertsService, &AlertsService::spendReady, this, &DesktopApp::comeBack);
#ifdef OUTLAY_HAS_DBUS
    auto monitor = std::make_unique<AbsenceMonitor>(m_clock);
    connect(monitor.get(), &AbsenceMonitor::left, &m_alerts, &DesktopAlerts::leave);
    connect(monitor.get(), &AbsenceMonitor::returned, &m_alertsService,
            &AlertsService::requestSpend);
    monitor->start();
    m_absence = std::move(monitor);
#endif
    closeAbsence();
}

/// What happened while no window was there is told once, when what was written meanwhile has had
/// its time to come in.
void DesktopApp::closeAbsence()
{
    QSettings settings;
    const qint64 last = settings.value(lastSeenKey(m_home), 0).toLongLong();
    const auto remember = [this] {
        QSettings().setValue(lastSeenKey(m_home), qint64{m_clock().micros});
    };
    connect(&m_minute, &QTimer::timeout, this, remember);
    connect(qApp, &QCoreApplication::aboutToQuit, this, remember);
    const auto away =
        alerting::absenceBefore(last > 0 ? std::optional(Instant{last}) : std::nullopt, m_clock());
    remember();
    if (!away)
        return;
    m_alerts.leaveSince(away->from);
    QTimer::singleShot(catchUpMs, this,
                       [this, away = *away] { m_alertsService.requestSpend(away); });
}

void DesktopApp::comeBack(const TimeRange &away, std::optional<Money> spent)
{
    const QString amount = spent ? ui::money(*spent, QLocale()) : QString();
    m_alerts.comeBack(amount);
    ui::AlertDigest digest;
    digest.away = away;
    constexpr qsizetype mostParts = 4;
    if (m_shownAlerts) {
        for (const ui::AlertRow &row : m_shownAlerts->rows) {
            const bool isNews = away.contains(row.knownAt) || away.contains(row.happenedAt);
            if (isNews && row.inhibitedBy.isEmpty() && row.state != ui::AlertState::ListedOnly &&
                digest.parts.size() < mostParts)
                digest.parts << row.title;
        }
    }
    if (digest.parts.isEmpty())
        return; // nothing happened: no need to say so
    if (!amount.isEmpty())
        digest.parts.prepend(amount);
    m_digest = digest;
    m_alertsService.request();
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

} // namespace outlay
