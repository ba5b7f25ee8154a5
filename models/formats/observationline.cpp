// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/observationline.h"

#include "models/formats/jsontext.h"
#include "models/formats/observationwords.h"

#include <span>

namespace outlay {

namespace {

namespace words = observationwords;

/// Writes one object, member by member.
class Line
{
public:
    explicit Line(std::string &out) : m_out(out) { m_out.push_back('{'); }

    void text(std::string_view key, std::string_view value)
    {
        if (value.empty())
            return;
        name(key);
        appendJsonString(value, m_out);
    }
    void number(std::string_view key, std::int64_t value, std::int64_t usual = 0)
    {
        if (value == usual)
            return;
        name(key);
        m_out += std::to_string(value);
    }
    void flag(std::string_view key, bool value, bool usual = false)
    {
        if (value == usual)
            return;
        name(key);
        m_out += value ? "true" : "false";
    }
    void time(std::string_view key, Instant at)
    {
        name(key);
        appendJsonString(toRfc3339(at), m_out);
    }
    void money(std::string_view key, const std::optional<Money> &amount)
    {
        if (amount)
            text(key, toDecimal(*amount));
    }
    void hash(std::string_view key, std::uint64_t value)
    {
        name(key);
        appendHash(value);
    }
    void appendHash(std::uint64_t value)
    {
        static constexpr std::string_view digits = "0123456789abcdef";
        m_out.push_back('"');
        for (int shift = 60; shift >= 0; shift -= 4)
            m_out.push_back(digits[(value >> static_cast<unsigned>(shift)) & 0xfU]);
        m_out.push_back('"');
    }
    void numbers(std::string_view key, std::span<const std::int64_t> values)
    {
        name(key);
        m_out.push_back('[');
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0)
                m_out.push_back(',');
            m_out += std::to_string(values[i]);
        }
        m_out.push_back(']');
    }
    /// A nested object; close() ends it.
    void open(std::string_view key)
    {
        name(key);
        m_out.push_back('{');
        m_isFirst = true;
    }
    void close()
    {
        m_out.push_back('}');
        m_isFirst = false;
    }
    void name(std::string_view key)
    {
        if (!m_isFirst)
            m_out.push_back(',');
        m_isFirst = false;
        appendJsonString(key, m_out);
        m_out.push_back(':');
    }
    void end() { m_out += "}\n"; }
    std::string &out() { return m_out; }

private:
    std::string &m_out;
    bool m_isFirst = true;
};

void begin(Line &line, std::string_view kind, std::string_view source, const Observer &observer)
{
    line.name("outlay");
    line.out() += words::version;
    line.text("kind", kind);
    line.text("source", source.empty() ? observer.source : source);
    line.text("format", observer.format);
}

void appendTokens(Line &line, const std::vector<IdentityToken> &tokens)
{
    if (tokens.empty())
        return;
    line.name("tokens");
    std::string &out = line.out();
    out.push_back('[');
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        out += i > 0 ? ",[" : "[";
        appendJsonString(words::wordOf(words::spaces, tokens[i].space), out);
        out.push_back(',');
        if (tokens[i].hash) {
            out += "null,";
            line.appendHash(*tokens[i].hash);
        } else {
            appendJsonString(tokens[i].value, out);
        }
        out.push_back(']');
    }
    out.push_back(']');
}

void appendTags(Line &line, const std::vector<Tag> &tags)
{
    if (tags.empty())
        return;
    line.name("tags");
    std::string &out = line.out();
    out.push_back('[');
    for (std::size_t i = 0; i < tags.size(); ++i) {
        out += i > 0 ? ",[" : "[";
        appendJsonString(tags[i].key, out);
        out.push_back(',');
        appendJsonString(tags[i].value, out);
        out.push_back(']');
    }
    out.push_back(']');
}

void appendFields(Line &line, const std::array<std::string_view, fieldCount> &fields)
{
    for (std::size_t i = 0; i < fieldCount; ++i)
        line.text(words::fields[i], fields[i]);
}

void appendUsage(Line &line, const TokenUsage &usage)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        line.number(name(static_cast<TokenClass>(i)), usage.counts[i]);
}

