// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"

#include <algorithm>

namespace outlay {

namespace {

using enum TokenClass;

bool contains(std::string_view text, std::string_view what)
{
    return text.find(what) != std::string_view::npos;
}

bool isHex(std::string_view id, std::size_t digits)
{
    return id.size() == digits &&
           id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A usageDetails map, by the names of its keys.
struct Details
{
    TokenUsage usage; ///< as written: Input and Output hold the plain keys only
    std::int64_t cached = 0, parts = 0, outs = 0, total = 0;
    bool hasTotal = false, hasInput = false, hasOutput = false, hasTtlSplit = false;

    void add(std::string_view key, std::int64_t tokens);
    [[nodiscard]] bool hasCounts() const { return hasInput || hasOutput; }
    /// What is not written is not 0: the total tells it, or nothing does.
    void takeMissing();
    /// Whether a key is one of ours: users add some of their own.
    [[nodiscard]] static bool isCount(std::string_view key)
    {
        return isInput(key) || key.starts_with("output") || key == "total";
    }

private:
    static bool isInput(std::string_view key)
    {
        return key.starts_with("input") || key.starts_with("cache");
    }
    void addInput(std::string_view key, std::int64_t tokens);
};

void Details::addInput(std::string_view key, std::int64_t tokens)
{
    parts += tokens;
    const bool isWrite = contains(key, "creation") || contains(key, "write");
    if (isWrite || contains(key, "cache")) {
        const bool is1h = isWrite && key.ends_with("_1h");
        cached += tokens;
        hasTtlSplit = hasTtlSplit || is1h || (isWrite && key.ends_with("_5m"));
        usage[is1h                     ? CacheWrite1h
              : isWrite                ? CacheWrite5m
              : contains(key, "audio") ? CacheReadAudio
                                       : CacheRead] += tokens;
        return;
    }
    usage[contains(key, "audio")   ? InputAudio
          : contains(key, "image") ? InputImage
                                   : Input] += tokens;
}

void Details::add(std::string_view key, std::int64_t tokens)
{
    if (key == "total") {
        total = tokens;
        hasTotal = true;
        return;
    }
    const bool isOutput = key.starts_with("output");
    hasInput = hasInput || isInput(key);
    hasOutput = hasOutput || isOutput;
    if (isInput(key))
        return addInput(key, tokens);
    if (!isOutput)
        return;
    outs += tokens;
    usage[contains(key, "reasoning") ? Reasoning
          : contains(key, "audio")   ? OutputAudio
          : contains(key, "image")   ? OutputImage
                                     : Output] += tokens;
}

void Details::takeMissing()
{
    const std::int64_t rest = total - parts - outs;
    if (!hasTotal || rest < 0 || hasInput == hasOutput)
        return;
    if (hasOutput && rest > 0) {
        usage[Input] = parts = rest;
        hasInput = true;
    } else if (hasInput) {
        usage[Output] = outs = rest;
        hasOutput = true;
    }
}

// Observations of GET /api/public/v2/observations and its predecessor, in pages {"data":[…]} or one
// a line.
class LangfuseReader final : public GatewayReader
{
public:
    LangfuseReader() : GatewayReader("langfuse", "data") {}

private:
    bool read(JsonValue row) override;
    Details detailsOf(JsonValue row);
    void readCounts(JsonValue row);
    void readTimes(JsonValue row);
    void readNames(JsonValue row);
    void identifySpan(JsonValue row);

    std::string m_span;
};

bool LangfuseReader::read(JsonValue row)
{
    const std::string_view type = row["type"].text();
    if (type.empty()) {
        complaint().add("type", "missing; it tells model calls from roll-ups");
        return true;
    }
    // The others (AGENT, CHAIN, SPAN …) may repeat what lies below them.
    if (type != "GENERATION" && type != "EMBEDDING")
        return false;
    Observation &o = seen();
    readTimes(row);
    const bool hasFailed = row["level"].text() == "ERROR";
    o.outcome = hasFailed ? Outcome::Error : Outcome::Success;
    o.isFinal = true;
    o.reported = row["totalCost"].isSet() ? usd(row, "totalCost")
                 : row["calculatedTotalCost"].isSet()
                     ? usd(row, "calculatedTotalCost")
                     : usd(inner().of(row["costDetails"], "costDetails", complaint()), "total");
    readCounts(row);
    readNames(row);
    identifySpan(row);
    return true;
}

Details LangfuseReader::detailsOf(JsonValue row)
{
    Details details;
    const JsonValue map = inner().of(row["usageDetails"], "usageDetails", complaint());
    for (const JsonValue count : map) {
        if (Details::isCount(count.key()) && (count.isNumber() || count.isString()))
            details.add(count.key(), readCount(count.text(), count.key(), complaint()).value_or(0));
    }
    // Before the map there were three counts, in a unit of their own.
    const JsonValue older = row["usage"];
    if (details.hasCounts() || !older.isObject()) {
        details.takeMissing();
        return details;
    }
    if (const std::string_view unit = older["unit"].text(); !unit.empty() && unit != "TOKENS") {
        if (!tellsCost())
            complaint().add("usage.unit", "expected TOKENS");
        return details; // images, characters, seconds: no tokens, and a cost may tell what they
                        // were
    }
    for (const std::string_view key : {"input", "output", "total"}) {
        if (older[key].isSet())
            details.add(key, countOf(older, key, complaint()));
    }
    details.takeMissing();
    return details;
}

void LangfuseReader::readCounts(JsonValue row)
{
    const Details said = detailsOf(row);
    if (!said.hasCounts()) {
        if (seen().outcome == Outcome::Success && !tellsCost())
            complaint().add("usageDetails",
                            said.hasTotal
                                ? totalAlone
                                : "holds no counts; ask for fields=core,basic,time,model,"
                                  "usage,metrics,trace_context, or let the SDK send them");
        return;
    }
    // An embedding has no output, whatever its model is called.
    const bool isEmbedding = row["type"].text() == "EMBEDDING" ||
                             hasNoOutput({firstTextOf(row, {"providedModelName", "model"})});
    if (seen().outcome == Outcome::Success && (!said.hasInput || !(said.hasOutput || isEmbedding)))
        complaint().add(said.hasInput ? "usageDetails.output" : "usageDetails.input", countNotTold);
    TokenUsage usage = said.usage;
    const std::int64_t modalIn = usage[InputAudio] + usage[InputImage];
    const std::int64_t modalOut = usage[OutputAudio] + usage[OutputImage];
    const bool hasParts = said.parts != usage[Input] || said.outs != usage[Output];
    const bool isDisjoint = !hasParts || said.total == said.parts + said.outs;
    // An SDK that hands on a provider's counts as they are: the rest lies inside input and output.
    const bool isInside = !isDisjoint && said.hasTotal &&
                          said.total == usage[Input] + usage[Output] &&
                          said.cached + modalIn <= usage[Input] && modalOut <= usage[Output];
    if (isInside) {
        usage[Input] -= said.cached + modalIn;
        usage[Output] -= modalOut;
        usage[Reasoning] = std::min(usage[Reasoning], usage[Output]);
    } else {
        usage[Output] += usage[Reasoning];
        if (!isDisjoint)
            doubt("parts and total disagree");
    }
    seen().hasCacheTtlSplit = said.hasTtlSplit;
    takeUsage(usage);
}

void LangfuseReader::readTimes(JsonValue row)
{
    Observation &o = seen();
    takeTime(row, {"startTime"});
    const auto timeOf = [&](std::string_view key) {
        return row[key].isSet() ? readTime(row[key].text(), key, complaint()) : std::nullopt;
    };
    const auto end = timeOf("endTime");
    const auto updated = timeOf("updatedAt");
    o.version = updated ? updated->micros : end.value_or(o.at).micros;
    o.latencyMicros = micros(row, "latency", 0);
    if (o.latencyMicros < 0 && end && *end >= o.at)
        o.latencyMicros = end->micros - o.at.micros;
    o.timeToFirstTokenMicros = micros(row, "timeToFirstToken", 0);
    const auto first = timeOf("completionStartTime");
    if (o.timeToFirstTokenMicros < 0 && first && *first >= o.at)
        o.timeToFirstTokenMicros = first->micros - o.at.micros;
}

void LangfuseReader::readNames(JsonValue row)
{
    Observation &o = seen();
    nameProviderAndModel(o, {}, firstTextOf(row, {"providedModelName", "model"}));
    o[Field::User] = firstTextOf(row, {"userId"});
    o[Field::Session] = firstTextOf(row, {"sessionId"});
    o[Field::Project] = firstTextOf(row, {"projectId"});
    if (const std::string_view name = firstTextOf(row, {"environment"}); name != "default")
        o[Field::Environment] = name;
    tag("name", firstTextOf(row, {"name"}));
    for (const JsonValue label : row["tags"])
        tag("tag", clipped(label.text()));
}

/// What OpenTelemetry brought to Langfuse keeps the ids of its spans, as an OTLP source has them.
void LangfuseReader::identifySpan(JsonValue row)
{
    const std::string_view trace = row["traceId"].text();
    const std::string_view id = row["id"].text();
    if (!isHex(trace, 32) || !isHex(id, 16))
        return identify(id);
    m_span.assign(trace).append("/").append(id);
    seen().addToken(TokenSpace::Span, m_span);
}

int sniffLangfuse(std::string_view head, std::string_view /*path*/)
{
    const bool isLangfuse = looksLikeJson(head) && hasKey(head, "traceId") &&
                            hasKey(head, "parentObservationId") && hasKey(head, "startTime") &&
                            hasKey(head, "type");
    return isLangfuse ? sniffedSurely : 0;
}

} // namespace

const Format langfuseFormat{
    .name = "langfuse",
    .title = "Langfuse observations",
    .rank = Rank::OtelSpan,
    .growth = Growth::Version,
    .sniff = sniffLangfuse,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<LangfuseReader>();
    },
    .tellsProvider = false,
};

} // namespace outlay
