// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"
#include "app/reports/reportpage.h"
#include "models/insight/review.h"

namespace outlay::reports {

/// Budgets as they stood when the period ended. Not on the GUI thread.
[[nodiscard]] Result<std::vector<alerting::BudgetStatus>> reviewBudgets(LedgerReader &reader,
                                                                        const TimeRange &period);

/// The review in words. Pure.
[[nodiscard]] ReportPage reviewPage(const Review &review,
                                    const std::vector<alerting::BudgetStatus> &budgets);

} // namespace outlay::reports
