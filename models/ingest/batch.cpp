// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/batch.h"

#include "models/formats/uuidspelling.h"
#include "models/money/hash.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <tuple>

namespace outlay {

namespace {

constexpr std::size_t firstSlots = 4096;

std::size_t hashOf(std::string_view text)
{
    return std::hash<std::string_view>{}(text);
}

/// Entry 0 of every list stands for "nothing", so that numbers start at 1.
template <typename Value>
std::uint32_t internIn(std::vector<Value> &values, HashIndex &ids, std::uint64_t hash,
                       const Value &value)
{
    const std::uint32_t known =
        ids.find(hash, [&](std::uint32_t id) { return values[id] == value; });
    if (known != 0)
        return known;
    const auto id = static_cast<std::uint32_t>(values.size());
    values.push_back(value);
    ids.insert(hash, id);
    return id;
}

template <typename Value> std::uint64_t hashBytes(const Value *values, std::size_t count)
{
    return hash64({reinterpret_cast<const char *>(values), count * sizeof(Value)});
}

} // namespace

TextPool::TextPool()
{
    clear();
}

void TextPool::clear()
{
    m_bytes.clear();
    m_ends.assign(1, 0);
    m_slots.assign(firstSlots, 0);
}

std::string_view TextPool::at(TextId id) const
{
    if (id == 0)
        return {};
    const std::uint32_t start = m_ends[id - 1];
    return std::string_view(m_bytes).substr(start, m_ends[id] - start);
}

TextId TextPool::intern(std::string_view text)
{
    if (text.empty())
        return 0;
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hashOf(text) & mask;
    while (m_slots[slot] != 0) {
        if (at(m_slots[slot]) == text)
            return m_slots[slot];
        slot = (slot + 1) & mask;
    }
    const auto id = static_cast<TextId>(m_ends.size());
    m_bytes.append(text);
    m_ends.push_back(static_cast<std::uint32_t>(m_bytes.size()));
    m_slots[slot] = id;
    if (m_ends.size() * 2 > m_slots.size())
        grow();
    return id;
}

void TextPool::grow()
{
    m_slots.assign(m_slots.size() * 2, 0);
    const std::size_t mask = m_slots.size() - 1;
    for (TextId id = 1; id < m_ends.size(); ++id) {
        std::size_t slot = hashOf(at(id)) & mask;
        while (m_slots[slot] != 0)
            slot = (slot + 1) & mask;
        m_slots[slot] = id;
    }
}

Batch::Batch()
{
    clear();
}

void Batch::clear()
{
    texts.clear();
    profiles.assign(1, Profile{});
    threads.assign(1, Thread{});
    endings.assign(1, Ending{});
    tagsets.assign(1, {});
    m_profileIds.clear();
    m_threadIds.clear();
    m_endingIds.clear();
    m_tagsetIds.clear();
    sources.clear();
    states.clear();
    tokens.clear();
    records.clear();
    lineages.clear();
    spans.clear();
    statements.clear();
    buckets.clear();
    directory.clear();
    quotas.clear();
    rejections.clear();
    checkpoints.clear();
    rereadFiles.clear();
    withdrawn.clear();
    lines = merged = duplicate = ignored = rejected = 0;
}

bool Batch::isEmpty() const
{
    return lines == 0 && buckets.empty() && directory.empty() && quotas.empty() &&
           checkpoints.empty() && withdrawn.empty() && rereadFiles.empty();
}

std::size_t Batch::weight() const
{
    constexpr std::size_t perRecord = 64; // with its slot in the join table
    constexpr std::size_t perFamilyItem = 400;
    constexpr std::size_t perTuple = 150;
    constexpr std::size_t perRejection = 200;
    return states.size() + tokens.size() * 8 + records.size() * perRecord + texts.bytes() +
           texts.size() * 12 + (profiles.size() + threads.size() + tagsets.size()) * perTuple +
           (lineages.size() + spans.size() + statements.size() + buckets.size() +
            directory.size()) *
               perFamilyItem +
           rejections.size() * perRejection;
}

std::uint32_t Batch::intern(const Profile &profile)
{
    const std::uint64_t hash = hashBytes(profile.texts.data(), profile.texts.size()) +
                               static_cast<std::uint64_t>(profile.outcome) * 2 +
                               (profile.seesFailures ? 1 : 0);
    return internIn(profiles, m_profileIds, hash, profile);
}

std::uint32_t Batch::intern(const Thread &thread)
{
    if (thread == Thread{})
        return 0;
    const std::array<TextId, 5> key = {thread.session, thread.agent, thread.parentAgent,
                                       thread.task, thread.branch};
    return internIn(threads, m_threadIds, hashBytes(key.data(), key.size()), thread);
}

std::uint32_t Batch::intern(const Ending &ending)
{
    if (ending == Ending{})
        return 0;
    const std::uint64_t hash = (std::uint64_t{ending.stopReason} << 32) | ending.httpStatus;
    return internIn(endings, m_endingIds, hash, ending);
}

std::uint32_t Batch::intern(const std::vector<TagIds> &tags)
{
    if (tags.empty())
        return 0;
    std::vector<TagIds> sorted = tags;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return internIn(tagsets, m_tagsetIds, hashBytes(sorted.data(), sorted.size()), sorted);
}

Stager::Stager(Batch &batch) : m_batch(batch) {}

void Stager::restart()
{
    m_byToken.clear();
    m_lastText.fill(0);
    m_lastProfile = Profile{};
    m_lastProfileId = 0;
    m_sourceId = 0;
}

void Stager::setOrigin(const Format &format, std::string_view source, std::string_view file)
{
    m_format = &format;
    m_source = source;
    m_file = file;
    m_fileRejections = 0;
    m_sourceId = 0;
    m_toldSource.clear();
    m_toldFormat.clear();
}

void Stager::origin(std::string_view source, std::string_view format)
{
    m_toldSource = source;
    m_toldFormat = format;
}

TextId Stager::text(Field field, std::string_view value)
{
    // Neighbouring records mostly repeat a field: compare before hashing.
    TextId &last = m_lastText[static_cast<std::size_t>(field)];
    if (m_batch.texts.at(last) != value)
        last = m_batch.texts.intern(value);
    return last;
}

/// The observer: the record's own word, else this import's source; spans of a telemetry file are
/// an observer apart from its logs, "<source>/spans", since they rank apart.
TextId Stager::originOf(const Observation &o)
{
    const Rank rank = o.rank.value_or(m_format->rank);
    const Growth growth = o.growth.value_or(m_format->growth);
    const bool isOwn = o.source.empty() && rank == m_format->rank && growth == m_format->growth;
    if (isOwn && m_sourceId != 0)
        return m_sourceId;
    std::string name(o.source.empty() ? std::string_view(m_source) : o.source);
    if (o.source.empty() && rank != m_format->rank)
        name +=
            rank == Rank::OtelSpan ? "/spans" : "/rank" + std::to_string(static_cast<int>(rank));
    const TextId id = m_batch.texts.intern(name);
    if (!m_batch.sources.contains(id)) {
        // What another ledger knows it by, so that this one knows the same. A bill's line does not
        // say how its source ranks.
        const bool isTold = !o.source.empty() && o.source == m_toldSource && !m_toldFormat.empty();
        const Format *const told = isTold ? formatNamed(m_toldFormat) : nullptr;
        m_batch.sources[id] = {
            static_cast<int>(o.rank.value_or(told ? told->rank : m_format->rank)),
            static_cast<int>(o.growth.value_or(told ? told->growth : m_format->growth)),
            m_batch.texts.intern(isTold ? std::string_view(m_toldFormat) : m_format->name)};
    }
    if (isOwn)
        m_sourceId = id;
    return id;
}

std::uint32_t Stager::profileOf(const Observation &o)
{
    using enum ProfileField;
    static constexpr std::array<std::pair<ProfileField, Field>, 14> map = {{
        {Provider, Field::Provider},
        {Model, Field::Model},
        {ModelGroup, Field::ModelGroup},
        {User, Field::User},
        {Key, Field::Key},
        {Team, Field::Team},
        {Project, Field::Project},
        {Environment, Field::Environment},
        {Endpoint, Field::Endpoint},
        {Tier, Field::Tier},
        {Speed, Field::Speed},
        {Geo, Field::Geo},
        {SearchContext, Field::SearchContext},
        {Service, Field::Service},
    }};
    Profile profile;
    profile[Source] = originOf(o);
    for (const auto &[to, from] : map)
        profile[to] = text(from, o[from]);
    profile.outcome = o.outcome;
    profile.seesFailures = o.canSeeFailures;
    if (m_lastProfileId == 0 || profile != m_lastProfile) {
        m_lastProfile = profile;
        m_lastProfileId = m_batch.intern(profile);
    }
    return m_lastProfileId;
}

EventState Stager::stateOf(const Observation &o)
{
    EventState s;
    s.at = o.at;
    // Another ledger's lines know themselves of which kind of format they are, or nobody does.
    if (o.source.empty() || (o.rank && o.growth))
        s.observerKind =
            observerKindOf(o.rank.value_or(m_format->rank), o.growth.value_or(m_format->growth));
    s.profile = profileOf(o);
    s.thread = m_batch.intern(
        Thread{text(Field::Session, o[Field::Session]), text(Field::Agent, o[Field::Agent]),
               text(Field::ParentAgent, o[Field::ParentAgent]), text(Field::Task, o[Field::Task]),
               text(Field::Branch, o[Field::Branch])});
    if (!o.tags.empty()) {
        std::vector<TagIds> tags;
        for (const Tag &tag : o.tags) {
            m_scratch.assign(tag.key).append(":").append(tag.value);
            tags.push_back({m_batch.texts.intern(tag.key), m_batch.texts.intern(tag.value),
                            m_batch.texts.intern(m_scratch)});
        }
        s.tags = m_batch.intern(tags);
    }
    s.ending = m_batch.intern(Ending{text(Field::StopReason, o[Field::StopReason]),
                                     static_cast<std::uint32_t>(std::max(o.httpStatus, 0))});
    s.isFinal = o.isFinal;
    s.hasTtlSplit = o.hasCacheTtlSplit;
    s.isCacheHit = o.isGatewayCacheHit;
    s.standing = std::min<std::uint8_t>(o.standing, 3);
    s.usage = o.usage;
    s.servedTokens = o.servedTokens;
    s.requests = std::max<std::int64_t>(o.requests, 1);
    s.isAggregate = o.isAggregate || o.requests > 1;
    s.retries = o.retries;
    s.attempt = o.attempt;
    s.version = o.version;
    s.latencyMicros = o.latencyMicros;
    s.firstTokenMicros = o.timeToFirstTokenMicros;
    s.billed = o.billed;
    s.reported = o.reported;
    s.client = o.client;
    s.operation = o.readyOperationHash.value_or(
        o[Field::Operation].empty() ? 0 : hash64(o[Field::Operation]));
    s.promptHash = o.promptHash;
    return s;
}

void Stager::tokensOf(const Observation &o, std::vector<std::uint64_t> &hashes)
{
    hashes.clear();
    for (const IdentityToken &token : o.tokens) {
        hashes.push_back(identityHash(token));
        // Another road may spell it otherwise. As it is written it stays one, too: so it is known
        // to ledgers from before.
        const bool isProviders =
            token.space == TokenSpace::Response || token.space == TokenSpace::Request;
        if (const auto usual = isProviders ? usualSpelling(token.value) : std::nullopt)
            hashes.push_back(identityHash({token.space, *usual}));
    }
    m_lastContent = 0;
    if (hashes.empty()) {
        m_lastContent = o.readyContentHash ? *o.readyContentHash : contentHash(o.content);
        hashes.push_back(m_lastContent);
    }
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

void Stager::store(Batch::Record &record, const EventState &state)
{
    record.state = static_cast<std::uint32_t>(m_batch.states.size());
    encode(state, m_batch.states);
    record.stateSize = static_cast<std::uint32_t>(m_batch.states.size()) - record.state;
}

EventState Stager::stateOf(const Batch::Record &record) const
{
    return decodeState(std::string_view(m_batch.states).substr(record.state, record.stateSize));
}

/// Joins with the one earlier record of this batch that shares an identity and the source, if there
/// is exactly one and it carries every token. Anything else is left to the ledger.
bool Stager::joinWithin(const EventState &state, TextId source, Growth growth)
{
    std::uint32_t index = 0;
    for (const std::uint64_t hash : m_hashes) {
        const std::uint32_t known = m_byToken.find(hash);
        if (known == 0 || (index != 0 && known != index))
            return false;
        index = known;
    }
    Batch::Record &record = m_batch.records[index - 1];
    const EventState known = stateOf(record);
    if (m_batch.profiles[known.profile][ProfileField::Source] != source ||
        known.observerKind != state.observerKind)
        return false;
    const EventState joined = join(known, state, growth, m_batch);
    if (joined == known) {
        ++m_batch.duplicate;
    } else {
        ++m_batch.merged;
        store(record, joined);
    }
    return true;
}

void Stager::countRecord(bool isTaken)
{
    ++m_batch.lines;
    ++m_ofFile.records;
    m_ofFile.taken += isTaken ? 1 : 0;
}

void Stager::observation(const Observation &o)
{
    countRecord(true);
    const EventState state = stateOf(o);
    tokensOf(o, m_hashes);
    const TextId source = m_lastProfile[ProfileField::Source];
    if (joinWithin(state, source, o.growth.value_or(m_format->growth)))
        return;
    Batch::Record record;
    store(record, state);
    record.token = static_cast<std::uint32_t>(m_batch.tokens.size());
    record.tokenCount = static_cast<std::uint32_t>(m_hashes.size());
    m_batch.tokens.insert(m_batch.tokens.end(), m_hashes.begin(), m_hashes.end());
    m_batch.records.push_back(record);
    const auto index = static_cast<std::uint32_t>(m_batch.records.size());
    for (const std::uint64_t hash : m_hashes)
        m_byToken.insert(hash, index);
}

/// "focus-00001.csv.gz/9f86d081884c7d65". What comes from nowhere has no time either, and is one.
std::string Stager::deliveryName() const
{
    const std::string name = m_file.substr(m_file.find_last_of("/\\") + 1);
    if (m_written == Instant{})
        return name;
    constexpr int hexadecimal = 16;
    std::array<char, hexadecimal> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), m_head, hexadecimal).ptr;
    return name + '/' + std::string(digits.begin(), end);
}

