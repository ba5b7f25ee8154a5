// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatlist.h"
#include "models/formats/recordmap.h"
#include "models/formats/responsebody.h"
#include "models/formats/savedanswer.h"
#include "models/formats/sniffing.h"

namespace outlay {

namespace {

constexpr std::string_view noUsage =
    "no usage object; a stream needs stream_options.include_usage or its like";

bool looksLikeEvents(std::string_view bytes)
{
    bytes = trimmedRecord(bytes);
    for (const std::string_view field : {"event:", "data:", "id:", "retry:", ": "}) {
        if (bytes.starts_with(field))
            return true;
    }
    return false;
}

class ResponseReader final : public Reader
{
public:
    explicit ResponseReader(const ReaderOptions &options)
        : m_map(options.map)
        , m_isMapped(!options.map.isEmpty())
    {
    }

    void line(std::string_view line, std::int64_t number, Sink &sink) override
    {
        line = trimmedRecord(line);
        if (line.empty())
            return;
        const auto root = m_tree.parse(line);
        if (!root)
            return sink.rejected(number, root.error().text);
        m_content.assign("response\n").append(line);
        record(*root, number, sink);
    }

    void document(std::string_view bytes, Sink &sink) override
    {
        bytes = withoutByteOrderMark(bytes);
        if (looksLikeEvents(bytes))
            return events(bytes, sink);
        const auto root = m_tree.parse(bytes);
        if (!root)
            return sink.rejected(0, root.error().text);
        if (root->isObject())
            return element(*root, 1, sink);
        std::int64_t number = 0;
        for (const JsonValue value : *root)
            element(value, ++number, sink);
    }

private:
    void element(JsonValue value, std::int64_t number, Sink &sink)
    {
        m_content.assign("response\n");
        appendCanonical(value, m_content);
        record(value, number, sink);
    }

    void record(JsonValue root, std::int64_t number, Sink &sink);
    void emit(std::int64_t number, JsonValue root, Sink &sink);
    void overlay(JsonValue root);

    void events(std::string_view bytes, Sink &sink);
    void event(std::string_view data, std::int64_t number, Sink &sink);
    void endStream(std::size_t end, Sink &sink);

    RecordMap m_map;
    bool m_isMapped;
    JsonTree m_tree;
    std::vector<std::string_view> m_values;
    std::string m_content;
    ResponseFacts m_facts;
    Observation m_observation;
    Observation m_mapped;
    Complaint m_complaint;

