// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace outlay {

/// The C library keeps what threads have freed: after one long reading of requests half of what a
/// window holds is memory that nobody uses. Not on the thread of the window, since it takes some
/// milliseconds. One thread at a time.
class HeapTrim
{
public:
    /// Gives it back to the system, once a minute at most; the first time a minute after this was
    /// made.
    void trimNowAndThen();

private:
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

} // namespace outlay
