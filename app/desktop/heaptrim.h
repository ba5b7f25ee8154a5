// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace outlay {

/// The C library keeps what threads have freed: after one long reading of requests half of what a
/// window holds is memory that nobody uses. One thread at a time, and not that of the window, since
/// giving it back takes some milliseconds.
class HeapTrim
{
public:
    /// Once a minute; the first time a minute after this was made.
    [[nodiscard]] bool isDue() const;
    /// Gives what was freed back to the system.
    void trim();

private:
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

} // namespace outlay
