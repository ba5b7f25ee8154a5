// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/rulerows.h"
#include "models/rules/alert.h"

#include <vector>

namespace outlay {

/// Puts an alert back to what was so at `end`: its state, who had it in hand, and the steps of its
/// life until then (`log`, oldest first). One that was known only afterwards is as it was when it
/// became known. What it is about (figures, evidence) stays as it is kept.
void putBackTo(Instant end, Alert &alert, std::vector<AlertLogRow> &log);

} // namespace outlay
