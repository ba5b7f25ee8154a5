// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/schedule/backoff.h"

#include "models/money/instant.h"

#include <algorithm>

namespace outlay::sources {

std::int64_t Jitter::upTo(std::int64_t limitMicros)
{
    if (limitMicros <= 0)
        return 0;
    return std::uniform_int_distribution<std::int64_t>(0, limitMicros)(m_random);
}

std::int64_t backoffSpan(int failures)
{
    return microsPerSecond << std::clamp(failures - 1, 0, 3);
}

std::int64_t backoffDelay(int failures, std::optional<std::int64_t> floorMicros, Jitter &jitter)
{
    return std::max<std::int64_t>(floorMicros.value_or(0), 0) + jitter.upTo(backoffSpan(failures));
}

} // namespace outlay::sources
