// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/alertwords.h"
#include "models/money/zone.h"
#include "models/rules/alert.h"
#include "models/rules/runbook.h"

#include <cstdint>
#include <optional>

namespace outlay::alerting {

/// What an alert's runbook page is filled with; times for people in `zone`. Pure.
[[nodiscard]] RunbookFacts factsOf(const Alert &alert, const Zone &zone,
                                   const MomentWords &moment = {}, const Present &present = {});

/// The time to look at: what is known of when it began and ended, else the hour before it was true.
/// Of a session, and of a budget without periods, all the time until the newest request. Pure.
[[nodiscard]] TimeRange timeOf(const Alert &alert);
/// How far behind what it is about came in: from when it became true until Outlay knew. nullopt: it
/// is not about requests, whose time a source tells. Pure.
[[nodiscard]] std::optional<std::int64_t> sourceLagOf(const Alert &alert);

} // namespace outlay::alerting