void Stager::statement(const Statement &statement)
{
    countRecord(true);
    Observation dimensions;
    dimensions.fields = statement.fields;
    dimensions.source = statement.source;
    Batch::StatementItem item;
    item.profile = profileOf(dimensions);
    item.source = m_lastProfile[ProfileField::Source];
    item.identity = statementHash(statement);
    item.bucket = statement.bucket;
    item.billed = statement.billed;
    item.requests = statement.requests;
    item.tokens = statement.usage.total();
    item.closed = statement.closed;
    item.kind = statement.kind;
    item.promptStep = statement.promptStep;
    item.usage = statement.usage;
    if (!statement.series.empty()) {
        bucket({statement.series, statement.bucket, statement.fetchedAt, statement.closed,
                statement.source});
        item.bucketDelivery = static_cast<std::uint32_t>(m_batch.buckets.size());
    }
    item.description = m_batch.texts.intern(statement.description);
    if (statement.line != 0) {
        const std::string here = deliveryName();
        const Delivery delivery = statement.delivery.value_or(Delivery{m_written, here});
        item.line = statement.line;
        item.account = m_batch.texts.intern(statement.account);
        item.billingPeriod = statement.billingPeriod;
        item.deliveredAt = delivery.at;
        item.deliveryName = m_batch.texts.intern(delivery.name);
    }
    const std::array<std::int64_t, 5> figures = {item.bucket.from.micros, item.bucket.to.micros,
                                                 item.billed.nanos, item.requests, item.tokens};
    std::string record(reinterpret_cast<const char *>(figures.data()), sizeof(figures));
    if (item.bucketDelivery != 0) {
        record.append(reinterpret_cast<const char *>(item.usage.counts.data()),
                      sizeof(item.usage.counts));
        record.push_back(static_cast<char>(item.kind));
        record.push_back(static_cast<char>(item.promptStep));
    }
    for (std::size_t i = 0; i < statement.fields.size(); ++i) {
        // Without a service it is the record it was before there were any.
        if (static_cast<Field>(i) != Field::Service || !statement.fields[i].empty())
            record.append(statement.fields[i]).push_back('\n');
    }
    item.record = hash64(record);
    m_batch.statements.push_back(item);
}

