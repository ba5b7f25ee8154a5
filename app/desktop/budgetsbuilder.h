// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/budgetproposal.h"
#include "app/alerting/budgetstatus.h"
#include "models/ledger/ledgerreader.h"
#include "models/receipt/receiptreader.h"
#include "models/rules/budget.h"
#include "ui/budgets/budgetssnapshot.h"

#include <QLocale>

#include <string>
#include <utility>
#include <vector>

namespace outlay {

/// How much of the page is wanted.
enum class BudgetsDepth : std::uint8_t
{
    Standings, ///< what is consumed: a few lookups, for the first moment
    Whole,     ///< forecasts, suggestions and a proposal too
};

/// What is known of budgets now. Rules and figures are those of budgetStatuses().
[[nodiscard]] Result<ui::BudgetsSnapshot> budgetsSnapshot(LedgerReader &reader, Instant now,
                                                          const Zone &zone, BudgetsDepth depth);
/// Where there is no ledger yet: no budgets, and what watches anyway.
[[nodiscard]] ui::BudgetsSnapshot emptyBudgets(Instant now, const Zone &zone);

/// The chart, the last periods and the changes of one budget, or of one of its members.
[[nodiscard]] Result<ui::BudgetDetails> budgetDetails(LedgerReader &reader, const std::string &id,
                                                      const std::string &member, Instant now);

/// Where the periods of members will end: several queries each. Those that cannot be foreseen are
/// there without a forecast.
[[nodiscard]] Result<std::vector<ui::BudgetMemberForecast>>
memberForecasts(LedgerReader &reader,
                const std::vector<std::pair<std::string, std::string>> &members, Instant now);

/// What a receipt of a budget's consumption asks for, which has fees in it that are no consumption.
struct BudgetReceipt
{
    QString title;
    ReceiptQuestion question;
    Money fees;
    Measures used; ///< the question's figure without the fees
};
[[nodiscard]] Result<BudgetReceipt> budgetReceipt(LedgerReader &reader, const std::string &id,
                                                  const std::string &member, Instant now);
/// What it adds up to then is what the budget has used.
[[nodiscard]] FigureReceipt withoutFees(FigureReceipt derivation, Money fees);

/// How a proposal comes about: "6 of the last 8 whole weeks cost $120.00 or less; …". Pure.
[[nodiscard]] QString proposalWords(const alerting::BudgetProposal &proposal,
                                    const QLocale &locale);

/// Rows of the table, a parent before its children.
[[nodiscard]] std::vector<ui::BudgetRow>
budgetRows(const std::vector<alerting::BudgetStatus> &statuses, Instant now);

} // namespace outlay