void appendObservation(Line &line, const Observation &o, const Observer &observer)
{
    line.text("rank", words::wordOf(words::ranks, o.rank.value_or(observer.rank)));
    line.text("growth", words::wordOf(words::growths, o.growth.value_or(observer.growth)));
    line.time("at", o.at);
    appendTokens(line, o.tokens);
    line.hash("content_hash", o.readyContentHash.value_or(contentHash(o.content)));
    appendFields(line, o.fields);
    if (o.readyOperationHash)
        line.hash("operation_hash", *o.readyOperationHash);
    appendTags(line, o.tags);
    appendUsage(line, o.usage);
    line.number("served_tokens", o.servedTokens);
    line.flag("cache_ttl_split", o.hasCacheTtlSplit);
    line.flag("final", o.isFinal);
    line.flag("cache_hit", o.isGatewayCacheHit);
    line.number("standing", o.standing);
    line.number("version", o.version);
    line.text("outcome", name(o.outcome));
    line.flag("sees_failures", o.canSeeFailures, true);
    line.number("http_status", o.httpStatus);
    line.number("attempt", o.attempt);
    line.number("retries", o.retries);
    line.number("requests", o.requests, 1);
    line.flag("aggregate", o.isAggregate, o.requests > 1);
    line.number("latency_us", o.latencyMicros, -1);
    line.number("first_token_us", o.timeToFirstTokenMicros, -1);
    line.money("billed_usd", o.billed);
    line.money("reported_usd", o.reported);
    line.money("client_usd", o.client);
    if (o.promptHash != 0)
        line.hash("prompt_hash", o.promptHash);
}

} // namespace

void appendJsonLine(const Observation &observation, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "observation", observation.source, observer);
    appendObservation(line, observation, observer);
    line.end();
}

void appendJsonLine(const LineageVector &vector, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "lineage", vector.base->source, observer);
    line.open("lineage");
    line.text("session", vector.session);
    line.text("parent", vector.parent);
    line.number("ordinal", vector.ordinal);
    line.numbers("last", vector.last);
    line.numbers("total", vector.total);
    line.close();
    appendObservation(line, *vector.base, observer);
    line.end();
}

void appendJsonLine(const SpanRecord &span, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "span", span.source, observer);
    line.open("span");
    line.text("kind", words::wordOf(words::spanKinds, span.kind));
    line.text("trace", span.traceId);
    line.text("id", span.spanId);
    line.text("parent", span.parentSpanId);
    if (span.readyHashes) {
        line.name("hashes");
        std::string &text = line.out();
        text.push_back('[');
        for (std::size_t i = 0; i < span.readyHashes->size(); ++i) {
            if (i > 0)
                text.push_back(',');
            line.appendHash((*span.readyHashes)[i]);
        }
        text.push_back(']');
    }
    line.time("start", span.start);
    line.time("end", span.end);
    line.text("agent_name", span.agentName);
    line.close();
    if (span.usage != nullptr)
        appendObservation(line, *span.usage, observer);
    line.end();
}

void appendJsonLine(const Statement &statement, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "statement", statement.source, observer);
    line.hash("hash", statementHash(statement));
    line.time("from", statement.bucket.from);
    line.time("to", statement.bucket.to);
    appendFields(line, statement.fields);
    line.money("billed_usd", statement.billed);
    line.number("requests", statement.requests);
    appendUsage(line, statement.usage);
    line.flag("closed", statement.closed, true);
    line.text("description", statement.description);
    if (!statement.series.empty()) {
        line.text("series", statement.series);
        line.number("fetched_us", statement.fetchedAt.micros);
        line.text("statement", words::wordOf(words::statementKinds, statement.kind));
        line.text("prompt_step", words::wordOf(words::promptSteps, statement.promptStep));
    }
    if (statement.line != 0 && statement.delivery) {
        line.text("account", statement.account);
        if (statement.billingPeriod.isBounded()) {
            line.time("period_from", statement.billingPeriod.from);
            line.time("period_to", statement.billingPeriod.to);
        }
        line.hash("line", statement.line);
        line.number("delivered_us", statement.delivery->at.micros);
        line.text("delivered_in", statement.delivery->name);
    }
    line.end();
}

void appendJsonLine(const BucketDelivery &bucket, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "bucket", bucket.source, observer);
    line.text("series", bucket.series);
    line.time("from", bucket.bucket.from);
    line.time("to", bucket.bucket.to);
    line.number("fetched_us", bucket.fetchedAt.micros);
    line.flag("closed", bucket.closed);
    line.end();
}

void appendJsonLine(const DirectoryEntry &entry, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "directory", entry.source, observer);
    line.text("entry", words::wordOf(words::directoryKinds, entry.kind));
    line.text("id", entry.id);
    line.text("name", entry.name);
    line.text("email", entry.email);
    line.text("owner", entry.ownerId);
    line.flag("archived", entry.isArchived);
    line.number("fetched_us", entry.fetchedAt.micros);
    line.end();
}

void appendJsonLine(const QuotaObservation &quota, const Observer &observer, std::string &out)
{
    Line line(out);
    begin(line, "quota", quota.source, observer);
    line.text("plan", quota.plan);
    line.text("limit", quota.limit);
    line.text("window", quota.window);
    line.time("at", quota.at);
    line.number("used_hundredths", quota.used);
    line.number("minutes", quota.minutes);
    if (quota.resetsAt)
        line.time("resets_at", *quota.resetsAt);
    line.end();
}

} // namespace outlay
