// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/settingsreader.h"

namespace outlay {

Result<ui::LedgerSettings> ledgerSettings(LedgerReader &reader, const Zone &shown, Instant now)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    auto ledger = Zone::named(facts->zone);
    if (!ledger)
        return tl::unexpected<Error>(std::move(ledger).error());
    ui::LedgerSettings settings;
    settings.now = now;
    settings.shown = shown;
    settings.ledger = std::move(*ledger);
    settings.requests = facts->span;
    return settings;
}

Result<ui::RetentionEffect> retentionEffect(LedgerReader &reader, Instant first)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    ui::RetentionEffect effect;
    if (!facts->span || facts->span->from >= first)
        return effect;
    auto zone = Zone::named(facts->zone);
    if (!zone)
        return tl::unexpected<Error>(std::move(zone).error());
    Query query;
    query.zone = *zone;
    query.range = {zone->startOfDay(zone->dayOf(facts->span->from)), first};
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    effect.dropped = query.range;
    effect.days = zone->dayOf({first.micros - 1}) - zone->dayOf(query.range.from) + 1;
    effect.requests = answer->total.requests;
    effect.cost = answer->total.cost;
    return effect;
}

} // namespace outlay
