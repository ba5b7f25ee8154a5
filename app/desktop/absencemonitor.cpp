// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/absencemonitor.h"

#include <utility>

namespace outlay {

AbsenceMonitor::AbsenceMonitor(Clock clock, QDBusConnection session, QDBusConnection system,
                               int settle)
    : m_clock(std::move(clock))
    , m_session(std::move(session))
    , m_system(std::move(system))
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settle);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_isAsleep = false;
        update();
    });
}

void AbsenceMonitor::start()
{
    // Of any sender and path: desktops differ, and naming one would wait for its owner.
    for (const char *interface : {"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"})
        m_session.connect(QString(), QString(), QLatin1String(interface),
                          QStringLiteral("ActiveChanged"), this, SLOT(screenLocked(bool)));
    m_system.connect(QString(), QStringLiteral("/org/freedesktop/login1"),
                     QStringLiteral("org.freedesktop.login1.Manager"),
                     QStringLiteral("PrepareForSleep"), this, SLOT(prepareForSleep(bool)));
}

void AbsenceMonitor::screenLocked(bool isLocked)
{
    m_isLocked = isLocked;
    update();
}

void AbsenceMonitor::prepareForSleep(bool isBeginning)
{
    if (!isBeginning)
        return m_settle.start();
    m_settle.stop();
    m_isAsleep = true;
    update();
}

void AbsenceMonitor::update()
{
    const bool isAway = m_isLocked || m_isAsleep;
    if (isAway == m_since.has_value())
        return;
    if (isAway) {
        m_since = m_clock();
        emit left();
    } else {
        const Instant since = *std::exchange(m_since, std::nullopt);
        emit returned({since, m_clock()});
    }
}

} // namespace outlay
