// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricspush.h"

#include "app/alerting/metrics/metricshost.h"
#include "app/alerting/metrics/otlpmetrics.h"
#include "app/sources/secrets/redaction.h"

#include <algorithm>
#include <utility>

namespace outlay::alerting {

namespace {

constexpr std::int64_t answerBytes = std::int64_t{64} * 1024;
constexpr int transferTimeoutMs = 10'000;
constexpr int totalTimeoutMs = 30'000;

/// A collector that asks for more is asked again then all the same.
constexpr std::int64_t longestRest = microsPerHour;

std::int64_t everyMicros(const MetricsPushSettings &settings)
{
    return settings.everySeconds * microsPerSecond;
}

std::string reasonOf(const sources::HttpReply &reply)
{
    if (reply.status == 401 || reply.status == 403)
        return "it does not accept this sender (HTTP " + std::to_string(reply.status) +
               "); give a header with --header";
    if (reply.status == 404)
        return "there is nothing at /v1/metrics (HTTP 404); the address is the collector's, "
               "without a path of its own";
    if (reply.status >= 400)
        return "it refuses (HTTP " + std::to_string(reply.status) + ")";
    return reply.reason.empty() ? "no answer" : reply.reason;
}

} // namespace

MetricsPush::MetricsPush(std::string ledger, SecretStore &secrets, Clock clock, int lookMs,
                         QObject *parent)
    : QObject(parent)
    , m_ledger(std::move(ledger))
    , m_secrets(secrets)
    , m_clock(std::move(clock))
    , m_setting(m_ledger, metricsPushSetting)
    , m_lock(m_ledger, ".metrics-push")
{
    m_timer.setInterval(lookMs);
    m_timer.setTimerType(Qt::CoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &MetricsPush::look);
}

void MetricsPush::start()
{
    m_timer.start();
    look();
}

void MetricsPush::fail(const Error &error)
{
    m_isSending = false;
    if (std::exchange(m_problem, error.text) != error.text)
        emit failed(error);
}

void MetricsPush::look()
{
    const auto text = m_setting.read();
    if (!text)
        return fail(text.error());
    const auto settings = parseMetricsPushSettings(*text);
    if (!settings)
        return fail(settings.error());
    if (*settings != m_settings) {
        m_settings = *settings;
        m_client.reset();
        m_isSending = false;
        m_nextAt = {};
        if (!m_settings.isEnabled)
            m_lock.release();
    }
    // A clock that was set back does not silence it for long.
    const Instant now = m_clock();
    const std::int64_t longest = std::max(everyMicros(m_settings), longestRest);
    m_nextAt = std::min(m_nextAt, Instant{now.micros + longest});
    if (m_settings.isEnabled && !m_isSending && now >= m_nextAt && m_lock.take())
        begin();
}

void MetricsPush::begin()
{
    m_isSending = true;
    m_nextAt = {m_clock().micros + everyMicros(m_settings)};
    std::vector<sources::HttpHeader> headers;
    for (const auto &header : m_settings.headers)
        headers.push_back({header.name, header.value});
    sources::readSecretHeaders(m_secrets, std::move(headers), this,
                               [this, wanted = m_settings](const sources::SecretHeaders &read) {
                                   if (wanted == m_settings) // else others by now
                                       send(read);
                               });
}

void MetricsPush::send(const sources::SecretHeaders &headers)
{
    if (!headers.problem.empty())
        return fail({Error::Kind::Refused, "metrics push: " + headers.problem});
    const auto reader = LedgerReader::open(m_ledger);
    const auto snapshot = reader ? metricsOf(**reader, m_clock())
                                 : Result<MetricsSnapshot>(tl::unexpected<Error>(reader.error()));
    if (!snapshot)
        return fail(snapshot.error());
    sources::HttpSettings http;
    http.baseUrl = m_settings.endpoint;
    http.caFile = m_settings.caFile;
    http.transferTimeoutMs = transferTimeoutMs;
    http.totalTimeoutMs = totalTimeoutMs;
    http.maxBodyBytes = answerBytes;
    auto client = sources::HttpClient::create(http, m_clock);
    if (!client)
        return fail(client.error());
    m_client = *std::move(client);
    connect(m_client.get(), &sources::HttpClient::finished, this, &MetricsPush::took);
    m_client->get({"v1/metrics", headers.headers, otlpMetrics(*snapshot, m_clock())});
}

void MetricsPush::took(const sources::HttpReply &reply)
{
    m_isSending = false;
    if (reply.retryAfterMicros)
        m_nextAt = std::max(m_nextAt, Instant{m_clock().micros + *reply.retryAfterMicros});
    // By the status alone: what took the request says so in its first line.
    if (reply.status < 200 || reply.status > 299)
        return fail({Error::Kind::Refused, redact("metrics push: " + reasonOf(reply))});
    const std::string rejected =
        rejectedPoints({reply.body.constData(), static_cast<std::size_t>(reply.body.size())});
    if (!rejected.empty())
        return fail({Error::Kind::Refused, redact("metrics push: " + rejected)});
    m_problem.clear();
    emit sent();
}

} // namespace outlay::alerting
