// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/dbusnotifier.h"

#include "app/alerting/desktopid.h"

#include <QDBusError>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QTimer>

#include <utility>
#include <vector>

namespace outlay::alerting {
namespace {

// https://specifications.freedesktop.org/notification-spec/1.2/
const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");
const QString interface = QStringLiteral("org.freedesktop.Notifications");

/// Longer than a notice waits: only a late answer tells the id by which a late notice is taken
/// back.
constexpr int lateMs = 120'000;
/// The server decides how long; or until somebody answers.
constexpr int expiresByServer = -1;
constexpr int expiresNever = 0;

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(service, path, interface, method);
}

uchar urgencyByte(Urgency urgency)
{
    switch (urgency) {
    case Urgency::Low:
        return 0;
    case Urgency::Normal:
        return 1;
    case Urgency::Critical:
        return 2;
    }
    return 1;
}

QStringList actionsOf(const Notice &notice)
{
    const AnswerLabels labels = answerLabels(notice);
    // "default" is the click on the text; servers that show no buttons know it alone.
    return {
        QStringLiteral("default"),     labels.open,        QStringLiteral("open"),   labels.open,
        QStringLiteral("acknowledge"), labels.acknowledge, QStringLiteral("snooze"), labels.snooze};
}

QDBusMessage notifyCall(const Notice &notice, uint replaces, const QStringList &capabilities)
{
    QString title = shownTitle(notice);
    QString body = shownBody(notice);
    if (!capabilities.contains(QLatin1String("body"))) {
        if (!body.isEmpty())
            title += QStringLiteral(" – ") + body.section(u'\n', 0, 0);
        body.clear();
    } else if (capabilities.contains(QLatin1String("body-markup"))) {
        body = body.toHtmlEscaped();
    }
    QVariantMap hints{
        {QStringLiteral("urgency"), QVariant::fromValue(urgencyByte(shownUrgency(notice)))},
        {QStringLiteral("desktop-entry"), QString::fromLatin1(desktopId)},
    };
    QDBusMessage call = callOf(QStringLiteral("Notify"));
    call << QStringLiteral("Outlay") << replaces << QString::fromLatin1(desktopId) << title << body
         << (capabilities.contains(QLatin1String("actions")) ? actionsOf(notice) : QStringList())
         << hints << (notice.breaksThrough ? expiresNever : expiresByServer);
    return call;
}

} // namespace

DBusNotifier::DBusNotifier(QDBusConnection bus, int patienceMs, QObject *parent)
    : Notifier(parent)
    , m_bus(std::move(bus))
    , m_patienceMs(patienceMs)
{
}

void DBusNotifier::listen()
{
    if (m_isListening)
        return;
    m_isListening = true;
    // Of any sender: naming the service would ask the bus for its owner, and wait. See isServer().
    m_bus.connect(QString(), path, interface, QStringLiteral("ActionInvoked"), this,
                  SLOT(takeAction(uint, QString)));
    m_bus.connect(QString(), path, interface, QStringLiteral("ActivationToken"), this,
                  SLOT(takeToken(uint, QString)));
    m_bus.connect(QString(), path, interface, QStringLiteral("NotificationClosed"), this,
                  SLOT(takeClosed(uint, uint)));
    m_watcher.setConnection(m_bus);
    m_watcher.setWatchMode(QDBusServiceWatcher::WatchForOwnerChange);
    m_watcher.addWatchedService(service);
    connect(
        &m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
        [this](const QString &, const QString &, const QString &owner) { serverChanged(owner); });
}

void DBusNotifier::show(const Notice &notice)
{
    Entry &entry = m_entries[notice.id];
    entry.notice = notice;
    if (entry.isSent) {
        entry.isOutdated =
            true; // its number comes with the answer, and the new text takes its place
        return;
    }
    if (entry.isWaiting)
        return;
    entry.generation = ++m_generation;
    entry.isWaiting = true;
    if (!m_bus.isConnected() || m_isSlow) {
        const QString why = m_isSlow ? QStringLiteral("the notification server does not answer")
                                     : QStringLiteral("no session bus");
        QTimer::singleShot(0, this, [this, id = notice.id, why, number = entry.generation] {
            const auto found = m_entries.find(id);
            if (found != m_entries.end() && found->second.generation == number)
                fail(id, why);
        });
        return;
    }
    listen();
    awaitAnswer(notice.id, entry.generation);
    if (m_capabilities)
        send(entry);
    else
        askCapabilities();
}

void DBusNotifier::withdraw(const std::string &id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    if (found->second.serverId != 0)
        closeOnServer(found->second.serverId);
    m_entries.erase(found); // what is under way is closed when its answer comes
}

void DBusNotifier::awaitAnswer(const std::string &id, std::uint64_t generation)
{
    QTimer::singleShot(m_patienceMs, this, [this, id, generation] {
        const auto found = m_entries.find(id);
        if (found == m_entries.end() || found->second.generation != generation ||
            !(found->second.isWaiting || found->second.isSent))
            return;
        m_isSlow = true;
        fail(id, QStringLiteral("the notification server does not answer"));
    });
}

void DBusNotifier::askCapabilities()
{
    if (m_isAsking)
        return;
    m_isAsking = true;
    auto *answer = new QDBusPendingCallWatcher(
        m_bus.asyncCall(callOf(QStringLiteral("GetCapabilities")), lateMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *watcher) {
                takeCapabilities(*watcher);
                watcher->deleteLater();
            });
}

