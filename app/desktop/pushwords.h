// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/pushrecord.h"
#include "ui/budgets/cappush.h"

#include <string>
#include <vector>

namespace outlay {

/// What the window shows of a push before it and after. Pure.
[[nodiscard]] ui::CapPushPlan pushPlanOf(const enforcement::PushPlan &plan);
/// `lights`: of the caps, read afterwards. What went wrong comes first.
[[nodiscard]] ui::CapPushResult pushResultOf(const enforcement::PushRecord &record,
                                             const std::vector<enforcement::CapReading> &lights);
/// "$80.00 per 1mo, 60 requests/min"; "unlimited".
[[nodiscard]] QString limitWords(const enforcement::EnforcedLimit &limit,
                                 const enforcement::LimitFields &fields);

} // namespace outlay
