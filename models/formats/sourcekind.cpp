// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sourcekind.h"

#include <array>
#include <string>

// lupdate finds the texts by this name; what it does for Qt it does here, too.
#ifndef QT_TRANSLATE_NOOP
#define QT_TRANSLATE_NOOP(context, text) text
#endif

namespace outlay {

std::span<const SourceKindFacts> sourceKinds()
{
    static constexpr std::array all{
        SourceKindFacts{
            .kind = SourceKind::OpenAi,
            .word = "openai",
            .title = "OpenAI",
            .hint = QT_TRANSLATE_NOOP("SourceKind",
                                      "Needs an admin key with read access to usage (Settings, "
                                      "Organization, Admin keys). An ordinary key sees nothing."),
            .usualAddress = "https://api.openai.com/v1"},
        SourceKindFacts{.kind = SourceKind::Anthropic,
                        .word = "anthropic",
                        .title = "Anthropic",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind", "Needs an Admin API key (Console, Settings, Admin "
                                          "keys); only organizations have them."),
                        .usualAddress = "https://api.anthropic.com"},
        SourceKindFacts{.kind = SourceKind::OpenRouter,
                        .word = "openrouter",
                        .title = "OpenRouter",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind", "Needs a management key (Settings, Management keys) to "
                                          "see the activity of the account."),
                        .usualAddress = "https://openrouter.ai/api/v1",
                        .sellsOnOwnKeys = true},
        SourceKindFacts{.kind = SourceKind::LiteLlm,
                        .word = "litellm",
                        .title = QT_TRANSLATE_NOOP("SourceKind", "LiteLLM gateway"),
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs a key that may view spend; that of a “proxy admin viewer” is "
                            "enough. The master key can write, and is warned about."),
                        .usualAddress = "http://localhost:4000",
                        .isOwn = true,
                        .bringsRequests = true,
                        .takesCaps = true},
        SourceKindFacts{.kind = SourceKind::Langfuse,
                        .word = "langfuse",
                        .title = "Langfuse",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs a project's public key and secret key (Project settings, API "
                            "keys), joined by a colon. Give the address of your region or server."),
                        .usualAddress = "https://cloud.langfuse.com",
                        .bringsRequests = true},
        SourceKindFacts{.kind = SourceKind::Helicone,
                        .word = "helicone",
                        .title = "Helicone",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs an API key that may read (Settings, API keys). In Europe the "
                            "address is https://eu.api.helicone.ai."),
                        .usualAddress = "https://api.helicone.ai",
                        .bringsRequests = true},
        SourceKindFacts{.kind = SourceKind::Bifrost,
                        .word = "bifrost",
                        .title = QT_TRANSLATE_NOOP("SourceKind", "Bifrost gateway"),
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs the dashboard's user and password, joined by a colon. Where it "
                            "asks for none, any word will do."),
                        .usualAddress = "http://localhost:8080",
                        .isOwn = true,
                        .bringsRequests = true},
        SourceKindFacts{.kind = SourceKind::Vertex,
                        .word = "vertex",
                        .title = "Google Vertex AI",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs the key file of a service account with the role Monitoring "
                            "Viewer. Google has no per-key usage API: tokens come by model and "
                            "day, money with the billing export. Gemini keys of AI Studio have no "
                            "usage API at all: import that export, or what runs with them."),
                        .usualAddress = "https://monitoring.googleapis.com/v3/projects/PROJECT",
                        .isOwn = true},
        SourceKindFacts{
            .kind = SourceKind::AwsCosts,
            .word = "aws-costs",
            .title = "AWS Cost Explorer",
            .hint = QT_TRANSLATE_NOOP("SourceKind",
                                      "Needs an access key's id and its secret, joined by a colon, "
                                      "of a user who may ce:GetCostAndUsage and nothing else."),
            .askingCost = QT_TRANSLATE_NOOP(
                "SourceKind", "AWS charges 0.01 USD for each page asked for, a test of the key "
                              "included. It is asked twice a day, and for 24 pages a day at most."),
            .usualAddress = "https://ce.us-east-1.amazonaws.com"},
        SourceKindFacts{.kind = SourceKind::AzureCosts,
                        .word = "azure-costs",
                        .title = "Azure Cost Management",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs an app registration with the role Cost Management Reader: its "
                            "tenant, client id and secret, joined by colons. The address ends with "
                            "the subscription. Money by meter in USD, no tokens."),
                        .usualAddress = "https://management.azure.com/subscriptions/SUBSCRIPTION",
                        .isOwn = true},
        SourceKindFacts{.kind = SourceKind::Cursor,
                        .word = "cursor",
                        .title = "Cursor",
                        .hint = QT_TRANSLATE_NOOP("SourceKind",
                                                  "Needs an Admin API key, which administrators "
                                                  "of a team make (Dashboard, Settings)."),
                        .usualAddress = "https://api.cursor.com",
                        .bringsRequests = true},
        SourceKindFacts{.kind = SourceKind::Copilot,
                        .word = "copilot",
                        .title = "GitHub Copilot",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Needs a token that may read the organization's Administration. The "
                            "address ends with the organization's name."),
                        .usualAddress = "https://api.github.com/organizations/NAME",
                        .isOwn = true},
        SourceKindFacts{.kind = SourceKind::XAi,
                        .word = "xai",
                        .title = "xAI",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind", "Needs a management key (console.x.ai, Settings, "
                                          "Management Keys). The address ends with the team's id."),
                        .usualAddress = "https://management-api.x.ai/v1/billing/teams/TEAM",
                        .isOwn = true},
        SourceKindFacts{.kind = SourceKind::DeepSeek,
                        .word = "deepseek",
                        .title = "DeepSeek",
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind", "Any API key of the account sees its balance, and no "
                                          "more: spend is what it falls by while it is watched."),
                        .usualAddress = "https://api.deepseek.com"},
        SourceKindFacts{.kind = SourceKind::Files,
                        .word = "files",
                        .title = QT_TRANSLATE_NOOP("SourceKind", "Files and folders"),
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Lines are read as they are appended, also after a rotation. Prompts "
                            "and answers in them are not kept."),
                        .isPolled = false,
                        .isOwn = true,
                        .bringsRequests = true},
        SourceKindFacts{.kind = SourceKind::Otlp,
                        .word = "otlp",
                        .title = QT_TRANSLATE_NOOP("SourceKind", "Telemetry (OTLP)"),
                        .hint = QT_TRANSLATE_NOOP(
                            "SourceKind",
                            "Listens on this machine only. Programs that send OpenTelemetry find "
                            "it where OTEL_EXPORTER_OTLP_ENDPOINT says."),
                        .isPolled = false,
                        .isOwn = true,
                        .bringsRequests = true},
    };
    return all;
}

