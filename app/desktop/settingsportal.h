// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/systemscheme.h"

#include <QDBusConnection>
#include <QDBusVariant>
#include <QString>

namespace outlay {

/// The preference as the XDG settings portal tells it: GNOME has it nowhere else for Qt 6.4.
/// Without a session bus or a portal it never knows.
class SettingsPortal : public SystemScheme
{
    Q_OBJECT

public:
    explicit SettingsPortal(QDBusConnection bus = QDBusConnection::sessionBus());
    void start() override;

private slots: // named to QtDBus as text
    void settingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    void take(const QDBusVariant &value);

    QDBusConnection m_bus;
    bool m_hasChanged = false;
};

} // namespace outlay
