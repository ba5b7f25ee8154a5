// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/books.h"
#include "models/ingest/eventwriter.h"

#include <functional>
#include <set>

namespace outlay {

/// What one event's arrival changes for others: covered-by, aggregates, residuals. Run at the end
/// of a transaction over the days and sessions that were touched.
class Aftermath
{
public:
    Aftermath(LedgerWriter &ledger, Deriver &deriver, EventWriter &events, CellBuffer &cells);

    /// Is there anything that needs touched days at all?
    [[nodiscard]] bool isNeeded();
    void run();
    /// As run(), for every day there is.
    void runAll();
    void expectStatements() { m_books.expectStatements(); }
    /// Statements of this bucket came, went or changed.
    void touch(const TimeRange &bucket) { m_books.touch(bucket); }
    /// The transaction failed, or another process wrote.
    void forget() { m_books.forget(); }
    [[nodiscard]] std::vector<GuessedTwice> guessedTwice() { return m_books.guessedTwice(); }
    [[nodiscard]] Books::Changes takeChanges() { return m_books.takeChanges(); }

private:
    void finish();
    [[nodiscard]] TimeRange rangeOf(std::int64_t day) const;
    void weighAggregates(const std::function<bool(TextId session, std::int64_t day)> &isTouched);
    [[nodiscard]] std::set<std::int64_t> daysOf(const std::set<TextId> &sessions,
                                                const std::set<std::int64_t> &days);
    void setAside(std::int64_t day);

    LedgerWriter &m_ledger;
    Deriver &m_deriver;
    EventWriter &m_events;
    CellBuffer &m_cells;
    Books m_books;
};

} // namespace outlay
