// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/portalnotifier.h"

#include "app/alerting/desktopid.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QTimer>

#include <utility>

namespace outlay::alerting {
namespace {

// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Notification.html
const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Notification");

// Without "app." in front the portal tells us by a signal instead of activating the application.
const QString openAction = QStringLiteral("open");
const QString acknowledgeAction = QStringLiteral("acknowledge");
const QString snoozeAction = QStringLiteral("snooze");

QString priorityOf(const Notice &notice)
{
    switch (shownUrgency(notice)) {
    case Urgency::Low:
        return QStringLiteral("low");
    case Urgency::Normal:
        return QStringLiteral("normal");
    case Urgency::Critical:
        return QStringLiteral("urgent");
    }
    return QStringLiteral("normal");
}

QVariantMap buttonOf(const QString &label, const QString &action)
{
    return {{QStringLiteral("label"), label}, {QStringLiteral("action"), action}};
}

QVariantMap descriptionOf(const Notice &notice)
{
    const AnswerLabels labels = answerLabels(notice);
    const QList<QVariantMap> buttons{buttonOf(labels.open, openAction),
                                     buttonOf(labels.acknowledge, acknowledgeAction),
                                     buttonOf(labels.snooze, snoozeAction)};
    return {{QStringLiteral("title"), shownTitle(notice)},
            {QStringLiteral("body"), shownBody(notice)}, // plain: mark-up has a member of its own
            {QStringLiteral("priority"), priorityOf(notice)},
            {QStringLiteral("default-action"), openAction},
            {QStringLiteral("buttons"), QVariant::fromValue(buttons)}};
}

/// Since version 2 the platform's data, a dictionary, is among the parameters.
QString tokenIn(const QVariantList &parameter)
{
    for (const QVariant &one : parameter) {
        QVariant plain = one;
        if (plain.canConvert<QDBusVariant>())
            plain = plain.value<QDBusVariant>().variant();
        const QVariantMap data = plain.canConvert<QDBusArgument>()
                                     ? qdbus_cast<QVariantMap>(plain.value<QDBusArgument>())
                                     : plain.toMap();
        QString token = data.value(QStringLiteral("activation-token")).toString();
        if (!token.isEmpty())
            return token;
    }
    return {};
}

} // namespace

PortalNotifier::PortalNotifier(QDBusConnection bus, int patienceMs, QObject *parent)
    : Notifier(parent)
    , m_bus(std::move(bus))
    , m_patienceMs(patienceMs)
{
}

void PortalNotifier::listen()
{
    if (m_isListening)
        return;
    m_isListening = true;
    qDBusRegisterMetaType<QList<QVariantMap>>();
    // Of any sender: naming the service would ask the bus for its owner, and wait.
    m_bus.connect(QString(), path, interface, QStringLiteral("ActionInvoked"), this,
                  SLOT(takeAction(QString, QString, QVariantList)));
}

void PortalNotifier::show(const Notice &notice)
{
    const std::uint64_t generation = ++m_generation;
    const std::string id = notice.id;
    m_entries[id] = generation;
    if (!m_bus.isConnected()) {
        QTimer::singleShot(0, this, [this, id, generation] {
            fail(id, generation, QStringLiteral("no session bus"));
        });
        return;
    }
    listen();
    QDBusMessage call =
        QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("AddNotification"));
    call << QString::fromStdString(id) << descriptionOf(notice);
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(call, m_patienceMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, id, generation](QDBusPendingCallWatcher *watcher) {
                watcher->deleteLater();
                const QDBusPendingReply<> reply = *watcher;
                if (reply.isError())
                    return fail(id, generation, reply.error().message());
                m_owner = watcher->reply().service();
                const auto found = m_entries.find(id);
                if (found != m_entries.end() && found->second == generation)
                    emit shown(id);
            });
}

void PortalNotifier::fail(const std::string &id, std::uint64_t generation, const QString &why)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || found->second != generation)
        return;
    m_entries.erase(found);
    remove(id); // a portal that is only slow would show it beside the other way
    emit failed(id, why);
}

void PortalNotifier::withdraw(const std::string &id)
{
    if (m_entries.erase(id) > 0)
        remove(id); // calls arrive in order: also one that is under way
}

void PortalNotifier::remove(const std::string &id)
{
    if (!m_bus.isConnected())
        return;
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, interface,
                                                       QStringLiteral("RemoveNotification"));
    call << QString::fromStdString(id);
    call.setAutoStartService(false);
    m_bus.send(call);
}

void PortalNotifier::takeAction(const QString &id, const QString &action,
                                const QVariantList &parameter)
{
    const std::string known = id.toStdString();
    if (!calledFromDBus() || message().service() != m_owner || !m_entries.contains(known))
        return;
    if (action != openAction && action != acknowledgeAction && action != snoozeAction)
        return;
    m_entries.erase(known);
    remove(known);
    if (action == openAction)
        emit opened(known, tokenIn(parameter));
    else if (action == acknowledgeAction)
        emit acknowledged(known);
    else
        emit snoozed(known);
}

} // namespace outlay::alerting
