// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/families.h"

#include "models/ledger/varint.h"

#include <algorithm>
#include <bit>
#include <map>

namespace outlay {

namespace {

constexpr int lineageKind = 1;
constexpr int traceKind = 2;

void putTokens(std::string &out, const std::vector<std::uint64_t> &tokens)
{
    putVarint(out, tokens.size());
    for (const std::uint64_t token : tokens)
        putVarint(out, token);
}

std::vector<std::uint64_t> takeTokens(std::string_view &bytes)
{
    std::vector<std::uint64_t> tokens;
    const std::uint64_t count = takeVarint(bytes);
    for (std::uint64_t i = 0; i < count && !bytes.empty(); ++i)
        tokens.push_back(takeVarint(bytes));
    return tokens;
}

std::string encodeLineage(const LineageItem &item)
{
    std::string record;
    for (const auto &counts : {item.last, item.total}) {
        for (const std::int64_t count : counts)
            putSigned(record, count);
    }
    putTokens(record, item.tokens);
    encode(item.base, record);
    return record;
}

std::string encodeSpan(const SpanItem &item)
{
    std::string record;
    putVarint(record, item.shape.parent);
    putVarint(record, static_cast<std::uint64_t>(item.shape.kind));
    putSigned(record, item.shape.start.micros);
    putSigned(record, item.shape.end.micros);
    putVarint(record, item.shape.agent);
    putTokens(record, item.tokens);
    encode(item.state, record);
    return record;
}

/// Which of two tellings of one record stands, whichever came first.
bool isBetter(const LineageItem &left, const LineageItem &right, Tuples &tuples)
{
    const auto told = [](const LineageItem &i) {
        return std::tuple(i.total, i.last, i.tokens.size(), i.tokens, i.parent != 0);
    };
    if (told(left) != told(right))
        return told(left) > told(right);
    return compare(left.base, right.base, tuples) > 0;
}

std::int64_t asFamily(std::uint64_t trace)
{
    return std::bit_cast<std::int64_t>(trace);
}

} // namespace

LineageItem decodeLineage(const FamilyRecord &row)
{
    LineageItem item;
    item.session = row.session;
    item.parent = row.parent;
    item.source = row.source;
    item.ordinal = row.ordinal;
    std::string_view bytes = row.record;
    for (auto *counts : {&item.last, &item.total}) {
        for (std::int64_t &count : *counts)
            count = takeSigned(bytes);
    }
    item.tokens = takeTokens(bytes);
    item.base = decodeState(bytes);
    return item;
}

SpanItem decodeSpan(const FamilyRecord &row)
{
    SpanItem item;
    item.trace = row.trace;
    item.source = row.source;
    item.shape.id = row.span;
    std::string_view bytes = row.record;
    item.shape.parent = takeVarint(bytes);
    item.shape.kind = static_cast<SpanRecord::Kind>(takeVarint(bytes));
    item.shape.start.micros = takeSigned(bytes);
    item.shape.end.micros = takeSigned(bytes);
    item.shape.agent = static_cast<TextId>(takeVarint(bytes));
    item.tokens = takeTokens(bytes);
    item.state = decodeState(bytes);
    return item;
}

Families::Families(LedgerWriter &ledger, EventWriter &events) : m_ledger(ledger), m_events(events)
{
}

void Families::add(const LineageItem &item, WriteCounts &counts)
{
    const FamilyRecord row{item.session,       0, 0, item.ordinal, item.source, item.parent,
                           encodeLineage(item)};
    ++m_added;
    if (const auto known = m_ledger.lineageRecord(item.session, item.source, item.ordinal)) {
        FamilyRecord before = row;
        before.record = *known;
        if (*known == row.record || !isBetter(item, decodeLineage(before), m_events)) {
            --m_added;
            ++counts.duplicate;
            return;
        }
    }
    m_ledger.putLineage(row);
    m_sessions.emplace(item.session, item.source);
}

void Families::add(const SpanItem &item, WriteCounts &counts)
{
    FamilyRecord row;
    row.trace = item.trace;
    row.span = item.shape.id;
    row.source = item.source;
    row.record = encodeSpan(item);
    ++m_added;
    if (const auto known = m_ledger.spanRecord(item.trace, item.source, item.shape.id)) {
        FamilyRecord before = row;
        before.record = *known;
        const SpanItem old = decodeSpan(before);
        const auto told = [](const SpanItem &s) {
            return std::tuple(s.shape.end, s.shape.start, s.shape.kind, s.shape.parent,
                              s.tokens.size());
        };
        const bool isSame =
            told(old) == told(item) && compare(item.state, old.state, m_events) <= 0;
        if (*known == row.record || isSame || told(item) < told(old)) {
            --m_added;
            ++counts.duplicate;
            return;
        }
    }
    m_ledger.putSpan(row);
    m_traces.emplace(item.trace, item.source);
}

/// Every session that is connected by parent links, also through a parent nobody has seen.
std::vector<TextId> Families::familyOf(TextId session, TextId source)
{
    constexpr std::size_t largest = 10'000;
    std::set<TextId> known{session};
    std::vector<TextId> open{session};
    while (!open.empty() && known.size() < largest) {
        const TextId id = open.back();
        open.pop_back();
        std::vector<TextId> next = m_ledger.lineageChildren(id, source);
        const auto records = m_ledger.lineageOf(id, source);
        if (!records.empty() && records.front().parent != 0)
            next.push_back(records.front().parent);
        for (const TextId other : next) {
            if (known.insert(other).second)
                open.push_back(other);
        }
    }
    return {known.begin(), known.end()};
}

void Families::recomputeLineage(TextId session, TextId source, Instant horizon, WriteCounts &counts)
{
    std::vector<LineageSession> sessions;
    std::vector<std::vector<LineageItem>> items;
    std::vector<std::int64_t> members;
    std::set<std::string> present;
    for (const TextId id : familyOf(session, source)) {
        members.push_back(id);
        m_sessions.erase({id, source});
        const auto records = m_ledger.lineageOf(id, source);
        if (records.empty())
            continue;
        LineageSession &out = sessions.emplace_back();
        std::vector<LineageItem> &own = items.emplace_back();
        out.id = m_ledger.textOf(id);
        present.insert(out.id);
        for (const FamilyRecord &record : records) {
            own.push_back(decodeLineage(record));
            const LineageItem &item = own.back();
            if (item.parent != 0)
                out.parent = m_ledger.textOf(item.parent);
            out.entries.push_back({item.ordinal, item.base.at, item.last, item.total});
        }
    }
    for (LineageSession &each : sessions)
        each.hasParentVectors = present.contains(each.parent);
    const auto requests = deriveRequests(sessions);
    std::vector<Desired> desired;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
        for (const LineageRequest &request : requests[s]) {
            const LineageItem &item = items[s][request.entry];
            if (item.base.at < horizon)
                continue;
            Desired &out = desired.emplace_back();
            out.family = item.session;
            out.state = item.base;
            out.state.usage = request.usage;
            out.tokens = item.tokens;
            if (out.tokens.empty()) {
                const std::string ordinal = sessions[s].id + "/" + std::to_string(item.ordinal);
                out.tokens.push_back(identityHash(IdentityToken{TokenSpace::Lineage, ordinal}));
            }
        }
    }
    apply(lineageKind, members, source, std::move(desired), counts);
}

