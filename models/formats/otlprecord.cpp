// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/otlprecord.h"

#include "models/formats/providername.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

namespace outlay {

namespace {

using enum Attribute;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::int64_t count(const OtlpAttributes &record, std::initializer_list<Attribute> attributes,
                   std::string_view field, Complaint &complaint)
{
    const std::string_view text = record.first(attributes);
    return text.empty() ? 0 : readCount(text, field, complaint).value_or(0);
}

OtlpSort sortOfOperation(std::string_view operation)
{
    if (isOneOf(operation, {"chat", "generate_content", "text_completion", "embeddings",
                            "completion", "responses", "image_generation"}))
        return OtlpSort::Call;
    if (isOneOf(operation, {"invoke_agent", "create_agent"}))
        return OtlpSort::Agent;
    return OtlpSort::Step;
}

OtlpSort sortOfOpenInference(std::string_view kind)
{
    if (isOneOf(kind, {"LLM", "EMBEDDING"}))
        return OtlpSort::Call;
    return kind == "AGENT" ? OtlpSort::Agent : OtlpSort::Step;
}

/// Digits only, 100..599; 0 otherwise.
int statusOf(std::string_view text)
{
    int status = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), status);
    const bool isWhole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return isWhole && status >= 100 && status <= 599 ? status : 0;
}

/// https://token@host/…
bool mayHoldSecret(std::string_view url)
{
    return url.find('@') != std::string_view::npos;
}

void readWho(const OtlpAttributes &record, const OtlpAttributes &resource, OtlpWriter writer,
             Observation &observation)
{
    // An agent's user.id is a random number of the installation; the address is the person.
    const bool isAgent = writer == OtlpWriter::ClaudeCode || writer == OtlpWriter::Codex;
    std::string_view user = isAgent ? record.first({UserEmail}) : std::string_view();
    if (user.empty())
        user = record.first({UserId, UserEmail, EndUser, TraceloopUser, UserAccountId});
    if (user.empty())
        user = resource.first({UserId, UserEmail, EndUser});
    observation[Field::User] = clipped(user);
    observation[Field::Session] = clipped(record.first(
        {ConversationId, SessionId, CodexConversation, TraceloopSession, LangfuseSession}));
    observation[Field::Agent] =
        clipped(record.first({AgentName, AgentId, OpenInferenceAgent, BareAgentId}));
    observation[Field::ParentAgent] = clipped(record.text(ParentAgentId));
    const auto either = [&](std::initializer_list<Attribute> attributes) {
        const std::string_view own = record.first(attributes);
        return clipped(own.empty() ? resource.first(attributes) : own);
    };
    observation[Field::Team] = either({Team});
    observation[Field::Project] = either({Project, ProjectName});
    observation[Field::Branch] = either({Attribute::Branch});
    observation[Field::Endpoint] = clipped(record.text(ServerAddress));
    if (const std::string_view service = resource.text(ServiceName); !service.empty())
        observation.tags.push_back({"service.name", clipped(service)});
    if (const std::string_view query = record.text(QuerySource); !query.empty())
        observation.tags.push_back({"query_source", clipped(query)});
    // As tags: what they say of environment and task is weighed where all sources' is.
    for (const Attribute attribute :
         {PipelineName, PipelineRunId, UserAgent, ChangeId, RepositoryName, RepositoryUrl}) {
        const std::string_view said = either({attribute});
        if (!said.empty() && !(attribute == RepositoryUrl && mayHoldSecret(said)))
            observation.tags.push_back({name(attribute), said});
    }
    if (const std::string_view where = either({Attribute::Environment, EnvironmentOld});
        !where.empty())
        observation.tags.push_back({name(Attribute::Environment), where});
}

