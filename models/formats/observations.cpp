// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/observationwords.h"
#include "models/formats/sniffing.h"
#include "models/formats/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace outlay {

namespace {

namespace words = observationwords;

template <typename Integer> bool readInteger(std::string_view text, Integer &out)
{
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

/// Takes the members of one line, complaining about what this format's writer never writes.
class LineFields
{
public:
    LineFields(JsonValue object, Complaint &complaint) : m_object(object), m_complaint(complaint) {}

    [[nodiscard]] std::string_view text(std::string_view key) const { return m_object[key].text(); }
    [[nodiscard]] bool flag(std::string_view key, bool usual = false) const
    {
        const JsonValue value = m_object[key];
        return value.isSet() ? value.isTrue() : usual;
    }
    template <typename Integer>
    void number(std::string_view key, Integer &out, std::int64_t least = 0)
    {
        const JsonValue value = m_object[key];
        if (!value.isSet())
            return;
        if (!readInteger(value.text(), out) || static_cast<std::int64_t>(out) < least)
            m_complaint.add(key, "expected a whole number");
    }
    void time(std::string_view key, Instant &out)
    {
        out = readTime(text(key), key, m_complaint).value_or(Instant{});
    }
    void money(std::string_view key, std::optional<Money> &out)
    {
        if (!m_object[key].isSet())
            return;
        const auto amount = parseUsd(text(key));
        if (amount)
            out = *amount;
        else
            m_complaint.add(key, "expected an amount of US dollars");
    }
    void hash(std::string_view key, std::optional<std::uint64_t> &out)
    {
        if (m_object[key].isSet())
            out = hashOf(m_object[key], key);
    }
    std::uint64_t hashOf(JsonValue value, std::string_view key)
    {
        constexpr std::size_t digits = 16;
        const std::string_view text = value.text();
        std::uint64_t hash = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), hash, 16);
        if (text.size() != digits || read.ec != std::errc() || read.ptr != text.data() + digits)
            m_complaint.add(key, "expected 16 hexadecimal digits");
        return hash;
    }
    template <typename Enum, std::size_t N>
    std::optional<Enum> word(std::string_view key, const std::array<std::string_view, N> &all)
    {
        const auto found = words::fromWord<Enum>(all, text(key));
        if (!found)
            m_complaint.add(key, "is none of the known words");
        return found;
    }
    void fields(std::array<std::string_view, fieldCount> &out) const
    {
        for (std::size_t i = 0; i < fieldCount; ++i)
            out[i] = text(words::fields[i]);
    }
    void usage(TokenUsage &out)
    {
        for (std::size_t i = 0; i < tokenClassCount; ++i) {
            const std::string_view key = name(static_cast<TokenClass>(i));
            out.counts[i] = countOf(m_object, key, m_complaint);
        }
    }
    [[nodiscard]] LineFields inner(std::string_view key) const
    {
        return {m_object[key], m_complaint};
    }
    [[nodiscard]] JsonValue operator[](std::string_view key) const { return m_object[key]; }
    Complaint &complaint() { return m_complaint; }

private:
    JsonValue m_object;
    Complaint &m_complaint;
};

void readTokens(LineFields &line, std::vector<IdentityToken> &tokens)
{
    for (const JsonValue entry : line["tokens"]) {
        std::array<JsonValue, 3> parts;
        std::size_t count = 0;
        for (const JsonValue part : entry) {
            if (count < parts.size())
                parts[count] = part;
            ++count;
        }
        const auto space = words::fromWord<TokenSpace>(words::spaces, parts[0].text());
        if (!space || count < 2 || count > parts.size()) {
            line.complaint().add("tokens", "expected [space, value] or [space, null, hash]");
            return;
        }
        IdentityToken token{*space, parts[1].text(), std::nullopt};
        if (count == parts.size())
            token.hash = line.hashOf(parts[2], "tokens");
        else if (token.value.empty())
            line.complaint().add("tokens", "a value is empty");
        tokens.push_back(token);
    }
}

