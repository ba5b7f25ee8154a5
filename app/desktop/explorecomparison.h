// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/explorebuilder.h"

namespace outlay {

inline constexpr int mostExploreRows = 5'000; ///< the dearest; the rest is one row

/// What the period before had, in all, of each row and by bar, where the request wants it. To be
/// called with rows and buckets as they are shown; values that are gone are added below them.
[[nodiscard]] Result<> addComparison(ui::ExploreSnapshot &snapshot, const ExploreQueries &queries);

} // namespace outlay
