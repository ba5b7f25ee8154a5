// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/connector.h"

#include "app/sources/anthropic/anthropic.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"
#include "app/sources/litellm/litellm.h"
#include "app/sources/openai/openai.h"
#include "app/sources/openrouter/openrouter.h"
#include "models/formats/values.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>
#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

Connector::~Connector() = default;

void Connector::sign(HttpRequest &request, const QUrl & /*base*/, std::string_view key,
                     Instant /*now*/) const
{
    for (HttpHeader &header : authorization(key))
        request.headers.push_back(std::move(header));
}

std::optional<TokenRequest> Connector::tokenRequest(const QUrl & /*base*/,
                                                    std::string_view /*key*/) const
{
    return std::nullopt;
}

HttpReply::Kind Connector::meaning(const HttpReply &reply, std::string_view /*body*/) const
{
    return reply.kind;
}

int Connector::variants(const SeriesPlan & /*plan*/) const
{
    return 1;
}

bool Connector::isOwnError(std::string_view body) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    return root && ((*root)["error"].isObject() || (*root)["error"].isString() ||
                    ((*root)["code"].isSet() && (*root)["message"].isString()));
}

std::string Connector::errorText(std::string_view body) const
{
    JsonTree tree;
    const auto root = openJson(tree, body);
    if (!root)
        return {};
    const JsonValue error = (*root)["error"];
    const JsonValue text = error.isString()              ? error
                           : error["message"].isString() ? error["message"]
                                                         : (*root)["message"];
    return text.isString() ? std::string(text.text()) : std::string();
}

std::string shortWords(const std::string &words)
{
    constexpr std::size_t enough = 200;
    if (words.size() <= enough)
        return std::string(clipped(words));
    // At the end of a word, if there is one.
    const std::string_view part = std::string_view(words).substr(0, enough);
    return std::string(clipped(part.substr(0, part.find_last_of(" \n\t")))) + "…";
}

std::vector<Finding> Connector::judge(const KeyCheck & /*check*/, std::string_view /*body*/) const
{
    return {};
}

Result<> Connector::checkKey(std::string_view /*key*/) const
{
    return {};
}

std::string_view Connector::chargedAccount(std::string_view /*key*/) const
{
    return {};
}

std::string Connector::remark(const SeriesPlan & /*plan*/, const std::string & /*kept*/) const
{
    return {};
}

std::vector<Finding> Connector::notes(const HttpSettings &settings) const
{
    const QUrl url(QString::fromStdString(settings.baseUrl));
    const bool isHere = url.host() == "localhost"_L1 || QHostAddress(url.host()).isLoopback();
    if (url.scheme() != "http"_L1 || isHere)
        return {};
    return {{Finding::Level::Warn, "the key and the figures cross the network unencrypted: the "
                                   "base URL begins with http://"}};
}

Format reportFormat(std::string_view name, std::string_view title)
{
    return {.name = name,
            .title = title,
            .rank = Rank::ProviderResponse,
            .growth = Growth::Once,
            .sniff = nullptr,
            .framing = nullptr,
            .create = nullptr};
}

const Connector &connectorFor(SourceKind kind)
{
    static const OpenAiConnector openAi;
    static const AnthropicConnector anthropic;
    static const OpenRouterConnector openRouter;
    static const LiteLlmConnector liteLlm;
    static const std::array<const Connector *, 14> all{&openAi,
                                                       &anthropic,
                                                       &openRouter,
                                                       &liteLlm,
                                                       &bifrostConnector(),
                                                       &copilotConnector(),
                                                       &costExplorerConnector(),
                                                       &costManagementConnector(),
                                                       &cursorConnector(),
                                                       &deepSeekConnector(),
                                                       &heliconeConnector(),
                                                       &langfuseConnector(),
                                                       &vertexConnector(),
                                                       &xAiConnector()};
    const auto found = std::find_if(all.begin(), all.end(),
                                    [kind](const Connector *one) { return one->kind() == kind; });
    Q_ASSERT(found != all.end());
    return found == all.end() ? *all.front() : **found;
}

const SeriesPlan *planNamed(const Connector &connector, std::string_view series)
{
    for (const SeriesPlan &plan : connector.series()) {
        if (plan.name == series)
            return &plan;
    }
    return nullptr;
}

} // namespace outlay::sources
