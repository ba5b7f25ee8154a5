// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/ingest/hashindex.h"
#include "models/ingest/ingest.h"
#include "models/ingest/merge.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace outlay {

/// Interned strings of one batch; id 0 is the empty text.
class TextPool
{
public:
    TextPool();
    TextId intern(std::string_view text);
    [[nodiscard]] std::string_view at(TextId id) const;
    [[nodiscard]] std::size_t size() const { return m_ends.size(); }
    [[nodiscard]] std::size_t bytes() const { return m_bytes.size(); }
    void clear();

private:
    void grow();
    std::string m_bytes;
    std::vector<std::uint32_t> m_ends; ///< m_ends[id]: end of text id; starts at m_ends[id-1]
    std::vector<std::uint32_t> m_slots;
};

/// What a reader found since the last commit, compactly, with ids of its own: made on the reading
/// thread, written by the ledger's. Observations of one source that share an identity are joined
/// already.
struct Batch final : public Tuples
{
    struct Record
    {
        std::uint32_t state = 0, stateSize = 0;  ///< in `states`
        std::uint32_t token = 0, tokenCount = 0; ///< in `tokens`
    };
    struct Lineage
    {
        TextId session = 0, parent = 0;
        std::int64_t ordinal = 0;
        EventState base;
        std::vector<std::uint64_t> tokens;
        LineageVector::Counts last{}, total{};
    };
    struct Span
    {
        std::uint64_t trace = 0, span = 0, parent = 0;
        SpanRecord::Kind kind = SpanRecord::Kind::Usage;
        Instant start, end;
        TextId source = 0, agent = 0;
        EventState state;
        std::vector<std::uint64_t> tokens;
    };
    struct StatementItem
    {
        std::uint64_t identity = 0, record = 0;
        TimeRange bucket;
        std::uint32_t profile = 0;
        TextId source = 0, description = 0;
        Money billed;
        std::int64_t requests = 0, tokens = 0;
        bool closed = true;
        TextId account = 0, deliveryName = 0;
        TimeRange billingPeriod;
        std::uint64_t line = 0;
        Instant deliveredAt;
        Statement::Kind kind = Statement::Kind::Cost;
        Statement::PromptStep promptStep = Statement::PromptStep::Unknown;
        TokenUsage usage;
        std::uint32_t bucketDelivery = 0; ///< in `buckets`, from 1
    };
    struct BucketItem
    {
        TextId source = 0, series = 0;
        TimeRange bucket;
        Instant fetchedAt;
        bool closed = false;
        bool operator==(const BucketItem &) const = default;
    };
    struct DirectoryItem
    {
        DirectoryEntry::Kind kind = DirectoryEntry::Kind::User;
        TextId source = 0, id = 0, name = 0, email = 0, owner = 0;
        bool isArchived = false;
        Instant fetchedAt;
    };
    /// Source, plan, limit and window; the newest of each.
    using QuotaKey = std::array<TextId, 4>;
    struct Rejection
    {
        std::string file;
        std::int64_t line = 0;
        std::string reason;
    };
    struct SourceKey
    {
        int rank = 0;
        int growth = 0;
        TextId format = 0;
    };

    static constexpr std::size_t fullWeight = 24U << 20; ///< bytes after which a batch is written

    TextPool texts;
    std::vector<Profile> profiles;
    std::vector<Thread> threads;
    std::vector<Ending> endings;
    std::vector<std::vector<TagIds>> tagsets;
    std::unordered_map<TextId, SourceKey> sources;

    std::string states;
    std::vector<std::uint64_t> tokens;
    std::vector<Record> records;
    std::vector<Lineage> lineages;
    std::vector<Span> spans;
    std::vector<StatementItem> statements;
    std::vector<BucketItem> buckets;
    std::vector<DirectoryItem> directory;
    std::map<QuotaKey, QuotaRow> quotas; ///< their text ids are the key's
    std::vector<Rejection> rejections;
    std::vector<CheckpointRow> checkpoints;
    /// Files read again from behind that line on: their old rejections there no longer hold.
    std::vector<std::pair<std::string, std::int64_t>> rereadFiles;
    /// Content identities of provisional last lines that have been replaced.
    std::vector<std::uint64_t> withdrawn;

