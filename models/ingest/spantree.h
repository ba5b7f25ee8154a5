// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <cstdint>
#include <string>
#include <vector>

namespace outlay {

struct TraceSpan
{
    std::uint64_t id = 0, parent = 0; ///< hashes; parent 0: a root
    SpanRecord::Kind kind = SpanRecord::Kind::Usage;
    Instant start, end;
    std::uint32_t agent = 0; ///< text id of the agent's name; 0: not an agent span
};

struct SpanVerdict
{
    bool counts = false;
    std::uint32_t agent = 0; ///< nearest ancestor agent, itself included; 0: unknown
    std::uint32_t parentAgent = 0;
};

/// Which spans of one trace count as requests, and whose they are (DESIGN invariant 4): of nested
/// usage spans the innermost; a roll-up only when no usage span lies inside its interval. Pure;
/// independent of the order of `spans`.
[[nodiscard]] std::vector<SpanVerdict> judgeTrace(const std::vector<TraceSpan> &spans);

} // namespace outlay
