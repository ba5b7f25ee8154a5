// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetstatus.h"
#include "app/reports/reportpage.h"
#include "models/insight/review.h"

namespace outlay::reports {

/// A budget as it stood when the period ended.
struct ReviewBudget
{
    alerting::BudgetStatus status;
    TimeRange range; ///< of the budget's period until then
    /// What it counts, of a budget in money; nullopt: what it counts is more than cost.
    std::optional<ReviewFigure> figure;
    Money fees; ///< of plans, in the figure's cost but in no budget's use
};

/// Not on the GUI thread.
[[nodiscard]] Result<std::vector<ReviewBudget>>
reviewBudgets(LedgerReader &reader, const PriceBook &book, const TimeRange &period);

/// The review in words. Pure.
[[nodiscard]] ReportPage reviewPage(const Review &review, const std::vector<ReviewBudget> &budgets);

} // namespace outlay::reports
