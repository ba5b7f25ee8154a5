// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <QJsonObject>

#include <optional>
#include <string>

namespace outlay::sources {

/// The circuit breaker of one source: after five failures in a row nothing is asked any more but
/// one probe after 30 s, then 1, 2, 4, 8, 16 and every 30 minutes; one success closes it. Counts in
/// a row and no shares, as a poller asks too rarely for percentages. Pure: time is given.
class Breaker
{
public:
    enum class State
    {
        Closed,
        Open,     ///< nothing is asked before nextProbe()
        HalfOpen, ///< the probe is under way
    };
    static constexpr int failuresToOpen = 5;
    static constexpr std::int64_t firstProbeMicros = 30 * microsPerSecond;
    static constexpr std::int64_t longestProbeMicros = 30 * microsPerMinute;

    [[nodiscard]] State state() const { return m_state; }
    /// Failures in a row.
    [[nodiscard]] int failures() const { return m_failures; }
    /// What the last failure was, in words for people; empty while there is none.
    [[nodiscard]] const std::string &reason() const { return m_reason; }
    /// When it may be asked again; nullopt unless open, or opened by hand (for good).
    [[nodiscard]] std::optional<Instant> nextProbe() const;
    [[nodiscard]] bool isTrippedByHand() const { return m_isTrippedByHand; }

    /// Whether a request may go out now. An open circuit whose time has come turns half open: the
    /// caller sends exactly one request, and its outcome decides.
    [[nodiscard]] bool admit(Instant now);
    void succeeded();
    void failed(Instant now, std::string reason);
    /// It opens at once: asking again soon would be in vain, or dear.
    void gaveUp(Instant now, std::string reason);
    /// The probe got no answer that says anything about the source (no network): as it was before.
    void probeWasInconclusive();

    /// Opens it by hand; it stays so until reset().
    void trip(std::string reason);
    void reset();
    /// An open circuit may be probed at once (the machine woke up, a person asked).
    void probeNow(Instant now);

    [[nodiscard]] QJsonObject toJson() const;
    /// What cannot be meant is taken as closed; a probe further away than the longest wait (the
    /// clock was set back) is brought near.
    [[nodiscard]] static Breaker fromJson(const QJsonObject &json, Instant now);

private:
    State m_state = State::Closed;
    int m_failures = 0;
    int m_openings = 0; ///< probes that failed, plus the first opening
    Instant m_nextProbe;
    bool m_isTrippedByHand = false;
    std::string m_reason;
};

} // namespace outlay::sources
