// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/verb.h"

namespace outlay::cli {

// Each is defined in the file of its name.
extern const Verb importVerb;
extern const Verb reportVerb;
extern const Verb explainVerb;
extern const Verb tasksVerb;
extern const Verb reconcileVerb;
extern const Verb changesVerb;
extern const Verb reviewVerb;
extern const Verb closeVerb;
extern const Verb forecastVerb;
extern const Verb budgetVerb;
extern const Verb alertsVerb;
extern const Verb exportVerb;
extern const Verb sourceVerb;
extern const Verb peopleVerb;
extern const Verb attributionVerb;
extern const Verb pollVerb;
extern const Verb watchVerb;
extern const Verb retentionVerb;
extern const Verb backupVerb;
extern const Verb restoreVerb;
extern const Verb demoVerb;
extern const Verb doctorVerb;
extern const Verb priceVerb;
extern const Verb pricesVerb;

} // namespace outlay::cli
