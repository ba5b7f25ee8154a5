// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/eventwriter.h"
#include "models/ingest/lineage.h"
#include "models/ingest/spantree.h"

#include <set>
#include <utility>
#include <vector>

namespace outlay {

/// A record of a cumulative session, with ids of the ledger.
struct LineageItem
{
    TextId session = 0, parent = 0, source = 0;
    std::int64_t ordinal = 0;
    EventState base;
    std::vector<std::uint64_t> tokens; ///< of a response id; may be empty
    LineageVector::Counts last{}, total{};
};

struct SpanItem
{
    std::uint64_t trace = 0;
    TextId source = 0;
    TraceSpan shape;
    EventState state;
    std::vector<std::uint64_t> tokens; ///< empty for links
};

[[nodiscard]] LineageItem decodeLineage(const FamilyRecord &row);
[[nodiscard]] SpanItem decodeSpan(const FamilyRecord &row);

/// Sessions and traces whose requests follow from the whole of their records: kept as told, and
/// derived anew when a member grows or a parent arrives (DESIGN invariant 4).
class Families
{
public:
    Families(LedgerWriter &ledger, EventWriter &events);

    void add(const LineageItem &item, WriteCounts &counts);
    void add(const SpanItem &item, WriteCounts &counts);
    /// Derives what the added records touched. Requests before `horizon` are left out.
    void recompute(Instant horizon, WriteCounts &counts);
    /// Forgets a source's records; the views go with EventWriter::removeSource().
    void removeSource(TextId source);
    void discard();

private:
    struct Desired
    {
        std::vector<std::uint64_t> tokens;
        EventState state;
        std::int64_t family = 0; ///< whose contribution it is
    };
    void recomputeLineage(TextId session, TextId source, Instant horizon, WriteCounts &counts);
    void recomputeTrace(std::uint64_t trace, TextId source, Instant horizon, WriteCounts &counts);
    [[nodiscard]] std::vector<TextId> familyOf(TextId session, TextId source);
    void apply(int kind, const std::vector<std::int64_t> &members, TextId source,
               std::vector<Desired> desired, WriteCounts &counts);

    LedgerWriter &m_ledger;
    EventWriter &m_events;
    std::set<std::pair<TextId, TextId>> m_sessions;      ///< session, source
    std::set<std::pair<std::uint64_t, TextId>> m_traces; ///< trace, source
    std::int64_t m_added = 0;
};

} // namespace outlay
