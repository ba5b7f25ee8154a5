// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/settingsportal.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <utility>

namespace outlay {
namespace {

// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString appearance = QStringLiteral("org.freedesktop.appearance");
const QString colorScheme = QStringLiteral("color-scheme");

enum Preference : uint
{
    NoPreference,
    PreferDark,
    PreferLight,
};

constexpr int patienceMs = 10'000; // a portal that has to be started first

} // namespace

SettingsPortal::SettingsPortal(QDBusConnection bus) : m_bus(std::move(bus)) {}

void SettingsPortal::start()
{
    if (!m_bus.isConnected())
        return;
    // Qt learns the type's signature when it is first used, and connects to nothing before that.
    qRegisterMetaType<QDBusVariant>();
    // Of any sender: naming the service would ask the bus for its owner, and wait.
    m_bus.connect(QString(), path, interface, QStringLiteral("SettingChanged"), this,
                  SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    question << appearance << colorScheme;
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(question, patienceMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *watcher) {
                const QDBusPendingReply<QDBusVariant> reply = *watcher;
                // A change told meanwhile is newer, whichever Qt hands out first.
                if (reply.isValid() && !m_hasChanged)
                    take(reply.value());
                watcher->deleteLater();
            });
}

void SettingsPortal::settingChanged(const QString &space, const QString &key,
                                    const QDBusVariant &value)
{
    if (space != appearance || key != colorScheme)
        return;
    m_hasChanged = true;
    take(value);
}

void SettingsPortal::take(const QDBusVariant &value)
{
    QVariant plain = value.variant();
    if (plain.canConvert<QDBusVariant>()) // Read answers with a variant in a variant
        plain = plain.value<QDBusVariant>().variant();
    bool isNumber = false;
    const uint preference = plain.toUInt(&isNumber);
    if (isNumber && preference == PreferDark)
        set(true);
    else if (isNumber && preference == PreferLight)
        set(false);
    else
        set({});
}

} // namespace outlay