void Families::recomputeTrace(std::uint64_t trace, TextId source, Instant horizon,
                              WriteCounts &counts)
{
    std::vector<SpanItem> items;
    std::vector<TraceSpan> shapes;
    for (const FamilyRecord &record : m_ledger.spansOf(trace, source)) {
        items.push_back(decodeSpan(record));
        shapes.push_back(items.back().shape);
    }
    const auto verdicts = judgeTrace(shapes);
    std::vector<Desired> desired;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!verdicts[i].counts || items[i].tokens.empty() || items[i].state.at < horizon)
            continue;
        Desired &out = desired.emplace_back();
        out.family = asFamily(trace);
        out.tokens = items[i].tokens;
        out.state = items[i].state;
        if (verdicts[i].agent != 0) {
            Thread thread = m_ledger.threadOf(out.state.thread);
            thread.agent = verdicts[i].agent;
            thread.parentAgent = verdicts[i].parentAgent;
            out.state.thread = m_ledger.thread(thread);
        }
    }
    apply(traceKind, {asFamily(trace)}, source, std::move(desired), counts);
}

/// Makes the ledger hold exactly the desired views of these members.
void Families::apply(int kind, const std::vector<std::int64_t> &members, TextId source,
                     std::vector<Desired> desired, WriteCounts &counts)
{
    std::map<std::vector<std::uint64_t>, std::int64_t> existing;
    for (const std::int64_t member : members) {
        for (ContributionRow &row : m_ledger.contributions(kind, member, source))
            existing.emplace(std::move(row.tokens), row.view);
    }
    std::map<std::int64_t, std::vector<ContributionRow>> kept;
    std::set<std::uint64_t> taken;
    std::vector<NewView> fresh;
    std::vector<std::int64_t> freshFamily;
    std::vector<std::pair<std::int64_t, const Desired *>> continued;
    for (const Desired &want : desired) {
        // One response id twice in a family is one request: the first session's.
        if (std::any_of(want.tokens.begin(), want.tokens.end(),
                        [&taken](std::uint64_t token) { return taken.contains(token); }))
            continue;
        taken.insert(want.tokens.begin(), want.tokens.end());
        const auto it = existing.find(want.tokens);
        if (it == existing.end()) {
            fresh.push_back({want.state, want.tokens});
            freshFamily.push_back(want.family);
            continue;
        }
        continued.emplace_back(it->second, &want);
        kept[want.family].push_back({it->second, want.tokens});
        existing.erase(it);
    }
    for (const auto &[tokens, view] : existing)
        m_events.withdraw(view, tokens);
    for (const auto &[view, want] : continued) {
        if (m_events.stateOf(view) != want->state)
            m_events.replace(view, want->state);
    }
    WriteCounts added;
    const std::vector<NewView> views = fresh;
    m_events.add(std::move(fresh), added);
    for (std::size_t i = 0; i < views.size(); ++i) {
        const std::int64_t view = m_events.viewOf(views[i].tokens, views[i].state);
        kept[freshFamily[i]].push_back({view, views[i].tokens});
    }
    for (const std::int64_t member : members)
        m_ledger.setContributions(kind, member, source, kept[member]);
    counts.created += added.created;
    counts.merged += added.merged;
    counts.unpriced += added.unpriced;
    counts.cost += added.cost;
    m_added -= added.created + added.merged;
}

void Families::recompute(Instant horizon, WriteCounts &counts)
{
    while (!m_sessions.empty() && !m_ledger.failed()) {
        const auto [session, source] = *m_sessions.begin();
        m_sessions.erase(m_sessions.begin());
        recomputeLineage(session, source, horizon, counts);
    }
    while (!m_traces.empty() && !m_ledger.failed()) {
        const auto [trace, source] = *m_traces.begin();
        m_traces.erase(m_traces.begin());
        recomputeTrace(trace, source, horizon, counts);
    }
    // Records kept but not counted by themselves: copies, snapshots told again, the tree's links.
    if (m_added > 0)
        counts.duplicate += m_added;
    else
        counts.merged += m_added; // more requests than records: a late parent freed earlier ones
    m_added = 0;
}

void Families::removeSource(TextId source)
{
    m_ledger.deleteLineages(source);
    m_ledger.deleteSpans(source);
    m_ledger.deleteContributions(source);
}

void Families::discard()
{
    m_sessions.clear();
    m_traces.clear();
    m_added = 0;
}

} // namespace outlay
