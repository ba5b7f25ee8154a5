// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/verbs.h"

#include <array>

namespace outlay::cli {

// One line a verb: its file defines the Verb, this list makes it known, in the order of the help.
std::span<const Verb *const> verbs()
{
    static constexpr std::array<const Verb *, 24> all{
        &importVerb, &reportVerb,    &explainVerb,  &tasksVerb,   &reconcileVerb,   &changesVerb,
        &reviewVerb, &closeVerb,     &forecastVerb, &budgetVerb,  &alertsVerb,      &exportVerb,
        &sourceVerb, &pollVerb,      &watchVerb,    &peopleVerb,  &attributionVerb, &priceVerb,
        &pricesVerb, &retentionVerb, &backupVerb,   &restoreVerb, &demoVerb,        &doctorVerb,
    };
    return all;
}

} // namespace outlay::cli