const SourceKindFacts &factsOf(SourceKind kind)
{
    for (const SourceKindFacts &facts : sourceKinds()) {
        if (facts.kind == kind)
            return facts;
    }
    return sourceKinds().front(); // each kind has its row, which tst_sourcekind proves
}

std::string sourceKindWords()
{
    std::string words;
    for (const SourceKindFacts &facts : sourceKinds())
        words += (words.empty() ? "" : ", ") + std::string(facts.word);
    return words;
}

namespace {

/// What people look for and no kind is called, and what to do instead.
struct Elsewhere
{
    std::string_view word, text;
};
constexpr std::string_view geminiKeys =
    "Google has no usage API for Gemini keys of AI Studio: import Google's billing export from "
    "BigQuery (format google-billing), or the logs of what runs with the keys (outlay-cli import "
    "--found, a gateway's, telemetry); --kind vertex reads Vertex AI";
constexpr std::array elsewhere{
    Elsewhere{"gemini", geminiKeys},
    Elsewhere{"google", geminiKeys},
    Elsewhere{"ai-studio", geminiKeys},
    Elsewhere{"google-ai-studio", geminiKeys},
    Elsewhere{"aws", "AWS is --kind aws-costs"},
    Elsewhere{"bedrock", "AWS Bedrock is --kind aws-costs; its invocation logs are imported"},
    Elsewhere{"azure", "Azure is --kind azure-costs"},
    Elsewhere{"github-copilot", "GitHub Copilot is --kind copilot"},
    Elsewhere{"claude-code",
              "Claude Code's transcripts are --kind files --path ~/.claude/projects"},
    Elsewhere{"vercel",
              "Vercel's report has sums of days only: import what GET /generation answers "
              "for each call (format vercel-gateway)"},
};

} // namespace

Result<SourceKind> parseSourceKind(std::string_view word)
{
    for (const SourceKindFacts &facts : sourceKinds()) {
        if (word == facts.word)
            return facts.kind;
    }
    std::string text = "a source is one of " + sourceKindWords();
    for (const Elsewhere &each : elsewhere) {
        if (word == each.word)
            text = std::string(each.text) + "; " + text;
    }
    return failure(Error::Kind::Usage, text);
}

} // namespace outlay
