// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/zone.h"

namespace outlay {

/// What a bounded range is compared with, of the same kind and never overlapping it: of whole
/// months as many months before; of a part of a month from its first day on the same part of the
/// month before, cut at its end; of a range from a midnight as many days before, ending as long
/// after a midnight; else the same length before.
[[nodiscard]] TimeRange priorPeriod(const TimeRange &range, const Zone &zone);

} // namespace outlay
