// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/pace.h"

#include "models/rules/crossing.h"

#include <algorithm>
#include <limits>

namespace outlay {

std::optional<std::int64_t> microsToLimit(std::int64_t consumed, std::int64_t limit,
                                          const TimeRange &period, Instant now)
{
    if (reaches(consumed, limit, exhaustedPercent))
        return 0;
    const Int128 passed = Int128{now.micros} - period.from.micros;
    if (consumed <= 0 || passed <= 0)
        return std::nullopt;
    const Int128 needed = (Int128{limit} - consumed) * passed / consumed;
    if (needed > Int128{period.to.micros} - now.micros)
        return std::nullopt;
    return static_cast<std::int64_t>(needed);
}

std::optional<PaceOutlook> paceOf(std::int64_t consumed, std::int64_t limit,
                                  const TimeRange &period, Instant now)
{
    constexpr Int128 leastPercent = 3;
    const Int128 length = Int128{period.to.micros} - period.from.micros;
    const Int128 passed = Int128{now.micros} - period.from.micros;
    const bool hasEnds = period.from != TimeRange{}.from && period.to != TimeRange{}.to;
    if (!hasEnds || passed <= 0 || passed * 100 < length * leastPercent)
        return std::nullopt;
    const Int128 end = Int128{consumed} * std::max(length, passed) / passed;
    PaceOutlook pace;
    pace.end =
        static_cast<std::int64_t>(std::min<Int128>(end, std::numeric_limits<std::int64_t>::max()));
    if (const auto left = microsToLimit(consumed, limit, period, now))
        pace.limitAt = Instant{now.micros + *left};
    return pace;
}

} // namespace outlay
