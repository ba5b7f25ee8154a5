// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/notifier.h"
#include "models/money/clock.h"
#include "models/money/zone.h"

#include <QTimer>

#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <vector>

namespace outlay::alerting {

/// In front of a notifier, so that it never storms: what comes within a few seconds is told
/// together, the same alert is told anew at most once a minute, and few new notifications appear a
/// minute, however many alerts there are. Nothing is dropped: what waits is told with the next.
/// Answers to a group are told for each of its alerts; opening it opens the most urgent one.
class NoticeQueue : public Notifier
{
    Q_OBJECT

public:
    static constexpr std::int64_t gatherMicros = 3 * microsPerSecond;
    static constexpr std::int64_t updateMicros = microsPerMinute;
    static constexpr std::size_t newInAMinute = 3;
    /// An absence, or a time without Outlay, of so long is told as such.
    static constexpr std::int64_t awayMicros = 10 * microsPerMinute;
    /// Of them all, for the sake of what breaks through.
    static constexpr std::size_t mostInAMinute = 6;

    /// `next` outlives the queue.
    NoticeQueue(Notifier &next, Clock clock, QObject *parent = nullptr);

    void show(const outlay::alerting::Notice &notice) override;
    void withdraw(const std::string &id) override;

    /// Until then only what breaks through is shown; the rest waits and is told together. nullopt:
    /// not paused. The end of time: until resumed.
    void setPausedUntil(std::optional<Instant> until);
    [[nodiscard]] std::optional<Instant> pausedUntil() const { return m_pausedUntil; }

    /// Quiet hours: when those end that hold a moment, nullopt: it is not quiet. Asked again and
    /// again; what waits is told when they are over, what breaks through at once.
    using Quiet = std::function<std::optional<Instant>(Instant)>;
    void setQuiet(Quiet quiet);
    /// Of the times in a digest, asked for each; the machine's unless told.
    void setZone(std::function<Zone()> zone) { m_zone = std::move(zone); }

    /// Nobody is there, or was since then: what does not break through waits.
    void leave(std::optional<Instant> since = {});
    /// Somebody is back: one digest says what happened. `spent`: meanwhile, for people; or empty.
    void comeBack(const QString &spent);

    /// When there is something to do next; nullopt: nothing waits.
    [[nodiscard]] std::optional<Instant> dueAt() const;

public slots:
    /// Does what is due by the clock. The queue's own timer calls it; tests move their clock and
    /// do.
    void advance();

signals:
    /// The pause ran out by itself.
    void resumed();

private:
    /// What stands in one notification: one alert, or several that came together.
    struct Bundle
    {
        std::string id; ///< of its first alert
        std::vector<Notice> notices;
        Instant toldAt;
        bool isOutdated = false;
        std::optional<TimeRange> away; ///< it is the digest of that time
        QString spent;                 ///< in it
    };
    using Bundles = std::list<Bundle>;

    [[nodiscard]] Bundles::iterator bundleOf(const std::string &alert);
    [[nodiscard]] Bundles::iterator bundleNamed(const std::string &id);
    void connectNext();
    void tell(Bundle &bundle);
    void tellWaiting(Instant now);
    void forgetOld(Instant now);
    void schedule();
    [[nodiscard]] Instant updateDue(const Bundle &bundle) const;
    /// Pause and quiet hours.
    [[nodiscard]] Instant notBefore(Instant due) const;
    /// When waiting notices of a kind may be told.
    [[nodiscard]] Instant waitingDue(bool breaksThrough) const;
    template <typename Tell> void answer(const std::string &id, Tell tell);

    Notifier &m_next;
    Clock m_clock;
    Instant m_startedAt;
    QTimer m_timer;
    std::vector<Notice> m_waiting;
    Instant m_waitingSince;
    Bundles m_bundles;
    std::deque<Instant> m_recent; ///< when new notifications were told, within a minute
    std::optional<Instant> m_pausedUntil;
    Quiet m_quiet;
    std::function<Zone()> m_zone = [] { return Zone::named("local").value_or(Zone{}); };
    std::optional<Instant> m_awaySince, m_wasAwaySince;
    QString m_spent;
};

/// How long Outlay was not there, if that is worth telling: `lastSeen` is when it was last, nullopt
/// never.
[[nodiscard]] std::optional<TimeRange> absenceBefore(std::optional<Instant> lastSeen, Instant now);
/// Several notices as one: counted, the most urgent first.
[[nodiscard]] Notice bundled(const std::string &id, std::vector<Notice> notices);
/// The same as what happened while nobody was there. `spent`: meanwhile, or empty.
[[nodiscard]] Notice digested(const std::string &id, std::vector<Notice> notices,
                              const TimeRange &away, const QString &spent, const Zone &zone);

} // namespace outlay::alerting
