// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/exploresnapshot.h"

#include <optional>

namespace outlay::ui {

/// What to look at below one value of a dimension: provider, model, user, project, task, session;
/// those that are filtered already are left out. nullopt: nothing is left but the events.
[[nodiscard]] std::optional<DimensionRef> nextDimension(const DimensionRef &below,
                                                        const std::vector<Filter> &where);

/// One level down: only that value of each dimension, by the next one. Where there is none, the
/// dimension stays.
[[nodiscard]] ExploreRequest drilled(ExploreRequest request, const ValueKey &key);

/// Only that time, in steps that suit it.
[[nodiscard]] ExploreRequest zoomed(ExploreRequest request, const TimeRange &range);

} // namespace outlay::ui
