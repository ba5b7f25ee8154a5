// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/batchwriter.h"

#include "models/money/hash.h"

#include <algorithm>
#include <limits>
#include <map>

namespace outlay {

namespace {

constexpr TextId unmapped = std::numeric_limits<TextId>::max();

} // namespace

BatchWriter::BatchWriter(LedgerWriter &ledger, EventWriter &events, Families &families)
    : m_ledger(ledger)
    , m_events(events)
    , m_families(families)
{
}

TextId BatchWriter::text(const Batch &batch, TextId id)
{
    TextId &mapped = m_texts[id];
    if (mapped == unmapped)
        mapped = m_ledger.text(batch.texts.at(id));
    return mapped;
}

void BatchWriter::mapIds(const Batch &batch)
{
    m_texts.assign(batch.texts.size(), unmapped);
    m_texts[0] = 0;
    for (const auto &[id, key] : batch.sources) {
        const auto source =
            m_ledger.source(std::string(batch.texts.at(id)),
                            std::string(batch.texts.at(key.format)), key.rank, key.growth);
        m_texts[id] = source.id;
    }
    m_profiles.assign(1, 0);
    for (std::size_t i = 1; i < batch.profiles.size(); ++i) {
        Profile profile = batch.profiles[i];
        for (TextId &id : profile.texts)
            id = text(batch, id);
        m_profiles.push_back(m_ledger.profile(profile));
    }
    m_threads.assign(1, 0);
    for (std::size_t i = 1; i < batch.threads.size(); ++i) {
        const Thread &t = batch.threads[i];
        m_threads.push_back(m_ledger.thread({text(batch, t.session), text(batch, t.agent),
                                             text(batch, t.parentAgent), text(batch, t.task),
                                             text(batch, t.branch)}));
    }
    m_endings.assign(1, 0);
    for (std::size_t i = 1; i < batch.endings.size(); ++i) {
        const Ending &e = batch.endings[i];
        m_endings.push_back(m_ledger.ending({text(batch, e.stopReason), e.httpStatus}));
    }
    m_tagsets.assign(1, 0);
    for (std::size_t i = 1; i < batch.tagsets.size(); ++i) {
        std::vector<TagIds> tags = batch.tagsets[i];
        for (TagIds &tag : tags)
            tag = translated(batch, tag);
        m_tagsets.push_back(m_ledger.tagset(std::move(tags)));
    }
}

TagIds BatchWriter::translated(const Batch &batch, const TagIds &tag)
{
    const TextId key = text(batch, tag.key);
    const TextId value = text(batch, tag.value);
    // "key:value" names whom the value names: where that has given way, so does this.
    if (m_ledger.hasPseudonyms() && m_ledger.textOf(value) != batch.texts.at(tag.value))
        return {key, value, m_ledger.text(m_ledger.textOf(key) + ":" + m_ledger.textOf(value))};
    return {key, value, text(batch, tag.pair)};
}

EventState BatchWriter::translated(EventState state) const
{
    state.profile = m_profiles[state.profile];
    state.thread = m_threads[state.thread];
    state.ending = m_endings[state.ending];
    state.tags = m_tagsets[state.tags];
    return state;
}

TextId BatchWriter::sourceOf(const EventState &translated) const
{
    return m_ledger.profileOf(translated.profile)[ProfileField::Source];
}

void BatchWriter::withdrawProvisional(const Batch &batch)
{
    std::vector<std::int64_t> views;
    for (const std::uint64_t identity : batch.withdrawn) {
        m_ledger.viewsOf(identity, views);
        for (const std::int64_t view : std::vector(views))
            m_events.withdraw(view, {identity});
    }
}

/// A batch's records as EventWriter wants them.
class BatchWriter::Records final : public NewViews
{
public:
    Records(const BatchWriter &writer, const Batch &batch, Instant horizon)
        : m_writer(writer)
        , m_batch(batch)
    {
        m_records.reserve(batch.records.size());
        for (std::uint32_t i = 0; i < batch.records.size(); ++i) {
            if (horizon.micros == std::numeric_limits<std::int64_t>::min() ||
                raw(batch.records[i]).at >= horizon)
                m_records.push_back(i);
        }
    }
    [[nodiscard]] std::size_t size() const override { return m_records.size(); }
    [[nodiscard]] EventState stateOf(std::size_t i) const override
    {
        return m_writer.translated(raw(m_batch.records[m_records[i]]));
    }
    [[nodiscard]] std::span<const std::uint64_t> tokensOf(std::size_t i) const override
    {
        const Batch::Record &record = m_batch.records[m_records[i]];
        return {m_batch.tokens.data() + record.token, record.tokenCount};
    }

private:
    [[nodiscard]] EventState raw(const Batch::Record &record) const
    {
        return decodeState(std::string_view(m_batch.states).substr(record.state, record.stateSize));
    }
    const BatchWriter &m_writer;
    const Batch &m_batch;
    std::vector<std::uint32_t> m_records;
};

void BatchWriter::writeRecords(const Batch &batch, Instant horizon, WriteCounts &counts)
{
    const Records records(*this, batch, horizon);
    m_ignoredOld += static_cast<std::int64_t>(batch.records.size() - records.size());
    m_events.add(records, counts);
}

void BatchWriter::writeFamilies(const Batch &batch, Instant horizon, WriteCounts &counts)
{
    for (const Batch::Lineage &item : batch.lineages) {
        LineageItem out;
        out.session = text(batch, item.session);
        out.parent = text(batch, item.parent);
        out.ordinal = item.ordinal;
        out.base = translated(item.base);
        out.source = sourceOf(out.base);
        out.tokens = item.tokens;
        out.last = item.last;
        out.total = item.total;
        m_families.add(out, counts);
    }
    for (const Batch::Span &item : batch.spans) {
        SpanItem out;
        out.trace = item.trace;
        out.shape = {item.span,  item.parent, item.kind,
                     item.start, item.end,    text(batch, item.agent)};
        out.state = translated(item.state);
        out.source = text(batch, item.source);
        out.tokens = item.tokens;
        m_families.add(out, counts);
    }
    m_families.recompute(horizon, counts);
}

std::vector<std::optional<std::int64_t>> BatchWriter::openBuckets(const Batch &batch)
{
    std::vector<std::optional<std::int64_t>> ids{0}; // 0: a statement of its own
    for (const Batch::BucketItem &item : batch.buckets) {
        BucketDeliveryRow row;
        row.source = text(batch, item.source);
        row.series = text(batch, item.series);
        row.bucket = item.bucket;
        row.fetchedAt = item.fetchedAt;
        row.closed = item.closed;
        const auto known = m_ledger.bucketDelivery(row.source, row.series, row.bucket);
        if (known && known->fetchedAt > row.fetchedAt) {
            ids.emplace_back(std::nullopt);
            continue;
        }
        if (known && known->fetchedAt == row.fetchedAt && known->closed == row.closed) {
            ids.emplace_back(known->id);
            continue;
        }
        if (known) {
            row.id = known->id;
            m_replaced.emplace_back(row, m_ledger.billedIn(known->id));
            m_ledger.deleteStatementsOf(known->id);
        }
        ids.emplace_back(m_ledger.putBucketDelivery(row));
        m_touchedBuckets.push_back(row.bucket);
    }
    return ids;
}

void BatchWriter::writeStatements(const Batch &batch, Instant horizon, Instant now,
                                  WriteCounts &counts)
{
    m_replaced.clear();
    const auto buckets = openBuckets(batch);
    std::map<std::pair<std::int64_t, std::uint64_t>, std::uint64_t> ordinals;
    for (const Batch::StatementItem &item : batch.statements) {
        const auto &bucket = buckets[item.bucketDelivery];
        if (item.bucket.from < horizon || !bucket) {
            ++m_ignoredOld;
            continue;
        }
        StatementRow row;
        row.identity = item.identity;
        if (item.bucketDelivery != 0) {
            // Rows of one bucket that have the same name are told apart by their order.
            const std::uint64_t nth = ordinals[{*bucket, item.identity}]++;
            if (nth > 0)
                row.identity = hash64(std::to_string(item.identity), nth);
        }
        row.record = item.record;
        row.source = text(batch, item.source);
        row.bucket = item.bucket;
        row.profile = m_profiles[item.profile];
        row.billed = item.billed;
        row.requests = item.requests;
        row.tokens = item.tokens;
        row.closed = item.closed;
        row.description = std::string(batch.texts.at(item.description));
        row.kind = static_cast<int>(item.kind);
        row.promptStep = static_cast<int>(item.promptStep);
        row.usage = item.usage;
        row.bucketDelivery = *bucket;
        row.line = item.line;
        if (item.line != 0) {
            row.account = text(batch, item.account);
            row.billingPeriod = item.billingPeriod;
            row.deliveries = {{item.deliveredAt, text(batch, item.deliveryName)}};
        }
        const bool isNew = m_ledger.putStatement(row);
        ++(isNew ? counts.created : counts.duplicate);
        // Of a bill also the same line counts otherwise once another file has it.
        if (isNew || item.line != 0)
            m_touchedBuckets.push_back(row.bucket);
    }
    recordRestatements(now);
}

/// History: what a provider said before of a bucket that it now tells otherwise.
void BatchWriter::recordRestatements(Instant now)
{
    for (const auto &[row, before] : m_replaced) {
        const Money after = m_ledger.billedIn(row.id);
        if (before == after)
            continue;
        m_ledger.recordChange(now, "restated",
                              m_ledger.textOf(row.source) + " " + m_ledger.textOf(row.series) +
                                  " " + toRfc3339(row.bucket.from),
                              0, before, after);
    }
}

void BatchWriter::writeDirectory(const Batch &batch)
{
    for (const Batch::DirectoryItem &item : batch.directory) {
        DirectoryRow row;
        row.source = text(batch, item.source);
        row.kind = static_cast<int>(item.kind);
        row.id = text(batch, item.id);
        row.name = text(batch, item.name);
        row.email = text(batch, item.email);
        row.owner = text(batch, item.owner);
        row.isArchived = item.isArchived;
        row.fetchedAt = item.fetchedAt;
        m_directoryChanged = m_ledger.putDirectory(row) || m_directoryChanged;
    }
}

void BatchWriter::writeQuotas(const Batch &batch)
{
    for (const auto &[key, item] : batch.quotas) {
        QuotaRow row = item;
        row.source = text(batch, item.source);
        row.plan = text(batch, item.plan);
        row.limit = text(batch, item.limit);
        row.window = text(batch, item.window);
        m_ledger.putQuota(row);
    }
}

void BatchWriter::writeCheckpoints(const Batch &batch, Instant now)
{
    for (const CheckpointRow &local : batch.checkpoints) {
        CheckpointRow row = local;
        row.source = text(batch, local.source);
        m_ledger.putCheckpoint(row);
        m_ledger.setLastImport(row.source, now);
    }
    if (batch.checkpoints.empty() && batch.rejections.empty())
        return;
    // Rejections belong to the first source of the batch: all files of one import share it.
    TextId source = batch.checkpoints.empty() ? 0 : text(batch, batch.checkpoints[0].source);
    if (source == 0 && !batch.sources.empty())
        source = text(batch, batch.sources.begin()->first);
    for (const auto &[file, line] : batch.rereadFiles)
        m_ledger.deleteRejectedOf(source, file, line);
    for (const Batch::Rejection &rejection : batch.rejections)
        m_ledger.addRejected(source, rejection.file, rejection.line, rejection.reason, now);
}

void BatchWriter::write(const Batch &batch, Instant horizon, Instant now, WriteCounts &counts)
{
    m_ignoredOld = 0;
    mapIds(batch);
    withdrawProvisional(batch);
    writeRecords(batch, horizon, counts);
    writeFamilies(batch, horizon, counts);
    writeDirectory(batch);
    writeQuotas(batch);
    writeStatements(batch, horizon, now, counts);
    writeCheckpoints(batch, now);
    counts.merged += batch.merged;
    counts.duplicate += batch.duplicate;
}

} // namespace outlay
