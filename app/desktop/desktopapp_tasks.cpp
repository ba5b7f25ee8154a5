// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"

namespace outlay {

void DesktopApp::connectTasks(ui::TasksPage &page)
{
    connect(&page, &ui::TasksPage::taskRequested, &m_tasksService, &TasksService::requestTask);
    connect(&m_tasksService, &TasksService::snapshotReady, this,
            [this, &page](const ui::TasksSnapshotPtr &snapshot) {
                page.setSnapshot(snapshot);
                m_hasTasks = true;
                readyWhenShown();
            });
    connect(&m_tasksService, &TasksService::failed, this, [this, &page](const Error &error) {
        page.setFailure(ui::errorSentence(error));
        m_hasTasks = true; // all there will be
        readyWhenShown();
    });
    connect(&m_tasksService, &TasksService::detailsReady, &page, &ui::TasksPage::setDetails);
    connect(&m_tasksService, &TasksService::detailsFailed, &page,
            [&page](const Error &error) { page.setDetailsFailure(ui::errorSentence(error)); });
}

} // namespace outlay