void readTags(LineFields &line, std::vector<Tag> &tags)
{
    for (const JsonValue entry : line["tags"]) {
        Tag tag;
        std::size_t count = 0;
        for (const JsonValue part : entry)
            (count++ == 0 ? tag.key : tag.value) = part.text();
        if (count != 2)
            line.complaint().add("tags", "expected [key, value]");
        tags.push_back(tag);
    }
}

void readObservation(LineFields &line, Observation &o)
{
    o.source = line.text("source");
    o.rank = line.word<Rank>("rank", words::ranks);
    o.growth = line.word<Growth>("growth", words::growths);
    line.time("at", o.at);
    readTokens(line, o.tokens);
    line.hash("content_hash", o.readyContentHash);
    if (!o.readyContentHash)
        line.complaint().add("content_hash", "is missing");
    line.fields(o.fields);
    line.hash("operation_hash", o.readyOperationHash);
    readTags(line, o.tags);
    line.usage(o.usage);
    line.number("served_tokens", o.servedTokens);
    o.hasCacheTtlSplit = line.flag("cache_ttl_split");
    o.isFinal = line.flag("final");
    o.isGatewayCacheHit = line.flag("cache_hit");
    line.number("standing", o.standing);
    line.number("version", o.version, std::numeric_limits<std::int64_t>::min());
    if (const std::string_view outcome = line.text("outcome"); !outcome.empty()) {
        o.outcome = outcomeNamed(outcome).value_or(Outcome::Unknown);
        if (o.outcome == Outcome::Unknown)
            line.complaint().add("outcome", "is none of the known words");
    }
    o.canSeeFailures = line.flag("sees_failures", true);
    line.number("http_status", o.httpStatus);
    line.number("attempt", o.attempt);
    line.number("retries", o.retries);
    line.number("requests", o.requests);
    o.isAggregate = line.flag("aggregate", o.requests > 1);
    line.number("latency_us", o.latencyMicros);
    line.number("first_token_us", o.timeToFirstTokenMicros);
    line.money("billed_usd", o.billed);
    line.money("reported_usd", o.reported);
    line.money("client_usd", o.client);
    std::optional<std::uint64_t> prompt;
    line.hash("prompt_hash", prompt);
    o.promptHash = prompt.value_or(0);
}

void readCounts(JsonValue list, LineageVector::Counts &out, Complaint &complaint)
{
    std::size_t i = 0;
    for (const JsonValue value : list) {
        const bool isCount = i < out.size() && readInteger(value.text(), out[i]) && out[i] >= -1 &&
                             out[i] <= maxTokens;
        if (!isCount)
            return complaint.add("lineage", "expected five counts, -1 where absent");
        ++i;
    }
    if (i != out.size())
        complaint.add("lineage", "expected five counts, -1 where absent");
}

