// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/receipt/receiptreader.h"
#include "models/rules/alert.h"
#include "models/rules/budget.h"

#include <QStringList>

#include <optional>

namespace outlay {

/// Of a budget over a rolling window: the window that holds what the alert tells. nullopt: its
/// budget is another, or gone, or the requests have changed since.
[[nodiscard]] std::optional<TimeRange> windowOf(LedgerReader &reader, const BudgetRules &rules,
                                                const Alert &alert);
/// What "outlay-cli explain" is asked for the requests an alert is about: its scope, and `window`
/// or else the time from when its period or run began. Empty: it is not about requests that have an
/// amount.
[[nodiscard]] QStringList explainArguments(const Alert &alert,
                                           const std::optional<TimeRange> &window = {});
/// The question of such arguments, with the figure that the ledger has for it now.
[[nodiscard]] Result<ReceiptQuestion> receiptQuestion(LedgerReader &reader,
                                                      const QStringList &arguments);

} // namespace outlay
