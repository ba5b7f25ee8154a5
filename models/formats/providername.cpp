// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/providername.h"

#include "models/formats/namedmodel.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay {

namespace {

struct Alias
{
    std::string_view name;
    std::string_view provider;
    std::string_view service = {}; ///< where the name is that of one of the provider's services
};

// OpenTelemetry's names, LiteLLM's, Vercel's, Cloudflare's, those of the SDKs. Lower case;
// short enough to scan.
constexpr std::array<Alias, 87> aliases = {{
    {"anthropic", "anthropic"},
    {"claude", "anthropic"},
    {"openai", "openai"},
    {"chatgpt", "openai"},
    {"text-completion-openai", "openai"},
    {"google", "google"},
    {"gemini", "google", geminiApiService},
    {"gcp.gemini", "google", geminiApiService},
    {"gcp.vertex_ai", "google", vertexAiService},
    {"gcp.gen_ai", "google"},
    {"google_genai", "google"},
    {"google_vertexai", "google", vertexAiService},
    {"google-vertex", "google", vertexAiService},
    {"google-vertex-ai", "google", vertexAiService},
    {"google-ai-studio", "google", geminiApiService},
    {"google_ai_studio", "google", geminiApiService},
    {"google_vertex", "google", vertexAiService},
    {"vertex-ai", "google", vertexAiService},
    {"google-gla", "google", geminiApiService},
    {"vertex_ai", "google", vertexAiService},
    {"vertex_ai_beta", "google", vertexAiService},
    {"vertex", "google", vertexAiService},
    {"vertexai", "google", vertexAiService},
    {"azure", "azure"},
    {"azure_ai", "azure"},
    {"az.ai.openai", "azure"},
    {"az.ai.inference", "azure"},
    {"azure.ai.openai", "azure"},
    {"azure.ai.inference", "azure"},
    {"azure_openai", "azure"},
    {"azure-openai", "azure"},
    {"aws", "aws"},
    {"aws.bedrock", "aws"},
    {"aws_bedrock", "aws"},
    {"aws-bedrock", "aws"},
    {"bedrock", "aws"},
    {"bedrock_converse", "aws"},
    {"amazon-bedrock", "aws"},
    {"amazon_bedrock", "aws"},
    {"aws.sagemaker", "aws"},
    {"x-ai", "x-ai"},
    {"x_ai", "x-ai"},
    {"xai", "x-ai"},
    {"grok", "x-ai"},
    {"deepseek", "deepseek"},
    {"groq", "groq"},
    {"mistral", "mistral"},
    {"mistral_ai", "mistral"},
    {"mistralai", "mistral"},
    {"codestral", "mistral"},
    {"cohere", "cohere"},
    {"cohere_chat", "cohere"},
    {"perplexity", "perplexity"},
    {"perplexity-ai", "perplexity"},
    {"together-ai", "together"},
    {"mistral-ai", "mistral"},
    {"moonshot", "moonshotai"},
    {"moonshot_ai", "moonshotai"},
    {"moonshotai", "moonshotai"},
    {"zai", "zai"},
    {"z-ai", "zai"},
    {"z_ai", "zai"},
    {"zhipu", "zai"},
    {"minimax", "minimax"},
    {"alibaba", "alibaba"},
    {"dashscope", "alibaba"},
    {"together", "together"},
    {"together_ai", "together"},
    {"togetherai", "together"},
    {"fireworks", "fireworks"},
    {"fireworks_ai", "fireworks"},
    {"fireworks-ai", "fireworks"},
    {"cerebras", "cerebras"},
    {"openrouter", "openrouter"},
    {"ollama", "ollama"},
    {"ollama_chat", "ollama"},
    {"vllm", "vllm"},
    {"hosted_vllm", "vllm"},
    {"ibm.watsonx.ai", "watsonx"},
    {"watsonx", "watsonx"},
    {"huggingface", "huggingface"},
    {"oracle", "oracle"},
    {"oci", "oracle"},
    {"google-vertex-anthropic", "google", vertexAiService},
    {"google-generative-ai", "google", geminiApiService},
    {"azure_text", "azure"},
    {"watsonx_text", "watsonx"},
}};

constexpr std::string_view routingProvider = "openrouter";

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// What we know of the name; empty texts if nothing. "vertex_ai-anthropic_models" is Vertex AI.
Alias aliasOf(std::string_view name)
{
    const auto *const found =
        std::find_if(aliases.begin(), aliases.end(), [name](const Alias &alias) {
            return std::equal(name.begin(), name.end(), alias.name.begin(), alias.name.end(),
                              [](char a, char b) { return lower(a) == b; });
        });
    if (found != aliases.end())
        return *found;
    // LiteLLM's price map has Vertex AI's offers apart by maker and kind.
    constexpr std::string_view offered = "vertex_ai-";
    const bool isOffered =
        name.size() > offered.size() && std::equal(offered.begin(), offered.end(), name.begin(),
                                                   [](char a, char b) { return a == lower(b); });
    return isOffered ? Alias{name, "google", vertexAiService} : Alias{};
}

} // namespace

