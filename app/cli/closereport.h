// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "models/insight/closing.h"

#include <vector>

namespace outlay::cli {

/// Month, range, digest and who closed it, as fields of the open object.
void writeClosing(JsonWriter &json, const ClosedPeriod &period);
/// {"open_statements":[…],"sources_behind":[…],"unpriced":[…],"empty"}.
void writeObstacles(JsonWriter &json, const ClosingObstacles &obstacles);
/// A line each, without a full stop.
[[nodiscard]] std::vector<std::string> obstacleLines(const ClosingObstacles &obstacles);

/// `history`: the month's closings that were opened again, oldest first.
void writeComparison(Output &out, const ClosingComparison &comparison,
                     const std::vector<ClosedPeriod> &history);
/// `by`: the dimensions to cut adjustments by.
void printComparison(Output &out, const ClosingComparison &comparison,
                     const std::vector<ClosedPeriod> &history, const std::vector<Dimension> &by);

void writeClosings(Output &out, const std::vector<ListedClosing> &closings);
void printClosings(Output &out, const std::vector<ListedClosing> &closings);

} // namespace outlay::cli
