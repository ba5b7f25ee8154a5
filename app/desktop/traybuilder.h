// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/traystate.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/zone.h"

namespace outlay {

/// What the icon in the panel shows of a ledger: the fullest cap (the fullest budget where there is
/// no cap), today's spend and how fast it grows, alerts that wait. Several queries.
[[nodiscard]] Result<TrayState> trayStateOf(LedgerReader &reader, Instant now, const Zone &zone);

} // namespace outlay
