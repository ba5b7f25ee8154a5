// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/heaptrim.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

namespace outlay {

bool HeapTrim::isDue() const
{
    return std::chrono::steady_clock::now() - m_last >= std::chrono::minutes(1);
}

void HeapTrim::trim()
{
    m_last = std::chrono::steady_clock::now();
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace outlay
