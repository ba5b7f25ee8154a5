// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/batch.h"
#include "models/ingest/eventwriter.h"
#include "models/ingest/families.h"

#include <utility>
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
    /// Buckets of statements that came, went or changed since the last asking.
    [[nodiscard]] std::vector<TimeRange> takeTouchedBuckets()
    {
        return std::exchange(m_touchedBuckets, {});
    }
    /// Whether names of ids have changed since the last asking.
    [[nodiscard]] bool takeDirectoryChanged() { return std::exchange(m_directoryChanged, false); }

private:
    class Records;
    void mapIds(const Batch &batch);
    [[nodiscard]] TextId text(const Batch &batch, TextId id);
    [[nodiscard]] TagIds translated(const Batch &batch, const TagIds &tag);
    [[nodiscard]] EventState translated(EventState state) const;
    [[nodiscard]] TextId sourceOf(const EventState &translated) const;
    void writeRecords(const Batch &batch, Instant horizon, WriteCounts &counts);
    void writeFamilies(const Batch &batch, Instant horizon, WriteCounts &counts);
    /// Opens the deliveries of the batch: by its number, the ledger's id, or nothing where a newer
    /// one is known.
    [[nodiscard]] std::vector<std::optional<std::int64_t>> openBuckets(const Batch &batch);
    void recordRestatements(Instant now);
    void writeDirectory(const Batch &batch);
    void writeQuotas(const Batch &batch);
    void writeStatements(const Batch &batch, Instant horizon, Instant now, WriteCounts &counts);
    void withdrawProvisional(const Batch &batch);
    void writeCheckpoints(const Batch &batch, Instant now);

    LedgerWriter &m_ledger;
    EventWriter &m_events;
    Families &m_families;
    std::vector<TextId> m_texts;
    std::vector<std::uint32_t> m_profiles, m_threads, m_endings, m_tagsets;
    std::int64_t m_ignoredOld = 0;
    std::vector<TimeRange> m_touchedBuckets;
    bool m_directoryChanged = false;
    /// Deliveries that took another's place in this batch, with the money of that one.
    std::vector<std::pair<BucketDeliveryRow, Money>> m_replaced;
};

} // namespace outlay
