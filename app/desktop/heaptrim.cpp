// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/heaptrim.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace outlay {

void HeapTrim::trimNowAndThen()
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_last < std::chrono::minutes(1))
        return;
    m_last = now;
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace outlay
