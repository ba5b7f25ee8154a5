// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/eventwriter.h"

namespace outlay {

/// What one event's arrival changes for others: covered-by, aggregates, residuals. Run at the end
/// of a transaction over the days that were touched.
class Aftermath
{
public:
    Aftermath(LedgerWriter &ledger, Deriver &deriver, EventWriter &events, CellBuffer &cells);

    /// Is there anything that needs touched days at all?
    [[nodiscard]] bool isNeeded();
    void run();
    /// As run(), for every day there is.
    void runAll();

private:
    void runDay(std::int64_t day);
    void weighAggregates(std::vector<StoredEvent> &day);
    void setAside(std::vector<StoredEvent> &day);
    void cover(std::vector<ResidualRow> &rows);
    void writeResiduals();

    LedgerWriter &m_ledger;
    Deriver &m_deriver;
    EventWriter &m_events;
    CellBuffer &m_cells;
};

} // namespace outlay
