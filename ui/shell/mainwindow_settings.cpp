// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MainWindow: what the Settings page shares with the menus and other pages.
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/watchingmenu.h"

#include <QAction>
#include <QActionGroup>

namespace outlay::ui {

void MainWindow::connectSettings()
{
    connect(m_settings, &SettingsPage::schemeChosen, this, [this](Scheme scheme) {
        setScheme(scheme);
        emit schemeChosen(scheme);
    });
    connect(m_settings, &SettingsPage::namesHiddenChosen, this, &MainWindow::setNamesHidden);
    connect(m_settings, &SettingsPage::whenClosedChosen, this, [this](WhenClosed choice) {
        m_watching->setWhenClosed(choice);
        emit m_watching->whenClosedChosen(choice);
    });
    connect(m_watching, &WatchingMenu::whenClosedChosen, m_settings, &SettingsPage::setWhenClosed);
    connect(m_settings, &SettingsPage::autostartRequested, m_watching,
            &WatchingMenu::autostartRequested);
    connect(m_settings, &SettingsPage::notificationsRequested, this, [this] {
        showPage(Page::Alerts);
        emit m_alerts->settingsRequested();
    });
    connect(m_settings, &SettingsPage::peopleRequested, this, [this] { showPage(Page::People); });
    connect(m_settings, &SettingsPage::sourcesRequested, this, &MainWindow::showSources);
}

void MainWindow::chooseZone()
{
    showPage(Page::Settings);
    m_settings->focusZone();
}

void MainWindow::changeZone(const Zone &before, const Zone &after)
{
    const auto same = [&](const PeriodChoice &choice) { return sameDays(choice, before, after); };
    m_history.changePeriods(same);
    const Place shown = place();
    Place moved = shown;
    moved.period = same(shown.period);
    if (moved != shown)
        goTo(moved);
}

void MainWindow::setScheme(Scheme scheme)
{
    for (QAction *action : m_schemes->actions()) {
        if (action->data().toInt() == static_cast<int>(scheme))
            action->setChecked(true);
    }
    m_settings->setScheme(scheme);
}

void MainWindow::setWhenClosed(WhenClosed choice)
{
    m_watching->setWhenClosed(choice);
    m_settings->setWhenClosed(choice);
}

void MainWindow::setAutostart(bool isOn)
{
    m_watching->setAutostart(isOn);
    m_settings->setAutostart(isOn);
}

} // namespace outlay::ui