std::string_view knownProvider(std::string_view name)
{
    return aliasOf(name).provider;
}

bool isCloud(std::string_view provider)
{
    return provider == "aws" || provider == "azure" || provider == "google";
}

std::string_view cloudNamed(std::string_view name)
{
    // Envoy AI Gateway's kinds of backends are among them (AWSBedrock, GCPAnthropic …).
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 21> words = {{
        {"azure", "azure"},
        {"azureopenai", "azure"},
        {"azureanthropic", "azure"},
        {"aws", "aws"},
        {"awsbedrock", "aws"},
        {"awsanthropic", "aws"},
        {"bedrock", "aws"},
        {"gcp", "google"},
        {"vertex", "vertex_ai"},
        {"vertexai", "vertex_ai"},
        {"gcpvertexai", "vertex_ai"},
        {"gcpanthropic", "vertex_ai"},
        // Billed by the hour of a machine, whoever's it is.
        {"sagemaker", {}},
        {"vllm", {}},
        {"ollama", {}},
        {"sglang", {}},
        {"triton", {}},
        {"kserve", {}},
        {"nim", {}},
        {"hosted", {}},
        {"local", {}},
    }};
    std::string_view found;
    for (std::size_t at = 0; at < name.size();) {
        const auto isPart = [](char c) {
            return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
        };
        const auto *const from = std::find_if(name.begin() + at, name.end(), isPart);
        const auto *const to = std::find_if_not(from, name.end(), isPart);
        at = static_cast<std::size_t>(to - name.begin());
        const auto *const word = std::find_if(words.begin(), words.end(), [&](const auto &one) {
            return std::equal(from, to, one.first.begin(), one.first.end(),
                              [](char a, char b) { return lower(a) == b; });
        });
        if (word == words.end())
            continue;
        const std::string_view provider = word->second;
        if (provider.empty() || (!found.empty() && knownProvider(found) != knownProvider(provider)))
            return {};
        if (found.empty() || found == "google") // "gcp-vertex" says more
            found = provider;
    }
    return found;
}

std::string billedService(std::string_view provider, std::string_view title)
{
    const bool isGoogle = provider == "google";
    if (!isCloud(provider))
        return {}; // sells its own models
    const auto isIn = [title](std::string_view words) {
        return std::search(title.begin(), title.end(), words.begin(), words.end(),
                           [](char a, char b) { return lower(a) == b; }) != title.end();
    };
    if (isGoogle && isIn("vertex ai"))
        return std::string(vertexAiService);
    if (isGoogle && (isIn("gemini api") || isIn("generative language")))
        return std::string(geminiApiService);
    const std::string named = namedModel(title);
    if (named.empty() || (isGoogle && namedFamily(named) == "gemini"))
        return {};
    return std::string(isGoogle ? vertexAiService : std::string_view()) + '/' + named;
}

std::string_view serviceOf(std::string_view service)
{
    return service.substr(0, service.find('/'));
}

std::string_view titleModelOf(std::string_view service)
{
    const std::size_t slash = service.find('/');
    return slash == service.npos ? std::string_view() : service.substr(slash + 1);
}

void setProviderAndModel(Observation &observation, std::string_view provider,
                         std::string_view model)
{
    const Alias known = aliasOf(provider);
    if (!known.provider.empty())
        provider = known.provider;
    std::string_view service = known.service;
    const std::size_t slash = model.find('/');
    if (slash != std::string_view::npos && slash > 0) {
        const Alias prefix = aliasOf(model.substr(0, slash));
        if (provider.empty()) {
            provider = prefix.provider;
            service = prefix.service;
        }
        if (prefix.provider == routingProvider && provider == routingProvider)
            model.remove_prefix(slash + 1);
    }
    observation[Field::Provider] = provider;
    observation[Field::Service] = service;
    observation[Field::Model] = model;
}

} // namespace outlay
