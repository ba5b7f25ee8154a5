// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/closing.h"

#include <string>
#include <vector>

namespace outlay::ui {

/// Which months of the ledger are closed, and which can be.
struct ClosingsSnapshot
{
    Zone zone;                           ///< of months
    std::vector<ListedClosing> closings; ///< by month, those opened again too
    std::vector<std::string> open;       ///< months that are over and not closed, newest first
};

/// What closing a month would freeze, and what speaks against it.
struct ClosingPreview
{
    ClosedPeriod period;
    ClosingObstacles obstacles;
};

} // namespace outlay::ui
