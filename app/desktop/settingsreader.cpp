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
    const auto retention = reader.setting(retentionSetting);
    if (!retention)
        return tl::unexpected<Error>(retention.error());
    const auto months = parseRetention(*retention);
    if (!months)
        return tl::unexpected<Error>(months.error());
    settings.retentionMonths = *months;
    return settings;
}

} // namespace outlay
