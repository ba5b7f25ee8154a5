// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <string_view>

namespace outlay {

/// Field::Service of Google's two ways to its models, which have a bill each.
inline constexpr std::string_view vertexAiService = "vertex-ai";
inline constexpr std::string_view geminiApiService = "gemini-api"; ///< of Google AI Studio

/// The price book's name of a provider that another writer names its way ("x_ai", "gcp.vertex_ai",
/// "aws.bedrock", "bedrock_converse", "AZURE"); empty if it is none we know.
[[nodiscard]] std::string_view knownProvider(std::string_view name);

/// Field::Service of what a provider (the price book's name) calls a service on its bill ("Vertex
/// AI", "Gemini API"); empty where it does not bill several apart, or we do not know it.
[[nodiscard]] std::string_view billedService(std::string_view provider, std::string_view title);

/// Sets provider, model, and the service where the provider's name is one's. A provider we do not
/// know stays as written. A prefix naming a routing provider is taken off
/// ("openrouter/anthropic/x": provider openrouter, model anthropic/x); without a provider, another
/// known prefix only tells it ("anthropic/claude-x" stays the model).
void setProviderAndModel(Observation &observation, std::string_view provider,
                         std::string_view model);

} // namespace outlay
