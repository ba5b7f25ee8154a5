// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/zone.h"
#include "models/rules/alert.h"
#include "models/rules/runbook.h"

namespace outlay::alerting {

/// What an alert's runbook page is filled with; times for people in `zone`. Pure.
[[nodiscard]] RunbookFacts factsOf(const Alert &alert, const Zone &zone);

} // namespace outlay::alerting
