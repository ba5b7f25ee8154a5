// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/settle.h"

#include <cstddef>
#include <vector>

namespace outlay {

/// Which lines stand for money, and which usage lines only give it a shape: places in `lines`, in
/// an order that their content alone decides. Counts of a time that a bill knows in part are both.
struct SettleRoles
{
    std::vector<std::size_t> money, shape;
    std::vector<YieldedCounts> yielded;
};

[[nodiscard]] SettleRoles rolesOf(const std::vector<BookLine> &lines);

/// Whether the usage line may tell the rest of the money's dimensions.
[[nodiscard]] bool canShape(const BookLine &usage, const BookLine &money);

/// Written before its bucket was over: what was used since is in no line of it.
[[nodiscard]] bool isUnfinished(const BookLine &line);

[[nodiscard]] inline bool isWithin(const TimeRange &inner, const TimeRange &outer)
{
    return outer.from <= inner.from && inner.to <= outer.to;
}

} // namespace outlay
