// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/caps/laddersubject.h"

#include <vector>

namespace outlay::enforcement {

/// A gateway's limit and the time that it counts over now; an empty range has no end, and so no
/// pace.
struct GatewayRung
{
    LadderRung rung;
    TimeRange window;
};

/// What gateways were last read to have for the subject: users, their keys, their teams.
[[nodiscard]] Result<std::vector<GatewayRung>>
gatewayRungs(LedgerReader &reader, const LadderSubject &subject, Instant now);

} // namespace outlay::enforcement
