// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/import/estimate.h"

#include <cmath>

namespace outlay::ui {
namespace {

constexpr std::int64_t settleMs = 1000;
constexpr std::int64_t sampleMs = 500;
constexpr double smoothing = 0.3; // a new sample's weight

} // namespace

void RateEstimate::start(std::int64_t nowMs)
{
    *this = {};
    m_startMs = nowMs;
    m_lastMs = nowMs;
}

void RateEstimate::update(std::int64_t nowMs, std::int64_t done, std::int64_t total)
{
    m_remaining = total - done;
    if (nowMs - m_lastMs < sampleMs || nowMs - m_startMs < settleMs)
        return;
    const double sample =
        1000.0 * static_cast<double>(done - m_lastDone) / static_cast<double>(nowMs - m_lastMs);
    m_rate = m_rate ? (1 - smoothing) * *m_rate + smoothing * sample : sample;
    m_lastMs = nowMs;
    m_lastDone = done;
}

std::optional<std::int64_t> RateEstimate::remainingSeconds() const
{
    if (!m_rate || *m_rate <= 0 || m_remaining <= 0)
        return {};
    return static_cast<std::int64_t>(std::ceil(static_cast<double>(m_remaining) / *m_rate));
}

} // namespace outlay::ui
