// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"

namespace outlay {

void DesktopApp::connectExplore(ui::ExplorePage &page)
{
    connect(&m_exploreService, &ExploreService::snapshotReady, this,
            [this, &page](const ui::ExploreSnapshotPtr &snapshot) {
                page.setSnapshot(snapshot);
                m_hasExplore = true;
                readyWhenShown();
            });
    connect(&page, &ui::ExplorePage::eventsRequested, &m_exploreService,
            &ExploreService::requestEvents);
    connect(&page, &ui::ExplorePage::eventPageRequested, &m_exploreService,
            &ExploreService::requestPage);
    connect(&page, &ui::ExplorePage::eventRequested, &m_exploreService,
            &ExploreService::requestEvent);
    connect(&m_exploreService, &ExploreService::eventsFound, &page, &ui::ExplorePage::setEvents);
    connect(&m_exploreService, &ExploreService::pageReady, &page, &ui::ExplorePage::setEventPage);
    connect(&m_exploreService, &ExploreService::eventsFailed, &page,
            [&page](const Error &error) { page.setEventsFailure(ui::errorSentence(error)); });
    connect(&m_exploreService, &ExploreService::eventReady, &page, &ui::ExplorePage::setEvent);
    connect(&m_exploreService, &ExploreService::eventFailed, &page,
            [&page](std::int64_t, const Error &error) {
                page.setEventFailure(ui::errorSentence(error));
            });
    connect(&m_exploreService, &ExploreService::failed, this, [this, &page](const Error &error) {
        page.setFailure(ui::errorSentence(error));
        m_hasExplore = true; // all there will be
        readyWhenShown();
    });
}

} // namespace outlay
