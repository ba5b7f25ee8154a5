// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "models/insight/taskcosts.h"

namespace outlay::cli {

void writeTasksJson(Output &out, const TaskCosts &costs, const Zone &zone);
/// A row a task, then what is left; as in the report's CSV the last column says which.
void writeTasksCsv(Output &out, const TaskCosts &costs);
/// For people; `width`: columns of the terminal, 0: any.
void printTasks(Output &out, const TaskCosts &costs, const Zone &zone);

} // namespace outlay::cli
