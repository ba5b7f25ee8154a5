// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/changedrivers.h"
#include "models/money/dimension.h"
#include "models/money/instant.h"
#include "ui/overview/overviewsnapshot.h"

#include <cstdint>
#include <memory>

namespace outlay::ui {

/// Why spend differs from that of the period before. Takes longer than the figures, so it comes
/// after them.
struct ChangeSnapshot
{
    std::uint64_t generation = 0; ///< of the OverviewSnapshot it belongs to
    OverviewRequest request;      ///< of that one
    TimeRange prior, now;
    TimeRange seen; ///< as much of `now` as has passed
    ChangeSplit split;
    bool hasPrior = false, hasNow = false; ///< requests or bills at all
    std::int64_t repricedRequests = 0;     ///< of now, that had another price then
    std::int64_t unknownRequests = 0;      ///< whose price then cannot be told
    DimensionRef dimension{Dimension::User, {}};
    TopChanges top;
};

using ChangeSnapshotPtr = std::shared_ptr<const ChangeSnapshot>;

} // namespace outlay::ui