void DBusNotifier::takeCapabilities(QDBusPendingCallWatcher &answer)
{
    m_isAsking = false;
    m_isSlow = false; // it answers, or the next notice tries it again
    const QDBusPendingReply<QStringList> reply = answer;
    const bool isAnswer = reply.isValid() || reply.error().type() == QDBusError::UnknownMethod;
    if (isAnswer) {
        m_owner = answer.reply().service();
        m_capabilities = reply.isValid() ? reply.value() : QStringList{QStringLiteral("body")};
    }
    std::vector<std::string> waiting;
    for (const auto &[id, entry] : m_entries) {
        if (entry.isWaiting)
            waiting.push_back(id);
    }
    for (const std::string &id : waiting) {
        const auto found = m_entries.find(id);
        if (found == m_entries.end())
            continue;
        if (isAnswer)
            send(found->second);
        else
            fail(id, reply.error().message());
    }
}

void DBusNotifier::send(Entry &entry)
{
    entry.isWaiting = false;
    entry.isSent = true;
    entry.isOutdated = false;
    entry.token.clear();
    auto *answer = new QDBusPendingCallWatcher(
        m_bus.asyncCall(notifyCall(entry.notice, entry.serverId, *m_capabilities), lateMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, id = entry.notice.id,
             generation = entry.generation](QDBusPendingCallWatcher *watcher) {
                takeAnswer(id, generation, *watcher);
                watcher->deleteLater();
            });
}

void DBusNotifier::takeAnswer(const std::string &id, std::uint64_t generation,
                              QDBusPendingCallWatcher &answer)
{
    const QDBusPendingReply<uint> reply = answer;
    const auto found = m_entries.find(id);
    const bool isCurrent = found != m_entries.end() && found->second.generation == generation;
    m_isSlow = false; // it answers, or the next notice tries it again
    if (reply.isValid())
        m_owner = answer.reply().service();
    if (!isCurrent) { // withdrawn meanwhile, or told another way: not twice
        if (reply.isValid())
            closeOnServer(reply.value());
        return;
    }
    Entry &entry = found->second;
    entry.isSent = false;
    if (!reply.isValid())
        return fail(id, reply.error().message());
    entry.serverId = reply.value();
    if (entry.isOutdated) {
        entry.generation = ++m_generation;
        awaitAnswer(id, entry.generation);
        send(entry);
    }
    emit shown(id);
}

void DBusNotifier::fail(const std::string &id, const QString &why)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    if (found->second.serverId != 0) // an older text of it would stay beside the other way's
        closeOnServer(found->second.serverId);
    m_entries.erase(found);
    emit failed(id, why);
}

void DBusNotifier::closeOnServer(uint serverId)
{
    if (serverId == 0 || !m_bus.isConnected())
        return;
    QDBusMessage call = callOf(QStringLiteral("CloseNotification"));
    call << serverId;
    call.setAutoStartService(false);
    m_bus.send(call);
}

void DBusNotifier::serverChanged(const QString &owner)
{
    if (owner == m_owner && !owner.isEmpty())
        return; // the one that was started to answer us
    m_owner = owner;
    m_capabilities.reset();
    m_isSlow = false;
    for (auto &[id, entry] : m_entries) {
        if (entry.serverId != 0 && !entry.isSent && !entry.isWaiting)
            m_gone.insert(id);
        entry.serverId = 0; // numbers of another server
    }
    if (owner.isEmpty())
        return;
    for (const std::string &id : std::exchange(m_gone, {})) {
        const auto found = m_entries.find(id);
        if (found != m_entries.end())
            show(Notice(found->second.notice));
    }
}

DBusNotifier::Entries::iterator DBusNotifier::find(uint serverId)
{
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        if (serverId != 0 && it->second.serverId == serverId)
            return it;
    }
    return m_entries.end();
}

bool DBusNotifier::isServer() const
{
    return calledFromDBus() && message().service() == m_owner;
}

void DBusNotifier::takeToken(uint serverId, const QString &token)
{
    const auto found = find(serverId);
    if (found != m_entries.end() && isServer())
        found->second.token = token;
}

void DBusNotifier::takeAction(uint serverId, const QString &key)
{
    const auto found = find(serverId);
    if (found == m_entries.end() || !isServer())
        return;
    const std::string id = found->first;
    const QString token = found->second.token;
    const bool isOpen = key == QLatin1String("default") || key == QLatin1String("open");
    const bool isAcknowledged = key == QLatin1String("acknowledge");
    if (!isOpen && !isAcknowledged && key != QLatin1String("snooze"))
        return;
    closeOnServer(serverId); // some servers leave it
    m_entries.erase(found);
    if (isOpen)
        emit opened(id, token);
    else if (isAcknowledged)
        emit acknowledged(id);
    else
        emit snoozed(id);
}

void DBusNotifier::takeClosed(uint serverId, uint reason)
{
    Q_UNUSED(reason) // expired, dismissed, or by us: it is gone in each case
    const auto found = find(serverId);
    if (found == m_entries.end() || !isServer())
        return;
    const std::string id = found->first;
    if (found->second.isSent) { // a newer text is under way and will be a new one
        found->second.serverId = 0;
        return;
    }
    m_entries.erase(found);
    emit closed(id);
}

} // namespace outlay::alerting
