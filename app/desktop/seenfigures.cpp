// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/seenfigures.h"

namespace outlay {

bool SeenFigures::takeIfNew(const ui::OverviewSnapshot &overview, Instant now)
{
    constexpr std::int64_t atLeastEvery = 10 * microsPerMinute;
    const Seen next{overview.request,
                    overview.writes,
                    overview.total.requests,
                    overview.total.cost,
                    overview.zone.name(),
                    overview.zone.dayOf(now),
                    now};
    const bool isOld = m_seen && m_seen->request == next.request && m_seen->writes == next.writes &&
                       m_seen->requests == next.requests && m_seen->cost == next.cost &&
                       m_seen->zone == next.zone && m_seen->day == next.day && now >= m_seen->at &&
                       now.micros - m_seen->at.micros < atLeastEvery;
    if (!isOld)
        m_seen = next;
    return !isOld;
}

} // namespace outlay
