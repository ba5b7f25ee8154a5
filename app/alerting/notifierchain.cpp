// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/notifierchain.h"

#ifdef OUTLAY_HAS_DBUS
#include "app/alerting/dbusnotifier.h"
#include "app/alerting/portalnotifier.h"
#endif

#include <QTimer>

#include <utility>

namespace outlay::alerting {

NotifierChain::NotifierChain(std::vector<std::unique_ptr<Notifier>> ways, QObject *parent)
    : Notifier(parent)
    , m_ways(std::move(ways))
{
    for (std::size_t way = 0; way < m_ways.size(); ++way)
        connectWay(way);
}

void NotifierChain::connectWay(std::size_t way)
{
    const Notifier *notifier = m_ways[way].get();
    connect(notifier, &Notifier::shown, this, [this, way](const std::string &id) {
        const auto found = m_entries.find(id);
        if (found != m_entries.end() && found->second.way == way)
            emit shown(id);
    });
    connect(notifier, &Notifier::opened, this,
            [this, way](const std::string &id, const QString &token) {
                if (forget(way, id))
                    emit opened(id, token);
            });
    connect(notifier, &Notifier::acknowledged, this, [this, way](const std::string &id) {
        if (forget(way, id))
            emit acknowledged(id);
    });
    connect(notifier, &Notifier::snoozed, this, [this, way](const std::string &id) {
        if (forget(way, id))
            emit snoozed(id);
    });
    connect(notifier, &Notifier::closed, this, [this, way](const std::string &id) {
        if (forget(way, id))
            emit closed(id);
    });
    connect(notifier, &Notifier::failed, this,
            [this, way](const std::string &id, const QString &why) { takeFailure(way, id, why); });
}

void NotifierChain::show(const Notice &notice)
{
    Entry &entry = m_entries[notice.id];
    entry.notice = notice;
    entry.reasons.clear();
    if (entry.way < m_ways.size())
        return m_ways[entry.way]->show(notice);
    QTimer::singleShot(0, this, [this, id = notice.id] {
        if (m_entries.erase(id) > 0)
            emit failed(id, QStringLiteral("this system has no notifications"));
    });
}

void NotifierChain::withdraw(const std::string &id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    const std::size_t way = found->second.way;
    m_entries.erase(found);
    if (way < m_ways.size())
        m_ways[way]->withdraw(id);
}

void NotifierChain::takeFailure(std::size_t way, const std::string &id, const QString &why)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || found->second.way != way)
        return;
    Entry &entry = found->second;
    entry.reasons << why;
    if (++entry.way < m_ways.size())
        return m_ways[entry.way]->show(Notice(entry.notice));
    const QString reasons = entry.reasons.join(QStringLiteral("; "));
    m_entries.erase(found);
    emit failed(id, reasons);
}

bool NotifierChain::forget(std::size_t way, const std::string &id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end() || found->second.way != way)
        return false;
    m_entries.erase(found);
    return true;
}

std::unique_ptr<Notifier> makeSystemNotifier()
{
    std::vector<std::unique_ptr<Notifier>> ways;
#ifdef OUTLAY_HAS_DBUS
    ways.push_back(std::make_unique<DBusNotifier>());
    ways.push_back(std::make_unique<PortalNotifier>());
#endif
    return std::make_unique<NotifierChain>(std::move(ways));
}

} // namespace outlay::alerting
