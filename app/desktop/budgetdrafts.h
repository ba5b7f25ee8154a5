// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/rules/budget.h"
#include "ui/budgets/budgetssnapshot.h"

namespace outlay {

// Rules as the page writes them, and back.

[[nodiscard]] ui::BudgetPeriodWords periodWordsOf(const BudgetPeriod &period);
/// `former` stays as it is where the words are its own: they cannot say all of it.
[[nodiscard]] BudgetPeriod periodOf(const ui::BudgetPeriodWords &words, const BudgetPeriod &former);

[[nodiscard]] ui::BudgetDraft draftOf(const Budget &budget);
/// The rules with the draft in them: in place of the one of its id, or a new one. Usage error.
[[nodiscard]] Result<BudgetRules> withDraft(const BudgetRules &rules, const ui::BudgetDraft &draft,
                                            Instant now);
/// What the rules' check said, beside its field where it names one.
[[nodiscard]] std::vector<ui::BudgetFieldError> fieldErrorsOf(const Error &error);

/// What the draft would have done in the past, and what saving it does.
[[nodiscard]] Result<ui::BudgetPreview> previewOf(LedgerReader &reader,
                                                  const ui::BudgetDraft &draft, Instant now);

[[nodiscard]] ui::TripwireSettings tripwiresOf(const BudgetRules &rules, Instant now);
/// A tripwire that is off is paused; one that was removed comes back when it is wanted.
[[nodiscard]] BudgetRules withTripwires(const BudgetRules &rules,
                                        const ui::TripwireSettings &settings);

/// A monthly budget for everything.
[[nodiscard]] Result<BudgetRules> withMonthly(const BudgetRules &rules, Money amount,
                                              const Zone &zone, Instant now);

} // namespace outlay
