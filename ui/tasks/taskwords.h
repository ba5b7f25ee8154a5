// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/receipt/receiptlines.h"
#include "ui/tasks/taskssnapshot.h"

#include <QLocale>
#include <QString>
#include <QStringList>

#include <vector>

namespace outlay::ui {

/// "98 of 100 well", "all well", "not known": how the requests of a task ended. Whether the task
/// itself succeeded no source says.
[[nodiscard]] QString outcomeText(const OutcomeCounts &outcomes, const QLocale &locale);
/// All of them, a line each.
[[nodiscard]] QString outcomeHint(const OutcomeCounts &outcomes, const QLocale &locale);
/// Its name, or its label while names are hidden.
[[nodiscard]] QString taskLabel(const std::string &task);
/// "main of 5d0c6a1e", "explore", "no agent known".
[[nodiscard]] QString agentLabel(const AgentTree &tree, const Agent &agent);
/// Per-task money; "≥" where some requests have no price, "unpriced" where none has.
[[nodiscard]] QString taskMoney(const std::optional<Money> &cost, std::int64_t unpriced,
                                const QLocale &locale);
/// "1.43×"; a dash where one agent would cost nothing.
[[nodiscard]] QString multiplierText(const TeamCost &cost, const QLocale &locale);

/// A step of a sum: what, and how much.
struct SumLine
{
    QString what, amount;
    bool isResult = false;
    Money sum = {};                        ///< of `receipt`
    std::vector<ReceiptLine> receipt = {}; ///< by agent, or the lines it is the sum of
};
/// The team's cost, the same in one agent, and what one agent doing it all would cost.
[[nodiscard]] std::vector<SumLine> teamSums(const AgentTree &tree, const QLocale &locale);

} // namespace outlay::ui
