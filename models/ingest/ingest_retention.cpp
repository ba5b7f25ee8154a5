// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Ingest: single requests that are kept for so long and no longer. Their sums stay for ever.
#include "models/ingest/ingest_p.h"

#include "models/ledger/retention.h"

#include <algorithm>

namespace outlay {
namespace {

constexpr const char *lastDayKey = "retention_day";

} // namespace

Result<std::int64_t> Ingest::setRetentionHorizon(Instant horizon)
{
    Data &d = *m_data;
    // Whole days of the ledger's zone, so that frozen cells and living ones do not share a bucket.
    const Instant start = d.cells.zone().startOfDay(d.cells.zone().dayOf(horizon));
    if (start <= d.horizon())
        return 0;
    std::int64_t dropped = 0;
    OUTLAY_TRY(d.begin());
    std::set<std::int64_t> gone;
    const auto drop = [&](StoredEvent &event) {
        gone.insert(event.id);
        for (const ViewRow &view : d.ledger->viewsOfEvent(event.id, true)) {
            gone.insert(view.id);
            d.ledger->deleteView(view.id);
        }
        d.ledger->removeAggregate(event.id);
        d.ledger->deleteEvent(event.id);
        ++dropped;
        return !d.ledger->failed();
    };
    // A day at a time: they are read before they are dropped.
    for (auto span = d.ledger->span(); span && span->from < start && !d.ledger->failed();
         span = d.ledger->span())
        d.ledger->eachEventBetween(
            {span->from, std::min(start, Instant{span->from.micros + microsPerDay})}, drop);
    std::vector<std::pair<std::uint64_t, std::int64_t>> identities;
    if (!gone.empty())
        d.ledger->eachIdentity([&](std::uint64_t hash, std::int64_t view) {
            if (gone.contains(view))
                identities.emplace_back(hash, view);
        });
    // Combinations begin at the horizon, whether or not they were summed up before.
    for (const std::int64_t day : d.ledger->combinedDays()) {
        if (d.cells.zone().startOfDay(day) < start)
            d.ledger->dropCombined(day);
    }
    for (const auto &[hash, view] : identities)
        d.ledger->removeIdentity(hash, view);
    d.ledger->setMeta("horizon", start.micros);
    // Ids are never used twice, also when the newest events are the ones dropped.
    d.ledger->setMeta("highest_id", d.ledger->nextId());
    d.ledger->recordChange(d.now(), "retention", toRfc3339(start), dropped, {}, {});
    OUTLAY_TRY(d.finish());
    return dropped;
}

Result<> Ingest::setRetentionMonths(int months)
{
    const auto json = retentionJson(months);
    if (!json)
        return tl::unexpected<Error>(json.error());
    OUTLAY_TRY(setSetting(retentionSetting, *json));
    Data &d = *m_data;
    OUTLAY_TRY(d.begin());
    d.ledger->setMeta(lastDayKey, std::int64_t{0}); // due at once
    return d.finish();
}

Result<int> Ingest::retentionMonths()
{
    const auto json = setting(retentionSetting);
    if (!json)
        return tl::unexpected<Error>(json.error());
    return parseRetention(*json);
}

bool Ingest::isRetentionDue()
{
    Data &d = *m_data;
    const auto months = retentionMonths();
    if (!months || *months == 0)
        return false;
    return d.ledger->metaInteger(lastDayKey).value_or(0) < d.cells.zone().dayOf(d.now());
}

Result<std::int64_t> Ingest::applyRetention()
{
    Data &d = *m_data;
    const auto months = retentionMonths();
    if (!months)
        return tl::unexpected<Error>(months.error());
    if (*months == 0)
        return 0;
    const Zone &zone = d.cells.zone();
    const auto dropped = setRetentionHorizon(retentionStart(zone, d.now(), *months));
    if (!dropped)
        return dropped;
    OUTLAY_TRY(d.begin());
    d.ledger->setMeta(lastDayKey, zone.dayOf(d.now()));
    OUTLAY_TRY(d.finish());
    return dropped;
}

} // namespace outlay
