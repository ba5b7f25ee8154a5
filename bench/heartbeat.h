// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QEventLoop>
#include <QObject>
#include <QTimer>

#include <algorithm>

namespace outlay::bench {

/// Comes every other millisecond; what keeps it from coming is a stall.
class Heartbeat : public QObject
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            const double gap = static_cast<double>(m_last.nsecsElapsed()) / 1e6 - intervalMs;
            m_last.restart();
            worst = std::max(worst, gap);
            over16 += gap > 16 ? 1 : 0;
            over50 += gap > 50 ? 1 : 0;
        });
    }
    void start()
    {
        m_last.start();
        m_timer.start(intervalMs);
    }

    double worst = 0;
    int over16 = 0, over50 = 0;

private:
    static constexpr int intervalMs = 2;
    QTimer m_timer;
    QElapsedTimer m_last;
};

inline void runFor(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace outlay::bench
