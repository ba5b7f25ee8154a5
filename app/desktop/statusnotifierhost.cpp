// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/statusnotifierhost.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

#include <utility>

namespace outlay {
namespace {

// https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/
const QString service = QStringLiteral("org.kde.StatusNotifierWatcher");
const QString path = QStringLiteral("/StatusNotifierWatcher");
constexpr int answerMs = 10'000;

} // namespace

StatusNotifierHost::StatusNotifierHost(QDBusConnection bus) : m_bus(std::move(bus)) {}

void StatusNotifierHost::start()
{
    if (!m_bus.isConnected())
        return;
    m_watcher.setConnection(m_bus);
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_watcher.addWatchedService(service);
    connect(&m_watcher, &QDBusServiceWatcher::serviceRegistered, this, &StatusNotifierHost::ask);
    connect(&m_watcher, &QDBusServiceWatcher::serviceUnregistered, this, [this] { set(false); });
    // A watcher may be there before the panel that shows anything.
    m_bus.connect(QString(), path, service, QStringLiteral("StatusNotifierHostRegistered"), this,
                  SLOT(ask()));
    ask();
}

void StatusNotifierHost::ask()
{
    QDBusMessage question = QDBusMessage::createMethodCall(
        service, path, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << service << QStringLiteral("IsStatusNotifierHostRegistered");
    question.setAutoStartService(false);
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(question, answerMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *watcher) {
                const QDBusPendingReply<QDBusVariant> reply = *watcher;
                if (reply.isValid() && reply.value().variant().toBool())
                    set(true);
                watcher->deleteLater();
            });
}

} // namespace outlay
