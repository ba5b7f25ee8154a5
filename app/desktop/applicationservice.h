// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>
#include <QObject>
#include <QStringList>
#include <QVariantMap>

namespace outlay {

/// org.freedesktop.Application: how a desktop starts us, brings us to the front, and hands us what
/// was clicked, when the desktop file says DBusActivatable.
class ApplicationService : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Application")

public:
    explicit ApplicationService(QDBusConnection bus = QDBusConnection::sessionBus(),
                                QObject *parent = nullptr);
    ~ApplicationService() override;
    /// False: no bus, or another process has the name.
    bool claim();

public slots: // the interface's
    Q_SCRIPTABLE void Activate(const QVariantMap &platformData);
    Q_SCRIPTABLE void Open(const QStringList &uris, const QVariantMap &platformData);
    Q_SCRIPTABLE void ActivateAction(const QString &name, const QVariantList &parameter,
                                     const QVariantMap &platformData);

signals: // not scriptable: ours
    void activated(const QString &activationToken);
    void openRequested(const QStringList &files, const QString &activationToken);
    void actionRequested(const QString &name, const QString &activationToken);

private:
    QDBusConnection m_bus;
    bool m_isClaimed = false;
};

} // namespace outlay
