// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/notifier.h"

#include <QDBusConnection>
#include <QDBusContext>

#include <cstdint>
#include <map>

namespace outlay::alerting {

/// Notifications by the portal, org.freedesktop.portal.Notification: the way out of a sandbox, and
/// where nobody owns org.freedesktop.Notifications. It keeps our own ids, so an update takes the
/// place of what is shown; it does not tell when one is dismissed.
class PortalNotifier : public Notifier, protected QDBusContext
{
    Q_OBJECT

public:
    explicit PortalNotifier(QDBusConnection bus = QDBusConnection::sessionBus(),
                            int patienceMs = 10'000, QObject *parent = nullptr);

    void show(const outlay::alerting::Notice &notice) override;
    void withdraw(const std::string &id) override;

private slots: // named to QtDBus as text
    void takeAction(const QString &id, const QString &action, const QVariantList &parameter);

private:
    void listen();
    void remove(const std::string &id);
    void fail(const std::string &id, std::uint64_t generation, const QString &why);

    QDBusConnection m_bus;
    int m_patienceMs;
    std::map<std::string, std::uint64_t> m_entries; ///< id -> number of its last call
    QString m_owner;                                ///< unique name of the portal that answered
    bool m_isListening = false;
    std::uint64_t m_generation = 0;
};

} // namespace outlay::alerting
