// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/settings/settingssnapshot.h"

namespace outlay {

/// How the ledger is kept, for the Settings page. `shown`: the zone of the screen.
[[nodiscard]] Result<ui::LedgerSettings> ledgerSettings(LedgerReader &reader, const Zone &shown,
                                                        Instant now);

} // namespace outlay
