// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/notifier.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusServiceWatcher>

#include <cstdint>
#include <map>
#include <optional>
#include <set>

class QDBusPendingCallWatcher;

namespace outlay::alerting {

/// Notifications by org.freedesktop.Notifications (specification 1.2), the way of every desktop.
/// A server that is missing, refuses, or lets a notice wait fails it; what such a server shows late
/// is taken back. When a server is started anew, what is still open is shown again.
class DBusNotifier : public Notifier, protected QDBusContext
{
    Q_OBJECT

public:
    /// `patienceMs`: how long a notice may wait before it counts as failed.
    explicit DBusNotifier(QDBusConnection bus = QDBusConnection::sessionBus(),
                          int patienceMs = 10'000, QObject *parent = nullptr);

    void show(const outlay::alerting::Notice &notice) override;
    void withdraw(const std::string &id) override;

private slots: // named to QtDBus as text
    void takeAction(uint serverId, const QString &key);
    void takeToken(uint serverId, const QString &token);
    void takeClosed(uint serverId, uint reason);

private:
    struct Entry
    {
        Notice notice;
        uint serverId = 0;            ///< 0: none yet, or forgotten with its server
        bool isWaiting = false;       ///< for the server's capabilities
        bool isSent = false;          ///< and not yet answered
        bool isOutdated = false;      ///< what was sent is no longer what `notice` says
        std::uint64_t generation = 0; ///< tells late answers and time-outs from current ones
        QString token;                ///< told before the action it belongs to
    };
    using Entries = std::map<std::string, Entry>;

    void listen();
    void askCapabilities();
    void takeCapabilities(QDBusPendingCallWatcher &answer);
    void send(Entry &entry);
    void takeAnswer(const std::string &id, std::uint64_t generation,
                    QDBusPendingCallWatcher &answer);
    void awaitAnswer(const std::string &id, std::uint64_t generation);
    void fail(const std::string &id, const QString &why);
    void closeOnServer(uint serverId);
    void serverChanged(const QString &owner);
    [[nodiscard]] Entries::iterator find(uint serverId);
    [[nodiscard]] bool isServer() const;

    QDBusConnection m_bus;
    QDBusServiceWatcher m_watcher;
    int m_patienceMs;
    Entries m_entries;
    std::optional<QStringList> m_capabilities;
    std::set<std::string> m_gone; ///< shown by a server that is no more
    QString m_owner;              ///< unique name of the server that answered
    bool m_isListening = false;
    bool m_isAsking = false;
    bool m_isSlow = false; ///< it has let one wait: others do not, until it answers
    std::uint64_t m_generation = 0;
};

} // namespace outlay::alerting
