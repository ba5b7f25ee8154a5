// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/authorizedclient.h"

#include "app/sources/connectorjson.h"
#include "app/sources/secrets/redaction.h"
#include "models/formats/values.h"

#include <algorithm>

namespace outlay::sources {

namespace {

/// Clocks differ, and an answer may take long.
constexpr std::int64_t beforeItsEnd = 5 * microsPerMinute;
constexpr std::int64_t longestToken = microsPerDay;

/// The host, as the reasons name it.
std::string hostOf(const HttpClient &client)
{
    return client.baseUrl().host().toStdString();
}

} // namespace

AuthorizedClient::AuthorizedClient(const Connector &connector, HttpSettings settings, Clock clock)
    : m_connector(connector)
    , m_settings(std::move(settings))
    , m_clock(std::move(clock))
{
}

AuthorizedClient::~AuthorizedClient() = default;

Result<std::unique_ptr<AuthorizedClient>>
AuthorizedClient::create(const Connector &connector, const HttpSettings &settings, Clock clock)
{
    auto http = HttpClient::create(settings, clock);
    if (!http)
        return failure(http.error().kind, http.error().text);
    std::unique_ptr<AuthorizedClient> client(
        new AuthorizedClient(connector, settings, std::move(clock)));
    client->m_http = std::move(*http);
    connect(client->m_http.get(), &HttpClient::finished, client.get(), &AuthorizedClient::answered);
    return client;
}

bool AuthorizedClient::hasToken() const
{
    return !m_token.isEmpty() && m_clock() < m_tokenEnds;
}

void AuthorizedClient::get(HttpRequest request, const Secret &key)
{
    if (!key.equals(m_key)) {
        m_key = key.clone();
        m_token.wipe();
    }
    m_request = std::move(request);
    m_isFresh = false;
    const auto how = m_connector.tokenRequest(baseUrl(), m_key.reveal());
    if (how && !hasToken())
        askForToken(*how);
    else
        send();
}

void AuthorizedClient::cancel()
{
    m_http->cancel();
    if (m_tokens)
        m_tokens->cancel();
}

void AuthorizedClient::send()
{
    HttpRequest request = m_request;
    m_connector.sign(request, baseUrl(), m_token.isEmpty() ? m_key.reveal() : m_token.reveal(),
                     m_clock());
    m_http->get(request);
}

void AuthorizedClient::askForToken(const TokenRequest &how)
{
    m_isFresh = true;
    m_token.wipe();
    rememberForRedaction(Secret(how.secret));
    if (!m_tokens) {
        HttpSettings settings = m_settings;
        settings.baseUrl = how.address;
        if (QUrl(QString::fromStdString(how.address)).host() != baseUrl().host()) {
            settings.headers.clear();
            settings.clientCertificate.clear();
            settings.clientKey.clear();
        }
        auto tokens = HttpClient::create(settings, m_clock);
        if (!tokens) {
            HttpReply reply;
            reply.kind = HttpReply::Kind::ConfigurationError;
            reply.reason = tokens.error().text;
            QMetaObject::invokeMethod(
                this, [this, reply] { emit finished(reply); }, Qt::QueuedConnection);
            return;
        }
        m_tokens = std::move(*tokens);
        connect(m_tokens.get(), &HttpClient::finished, this, &AuthorizedClient::tokenCame);
    }
    m_tokens->get(how.request);
}

void AuthorizedClient::tokenCame(const HttpReply &given)
{
    HttpReply reply = given;
    QByteArray body = reply.body;
    body.append(qsizetype(recordPadding), '\0');
    JsonTree tree;
    const auto root = openJson(tree, {body.constData(), std::size_t(body.size()) - recordPadding});
    const std::string host = hostOf(*m_tokens);
    if (reply.kind == HttpReply::Kind::Ok) {
        Complaint complaint;
        const auto seconds = readCount(root ? (*root)["expires_in"].text() : std::string_view(),
                                       "expires_in", complaint);
        if (root && (*root)["access_token"].isString() && complaint.isEmpty() && seconds) {
            m_token = Secret((*root)["access_token"].text());
            const std::int64_t life = std::min(*seconds, longestToken / microsPerSecond);
            m_tokenEnds = {m_clock().micros + life * microsPerSecond - beforeItsEnd};
            return send();
        }
        reply.kind = HttpReply::Kind::Malformed;
        reply.reason = "the answer lacks access_token or expires_in";
        reply.body.clear();
    } else if (root && (*root)["error"].isString() &&
               reply.kind == HttpReply::Kind::ConfigurationError) {
        // The documented way to refuse a client or its secret.
        constexpr int unauthorized = 401;
        reply.kind = HttpReply::Kind::NeedsKey;
        reply.reason = "the key was refused (HTTP " + std::to_string(reply.status) + ")";
        reply.status = unauthorized;
    }
    reply.reason = "no token from " + host + ": " + reply.reason;
    emit finished(reply);
}

void AuthorizedClient::answered(const HttpReply &reply)
{
    constexpr int unauthorized = 401;
    const bool isOld = !m_token.isEmpty() && !m_isFresh && reply.status == unauthorized;
    const auto how = isOld ? m_connector.tokenRequest(baseUrl(), m_key.reveal()) : std::nullopt;
    if (how)
        askForToken(*how);
    else
        emit finished(reply);
}

} // namespace outlay::sources
