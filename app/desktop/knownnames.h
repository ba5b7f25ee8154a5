// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "ui/text/names.h"

#include <vector>

namespace outlay {

/// All names a ledger holds that texts may repeat: values of dimensions, people and what sources
/// call them, budgets. Of dimensions with very many values the dearest.
[[nodiscard]] Result<std::vector<ui::KnownNames>> knownNames(LedgerReader &reader);

} // namespace outlay
