// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace outlay {

/// The attributes of OTLP records that mean something to us, in order of their names.
enum class Attribute : std::uint8_t
{
    OpenInferenceAgent,
    BareAgentId,
    Attempt,
    BareCacheCreation,
    BareCacheRead,
    CacheWriteCount,
    CachedContentCount,
    CachedCount,
    PipelineName,
    PipelineRunId,
    CodexReasoning,
    CodexConversation,
    CostUsd,
    EnvironmentOld,
    Environment,
    DurationMs,
    EndUser,
    ErrorMessage,
    ErrorType,
    EventKind,
    EventName,
    EventTimestamp,
    AgentId,
    AgentName,
    ConversationId,
    RequestTierOld,
    ResponseTierOld,
    OperationName,
    ProviderName,
    RequestModel,
    FinishReasons,
    ResponseId,
    ResponseModel,
    TimeToFirstChunk,
    System,
    CacheCreation,
    CacheCreationOld,
    CacheRead,
    CacheReadOld,
    CacheWrite,
    CompletionTokens,
    UsageCost,
    InputTokens,
    OutputTokens,
    PromptTokens,
    Reasoning,
    ReasoningOld,
    HttpStatus,
    InputCount,
    BareInput,
    LangfuseSession,
    LlmCost,
    LlmModel,
    LlmProvider,
    TraceloopRequestType,
    LlmResponseModel,
    LlmSystem,
    LlmCompletion,
    LlmCompletionAudio,
    LlmReasoning,
    LlmPrompt,
    LlmPromptAudio,
    LlmCacheRead,
    LlmCacheWrite,
    TraceloopCompletion,
    TraceloopPrompt,
    Model,
    ResponseTier,
    OpenInferenceKind,
    OutputCount,
    BareOutput,
    ParentAgentId,
    Project,
    ProjectName,
    QuerySource,
    ReasoningCount,
    RequestId,
    ServerAddress,
    ServiceName,
    SessionId,
    Slug,
    SpanType,
    Speed,
    StatusCode,
    StopReason,
    Success,
    Team,
    ThoughtsCount,
    ToolCount,
    TraceloopSession,
    TraceloopUser,
    TraceloopEntity,
    TraceloopKind,
    TtftMs,
    UserAccountId,
    UserEmail,
    UserId,
    UserAgent,
    ChangeId,
    Branch,
    RepositoryName,
    RepositoryUrl,
};
inline constexpr std::size_t attributeCount = 102;
/// As the conventions write it.
[[nodiscard]] std::string_view name(Attribute attribute);

/// The known attributes of one record or resource; the last of a repeated key counts.
class OtlpAttributes
{
public:
    /// Takes a list of KeyValue, forgetting the one before.
    void read(JsonValue keyValues);

    [[nodiscard]] bool has(Attribute attribute) const;
    /// A scalar as text; of an array its first element; empty if absent.
    [[nodiscard]] std::string_view text(Attribute attribute) const;
    /// The first of several that is there and not empty.
    [[nodiscard]] std::string_view first(std::initializer_list<Attribute> attributes) const;

private:
    std::array<JsonValue, attributeCount> m_values;
};

/// The scalar inside an AnyValue, as text; of an array the first.
[[nodiscard]] std::string_view anyValueText(JsonValue anyValue);

} // namespace outlay
