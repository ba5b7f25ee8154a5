// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: what goes on when the window is closed, and how it comes back.
#include "app/desktop/autostart.h"
#include "app/desktop/desktopapp.h"
#include "ui/shell/closequestion.h"
#include "ui/shell/noticebanners.h"
#ifdef OUTLAY_HAS_DBUS
#include "app/desktop/applicationservice.h"
#include "ui/text/names.h"
#endif

#include <QApplication>
#include <QSessionManager>
#include <QSettings>

namespace outlay {
namespace {

const QString whenClosedKey = QStringLiteral("whenClosed");

} // namespace

void DesktopApp::connectWatching()
{
    ui::WatchingMenu &menu = m_window.watchingMenu();
    connect(&m_window, &ui::MainWindow::quitRequested, this, &DesktopApp::quit);
    connect(&menu, &ui::WatchingMenu::pollingPauseRequested, this, &DesktopApp::setPollingPaused);
    connect(&menu, &ui::WatchingMenu::whenClosedChosen, this, [this](ui::WhenClosed choice) {
        m_whenClosed = choice;
        QSettings().setValue(whenClosedKey, static_cast<int>(choice));
    });
    connect(&menu, &ui::WatchingMenu::autostartRequested, this, &DesktopApp::readAutostart);
    connect(&m_alerts, &DesktopAlerts::opened, this,
            [this](const std::string &, const QString &token) { raise(token); });
    connect(&m_alerts.tray(), &Tray::openRequested, this, [this] { raise(); });
    connect(&m_alerts.tray(), &Tray::budgetChosen, this,
            [this](const std::string &id, const std::string &member) {
                raise();
                m_window.showPage(ui::Page::Budgets);
                m_window.budgets().choose(id, member);
            });
    connect(&m_alerts.tray(), &Tray::quitRequested, this, &DesktopApp::quit);
}

/// Whether it starts with the session, after it was wished otherwise; homes may be remote.
void DesktopApp::readAutostart(std::optional<bool> wish)
{
    m_files.start([this, wish, autostart = Autostart::ofThisProgram()] {
        const Result<> set = wish ? autostart.set(*wish) : Result<>();
        QMetaObject::invokeMethod(this, [this, set, isOn = autostart.isOn()] {
            if (!set)
                m_window.importFailed(set.error());
            m_window.setAutostart(isOn);
        });
    });
}

void DesktopApp::joinDesktop()
{
    QApplication::setQuitOnLastWindowClosed(false);
    const bool isDemo = m_options.isDemo;
    const int kept =
        QSettings().value(whenClosedKey, static_cast<int>(ui::WhenClosed::Ask)).toInt();
    const bool isKnown = kept >= 0 && kept <= static_cast<int>(ui::WhenClosed::Quit);
    m_whenClosed = isDemo    ? ui::WhenClosed::Quit // there is nothing to watch
                   : isKnown ? static_cast<ui::WhenClosed>(kept)
                             : ui::WhenClosed::Ask;
    m_window.setWhenClosed(m_whenClosed);
    readAutostart({});
    // The end of the session is no time for questions.
    connect(qApp, &QGuiApplication::commitDataRequest, this, [this] { m_isQuitting = true; });
    if (!isDemo) {
        m_alerts.start();
        connectAbsence();
    }
#ifdef OUTLAY_HAS_DBUS
    if (isDemo || !m_options.ledger.isEmpty())
        return; // the desktop means the ledger everybody has
    auto service = std::make_unique<ApplicationService>();
    connect(service.get(), &ApplicationService::activated, this, &DesktopApp::raise);
    connect(service.get(), &ApplicationService::openRequested, this,
            [this](const QStringList &files, const QString &token) {
                raise(token);
                if (!files.isEmpty())
                    emit m_window.pathsChosen(files);
            });
    connect(service.get(), &ApplicationService::actionRequested, this,
            [this](const QString &name, const QString &token) {
                if (const auto page = ui::pageNamed(name))
                    m_window.showPage(*page);
                raise(token);
            });
    if (service->claim())
        m_application = std::move(service);
#endif
}

void DesktopApp::raise(const QString &activationToken)
{
    if (!activationToken.isEmpty()) // Qt's Wayland platform takes it from there, once
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8());
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.show();
    m_window.raise();
    m_window.activateWindow();
}

void DesktopApp::quit()
{
    m_isQuitting = true;
    m_window.close();
    QCoreApplication::quit();
}

void DesktopApp::closeWindow()
{
    if (m_whenClosed == ui::WhenClosed::KeepWatching)
        return m_window.hide();
    if (m_window.findChild<ui::CloseQuestion *>())
        return; // it is being asked
    auto *question = new ui::CloseQuestion(m_alerts.hasTray(), &m_window);
    connect(question, &ui::CloseQuestion::answered, this, [this](ui::WhenClosed choice) {
        m_window.setWhenClosed(choice);
        emit m_window.watchingMenu().whenClosedChosen(choice);
        if (choice == ui::WhenClosed::Quit)
            quit();
        else
            m_window.hide();
    });
    question->open();
}

bool DesktopApp::isWatching() const
{
    return m_options.screenshot.isEmpty() && m_ledger == m_home && !m_options.isDemo &&
           !m_isPollingPaused;
}

void DesktopApp::setPollingPaused(bool isPaused)
{
    m_isPollingPaused = isPaused;
    m_window.watchingMenu().setPollingPaused(isPaused);
    m_liveService.setLedger(m_ledger, isWatching());
}

/// The icon speaks of the person's own ledger, whatever is looked at.
void DesktopApp::showTray(const TrayState &state)
{
    m_trayState = state;
    TrayState shown;
    shown.tooltip = tr("Outlay");
    if (!m_options.isDemo && m_ledger == m_home) {
        shown = state;
        shown.tooltip = ui::withoutNames(state.tooltip);
        for (TrayBudget &budget : shown.budgets)
            budget.name = ui::withoutNames(budget.name);
    }
    m_alerts.setTrayState(shown);
}

} // namespace outlay
