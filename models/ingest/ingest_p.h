// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ingest: what the parts of Ingest share.

#include "models/ingest/aftermath.h"
#include "models/ingest/batchwriter.h"
#include "models/ingest/configuration.h"
#include "models/ingest/ingest.h"
#include "models/ingest/rulewatch.h"

#include "models/money/clock.h"

#include <limits>
#include <set>

namespace outlay {

struct Ingest::Data
{
    explicit Data(std::unique_ptr<LedgerWriter> writer);

    /// Takes over what other processes made of the configuration.
    Result<> refresh();
    /// Opens a transaction on what is there now.
    Result<> begin();
    /// Judges what the transaction did to budgets and ends it; rolls back what failed.
    Result<> finish();
    /// The same, of a transaction that mostly has nothing to say: rowsWritten() before it began.
    Result<> finishIfWritten(std::int64_t rowsBefore);
    /// After a transaction that is none: memory forgets it, too.
    void forget();
    /// Opens a transaction, lets `work` write, runs what follows from it, commits. Rolls everything
    /// back, memory included, if anything failed.
    Result<> transaction(const std::function<void()> &work);
    /// Writes a batch in one transaction.
    Result<> write(const Batch &batch, ImportCounts &counts,
                   const std::function<void()> &alongside = {});
    /// Reads the configuration again and hands it to the deriver.
    Result<> loadConfiguration();
    /// An alert as somebody wants it.
    Result<> changeAlert(const std::string &id, const std::string &what, const std::string &who,
                         const std::function<Result<Alert>(Alert)> &change);
    /// Stores a configuration row, and derives every event it may touch anew.
    Result<> changeBudgets(const std::function<Result<BudgetRules>(const BudgetRules &)> &change,
                           std::optional<std::int64_t> undoes);
    /// `undoes`: id of the change that this takes back.
    Result<> configure(const char *row, const std::string &json, bool remerges,
                       std::optional<std::int64_t> undoes = std::nullopt);
    /// Sets labels of sources: what they leave unknown.
    Result<> label(const std::set<std::string> &sources,
                   const std::vector<std::pair<Dimension, std::string>> &labels);
    /// Inside a transaction: every event derived anew, cells rebuilt from the horizon on.
    void rederiveAll(bool remerges);
    void rebuildCells();
    /// Inside a transaction: what carries ids that the directory has just named otherwise is
    /// derived anew. `rememberNames()` of the deriver comes before the change.
    void applyNewNames();
    /// Inside a transaction: see Ingest::pseudonymise().
    Result<> pseudonymise(const std::string &name, PseudonymEffect &effect);
    [[nodiscard]] Instant now() const;
    [[nodiscard]] Instant horizon();

    std::unique_ptr<LedgerWriter> ledger;
    Clock clock;
    RuleWatch rules; ///< before what tells it of things
    Deriver deriver;
    CellBuffer cells;
    EventWriter events;
    Families families;
    BatchWriter batches;
    Aftermath aftermath;
};

} // namespace outlay
