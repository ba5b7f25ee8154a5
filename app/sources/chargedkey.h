// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/schedule/seriesplan.h"
#include "models/ingest/ingest.h"

#include <string>

namespace outlay::sources {

/// What a key has been charged by all that use it, and whether one page more was granted and
/// counted.
struct KeyCharge
{
    SeriesProgress progress;
    bool isGranted = true;
};

/// Counts a page that is about to be asked for with a key, unless those of the day are used up, in
/// the ledger's own order: two sources with one key share the day's pages. `account` as
/// Connector::chargedAccount(); where it is empty all is granted and nothing counted.
[[nodiscard]] Result<KeyCharge> chargeKey(const SeriesPlan &plan, const std::string &account,
                                          Instant now, Ingest &ingest);

} // namespace outlay::sources