TextId Stager::sourceNamed(std::string_view source)
{
    Observation named;
    named.source = source;
    return originOf(named);
}

void Stager::bucket(const BucketDelivery &bucket)
{
    Batch::BucketItem item;
    item.source = sourceNamed(bucket.source);
    item.series = m_batch.texts.intern(bucket.series);
    item.bucket = bucket.bucket;
    item.fetchedAt = bucket.fetchedAt;
    item.closed = bucket.closed;
    if (m_batch.buckets.empty() || m_batch.buckets.back() != item)
        m_batch.buckets.push_back(item);
}

void Stager::directory(const DirectoryEntry &entry)
{
    Batch::DirectoryItem item;
    item.kind = entry.kind;
    item.source = sourceNamed(entry.source);
    item.id = m_batch.texts.intern(entry.id);
    item.name = m_batch.texts.intern(entry.name);
    item.email = m_batch.texts.intern(entry.email);
    item.owner = m_batch.texts.intern(entry.ownerId);
    item.isArchived = entry.isArchived;
    item.fetchedAt = entry.fetchedAt;
    if (item.id != 0)
        m_batch.directory.push_back(item);
}

void Stager::quota(const QuotaObservation &quota)
{
    QuotaRow row;
    row.source = sourceNamed(quota.source);
    row.plan = m_batch.texts.intern(quota.plan);
    row.limit = m_batch.texts.intern(quota.limit);
    row.window = m_batch.texts.intern(quota.window);
    row.at = quota.at;
    row.used = quota.used;
    row.minutes = quota.minutes;
    row.resetsAt = quota.resetsAt;
    const auto standing = [](const QuotaRow &r) {
        return std::tuple(r.at, r.resetsAt.value_or(Instant{}), r.used, r.minutes);
    };
    const auto [known, isNew] =
        m_batch.quotas.try_emplace({row.source, row.plan, row.limit, row.window}, row);
    if (!isNew && standing(known->second) < standing(row))
        known->second = row;
}

