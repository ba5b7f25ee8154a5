// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <optional>
#include <vector>

namespace outlay {

/// Whether every source is the demo's.
[[nodiscard]] bool isDemo(const std::vector<SourceInfo> &sources);

/// The demo ends at its own "now"; later than that there is nothing to look at. Of any other
/// ledger `now` itself.
[[nodiscard]] Instant shownNow(const std::vector<SourceInfo> &sources, Instant now);
[[nodiscard]] Result<Instant> shownNow(LedgerReader &reader, Instant now);
/// Where a month that runs is looked at from: shownNow(), so that it is forecast from one moment
/// everywhere; nullopt: the newest request is of another month, so none runs.
[[nodiscard]] Result<std::optional<Instant>> runningNow(LedgerReader &reader, const Zone &zone,
                                                        Instant now);

} // namespace outlay
