// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/applicationservice.h"

#include "app/alerting/desktopid.h"

#include <QUrl>

#include <utility>

namespace outlay {
namespace {

QString tokenOf(const QVariantMap &platformData)
{
    const QString token = platformData.value(QStringLiteral("activation-token")).toString();
    // What X11 has had for longer.
    return token.isEmpty() ? platformData.value(QStringLiteral("desktop-startup-id")).toString()
                           : token;
}

} // namespace

ApplicationService::ApplicationService(QDBusConnection bus, QObject *parent)
    : QObject(parent)
    , m_bus(std::move(bus))
{
}

ApplicationService::~ApplicationService()
{
    if (!m_isClaimed)
        return;
    m_bus.unregisterService(QLatin1String(desktopId));
    m_bus.unregisterObject(QLatin1String(desktopObjectPath));
}

bool ApplicationService::claim()
{
    // The object first: who waits for the name calls at once.
    if (!m_bus.isConnected() || !m_bus.registerObject(QLatin1String(desktopObjectPath), this,
                                                      QDBusConnection::ExportScriptableSlots))
        return false;
    m_isClaimed = m_bus.registerService(QLatin1String(desktopId));
    if (!m_isClaimed)
        m_bus.unregisterObject(QLatin1String(desktopObjectPath));
    return m_isClaimed;
}

void ApplicationService::Activate(const QVariantMap &platformData)
{
    emit activated(tokenOf(platformData));
}

void ApplicationService::Open(const QStringList &uris, const QVariantMap &platformData)
{
    QStringList files;
    for (const QString &uri : uris) {
        const QUrl url(uri);
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    emit openRequested(files, tokenOf(platformData));
}

void ApplicationService::ActivateAction(const QString &name, const QVariantList &parameter,
                                        const QVariantMap &platformData)
{
    Q_UNUSED(parameter) // none of our actions has any
    emit actionRequested(name, tokenOf(platformData));
}

} // namespace outlay
