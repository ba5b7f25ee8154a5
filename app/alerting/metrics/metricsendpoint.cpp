// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricsendpoint.h"

#include "app/alerting/metrics/exposition.h"
#include "app/sources/otlp/localrequest.h"
#include "app/sources/sourcejson.h"
#include "app/sources/sourcesettings.h"

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

/// A scrape is a few hundred bytes, every few seconds, from one program or two.
sources::HttpLimits limits()
{
    sources::HttpLimits small;
    small.headerBytes = 8U << 10U;
    small.bodyBytes = 1U << 10U;
    small.connections = 16;
    small.bufferedBytes = 64U << 10U;
    return small;
}

sources::HttpAnswer plain(int status, std::string_view text)
{
    return {status, "text/plain; charset=utf-8", std::string(text) + '\n', {}};
}

} // namespace

Result<> validate(const MetricsSettings &settings)
{
    if (settings.port < 0 || settings.port > 65535)
        return failure(Error::Kind::Usage, "metrics: port: a number from 1 to 65535");
    if (settings.listenPort() == sources::defaultOtlpPort)
        return failure(Error::Kind::Usage,
                       "metrics: port: 4318 is where telemetry comes in; choose another");
    if (!settings.tokenSecret.empty() && !sources::isSecretReference(settings.tokenSecret))
        return failure(Error::Kind::Usage,
                       "metrics: token_secret: names where the token is, such as "
                       "keychain:outlay/metrics, and is not the token");
    return {};
}

std::string toJson(const MetricsSettings &settings)
{
    QJsonObject json{{u"version"_s, 1}, {u"enabled"_s, settings.isEnabled}};
    if (settings.port != 0)
        json.insert(u"port"_s, settings.port);
    if (!settings.tokenSecret.empty())
        json.insert(u"token_secret"_s, sources::text(settings.tokenSecret));
    return sources::compactJson(json);
}

Result<MetricsSettings> parseMetricsSettings(std::string_view json)
{
    MetricsSettings settings;
    if (json.empty())
        return settings;
    const std::string what(metricsSetting);
    const auto object = sources::parseObject(json, what);
    OUTLAY_TRY(object);
    sources::FieldReader fields(*object, what);
    int version = 0;
    fields.number("version", version);
    if (version != 1)
        fields.fail("version", "is not 1: written by another version of Outlay; update this one");
    fields.flag("enabled", settings.isEnabled);
    fields.number("port", settings.port);
    fields.text("token_secret", settings.tokenSecret);
    OUTLAY_TRY(fields.finish());
    OUTLAY_TRY(validate(settings));
    return settings;
}

std::optional<sources::HttpAnswer> metricsRefusal(const sources::HttpHead &head,
                                                  std::string_view token)
{
    if (head.count("Host") != 1 || !sources::isThisMachine(head.field("Host")))
        return plain(403, "the Host is not this machine");
    if (head.count("Origin") != 0)
        return plain(403, "not for web pages");
    if (!token.empty() && !sources::showsToken(head, token)) {
        sources::HttpAnswer answer = plain(401, "the token is missing or wrong");
        answer.fields.emplace_back("WWW-Authenticate", "Bearer");
        return answer;
    }
    const std::string_view target(head.target);
    if (target.substr(0, target.find('?')) != "/metrics")
        return plain(404, "only /metrics is here");
    if (head.method != "GET") {
        sources::HttpAnswer answer = plain(405, "only GET");
        answer.fields.emplace_back("Allow", "GET");
        return answer;
    }
    return std::nullopt;
}

MetricsEndpoint::MetricsEndpoint(Provider provider, std::string token)
    : m_server(
          limits(),
          [token = std::move(token)](const sources::HttpHead &head) {
              return metricsRefusal(head, token);
          },
          [provider = std::move(provider)](std::unique_ptr<sources::HttpExchange> exchange) {
              exchange->answer({200, expositionType, exposition(provider()), {}});
          })
{
}

Result<int> MetricsEndpoint::listen(int port)
{
    return m_server.listen(port);
}

} // namespace outlay::alerting
