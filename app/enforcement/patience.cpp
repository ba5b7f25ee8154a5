// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/patience.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace outlay::enforcement {

Patience::Patience(EnforcementPoint &point, Bounds bounds, QObject *parent)
    : QObject(parent)
    , m_point(point)
    , m_bounds(bounds)
{
}

void Patience::read(const EnforcedEntity &entity, EnforcementPoint::AnswerDone done)
{
    ask([this,
         entity](EnforcementPoint::AnswerDone taken) { m_point.read(entity, std::move(taken)); },
        std::move(done), 0);
}

void Patience::write(const LimitWrite &write, EnforcementPoint::AnswerDone done)
{
    ask([this,
         write](EnforcementPoint::AnswerDone taken) { m_point.write(write, std::move(taken)); },
        std::move(done), 0);
}

void Patience::ask(Question question, EnforcementPoint::AnswerDone done, int waits)
{
    const QPointer<Patience> self(this); // the point may outlive whoever asked
    const auto taken = [self, question, done = std::move(done), waits](PointAnswer answer) {
        if (!self)
            return;
        if (answer.outcome != PointOutcome::RateLimited)
            return done(std::move(answer));
        const std::int64_t wait =
            answer.retryAfterMicros.value_or(self->m_bounds.firstWaitMicros << waits);
        if (wait > self->m_bounds.longestWaitMicros || waits >= self->m_bounds.mostWaits) {
            answer.reason += "; it asks to wait " +
                             std::to_string((wait + microsPerSecond - 1) / microsPerSecond) +
                             " s: try again later";
            return done(std::move(answer));
        }
        const auto millis = static_cast<int>((std::max<std::int64_t>(wait, 0) + 999) / 1000);
        QTimer::singleShot(millis, self.data(),
                           [self, question, done, waits] { self->ask(question, done, waits + 1); });
    };
    question(taken);
}

} // namespace outlay::enforcement
