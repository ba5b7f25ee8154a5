// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/notice.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/alert.h"
#include "models/rules/budget.h"
#include "ui/alerts/alertssnapshot.h"

#include <cstdint>
#include <optional>

namespace outlay {

/// What a person is told of it.
[[nodiscard]] alerting::Notice noticeOf(const Alert &alert, const Zone &zone);
/// A line of an alert's evidence in words, a time apart. Pure.
[[nodiscard]] ui::AlertEvidence evidenceLine(const std::string &what, const std::string &figure);
/// One alert as the page lists it. `present`: what a window that rolls holds now.
[[nodiscard]] ui::AlertRow alertRow(const Alert &alert, const Zone &zone,
                                    const std::optional<std::int64_t> &present = {});
/// What is known of alerts: all that are open, and those of the last ninety days.
[[nodiscard]] Result<ui::AlertsSnapshot> alertsSnapshot(LedgerReader &reader, Instant now,
                                                        const Zone &zone);
/// One alert's life, evidence and runbook. Reads the person's copy of the runbook.
/// `ledger`: of the page's commands, see RunbookFacts.
[[nodiscard]] Result<ui::AlertDetail> alertDetail(LedgerReader &reader, const std::string &id,
                                                  const std::string &ledger, Instant now,
                                                  const Zone &zone);
/// "A session over $25.00", of the rules in force, translated.
[[nodiscard]] QStringList tripwireSentences(const BudgetRules &rules);

} // namespace outlay