    // The stream being read.
    std::string_view m_stream;
    std::size_t m_streamStart = 0;
    std::int64_t m_streamLine = 0;
    bool m_hasStream = false;
    bool m_isStreamBroken = false;
};

/// What --map says beats what the response says: it knows more, such as the time.
void ResponseReader::overlay(JsonValue root)
{
    lookUp(m_map, root, m_values);
    m_mapped.clear();
    m_map.fill(m_values, m_mapped, m_complaint, false);
    if (m_mapped.at != Instant{})
        m_observation.at = m_mapped.at;
    for (std::size_t i = 0; i < fieldCount; ++i) {
        if (!m_mapped.fields[i].empty())
            m_observation.fields[i] = m_mapped.fields[i];
    }
    for (const IdentityToken &token : m_mapped.tokens)
        m_observation.tokens.push_back(token);
    if (m_mapped.latencyMicros >= 0)
        m_observation.latencyMicros = m_mapped.latencyMicros;
    if (m_mapped.reported)
        m_observation.reported = m_mapped.reported;
}

void ResponseReader::record(JsonValue root, std::int64_t number, Sink &sink)
{
    if (m_isMapped && !m_map.problem().empty())
        return sink.rejected(number, m_map.problem());
    if (!root.isObject())
        return sink.rejected(number, "the record is no JSON object");
    if (m_isMapped) {
        lookUp(m_map, root, m_values);
        if (!m_map.isWanted(m_values))
            return sink.ignored();
    }
    if (isErrorBody(root))
        return sink.ignored();
    m_complaint.clear();
    m_facts.clear();
    bool isBatch = false;
    m_facts.add(unwrapped(root, isBatch), m_complaint);
    if (isBatch)
        m_facts.tier = "batch";
    if (m_facts.requestId.empty())
        m_facts.requestId = clipped(root["response"]["request_id"].text());
    emit(number, root, sink);
}

void ResponseReader::emit(std::int64_t number, JsonValue root, Sink &sink)
{
    if (m_facts.shape == UsageObject::Shape::None && m_complaint.isEmpty()) {
        const std::string answer = savedAnswer(root);
        return sink.rejected(number, answer.empty() ? noUsage : std::string_view(answer));
    }
    Observation &o = m_observation;
    o.clear();
    o.content = m_content;
    o.addToken(TokenSpace::Response, m_facts.id);
    if (m_facts.requestId.starts_with("req_"))
        o.addToken(TokenSpace::Request, m_facts.requestId);
    o[Field::Provider] = m_facts.provider;
    o[Field::Model] = m_facts.model;
    o[Field::Tier] = m_facts.tier;
    o[Field::Speed] = m_facts.speed;
    o[Field::Geo] = m_facts.geo;
    o[Field::SearchContext] = m_facts.searchContext;
    o[Field::StopReason] = m_facts.stopReason;
    o.usage = m_facts.usage;
    o.hasCacheTtlSplit = m_facts.hasCacheTtlSplit;
    // The routers bill themselves what they name; behind another gateway it is that one's figure.
    const bool isBill = m_facts.provider == "openrouter" || m_facts.provider == "perplexity";
    (isBill ? o.billed : o.reported) = m_facts.charge;
    o.outcome = m_facts.outcome;
    o.isFinal = true;
    o.latencyMicros = m_facts.latencyMicros;
    if (m_isMapped)
        overlay(root);
    if (o.at == Instant{} && !m_facts.created.empty())
        o.at = readTime(m_facts.created, "created", m_complaint).value_or(Instant{});
    if (o.at == Instant{}) {
        m_complaint.add("at", "the response does not tell its time; say it with --map at=FIELD or "
                              "--map \"at='2026-11-23'\"");
    }
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    sink.observation(o);
}

// --- server-sent events: one record a stream

void ResponseReader::events(std::string_view bytes, Sink &sink)
{
    m_stream = bytes;
    std::int64_t number = 0;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        const std::string_view line = trimmedRecord(bytes.substr(at, end - at));
        ++number;
        constexpr std::string_view field = "data:";
        if (line.starts_with(field)) {
            const std::string_view data = trimmedRecord(line.substr(field.size()));
            if (!m_hasStream && data.starts_with('{')) {
                m_streamStart = at;
                m_streamLine = number;
            }
            if (data == "[DONE]")
                endStream(end, sink);
            else if (!data.empty())
                event(data, number, sink);
        }
        at = end + 1;
    }
    endStream(bytes.size(), sink);
}

void ResponseReader::event(std::string_view data, std::int64_t number, Sink &sink)
{
    const auto root = m_tree.parse(data);
    if (!root) {
        m_isStreamBroken = m_isStreamBroken || m_hasStream;
        return;
    }
    const std::string_view type = (*root)["type"].text();
    std::string_view id = (*root)["id"].text();
    if (id.empty())
        id = (*root)["responseId"].text();
    const bool isStart = type == "message_start" || type == "response.created" ||
                         type == "message-start" || type == "stream-start";
    const bool isAnother =
        isStart || (type.empty() && !id.empty() && !m_facts.id.empty() && id != m_facts.id);
    if (m_hasStream && isAnother) {
        const auto here = static_cast<std::size_t>(data.data() - m_stream.data());
        endStream(here, sink);
        m_streamStart = here;
        m_streamLine = number;
        return event(data, number, sink);
    }
    if (!m_hasStream)
        m_complaint.clear();
    m_hasStream = true;
    if (type == "error" || isErrorBody(*root))
        return;
    // Start events hold the id beside an inner object that holds the rest.
    bool isBatch = false;
    const JsonValue body = unwrapped(*root, isBatch);
    m_facts.add(body, m_complaint);
    const JsonValue inner =
        (*root)["message"].isObject() ? (*root)["message"] : (*root)["response"];
    if (inner.isObject())
        m_facts.add(inner, m_complaint);
    m_facts.add(*root, m_complaint);
}

void ResponseReader::endStream(std::size_t end, Sink &sink)
{
    if (!m_hasStream)
        return;
    m_hasStream = false;
    m_content.assign("response\n").append(m_stream.substr(m_streamStart, end - m_streamStart));
    if (m_facts.shape == UsageObject::Shape::None && m_facts.id.empty() && m_facts.model.empty())
        sink.ignored(); // errors only
    else if (m_facts.shape == UsageObject::Shape::None && m_isStreamBroken)
        sink.rejected(m_streamLine, "an event of the stream is no JSON");
    else
        emit(m_streamLine, JsonValue(), sink);
    m_facts.clear();
    m_isStreamBroken = false;
}

int sniffResponse(std::string_view head, std::string_view /*path*/)
{
    if (head.find('\0') != std::string_view::npos)
        return 0;
    if (looksLikeEvents(head))
        return head.find("data:") != std::string_view::npos &&
                       head.find('{') != std::string_view::npos
                   ? sniffedLikely
                   : 0;
    if (!looksLikeJson(head) || isOpenRouterActivity(head))
        return 0;
    const bool hasCounts = hasKey(head, "input_tokens") || hasKey(head, "prompt_tokens") ||
                           hasKey(head, "inputTokens") || hasKey(head, "billed_units") ||
                           hasKey(head, "output_tokens");
    if ((hasKey(head, "usage") && hasCounts) || hasKey(head, "usageMetadata"))
        return sniffedShape;
    const bool isOlder = hasKey(head, "inputTextTokenCount") || hasKey(head, "prompt_eval_count") ||
                         hasKey(head, "generation_token_count") ||
                         hasKey(head, "generated_token_count") ||
                         hasKey(head, "num_tokens_generated") ||
                         (hasKey(head, "meta") && hasKey(head, "billed_units"));
    return isOlder ? sniffedShape : 0;
}

Framing responseFraming(std::string_view head)
{
    return looksLikeEvents(head) ? Framing::Document : jsonFraming(head);
}

std::unique_ptr<Reader> createResponse(const ReaderOptions &options)
{
    return std::make_unique<ResponseReader>(options);
}

} // namespace

const Format responseFormat{"response",
                            "Responses of providers' APIs",
                            Rank::ProviderResponse,
                            Growth::Max,
                            &sniffResponse,
                            &responseFraming,
                            &createResponse,
                            false,
                            Mapping::Optional};

} // namespace outlay
