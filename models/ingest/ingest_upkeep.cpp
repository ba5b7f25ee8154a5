// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ingest: what is done now and then, beside what comes in.
#include "models/ingest/ingest_p.h"

namespace outlay {

namespace {

// A day of fewer is read from its events as quickly.
constexpr std::int64_t fewestCombined = 500;

} // namespace

Result<bool> Ingest::keepUp()
{
    constexpr std::int64_t eventsAtOnce =
        200'000;          // half a second, in which nothing else is written
    if (isRetentionDue()) // once a day of the ledger
        OUTLAY_TRY(applyRetention());
    return combineDays(eventsAtOnce);
}

Result<bool> Ingest::combineDays(std::int64_t events)
{
    Data &d = *m_data;
    const Zone &zone = d.cells.zone();
    const std::vector<std::int64_t> days =
        d.ledger->daysToCombine(zone.dayOf(d.now()), fewestCombined);
    if (days.empty())
        return false;
    OUTLAY_TRY(d.begin());
    std::size_t done = 0;
    for (std::int64_t left = events; done < days.size() && left > 0; ++done)
        left -= d.ledger->combineDay(days[done], zone);
    OUTLAY_TRY(d.finish());
    return done < days.size();
}

} // namespace outlay
