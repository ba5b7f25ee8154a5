// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourceformwords.h"

#include "ui/sources/sourceform.h"

namespace outlay::ui {

QString proposedName(SourceKind kind)
{
    switch (kind) {
    case SourceKind::OpenAi:
        return QStringLiteral("openai");
    case SourceKind::Anthropic:
        return QStringLiteral("anthropic");
    case SourceKind::OpenRouter:
        return QStringLiteral("openrouter");
    case SourceKind::LiteLlm:
        return QStringLiteral("litellm");
    case SourceKind::Files:
        return QStringLiteral("files");
    case SourceKind::Otlp:
        return QStringLiteral("otlp");
    }
    return {};
}

QString usualAddress(SourceKind kind)
{
    switch (kind) {
    case SourceKind::OpenAi:
        return QStringLiteral("https://api.openai.com/v1");
    case SourceKind::Anthropic:
        return QStringLiteral("https://api.anthropic.com");
    case SourceKind::OpenRouter:
        return QStringLiteral("https://openrouter.ai/api/v1");
    case SourceKind::LiteLlm:
        return QStringLiteral("http://localhost:4000");
    default:
        return {};
    }
}

QString hintOf(SourceKind kind)
{
    switch (kind) {
    case SourceKind::OpenAi:
        return SourceForm::tr("Needs an admin key with read access to usage (Settings, "
                              "Organization, Admin keys). An ordinary key sees nothing.");
    case SourceKind::Anthropic:
        return SourceForm::tr("Needs an Admin API key (Console, Settings, Admin keys); only "
                              "organizations have them.");
    case SourceKind::OpenRouter:
        return SourceForm::tr("Needs a management key (Settings, Management keys) to see the "
                              "activity of the account.");
    case SourceKind::LiteLlm:
        return SourceForm::tr("Needs a key that may view spend; that of a “proxy admin viewer” "
                              "is enough. The master key can write, and is warned about.");
    case SourceKind::Files:
        return SourceForm::tr("Lines are read as they are appended, also after a rotation. "
                              "Prompts and answers in them are not kept.");
    case SourceKind::Otlp:
        return SourceForm::tr("Listens on this machine only. Programs that send OpenTelemetry "
                              "find it where OTEL_EXPORTER_OTLP_ENDPOINT says.");
    }
    return {};
}

} // namespace outlay::ui
