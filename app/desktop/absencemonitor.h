// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/clock.h"
#include "models/money/instant.h"

#include <QDBusConnection>
#include <QObject>
#include <QTimer>

#include <optional>

namespace outlay {

/// Tells when nobody is at the machine: its screen is locked, or it sleeps. After sleep it waits
/// for the sources to say what happened, so that it is told at once.
class AbsenceMonitor : public QObject
{
    Q_OBJECT

public:
    static constexpr int settleMs = 20'000;

    explicit AbsenceMonitor(Clock clock, QDBusConnection session = QDBusConnection::sessionBus(),
                            QDBusConnection system = QDBusConnection::systemBus(),
                            int settle = settleMs);
    void start();

signals:
    void left();
    void returned(const outlay::TimeRange &away);

private slots: // named to QtDBus as text
    void screenLocked(bool isLocked);
    void prepareForSleep(bool isBeginning);

private:
    void update();

    Clock m_clock;
    QDBusConnection m_session, m_system;
    QTimer m_settle;
    std::optional<Instant> m_since;
    bool m_isLocked = false, m_isAsleep = false;
};

} // namespace outlay
