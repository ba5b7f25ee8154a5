// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sleepmonitor.h"

#ifdef OUTLAY_HAS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>
#endif

#include <algorithm>
#include <ctime>

namespace outlay::sources {

namespace {

/// Shorter than that is the scheduler's doing, not sleep.
constexpr std::int64_t leastSleep = 2 * microsPerSecond;

std::int64_t machineSuspendedMicros()
{
#ifdef __linux__
    // The one goes on during sleep, the other stands still.
    timespec withSleep{}, without{};
    if (clock_gettime(CLOCK_BOOTTIME, &withSleep) != 0 ||
        clock_gettime(CLOCK_MONOTONIC, &without) != 0)
        return 0;
    return (withSleep.tv_sec - without.tv_sec) * microsPerSecond +
           (withSleep.tv_nsec - without.tv_nsec) / 1000;
#else
    return 0;
#endif
}

#ifdef OUTLAY_HAS_DBUS
constexpr const char *service = "org.freedesktop.login1";
constexpr const char *path = "/org/freedesktop/login1";
constexpr const char *interface = "org.freedesktop.login1.Manager";
#endif

} // namespace

/// While its file descriptor is open the machine waits.
struct SleepMonitor::Inhibitor
{
#ifdef OUTLAY_HAS_DBUS
    QDBusUnixFileDescriptor descriptor;
#endif
};

SleepMonitor::SleepMonitor(QObject *parent) : SleepMonitor(Options(), parent) {}

SleepMonitor::SleepMonitor(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    if (!m_options.suspendedMicros)
        m_options.suspendedMicros = machineSuspendedMicros;
}

SleepMonitor::~SleepMonitor() = default;

void SleepMonitor::start()
{
    m_suspended = m_options.suspendedMicros();
    m_lastTick = m_options.clock();
#ifdef OUTLAY_HAS_DBUS
    QDBusConnection bus = QDBusConnection::systemBus();
    if (!m_options.usesBus || !bus.isConnected())
        return;
    bus.connect(QLatin1String(service), QLatin1String(path), QLatin1String(interface),
                QStringLiteral("PrepareForSleep"), this, SLOT(prepareForSleep(bool)));
    inhibit();
#endif
}

void SleepMonitor::inhibit()
{
#ifdef OUTLAY_HAS_DBUS
    QDBusMessage call =
        QDBusMessage::createMethodCall(QLatin1String(service), QLatin1String(path),
                                       QLatin1String(interface), QStringLiteral("Inhibit"));
    call << QStringLiteral("sleep") << QStringLiteral("Outlay")
         << QStringLiteral("Writes what it has read") << QStringLiteral("delay");
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *watcher;
        if (!reply.isValid()) // no logind here: sleep is noticed afterwards only
            return;
        m_inhibitor = std::make_unique<Inhibitor>();
        m_inhibitor->descriptor = reply.value();
    });
#endif
}

void SleepMonitor::release()
{
    m_inhibitor.reset();
}

void SleepMonitor::prepareForSleep(bool isBeginning)
{
    if (isBeginning)
        return emit aboutToSleep();
    tick();
    inhibit();
}

void SleepMonitor::tick()
{
    const Instant now = m_options.clock();
    const std::int64_t suspended = m_options.suspendedMicros();
    const std::int64_t slept = suspended - m_suspended;
    const Instant before = m_lastTick;
    m_suspended = suspended;
    m_lastTick = now;
    if (slept < leastSleep)
        return;
    // It slept somewhere between the two looks; the clock may have been set meanwhile.
    emit wokeUp({std::max(before, Instant{now.micros - slept}), now});
}

} // namespace outlay::sources
