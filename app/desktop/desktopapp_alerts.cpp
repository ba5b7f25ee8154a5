// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: what is set about alerts, and the receipts of their amounts.
#include "app/desktop/desktopapp.h"

#include <QDateTime>
#include <QLocale>

namespace outlay {

void DesktopApp::connectAlertSettings()
{
    ui::AlertsPage &page = m_window.alerts();
    connect(&m_liveService, &LiveService::noticeSettingsChanged, &m_alerts,
            &DesktopAlerts::setSettings);
    connect(&page, &ui::AlertsPage::settingsRequested, &m_alertsService,
            &AlertsService::requestSettings);
    connect(&m_alertsService, &AlertsService::settingsReady, &page, &ui::AlertsPage::openSettings);
    connect(&page, &ui::AlertsPage::settingsChosen, &m_alertsService, &AlertsService::saveSettings);
    connect(&page, &ui::AlertsPage::webhookTestRequested, &m_liveService,
            &LiveService::testWebhook);
    connect(&m_liveService, &LiveService::webhookTested, &page, &ui::AlertsPage::setWebhookAnswer);
    connect(&page, &ui::AlertsPage::retryRequested, &m_alertsService, &AlertsService::retry);
}

void DesktopApp::connectAlertReceipts()
{
    ui::AlertsPage &page = m_window.alerts();
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
                                                      m_zone.offsetSeconds(at)),
                        QLocale::ShortFormat);
                };
                page.setReceipt(
                    number,
                    tr("requests from %1 to %2")
                        .arg(moment(m_alertFigure.range.from), moment(m_alertFigure.range.to)),
                    m_alertFigure.figure, receipt);
            });
    const auto fail = [&page](std::uint64_t number, const Error &error) {
        page.setReceiptFailure(number, error.kind == Error::Kind::Cancelled
                                           ? tr("That takes too long.")
                                           : ui::errorSentence(error));
    };
    connect(&m_alertReceipts, &ReceiptService::failed, &page, fail);
    connect(&m_alertsService, &AlertsService::figureFailed, &page, fail);
}

} // namespace outlay
