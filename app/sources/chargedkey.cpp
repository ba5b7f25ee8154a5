// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/chargedkey.h"

namespace outlay::sources {

Result<KeyCharge> chargeKey(const SeriesPlan &plan, const std::string &account, Instant now,
                            Ingest &ingest)
{
    KeyCharge charge;
    if (account.empty())
        return charge;
    const std::string source(chargedKeys);
    const std::string name = chargedCheckpoint(plan, account);
    const auto stored = ingest.pollCheckpoint(source, name);
    OUTLAY_TRY(stored);
    charge.progress = SeriesProgress::fromJson(*stored);
    charge.isGranted = charge.progress.mayAsk(plan, now);
    if (!charge.isGranted)
        return charge;
    charge.progress.charge(now);
    OUTLAY_TRY(ingest.setPollCheckpoint(source, {.name = name, .state = charge.progress.toJson()}));
    return charge;
}

} // namespace outlay::sources
