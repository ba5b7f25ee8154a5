// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <list>
#include <memory>
#include <optional>

namespace outlay {

/// Asks a reader, and remembers what it said for as long as nothing is written: a window that is
/// left open asks the same every minute, and only the clock has moved. What was said of one range
/// holds for another one if nothing lies between the ends of the two. Not thread-safe.
class SteadyReader
{
public:
    explicit SteadyReader(std::unique_ptr<LedgerReader> reader);

    /// Forgets what was said before the last commit (answers of run(): the last one with figures);
    /// the change counter. Call it first: what is asked afterwards is at least as new.
    [[nodiscard]] Result<std::int64_t> look();

    /// As LedgerReader's.
    [[nodiscard]] Result<Answer> run(const Query &query, const CancelToken &cancel = {});
    [[nodiscard]] Result<LedgerFacts> facts();
    [[nodiscard]] Result<std::vector<SourceInfo>> sources();
    [[nodiscard]] Result<std::vector<PlanInfo>> plans();
    [[nodiscard]] Result<std::vector<Silence>> silences(Instant now);

    /// For what is not remembered.
    [[nodiscard]] LedgerReader &reader() { return *m_reader; }
    /// How many questions were put to the reader itself since this was made.
    [[nodiscard]] std::int64_t readings() const { return m_readings; }

private:
    struct Known
    {
        Query query;
        Answer answer;
    };
    struct Silent
    {
        std::int64_t day = 0; ///< of the ledger's zone
        std::vector<Silence> silences;
    };
    /// Remembered, for another range that holds the same; moved to the front. Null: none.
    [[nodiscard]] Result<const Known *> find(const Query &query);
    [[nodiscard]] Result<bool> isSame(const TimeRange &known, const TimeRange &asked);

    std::unique_ptr<LedgerReader> m_reader;
    std::optional<std::int64_t> m_counter, m_figures;
    std::list<Known> m_known; ///< the last used first
    std::optional<LedgerFacts> m_facts;
    std::optional<std::vector<SourceInfo>> m_sources;
    std::optional<std::vector<PlanInfo>> m_plans;
    std::optional<Silent> m_silent;
    std::int64_t m_readings = 0;
};

} // namespace outlay
