// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/prices/pricessnapshot.h"

namespace outlay {

/// What the Prices page shows of the ledger at `path`; `reader` null: of the shipped book alone,
/// there is no ledger yet.
[[nodiscard]] Result<ui::PricesSnapshot> pricesSnapshot(LedgerReader *reader, Instant now,
                                                        const Zone &zone, const std::string &path);

/// The layers of a ledger that differ from the shipped book.
[[nodiscard]] Result<std::vector<PriceBook::Layer>> layersOf(LedgerReader &reader);

} // namespace outlay
