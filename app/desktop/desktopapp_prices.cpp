// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"

namespace outlay {

void DesktopApp::connectPrices(ui::PricesPage &page)
{
    connect(&page, &ui::PricesPage::snapshotRequested, &m_pricesService, &PricesService::request);
    connect(&page, &ui::PricesPage::previewRequested, &m_pricesService, &PricesService::preview);
    connect(&page, &ui::PricesPage::changeChosen, &m_pricesService, &PricesService::apply);
    connect(&page, &ui::PricesPage::undoRequested, &m_pricesService, &PricesService::undo);
    connect(&page, &ui::PricesPage::fileRequested, &m_pricesService, &PricesService::readFile);
    connect(&page, &ui::PricesPage::shockRequested, &m_pricesService, &PricesService::shock);
    connect(&m_pricesService, &PricesService::snapshotReady, this,
            [this, &page](const ui::PricesSnapshotPtr &snapshot) {
                page.setSnapshot(snapshot);
                m_hasPrices = true;
                readyWhenShown();
            });
    connect(&m_pricesService, &PricesService::effectReady, &page, &ui::PricesPage::setEffect);
    connect(&m_pricesService, &PricesService::effectFailed, &page,
            &ui::PricesPage::setEffectFailure);
    connect(&m_pricesService, &PricesService::fileReady, &page, &ui::PricesPage::setFile);
    connect(&m_pricesService, &PricesService::shockReady, &page, &ui::PricesPage::setShock);
    connect(&m_pricesService, &PricesService::fileFailed, &page,
            [&page](const QString &file, const Error &error) {
                if (error.kind != Error::Kind::Cancelled)
                    page.setFileFailure(file, ui::errorSentence(error));
            });
    connect(&m_pricesService, &PricesService::writing, &page, [&page] { page.setBusy(true); });
    connect(&m_pricesService, &PricesService::written, this, [this, &page] {
        page.setBusy(false);
        m_pricesService.request();
        m_ledgerService.refresh();
    });
    connect(&m_pricesService, &PricesService::failed, this, [this, &page](const Error &error) {
        page.setBusy(false);
        page.setProblem(ui::errorSentence(error));
        m_hasPrices = true; // all there will be
        readyWhenShown();
    });
}

} // namespace outlay
