// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/batch.h"
#include "models/ingest/eventwriter.h"
#include "models/ingest/families.h"

#include <vector>

namespace outlay {

/// Puts a batch into the ledger's open transaction: ids of the batch become ids of the ledger, then
/// everything goes the way of EventWriter, families and statements.
class BatchWriter
{
public:
    BatchWriter(LedgerWriter &ledger, EventWriter &events, Families &families);

    /// Observations before `horizon` are ignored (DESIGN invariant 16).
    void write(const Batch &batch, Instant horizon, Instant now, WriteCounts &counts);
    /// Observations the last batch brought from before the horizon.
    [[nodiscard]] std::int64_t ignoredOld() const { return m_ignoredOld; }

private:
    class Records;
    void mapIds(const Batch &batch);
    [[nodiscard]] TextId text(const Batch &batch, TextId id);
    [[nodiscard]] EventState translated(EventState state) const;
    [[nodiscard]] TextId sourceOf(const EventState &translated) const;
    void writeRecords(const Batch &batch, Instant horizon, WriteCounts &counts);
    void writeFamilies(const Batch &batch, Instant horizon, WriteCounts &counts);
    void writeStatements(const Batch &batch, Instant horizon, WriteCounts &counts);
    void withdrawProvisional(const Batch &batch);
    void writeCheckpoints(const Batch &batch, Instant now);

    LedgerWriter &m_ledger;
    EventWriter &m_events;
    Families &m_families;
    std::vector<TextId> m_texts;
    std::vector<std::uint32_t> m_profiles, m_threads, m_endings, m_tagsets;
    std::int64_t m_ignoredOld = 0;
};

} // namespace outlay
