// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricshost.h"

#include "app/sources/otlp/portholder.h"

#include <utility>

namespace outlay::alerting {

namespace {

constexpr int lookMs = 1000;
constexpr int restSeconds = 30; ///< behind a port that is taken, a token that cannot be read

} // namespace

MetricsHost::MetricsHost(std::string ledger, SecretStore &secrets, Clock clock, QObject *parent)
    : QObject(parent)
    , m_ledger(std::move(ledger))
    , m_secrets(secrets)
    , m_clock(std::move(clock))
    , m_setting(m_ledger, metricsSetting)
    , m_lock(m_ledger, ".metrics")
{
    m_second.setInterval(lookMs);
    m_second.setTimerType(Qt::CoarseTimer);
    connect(&m_second, &QTimer::timeout, this, &MetricsHost::look);
}

void MetricsHost::start()
{
    m_second.start();
    look();
}

void MetricsHost::fail(const Error &error)
{
    m_restSeconds = restSeconds;
    if (std::exchange(m_problem, error.text) != error.text)
        emit failed(error);
}

void MetricsHost::look()
{
    const auto text = m_setting.read();
    if (!text)
        return fail(text.error());
    const auto settings = parseMetricsSettings(*text);
    if (!settings)
        return fail(settings.error());
    if (*settings != m_settings) {
        close();
        m_settings = *settings;
        m_restSeconds = 0;
    }
    if (m_restSeconds > 0)
        --m_restSeconds;
    else if (m_settings.isEnabled && !m_endpoint && !m_isOpening && m_lock.take())
        apply();
}

void MetricsHost::apply()
{
    if (m_settings.tokenSecret.empty())
        return listen({});
    const auto reference = SecretReference::parse(m_settings.tokenSecret);
    if (!reference)
        return fail(reference.error());
    m_isOpening = true;
    m_secrets.read(*reference, this, [this, wanted = m_settings](const SecretAnswer &answer) {
        m_isOpening = false;
        if (wanted != m_settings)
            return;                                     // others by now
        if (!answer.works() || answer.secret.isEmpty()) // open to all is not what was asked for
            return fail({Error::Kind::Refused,
                         "the metrics token cannot be read: " +
                             (answer.works() ? std::string("it is empty") : answer.text)});
        std::string token(answer.secret.reveal());
        while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
            token.pop_back();
        listen(token);
    });
}

void MetricsHost::listen(const std::string &token)
{
    auto endpoint = std::make_unique<MetricsEndpoint>(
        [path = m_ledger, clock = m_clock] {
            const auto reader = LedgerReader::open(path);
            auto snapshot = reader ? metricsOf(**reader, clock())
                                   : Result<MetricsSnapshot>(tl::unexpected<Error>(reader.error()));
            if (snapshot)
                return *std::move(snapshot);
            MetricsSnapshot unknown; // what is unknown is left out
            unknown.version = OUTLAY_VERSION;
            return unknown;
        },
        token);
    const auto port = endpoint->listen(m_settings.listenPort());
    if (!port) {
        const std::string holder = sources::holderOfPort(m_settings.listenPort());
        m_lock.release();
        return fail({port.error().kind, "metrics: port " + std::to_string(m_settings.listenPort()) +
                                            " is taken" + (holder.empty() ? "" : " by " + holder) +
                                            "; choose another"});
    }
    m_problem.clear();
    m_endpoint = std::move(endpoint);
    m_port = *port;
    emit listening(m_port);
}

void MetricsHost::close()
{
    m_endpoint.reset();
    m_port = 0;
    m_lock.release();
}

} // namespace outlay::alerting
