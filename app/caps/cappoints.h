// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/enforcementpoint.h"
#include "app/enforcement/pushstore.h"
#include "models/ledger/ledgerreader.h"

#include <string>
#include <vector>

namespace outlay::enforcement {

/// What is known of one gateway without asking it.
struct CapPoint
{
    std::string source;
    KnownStates known;
    PointFacts facts;
};

/// Gateways that limits can be set at.
[[nodiscard]] Result<std::vector<CapPoint>> capPoints(LedgerReader &reader);

} // namespace outlay::enforcement
