// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/patience.h"
#include "app/enforcement/pushrecord.h"
#include "models/money/clock.h"

#include <QObject>

#include <cstddef>
#include <optional>
#include <string>

namespace outlay::enforcement {

struct PushOptions
{
    std::string id;     ///< of the record
    std::string source; ///< the gateway's, as Outlay calls it
    std::string who;    ///< the local account
    Patience::Bounds bounds;
    int readBackTries = 3;
    std::int64_t readBackWaitMicros = microsPerSecond; ///< between tries to read back
};

/// Executes a plan, one entity after the other: reads, sees that nothing changed since the preview,
/// writes, reads back and compares. A failure of one entity does not stop the others; a refused key
/// does, an unreachable gateway, one that asks to wait too long, and one that stores something else
/// than it was told. Lives on one thread with an event loop, not the GUI's. One plan an object.
class PushRun : public QObject
{
    Q_OBJECT

public:
    PushRun(EnforcementPoint &point, const PushPlan &plan, PushOptions options,
            Clock clock = systemClock(), QObject *parent = nullptr);

    /// advanced() and finished() follow, later.
    void start();
    /// No further entity is begun; the one under way is read back first.
    void stop();
    [[nodiscard]] const PushRecord &record() const { return m_record; }

signals:
    /// Before the first write, before each, and after each. Keep it: if the process dies, this is
    /// what was there before.
    void advanced(const outlay::enforcement::PushRecord &record);
    void finished(const outlay::enforcement::PushRecord &record);

private:
    void next();
    void takeFresh(PointAnswer answer);
    void write(const EnforcedState &fresh);
    void takeWritten(const PointAnswer &answer);
    void readBack(int tries);
    void takeReadBack(const PointAnswer &answer, int tries);
    void compare(const EnforcedState &after);
    /// Goes on, or ends where `stopReason` says why.
    void settle(PushStep::Outcome outcome, const std::string &reason,
                const std::string &stopReason = {});
    void end(const std::string &stopReason);
    [[nodiscard]] PushStep &step() { return m_record.steps[m_at]; }

    Patience m_patience;
    PushOptions m_options;
    Clock m_clock;
    PushRecord m_record;
    std::size_t m_at = 0;
    std::optional<EnforcedState> m_fresh; ///< of the entity under way
    std::string m_writeProblem;           ///< what the gateway said to the write; empty: accepted
    bool m_isStopped = false;
};

} // namespace outlay::enforcement