    std::int64_t lines = 0, merged = 0, duplicate = 0, ignored = 0, rejected = 0;

    Batch();
    void clear();
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] std::size_t weight() const; ///< bytes held, roughly

    [[nodiscard]] Profile profileOf(std::uint32_t id) override { return profiles[id]; }
    [[nodiscard]] std::uint32_t intern(const Profile &profile) override;
    [[nodiscard]] Thread threadOf(std::uint32_t id) override { return threads[id]; }
    [[nodiscard]] std::uint32_t intern(const Thread &thread) override;
    [[nodiscard]] Ending endingOf(std::uint32_t id) override { return endings[id]; }
    [[nodiscard]] std::uint32_t intern(const Ending &ending) override;
    [[nodiscard]] std::vector<TagIds> tagsOf(std::uint32_t id) override { return tagsets[id]; }
    [[nodiscard]] std::uint32_t intern(const std::vector<TagIds> &tags) override;
    [[nodiscard]] std::string textOf(TextId id) override { return std::string(texts.at(id)); }

private:
    HashIndex m_profileIds, m_threadIds, m_endingIds, m_tagsetIds;
};

/// The sink readers write to: interns, hashes identities, and joins within the batch.
class Stager final : public Sink
{
public:
    explicit Stager(Batch &batch);
    /// Everything from now on comes from this source and format.
    void setOrigin(const Format &format, std::string_view source, std::string_view file);
    /// When that file was written; for bills, of which the newest delivery counts.
    /// `head`: hash of how it begins, as two files of one moment may have one name.
    void setWritten(Instant at, std::uint64_t head)
    {
        m_written = at;
        m_head = head;
        m_ofFile = {};
    }

    void observation(const Observation &observation) override;
    void statement(const Statement &statement) override;
    void lineage(const LineageVector &vector) override;
    void span(const SpanRecord &span) override;
    void origin(std::string_view source, std::string_view format) override;
    void bucket(const BucketDelivery &bucket) override;
    void directory(const DirectoryEntry &entry) override;
    void quota(const QuotaObservation &quota) override;
    void ignored() override;
    void rejected(std::int64_t line, std::string_view reason) override;

    /// Records since the last setWritten(), which begins a file: all, and those that were neither
    /// ignored nor rejected.
    struct Tally
    {
        std::int64_t records = 0, taken = 0;
    };
    [[nodiscard]] Tally ofFile() const { return m_ofFile; }

    /// The identity of the last observation if it was identified by its content; 0 otherwise.
    [[nodiscard]] std::uint64_t lastContentIdentity() const { return m_lastContent; }
    /// Forgets ids of a batch that has been cleared.
    void restart();

private:
    void countRecord(bool isTaken);
    EventState stateOf(const Observation &observation);
    std::uint32_t profileOf(const Observation &observation);
    TextId text(Field field, std::string_view value);
    void tokensOf(const Observation &observation, std::vector<std::uint64_t> &hashes);
    TextId originOf(const Observation &observation);
    /// The source's id in the batch, for records that have nothing but it.
    TextId sourceNamed(std::string_view source);
    bool joinWithin(const EventState &state, TextId source, Growth growth);
    void store(Batch::Record &record, const EventState &state);
    [[nodiscard]] std::string deliveryName() const;
    [[nodiscard]] EventState stateOf(const Batch::Record &record) const;

    Batch &m_batch;
    const Format *m_format = nullptr;
    std::string m_source, m_file;
    Instant m_written;
    std::uint64_t m_head = 0;
    TextId m_sourceId = 0;
    std::string m_toldSource, m_toldFormat; ///< by a record of another ledger
    std::array<TextId, fieldCount> m_lastText{};
    Profile m_lastProfile;
    std::uint32_t m_lastProfileId = 0;
    HashIndex m_byToken; ///< identity -> number of the record, from 1
    std::vector<std::uint64_t> m_hashes;
    std::string m_scratch;
    std::uint64_t m_lastContent = 0;
    std::size_t m_fileRejections = 0;
    Tally m_ofFile;
};

} // namespace outlay
