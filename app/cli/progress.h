// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace outlay::cli {

/// "[#####-----]  50 %  1.0 GB of 2.0 GB  340 MB/s  3 s left  a.jsonl", at most `width` columns.
/// Without a known total (standard input): what was done and the rate.
struct ProgressState
{
    std::int64_t done = 0, total = 0;
    std::chrono::milliseconds elapsed{0};
    std::string what;
    bool isBytes = true; ///< else a plain count
};
[[nodiscard]] std::string progressLine(const ProgressState &state, int width);

/// One line on a terminal, redrawn at most ten times a second; nothing elsewhere.
class ProgressBar
{
public:
    enum class Unit
    {
        Bytes,
        Count,
    };
    explicit ProgressBar(Output &err, Unit unit = Unit::Bytes);
    ~ProgressBar();
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;

    void update(std::int64_t done, std::int64_t total, const std::string &what);
    /// Wipes the line, so that messages start on a clean one.
    void clear();

private:
    Output &m_err;
    Unit m_unit;
    std::chrono::steady_clock::time_point m_start;
    std::chrono::steady_clock::time_point m_drawn;
    bool m_isVisible = false;
};

} // namespace outlay::cli
