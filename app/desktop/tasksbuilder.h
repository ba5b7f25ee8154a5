// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/tasks/taskssnapshot.h"

#include <vector>

namespace outlay {

/// What the Tasks page shows, of one ledger; the demo ends at its own "now". On the thread of
/// `reader`.
[[nodiscard]] Result<ui::TasksSnapshot> buildTasks(LedgerReader &reader,
                                                   const ui::TasksRequest &request,
                                                   const Clock &clock, const Zone &zone,
                                                   const CancelToken &cancel);

/// A task's agents: its requests in that time that pass the filters.
[[nodiscard]] Result<ui::TaskDetails>
buildTaskDetails(LedgerReader &reader, const std::string &task, const TimeRange &range,
                 const std::vector<Filter> &where, const Zone &zone, const CancelToken &cancel);

} // namespace outlay
