// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: sources and what they bring in, on their page and beside it.
#include "app/desktop/desktopapp.h"

namespace outlay {

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

} // namespace outlay