void Stager::lineage(const LineageVector &vector)
{
    countRecord(true);
    Batch::Lineage item;
    item.base = stateOf(*vector.base);
    if (!vector.base->tokens.empty()) {
        tokensOf(*vector.base, m_hashes);
        item.tokens = m_hashes;
    }
    m_lastContent = 0;
    item.session = m_batch.texts.intern(vector.session);
    item.parent = m_batch.texts.intern(vector.parent);
    item.ordinal = vector.ordinal;
    item.last = vector.last;
    item.total = vector.total;
    m_batch.lineages.push_back(std::move(item));
}

void Stager::span(const SpanRecord &span)
{
    countRecord(true);
    Batch::Span item;
    Observation link;
    link.rank = Rank::OtelSpan;
    link.source = span.source;
    if (span.usage && span.usage->source.empty() && !span.source.empty()) {
        link = *span.usage;
        link.source = span.source;
        item.state = stateOf(link);
    } else {
        item.state = stateOf(span.usage ? *span.usage : link);
    }
    item.source = m_lastProfile[ProfileField::Source];
    if (span.usage && !span.usage->tokens.empty()) {
        tokensOf(*span.usage, m_hashes);
        item.tokens = m_hashes;
    }
    m_lastContent = 0;
    if (span.readyHashes) {
        item.trace = (*span.readyHashes)[0];
        item.span = (*span.readyHashes)[1];
        item.parent = (*span.readyHashes)[2];
    } else {
        item.trace = hash64(span.traceId);
        item.span = hash64(span.spanId);
        item.parent = span.parentSpanId.empty() ? 0 : hash64(span.parentSpanId);
    }
    item.kind = span.kind;
    item.start = span.start;
    item.end = span.end;
    item.agent = m_batch.texts.intern(span.agentName);
    m_batch.spans.push_back(std::move(item));
}

void Stager::ignored()
{
    countRecord(false);
    ++m_batch.ignored;
}

void Stager::rejected(std::int64_t line, std::string_view reason)
{
    countRecord(false);
    ++m_batch.rejected;
    // A binary file has a million bad lines: the first thousand tell what is wrong.
    if (++m_fileRejections <= ImportCounts::maxRejections)
        m_batch.rejections.push_back({m_file, line, std::string(reason)});
}

} // namespace outlay
