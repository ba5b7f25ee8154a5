// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MainWindow: what the Settings page shares with the menus and other pages.
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/watchingmenu.h"
#include "ui/text/names.h"

#include <QAction>
#include <QActionGroup>

namespace outlay::ui {

SettingsPage &MainWindow::settings()
{
    if (m_settings)
        return *m_settings;
    m_settings = new SettingsPage(this);
    m_settings->setScheme(static_cast<Scheme>(m_schemes->checkedAction()->data().toInt()));
    m_settings->setNamesHidden(areNamesHidden());
    m_settings->setWhenClosed(m_whenClosed);
    if (m_isAutostartOn)
        m_settings->setAutostart(*m_isAutostartOn);
    m_settings->setBusy(m_isImporting);
    connectSettings(*m_settings);
    add(m_settings, Page::Settings);
    return *m_settings;
}

void MainWindow::connectSettings(const SettingsPage &page)
{
    connect(&page, &SettingsPage::schemeChosen, this, [this](Scheme scheme) {
        setScheme(scheme);
        emit schemeChosen(scheme);
    });
    connect(&page, &SettingsPage::namesHiddenChosen, this, &MainWindow::setNamesHidden);
    connect(&page, &SettingsPage::whenClosedChosen, this, [this](WhenClosed choice) {
        setWhenClosed(choice);
        emit m_watching->whenClosedChosen(choice);
    });
    connect(&page, &SettingsPage::autostartRequested, m_watching,
            &WatchingMenu::autostartRequested);
    connect(&page, &SettingsPage::notificationsRequested, this, [this] {
        showPage(Page::Alerts);
        emit alerts().settingsRequested();
    });
    connect(&page, &SettingsPage::peopleRequested, this, [this] { showPage(Page::People); });
    connect(&page, &SettingsPage::sourcesRequested, this, &MainWindow::showSources);
}

void MainWindow::chooseZone()
{
    showPage(Page::Settings);
    settings().focusZone();
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
    if (m_settings)
        m_settings->setScheme(scheme);
}

void MainWindow::setWhenClosed(WhenClosed choice)
{
    m_whenClosed = choice;
    m_watching->setWhenClosed(choice);
    if (m_settings)
        m_settings->setWhenClosed(choice);
}

void MainWindow::setAutostart(bool isOn)
{
    m_isAutostartOn = isOn;
    m_watching->setAutostart(isOn);
    if (m_settings)
        m_settings->setAutostart(isOn);
}

} // namespace outlay::ui
