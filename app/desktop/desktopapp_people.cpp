// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: the People page and the service behind it.
#include "app/desktop/desktopapp.h"

namespace outlay {

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

} // namespace outlay
