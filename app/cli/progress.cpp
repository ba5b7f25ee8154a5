// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"

#include "app/cli/text.h"
#include "models/money/percent.h"

#include <algorithm>

namespace outlay::cli {

namespace {

constexpr std::chrono::milliseconds redrawEvery{100};
// A rate over less than this is noise.
constexpr std::chrono::milliseconds rateAfter{500};
constexpr std::int64_t barCells = 20;

std::string durationText(std::int64_t seconds)
{
    if (seconds < 60)
        return std::to_string(seconds) + " s";
    if (seconds < 3600)
        return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
    return std::to_string(seconds / 3600) + " h " + std::to_string(seconds % 3600 / 60) + " min";
}

} // namespace

std::string progressLine(const ProgressState &state, int width)
{
    const std::int64_t done = state.done;
    const std::int64_t total = state.total;
    const auto amount = [&](std::int64_t n) { return state.isBytes ? bytesText(n) : grouped(n); };
    std::string line;
    if (total > 0) {
        const std::int64_t capped = std::min(done, total);
        const auto shareOf = [&](std::int64_t of) {
            return static_cast<std::int64_t>(Int128{capped} * of / total);
        };
        line += "[" + std::string(static_cast<std::size_t>(shareOf(barCells)), '#');
        line += std::string(static_cast<std::size_t>(barCells - shareOf(barCells)), '-') + "] ";
        const std::string percent = std::to_string(shareOf(100));
        line += std::string(3 - percent.size(), ' ') + asPercent(percent) + "  ";
        line += amount(done) + " of " + amount(total);
    } else {
        line += amount(done);
    }
    const std::int64_t ms = state.elapsed.count();
    const std::int64_t rate = ms > 0 ? static_cast<std::int64_t>(Int128{done} * 1000 / ms) : 0;
    if (state.elapsed >= rateAfter && rate > 0) {
        line += "  " + amount(rate) + "/s";
        if (total > done)
            line += "  " + durationText((total - done) / rate + 1) + " left";
    }
    const std::string name = printable(state.what);
    const int room = width - columns(line) - 2;
    if (room >= 10 && !name.empty())
        line += "  " + elided(name, room);
    return elided(line, width);
}

ProgressBar::ProgressBar(Output &err, Unit unit)
    : m_err(err)
    , m_unit(unit)
    , m_start(std::chrono::steady_clock::now())
    , m_drawn(m_start - redrawEvery)
{
}

ProgressBar::~ProgressBar()
{
    clear();
}

void ProgressBar::update(std::int64_t done, std::int64_t total, const std::string &what)
{
    if (!m_err.isTerminal())
        return;
    const auto now = std::chrono::steady_clock::now();
    if (now - m_drawn < redrawEvery)
        return;
    m_drawn = now;
    m_isVisible = true;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_start);
    m_err.write("\r");
    m_err.write(
        progressLine({done, total, elapsed, what, m_unit == Unit::Bytes}, m_err.width() - 1));
    m_err.write("\x1b[K");
    [[maybe_unused]] const Result<> decoration = m_err.flush();
}

void ProgressBar::clear()
{
    if (!m_isVisible)
        return;
    m_isVisible = false;
    m_err.write("\r\x1b[K");
    [[maybe_unused]] const Result<> decoration = m_err.flush();
}

} // namespace outlay::cli
