// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tray.h"

#include "app/desktop/trayhost.h"
#include "app/desktop/trayicon.h"
#ifdef OUTLAY_HAS_DBUS
#include "app/desktop/statusnotifierhost.h"
#endif

#include <QGuiApplication>
#include <QSystemTrayIcon>

namespace outlay {
namespace {

std::unique_ptr<TrayHost> makeHost()
{
#ifdef OUTLAY_HAS_DBUS
    return std::make_unique<StatusNotifierHost>();
#else
    return std::make_unique<TrayHost>();
#endif
}

/// Where Qt's tray needs no D-Bus: X11 has panels of the older kind, Windows and macOS their own.
bool hasOtherTrays()
{
    const QString platform = QGuiApplication::platformName();
    return platform == QLatin1String("xcb") || platform == QLatin1String("windows") ||
           platform == QLatin1String("cocoa");
}

} // namespace

Tray::Tray(QMenu &watching, QObject *parent) : QObject(parent), m_menu(watching), m_host(makeHost())
{
    connect(&m_menu, &TrayMenu::openRequested, this, &Tray::openRequested);
    connect(&m_menu, &TrayMenu::budgetChosen, this, [this](int index) {
        const TrayBudget budget = m_state.budgets.at(static_cast<std::size_t>(index));
        emit budgetChosen(budget.id, budget.member);
    });
    connect(&m_menu, &TrayMenu::quitRequested, this, &Tray::quitRequested);
    connect(m_host.get(), &TrayHost::appeared, this, &Tray::appear);
    connect(m_host.get(), &TrayHost::vanished, this, [this] {
        if (m_icon) // Qt registers it anew with the next watcher
            emit shownChanged(isShown());
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (m_icon)
            return;
        if (hasOtherTrays())
            appear();
        if (!m_icon)
            emit shownChanged(false);
    });
}

Tray::~Tray() = default;

void Tray::start(int waitMs)
{
    m_patience.start(waitMs);
    m_host->start();
}

void Tray::appear()
{
    if (m_icon) {
        emit shownChanged(isShown());
        return;
    }
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason != QSystemTrayIcon::Context)
                    emit openRequested();
            });
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &Tray::openRequested);
    const TrayState state = m_state;
    m_state = {};
    m_icon->setIcon(trayIcon(state));
    setState(state);
    m_icon->show();
    emit shownChanged(true);
}

void Tray::setState(const TrayState &state)
{
    const bool isNewIcon = state.level != m_state.level || state.fraction != m_state.fraction;
    if (m_icon && isNewIcon)
        m_icon->setIcon(trayIcon(state));
    if (state.budgets != m_state.budgets)
        m_menu.setBudgets(state.budgets);
    m_state = state;
    if (m_icon) // some panels take mark-up here
        m_icon->setToolTip(state.tooltip.toHtmlEscaped());
}

bool Tray::isShown() const
{
    return m_icon && m_icon->isVisible() && (m_host->isThere() || hasOtherTrays());
}

bool Tray::say(const QString &title, const QString &text)
{
    if (!isShown())
        return false;
    m_icon->showMessage(title, text, m_icon->icon());
    return true;
}

} // namespace outlay
