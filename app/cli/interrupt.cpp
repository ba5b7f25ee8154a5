// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace outlay::cli {

namespace {

// A signal handler can reach nothing else.
std::atomic<bool> wasInterrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void onInterrupt(int)
{
    wasInterrupted.store(true);
}

} // namespace

void catchInterrupts()
{
#ifdef _WIN32
    std::signal(SIGINT, onInterrupt);
#else
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    // No SA_RESTART: a read from a silent terminal must end. SA_RESETHAND: the second one kills.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = SIG_IGN; // NOLINT: a macro of the system's
    action.sa_flags = 0;
    sigaction(SIGPIPE, &action, nullptr);
#endif
}

bool isInterrupted()
{
    return wasInterrupted.load();
}

CancelToken interruptToken()
{
    // Aliases the flag: nothing to free.
    return {CancelToken{}, &wasInterrupted};
}

} // namespace outlay::cli
