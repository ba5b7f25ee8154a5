// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace outlay::ui {

/// Rate and remaining time of work of which so much is done, smoothed so that the words do not
/// jump. Times are given, not taken: milliseconds of a steady clock.
class RateEstimate
{
public:
    void start(std::int64_t nowMs);
    void update(std::int64_t nowMs, std::int64_t done, std::int64_t total);

    /// Units a second; nullopt in the first second, when it would be a guess.
    [[nodiscard]] std::optional<double> rate() const { return m_rate; }
    [[nodiscard]] std::optional<std::int64_t> remainingSeconds() const;

private:
    std::int64_t m_startMs = 0, m_lastMs = 0, m_lastDone = 0;
    std::int64_t m_remaining = 0;
    std::optional<double> m_rate;
};

} // namespace outlay::ui