class ObservationsReader final : public Reader
{
public:
    void line(std::string_view line, std::int64_t number, Sink &sink) override
    {
        line = trimmedRecord(line);
        if (line.empty())
            return;
        const auto root = m_tree.parse(line);
        if (!root)
            return sink.rejected(number, root.error().text);
        record(*root, number, sink);
    }
    /// Laid out anew by another program: objects spread over lines, or an array of them.
    void document(std::string_view bytes, Sink &sink) override
    {
        std::string_view rest = trimmedRecord(bytes);
        for (std::int64_t number = 0; !rest.empty();) {
            const std::size_t end = std::min(endOfFirstValue(rest), rest.size());
            const auto root = m_tree.parse(rest.substr(0, end));
            if (!root)
                return sink.rejected(number + 1, root.error().text);
            if (root->isObject()) {
                record(*root, ++number, sink);
            } else {
                for (const JsonValue element : *root)
                    record(element, ++number, sink);
            }
            rest = trimmedRecord(rest.substr(end));
        }
    }

private:
    void record(JsonValue root, std::int64_t number, Sink &sink)
    {
        const std::string_view version = root["outlay"].text();
        if (version.empty())
            return sink.rejected(number, "not a line of this format: \"outlay\" is missing");
        if (version != words::version) {
            return sink.rejected(number,
                                 "outlay: written by a newer Outlay; this one reads version "
                                 "1 only");
        }
        m_complaint.clear();
        m_observation.clear();
        LineFields fields(root, m_complaint);
        sink.origin(fields.text("source"), fields.text("format"));
        const std::string_view kind = fields.text("kind");
        if (kind == "observation")
            observation(fields, number, sink);
        else if (kind == "lineage")
            lineage(fields, number, sink);
        else if (kind == "span")
            span(fields, number, sink);
        else if (kind == "statement")
            statement(fields, number, sink);
        else if (kind == "bucket")
            bucket(fields, number, sink);
        else if (kind == "directory")
            directory(fields, number, sink);
        else if (kind == "quota")
            quota(fields, number, sink);
        else
            sink.rejected(number, "kind: expected observation, lineage, span, statement, bucket, "
                                  "directory or quota");
    }
    bool isGood(std::int64_t number, Sink &sink) const
    {
        if (!m_complaint.isEmpty())
            sink.rejected(number, m_complaint.text());
        return m_complaint.isEmpty();
    }
    void observation(LineFields &line, std::int64_t number, Sink &sink)
    {
        readObservation(line, m_observation);
        if (isGood(number, sink))
            sink.observation(m_observation);
    }
    void lineage(LineFields &line, std::int64_t number, Sink &sink)
    {
        readObservation(line, m_observation);
        LineFields inner = line.inner("lineage");
        LineageVector vector;
        vector.base = &m_observation;
        vector.session = inner.text("session");
        vector.parent = inner.text("parent");
        inner.number("ordinal", vector.ordinal);
        readCounts(inner["last"], vector.last, m_complaint);
        readCounts(inner["total"], vector.total, m_complaint);
        if (vector.session.empty())
            m_complaint.add("lineage", "the session is missing");
        if (isGood(number, sink))
            sink.lineage(vector);
    }
    void span(LineFields &line, std::int64_t number, Sink &sink)
    {
        LineFields inner = line.inner("span");
        SpanRecord span;
        span.source = line.text("source");
        const auto kind = inner.word<SpanRecord::Kind>("kind", words::spanKinds);
        span.kind = kind.value_or(SpanRecord::Kind::Link);
        span.traceId = inner.text("trace");
        span.spanId = inner.text("id");
        span.parentSpanId = inner.text("parent");
        span.agentName = inner.text("agent_name");
        inner.time("start", span.start);
        inner.time("end", span.end);
        if (const JsonValue hashes = inner["hashes"]; hashes.isSet())
            readHashes(inner, hashes, span);
        else if (span.traceId.empty() || span.spanId.empty())
            m_complaint.add("span", "trace or id is missing");
        if (span.kind != SpanRecord::Kind::Link) {
            readObservation(line, m_observation);
            span.usage = &m_observation;
        }
        if (isGood(number, sink))
            sink.span(span);
    }
    void readHashes(LineFields &line, JsonValue hashes, SpanRecord &span)
    {
        std::array<std::uint64_t, 3> ready{};
        std::size_t count = 0;
        for (const JsonValue hash : hashes) {
            if (count < ready.size())
                ready[count] = line.hashOf(hash, "hashes");
            ++count;
        }
        if (count != ready.size())
            m_complaint.add("hashes", "expected three");
        span.readyHashes = ready;
    }
    void statement(LineFields &line, std::int64_t number, Sink &sink)
    {
        Statement statement;
        statement.source = line.text("source");
        line.hash("hash", statement.readyHash);
        if (!statement.readyHash)
            m_complaint.add("hash", "is missing");
        line.time("from", statement.bucket.from);
        line.time("to", statement.bucket.to);
        if (statement.bucket.to <= statement.bucket.from)
            m_complaint.add("to", "is not after from");
        line.fields(statement.fields);
        std::optional<Money> billed;
        line.money("billed_usd", billed);
        if (!billed)
            m_complaint.add("billed_usd", "is missing");
        statement.billed = billed.value_or(Money{});
        line.number("requests", statement.requests);
        line.usage(statement.usage);
        statement.closed = line.flag("closed", true);
        statement.description = line.text("description");
        statement.account = line.text("account");
        if (!line.text("period_from").empty()) {
            line.time("period_from", statement.billingPeriod.from);
            line.time("period_to", statement.billingPeriod.to);
            if (statement.billingPeriod.to <= statement.billingPeriod.from)
                m_complaint.add("period_to", "is not after period_from");
        }
        std::optional<std::uint64_t> billLine;
        line.hash("line", billLine);
        statement.line = billLine.value_or(0);
        if (statement.line != 0) {
            Delivery delivery;
            line.number("delivered_us", delivery.at.micros,
                        std::numeric_limits<std::int64_t>::min());
            delivery.name = line.text("delivered_in");
            statement.delivery = delivery;
        }
        statement.series = line.text("series");
        if (!statement.series.empty()) {
            line.number("fetched_us", statement.fetchedAt.micros);
            statement.kind = line.word<Statement::Kind>("statement", words::statementKinds)
                                 .value_or(Statement::Kind::Cost);
            statement.promptStep =
                line.word<Statement::PromptStep>("prompt_step", words::promptSteps)
                    .value_or(Statement::PromptStep::Unknown);
        }
        if (isGood(number, sink))
            sink.statement(statement);
    }
    void bucket(LineFields &line, std::int64_t number, Sink &sink)
    {
        BucketDelivery bucket;
        bucket.source = line.text("source");
        bucket.series = line.text("series");
        if (bucket.series.empty())
            m_complaint.add("series", "is missing");
        line.time("from", bucket.bucket.from);
        line.time("to", bucket.bucket.to);
        if (bucket.bucket.to <= bucket.bucket.from)
            m_complaint.add("to", "is not after from");
        line.number("fetched_us", bucket.fetchedAt.micros);
        bucket.closed = line.flag("closed", false);
        if (!isGood(number, sink))
            return;
        sink.bucket(bucket);
        sink.ignored(); // a record of its own, without usage
    }
    void directory(LineFields &line, std::int64_t number, Sink &sink)
    {
        DirectoryEntry entry;
        entry.source = line.text("source");
        entry.kind = line.word<DirectoryEntry::Kind>("entry", words::directoryKinds)
                         .value_or(DirectoryEntry::Kind::User);
        entry.id = line.text("id");
        entry.name = line.text("name");
        entry.email = line.text("email");
        entry.ownerId = line.text("owner");
        entry.isArchived = line.flag("archived", false);
        line.number("fetched_us", entry.fetchedAt.micros);
        if (entry.id.empty())
            m_complaint.add("id", "is missing");
        if (!isGood(number, sink))
            return;
        sink.directory(entry);
        sink.ignored();
    }
    void quota(LineFields &line, std::int64_t number, Sink &sink)
    {
        QuotaObservation quota;
        quota.source = line.text("source");
        quota.plan = line.text("plan");
        quota.limit = line.text("limit");
        quota.window = line.text("window");
        line.time("at", quota.at);
        line.number("used_hundredths", quota.used);
        line.number("minutes", quota.minutes);
        if (line["resets_at"].isSet())
            line.time("resets_at", quota.resetsAt.emplace());
        if (quota.minutes == 0 && !quota.resetsAt)
            m_complaint.add("resets_at", "is missing, and minutes too");
        if (!isGood(number, sink))
            return;
        sink.quota(quota);
        sink.ignored();
    }

    JsonTree m_tree;
    Observation m_observation;
    Complaint m_complaint;
};

int sniffObservations(std::string_view head, std::string_view /*path*/)
{
    constexpr int certain = 100;
    // Another program may have sorted the keys (jq -S): they decide, not their order.
    const std::array<std::string_view, 4> keys{"outlay", "kind", "source", "format"};
    const bool isOurs = looksLikeJson(head) &&
                        std::all_of(keys.begin(), keys.end(),
                                    [head](std::string_view key) { return hasKey(head, key); });
    return isOurs || trimmedRecord(head).starts_with("{\"outlay\":") ? certain : 0;
}

std::unique_ptr<Reader> createObservations(const ReaderOptions & /*options*/)
{
    return std::make_unique<ObservationsReader>();
}

} // namespace

const Format observationsFormat{"observations",     "Outlay's own export", Rank::MappedFile,
                                Growth::Once,       &sniffObservations,    &jsonFraming,
                                &createObservations};

} // namespace outlay
