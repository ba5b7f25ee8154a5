// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/budgetwatch.h"
#include "models/ingest/cellbuffer.h"
#include "models/ingest/spendwatch.h"

namespace outlay {

/// The rules of a ledger at work: consumption, thresholds, storms and their alerts, in the
/// transaction that brings what they are about. Sees everything the cells see.
class RuleWatch final : public CellBuffer::Observer
{
public:
    explicit RuleWatch(LedgerWriter &ledger);

    /// From the next transaction on.
    void setRules(const BudgetRules &rules);
    [[nodiscard]] const BudgetRules &rules() const { return m_consumption.rules(); }
    /// At the start of a transaction.
    [[nodiscard]] Result<> prepare() { return m_consumption.prepare(); }
    /// Another process has written: also what was kept of the rules may be another's.
    void changedElsewhere();
    /// While cells are rebuilt of events that are counted already.
    void suspend(bool does);
    /// At the end of a transaction, when its cells are written.
    void judge(Instant now);
    /// Likewise, with no news but the clock's, or after limits have changed.
    void tick(Instant now);
    void rearm(const BudgetRules &before, Instant now);
    void discard();

    [[nodiscard]] AlertBook &alerts() { return m_alerts; }
    /// An event whose derived half changes while cells are being rebuilt.
    void replaced(const StoredEvent &before, const StoredEvent &after);

    void counted(const StoredEvent &event, const Cell &cell, bool subtract) override;
    void counted(const ResidualRow &residual, bool subtract) override;

private:
    /// Trackers that must tell of all they hold in a time.
    struct Recall
    {
        std::vector<std::int64_t> trackers;
        TimeRange range;
    };
    [[nodiscard]] bool isPassed(const Budget &budget, const Tracker &tracker, Instant now);
    [[nodiscard]] Recall recallAfter(const BudgetRules &before, Instant now);

    LedgerWriter &m_ledger;
    ConsumptionBuffer m_consumption;
    AlertBook m_alerts;
    BudgetWatch m_budgets;
    SpendWatch m_spend;
};

} // namespace outlay
