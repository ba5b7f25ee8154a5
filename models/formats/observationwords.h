// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the format "observations": the words its writer and its reader share.

#include "models/formats/observation.h"

#include <array>
#include <optional>
#include <string_view>

namespace outlay::observationwords {

inline constexpr std::string_view version = "1";

// In the order of their enums.
inline constexpr std::array<std::string_view, fieldCount> fields = {
    "provider", "model",          "model_group",  "user",     "key",
    "team",     "project",        "environment",  "endpoint", "task",
    "session",  "agent",          "parent_agent", "tier",     "speed",
    "geo",      "search_context", "stop_reason",  "branch",   "operation",
    "service"};
inline constexpr std::array<std::string_view, 5> spaces = {"response", "request", "gateway_call",
                                                           "span", "lineage"};
inline constexpr std::array<std::string_view, 3> growths = {"max", "version", "once"};
inline constexpr std::array<std::string_view, 6> ranks = {
    "provider_response", "gateway", "transcript", "otel_log", "otel_span", "mapped_file"};
inline constexpr std::array<std::string_view, 5> statementKinds = {"cost", "usage", "control",
                                                                   "usage_cost", "other_cost"};
inline constexpr std::array<std::string_view, 3> promptSteps = {"unknown", "below", "above"};
inline constexpr std::array<std::string_view, 4> directoryKinds = {"user", "key", "project",
                                                                   "team"};
inline constexpr std::array<std::string_view, 3> spanKinds = {"usage", "roll_up", "link"};

template <typename Enum, std::size_t N>
constexpr std::string_view wordOf(const std::array<std::string_view, N> &words, Enum value)
{
    return words[static_cast<std::size_t>(value)];
}

template <typename Enum, std::size_t N>
constexpr std::optional<Enum> fromWord(const std::array<std::string_view, N> &words,
                                       std::string_view word)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (words[i] == word)
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace outlay::observationwords