void readOutcome(const OtlpAttributes &record, Observation &observation)
{
    observation.httpStatus = statusOf(record.first({Attribute::HttpStatus, StatusCode, ErrorType}));
    const std::string_view success = record.text(Success);
    if (record.has(ErrorType) || success == "false" || observation.httpStatus >= 400)
        observation.outcome = Outcome::Error;
    observation[Field::StopReason] = clipped(record.first({FinishReasons, Attribute::StopReason}));
}

} // namespace

OtlpWriter otlpWriter(std::string_view scope, std::string_view service)
{
    // Scopes seen: com.anthropic.claude_code, ….events, ….tracing; codex_otel.log_only.
    if (scope.starts_with("com.anthropic.claude_code"))
        return OtlpWriter::ClaudeCode;
    if (scope.starts_with("codex") || service.starts_with("codex"))
        return OtlpWriter::Codex;
    return service.starts_with("gemini-cli") ? OtlpWriter::GeminiCli : OtlpWriter::Other;
}

OtlpSort otlpSort(const OtlpAttributes &span, OtlpWriter writer, std::string_view spanName)
{
    if (const std::string_view operation = span.text(OperationName); !operation.empty())
        return sortOfOperation(operation);
    if (writer == OtlpWriter::ClaudeCode) {
        if (span.text(SpanType) == "llm_request" || spanName == "claude_code.llm_request")
            return OtlpSort::Call;
        return OtlpSort::Step;
    }
    if (const std::string_view kind = span.text(OpenInferenceKind); !kind.empty())
        return sortOfOpenInference(kind);
    if (const std::string_view kind = span.text(TraceloopKind); !kind.empty())
        return kind == "agent" ? OtlpSort::Agent : OtlpSort::Step;
    if (const std::string_view type = span.text(TraceloopRequestType); !type.empty())
        return type == "rerank" ? OtlpSort::Step : OtlpSort::Call;
    // Its usage has neither model nor id, and codex.sse_event says the same: never counted twice.
    if (writer == OtlpWriter::Codex)
        return OtlpSort::None;
    const bool isGenAi = span.has(InputTokens) || span.has(OutputTokens) ||
                         span.has(PromptTokens) || span.has(CompletionTokens) ||
                         span.has(LlmPrompt) || span.has(LlmCompletion);
    return isGenAi ? OtlpSort::Call : OtlpSort::None;
}

bool hasOtlpUsage(const OtlpAttributes &record)
{
    static constexpr std::array counts = {InputTokens,         PromptTokens,     LlmPrompt,
                                          TraceloopPrompt,     BareInput,        InputCount,
                                          OutputTokens,        CompletionTokens, LlmCompletion,
                                          TraceloopCompletion, BareOutput,       OutputCount};
    return std::any_of(counts.begin(), counts.end(),
                       [&](Attribute attribute) { return record.has(attribute); });
}

bool hasOtlpCost(const OtlpAttributes &record)
{
    Complaint ofTheRecord; // told where it is read
    const auto cost = readUsd(record.first({CostUsd, LlmCost, UsageCost}), "cost", ofTheRecord);
    return cost && *cost > Money{};
}

