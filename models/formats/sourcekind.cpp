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

Result<SourceKind> parseSourceKind(std::string_view word)
{
    std::string known;
    for (const SourceKindFacts &facts : sourceKinds()) {
        if (word == facts.word)
            return facts.kind;
        known += (known.empty() ? "" : ", ") + std::string(facts.word);
    }
    return failure(Error::Kind::Usage, "a source is one of " + known);
}

} // namespace outlay
