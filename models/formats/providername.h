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

/// Whether it sells models of many makers under one bill: AWS, Azure, Google.
[[nodiscard]] bool isCloud(std::string_view provider);

/// The spelling of a provider (for setProviderAndModel()) of the cloud that a name of somebody's
/// own has among its words ("azure-openai", "aws-bedrock-eu", "GCPVertexAI"); empty if it has none,
/// or several, or speaks of a model that is served by oneself.
[[nodiscard]] std::string_view cloudNamed(std::string_view name);

/// Field::Service of what a provider (the price book's name) calls a service on its bill ("Vertex
/// AI", "Gemini API"); empty where it does not bill several apart, or we do not know it.
/// Where the title names a model itself ("Claude Sonnet 4.5", which Vertex AI sells), after a slash
/// what namedModel() makes of it: "vertex-ai/claude/sonnet/45".
[[nodiscard]] std::string billedService(std::string_view provider, std::string_view title);

/// Of Field::Service the service, without what a bill's title names of a model.
[[nodiscard]] std::string_view serviceOf(std::string_view service);
/// Of Field::Service what a bill's title names of a model; empty: nothing.
[[nodiscard]] std::string_view titleModelOf(std::string_view service);

/// Sets provider, model, and the service where the provider's name is one's. A provider we do not
/// know stays as written. A prefix naming a routing provider is taken off
/// ("openrouter/anthropic/x": provider openrouter, model anthropic/x); without a provider, another
/// known prefix only tells it ("anthropic/claude-x" stays the model).
void setProviderAndModel(Observation &observation, std::string_view provider,
                         std::string_view model);

} // namespace outlay
