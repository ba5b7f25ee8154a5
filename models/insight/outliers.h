// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace outlay {

/// Values far from those of their phase before and after them, taken to the edge of what is usual.
/// Only where they are few: what happens often is no outlier.
/// How many there were.
int clipOutliers(std::vector<double> &values, int season);

} // namespace outlay
