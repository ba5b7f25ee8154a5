// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerwriter.h"
#include "models/rules/alertstate.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// Alerts as the ledger keeps them, with their log. Works inside the ledger's open transaction.
class AlertBook
{
public:
    explicit AlertBook(LedgerWriter &ledger) : m_ledger(ledger) {}

    [[nodiscard]] std::optional<Alert> find(const std::string &id);
    [[nodiscard]] std::vector<Alert> active();
    /// What is true, or no longer is.
    void report(const AlertReport &report, Instant now);
    /// Without news: what comes of age, wakes up or is over.
    void tick(Instant now);
    /// As it is from now on.
    void put(const Alert &alert, const std::string &what, const std::string &who, bool isTold,
             Instant now);
    /// A record of what a more telling alert stands for.
    void record(Alert alert, const std::string &standsFor, Instant now);
    /// Ends one in favour of another.
    void supersede(const std::string &id, const std::string &by, Instant now);

    /// Reports one that another speaks for: who is told of that one is told of it.
    void reportWithOthers(const AlertReport &report, Instant now);
    /// What it was of is no more, or is there again: an alert that was told of is not told again.
    void correct(Alert alert, Instant now);
    /// Of one that is over: the rest of what happened came in later. Its figures grow, and that is
    /// no step of its life: nobody is told again.
    void complete(Alert alert, const Alert &facts);
    void restore(Alert alert, Instant now);
    /// One that seemed to be over is not: told unless it was, or another speaks for it.
    void goOn(Alert alert, const std::string &spokenForBy, Instant now);
    /// Alerts that an ended one spoke for have another of them speak, in silence: who was told of
    /// the group was told of it.
    void takeOver(const std::string &ended, Instant now);
    /// Those that speak for others of their budget say for how many, when some of these have ended.
    void recountGroups();

private:
    void store(const std::string &id, const std::optional<Alert> &before, const AlertStep &step,
               Instant now);
    void write(const Alert &alert);

    LedgerWriter &m_ledger;
};

} // namespace outlay
