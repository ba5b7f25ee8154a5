// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/enforcementpoint.h"

#include <QObject>

#include <cstdint>
#include <functional>

namespace outlay::enforcement {

/// Asks a point, and waits where it was asked too often: as long as it says, within bounds. Nothing
/// else is asked again: what went wrong is told.
class Patience : public QObject
{
    Q_OBJECT

public:
    struct Bounds
    {
        std::int64_t longestWaitMicros = microsPerMinute; ///< of one wait
        int mostWaits = 5;                                ///< of one question
        std::int64_t firstWaitMicros = microsPerSecond;   ///< where it does not say; doubles
    };
    Patience(EnforcementPoint &point, Bounds bounds, QObject *parent = nullptr);

    void read(const EnforcedEntity &entity, EnforcementPoint::AnswerDone done);
    void write(const LimitWrite &write, EnforcementPoint::AnswerDone done);

private:
    using Question = std::function<void(EnforcementPoint::AnswerDone)>;
    void ask(Question question, EnforcementPoint::AnswerDone done, int waits);

    EnforcementPoint &m_point;
    Bounds m_bounds;
};

} // namespace outlay::enforcement
