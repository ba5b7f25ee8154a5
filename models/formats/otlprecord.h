// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/formats/otlpattributes.h"
#include "models/formats/values.h"

#include <cstdint>
#include <string_view>

namespace outlay {

/// Who wrote a record: decides what its counts contain.
enum class OtlpWriter : std::uint8_t
{
    Other,
    ClaudeCode, ///< input without the cached part
    Codex,
    GeminiCli, ///< thoughts beside the output, tool-use prompt beside the input
};
[[nodiscard]] OtlpWriter otlpWriter(std::string_view scope, std::string_view service);

/// What a span is, by its operation name or the older conventions' kinds.
enum class OtlpSort : std::uint8_t
{
    None, ///< nothing of ours
    Call, ///< a model call
    Agent,
    Step, ///< a chain, task or tool: part of the tree
};
[[nodiscard]] OtlpSort otlpSort(const OtlpAttributes &span, OtlpWriter writer,
                                std::string_view spanName);

/// Whether the record has any token count.
[[nodiscard]] bool hasOtlpUsage(const OtlpAttributes &record);
/// Whether it tells a cost above zero: an image, a minute of speech, which has no tokens.
[[nodiscard]] bool hasOtlpCost(const OtlpAttributes &record);

/// Tokens, by the mapping table of docs/formats.md; complains about what is no count.
[[nodiscard]] TokenUsage otlpUsage(const OtlpAttributes &record, OtlpWriter writer,
                                   Complaint &complaint);

/// Everything of an observation but identity, time and tokens.
void readOtlpFields(const OtlpAttributes &record, const OtlpAttributes &resource, OtlpWriter writer,
                    Observation &observation, Complaint &complaint);

/// Nanoseconds since 1970 as OTLP/JSON writes them; nothing for "0" and what is no number.
[[nodiscard]] std::optional<Instant> readUnixNano(JsonValue value);

} // namespace outlay
