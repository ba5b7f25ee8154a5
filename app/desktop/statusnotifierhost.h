// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/trayhost.h"

#include <QDBusConnection>
#include <QDBusServiceWatcher>

namespace outlay {

/// org.kde.StatusNotifierWatcher with a host: KDE, Xfce, LXQt, most Wayland bars, and GNOME with
/// its extension for indicators.
class StatusNotifierHost : public TrayHost
{
    Q_OBJECT

public:
    explicit StatusNotifierHost(QDBusConnection bus = QDBusConnection::sessionBus());
    void start() override;

private slots: // named to QtDBus as text
    void ask();

private:
    QDBusConnection m_bus;
    QDBusServiceWatcher m_watcher;
};

} // namespace outlay
