// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/clock.h"

#include <QObject>

#include <functional>
#include <memory>

namespace outlay::sources {

/// Tells when the machine is about to sleep and holds it up until what was begun is on disk; tells
/// afterwards how long it slept. The one needs systemd-logind on the system's D-Bus, the other
/// needs nothing but a clock that goes on during sleep.
class SleepMonitor : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        Clock clock = systemClock();
        /// How long this machine has slept since it was started.
        std::function<std::int64_t()> suspendedMicros;
        bool usesBus = true;
    };
    explicit SleepMonitor(QObject *parent = nullptr);
    SleepMonitor(Options options, QObject *parent = nullptr);
    ~SleepMonitor() override;

    void start();
    /// What was begun is on disk: the machine may sleep.
    void release();
    /// Looks whether it has slept meanwhile; to be called every few seconds.
    void tick();

signals:
    /// Answer with release() within five seconds.
    void aboutToSleep();
    void wokeUp(const outlay::TimeRange &slept);

private slots:
    void prepareForSleep(bool isBeginning);

private:
    void inhibit();

    Options m_options;
    std::int64_t m_suspended = 0;
    Instant m_lastTick;
    struct Inhibitor;
    std::unique_ptr<Inhibitor> m_inhibitor;
};

} // namespace outlay::sources