TokenUsage otlpUsage(const OtlpAttributes &record, OtlpWriter writer, Complaint &complaint)
{
    using enum TokenClass;
    TokenUsage usage;
    std::int64_t input = count(
        record, {InputTokens, PromptTokens, LlmPrompt, TraceloopPrompt, BareInput, InputCount},
        "input tokens", complaint);
    std::int64_t output = count(record,
                                {OutputTokens, CompletionTokens, LlmCompletion, TraceloopCompletion,
                                 BareOutput, OutputCount},
                                "output tokens", complaint);
    const std::int64_t read = count(record,
                                    {Attribute::CacheRead, CacheReadOld, LlmCacheRead,
                                     BareCacheRead, CachedCount, CachedContentCount},
                                    "cache read tokens", complaint);
    const std::int64_t written = count(record,
                                       {CacheCreation, CacheCreationOld, CacheWrite, LlmCacheWrite,
                                        BareCacheCreation, CacheWriteCount},
                                       "cache write tokens", complaint);
    std::int64_t reasoning = count(
        record, {Attribute::Reasoning, ReasoningOld, LlmReasoning, CodexReasoning, ReasoningCount},
        "reasoning tokens", complaint);
    if (writer == OtlpWriter::GeminiCli) {
        reasoning = count(record, {ThoughtsCount}, "thoughts_token_count", complaint);
        output += reasoning;
    }
    // Exclusive by the writer's rule, or because the parts are larger than the whole.
    const bool isExclusive = writer == OtlpWriter::ClaudeCode || read + written > input;
    if (!isExclusive)
        input -= read + written;
    if (writer == OtlpWriter::GeminiCli)
        input += count(record, {ToolCount}, "tool_token_count", complaint);
    const std::int64_t audioIn =
        std::min(input, count(record, {LlmPromptAudio}, "audio tokens", complaint));
    const std::int64_t audioOut =
        std::min(output, count(record, {LlmCompletionAudio}, "audio tokens", complaint));
    usage[Input] = input - audioIn;
    usage[InputAudio] = audioIn;
    usage[TokenClass::CacheRead] = read;
    usage[CacheWrite5m] = written;
    usage[Output] = output - audioOut;
    usage[OutputAudio] = audioOut;
    usage[TokenClass::Reasoning] = std::min(reasoning, usage[Output]);
    return usage;
}

void readOtlpFields(const OtlpAttributes &record, const OtlpAttributes &resource, OtlpWriter writer,
                    Observation &observation, Complaint &complaint)
{
    readWho(record, resource, writer, observation);
    readOutcome(record, observation);
    const std::string_view model = clipped(
        record.first({ResponseModel, LlmResponseModel, RequestModel, LlmModel, Model, Slug}));
    std::string_view provider =
        clipped(record.first({ProviderName, System, LlmProvider, LlmSystem}));
    // Agents name no provider: their models tell whose API they were given.
    if (provider.empty() && writer != OtlpWriter::Other)
        provider = providerOfModel(model);
    setProviderAndModel(observation, provider, model);
    if (const std::string_view asked = record.text(RequestModel); asked != model)
        observation[Field::ModelGroup] = clipped(asked);
    observation[Field::Tier] =
        tierWord(record.first({ResponseTier, ResponseTierOld, RequestTierOld}));
    if (record.text(Attribute::Speed) == "fast")
        observation[Field::Speed] = "fast";
    if (const std::string_view cost = record.first({CostUsd, LlmCost, UsageCost}); !cost.empty())
        observation.client = readUsd(cost, "cost", complaint);
    if (const std::string_view wait = record.text(TimeToFirstChunk); !wait.empty())
        observation.timeToFirstTokenMicros =
            readMicros(wait, 0, "time_to_first_chunk", complaint).value_or(-1);
    else if (const std::string_view ttft = record.text(TtftMs); !ttft.empty())
        observation.timeToFirstTokenMicros = readMicros(ttft, 3, "ttft_ms", complaint).value_or(-1);
    if (const std::string_view took = record.text(DurationMs); !took.empty())
        observation.latencyMicros = readMicros(took, 3, "duration_ms", complaint).value_or(-1);
    if (const std::string_view attempt = record.text(Attempt); !attempt.empty()) {
        constexpr std::int64_t mostAttempts = 1'000'000;
        const std::int64_t which = readCount(attempt, "attempt", complaint).value_or(0);
        observation.attempt = static_cast<std::int32_t>(std::min(which, mostAttempts));
    }
}

std::optional<Instant> readUnixNano(JsonValue value)
{
    const std::string_view text = value.text();
    std::uint64_t nanos = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), nanos);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || nanos == 0)
        return std::nullopt;
    return Instant{static_cast<std::int64_t>(nanos / 1000)};
}

} // namespace outlay
