// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/processprotection.h"

#include "app/sources/secrets/redaction.h"

#include <cstdlib>
#include <mutex>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/resource.h>
#include <unistd.h>
#endif
#if defined(__linux__)
#include <sys/prctl.h>
#endif

namespace outlay {

namespace {

#if defined(__linux__)
bool isSandboxed()
{
    return access("/.flatpak-info", F_OK) == 0 || std::getenv("SNAP") != nullptr;
}
#endif

void forbidCoreDumps()
{
#if defined(__unix__) || defined(__APPLE__)
    const rlimit none{0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
#endif
#if defined(__linux__)
    if (!isSandboxed())
        (void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

} // namespace

void protectProcess()
{
    static std::once_flag once;
    std::call_once(once, [] {
        forbidCoreDumps();
        redactQtMessages();
    });
}

} // namespace outlay
