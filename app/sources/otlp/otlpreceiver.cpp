// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/otlpreceiver.h"

#include "app/sources/otlp/portholder.h"

#include <QMetaObject>

#include <algorithm>

namespace outlay::sources {

namespace {

constexpr int portsTried = 20;

} // namespace

/// Shared with other threads, which may outlive the receiver.
struct OtlpReceiver::Home
{
    std::mutex mutex;
    OtlpReceiver *receiver = nullptr; ///< null once it goes
    std::string token;
};

int freePortNear(int port, const HttpLimits &limits)
{
    constexpr int largest = 65535;
    for (int next = port + 1; next <= std::min(port + portsTried, largest); ++next) {
        HttpServer probe(
            limits,
            [](const HttpHead &) {
                return HttpAnswer{503, {}, {}, {}};
            },
            [](std::unique_ptr<HttpExchange>) {});
        if (probe.listen(next))
            return next;
    }
    return 0;
}

OtlpReceiver::OtlpReceiver(SourceSettings settings, LedgerQueue &queue, QObject *parent)
    : OtlpReceiver(std::move(settings), OtlpReceiverOptions{}, queue, parent)
{
}

OtlpReceiver::OtlpReceiver(SourceSettings settings, OtlpReceiverOptions options, LedgerQueue &queue,
                           QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_options(std::move(options))
    , m_queue(queue)
    , m_home(std::make_shared<Home>())
{
    m_home->receiver = this;
    m_status.name = m_settings.name;
    OtlpIntakeOptions intake;
    intake.source = m_settings.name;
    intake.clock = m_options.clock;
    intake.bodyBytes = m_options.limits.bodyBytes;
    intake.gatherTime = m_options.gatherTime;
    intake.patience = m_options.patience;
    m_intake = std::make_shared<OtlpIntake>(
        std::move(intake), m_queue, [home = m_home](const OtlpIntake::Outcome &outcome) {
            const std::lock_guard lock(home->mutex);
            if (OtlpReceiver *const receiver = home->receiver) {
                QMetaObject::invokeMethod(
                    receiver, [receiver, outcome] { receiver->report(outcome); },
                    Qt::QueuedConnection);
            }
        });
    m_timer.setSingleShot(false);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_server)
            m_intake->vouch();
        else
            listen();
    });
}

OtlpReceiver::~OtlpReceiver()
{
    stop();
    const std::lock_guard lock(m_home->mutex);
    m_home->receiver = nullptr;
    std::fill(m_home->token.begin(), m_home->token.end(), '\0');
}

void OtlpReceiver::setToken(std::string_view token)
{
    const std::lock_guard lock(m_home->mutex);
    std::fill(m_home->token.begin(), m_home->token.end(), '\0');
    m_home->token = token;
}

void OtlpReceiver::start()
{
    m_isStarted = true;
    if (m_settings.isPaused) {
        m_status.state = SourceStatus::State::Paused;
        return update();
    }
    listen();
}

void OtlpReceiver::stop()
{
    m_isStarted = false;
    m_timer.stop();
    close();
}

void OtlpReceiver::pause()
{
    m_settings.isPaused = true;
    m_timer.stop();
    close();
    m_status.state = SourceStatus::State::Paused;
    m_status.reason.clear();
    update();
}

void OtlpReceiver::resume()
{
    m_settings.isPaused = false;
    if (m_isStarted && !m_server)
        listen();
}

void OtlpReceiver::slept(const TimeRange &range)
{
    if (m_intake)
        m_intake->slept(range);
}

void OtlpReceiver::pollNow()
{
    if (m_isStarted && !m_server && !m_settings.isPaused)
        listen();
}

void OtlpReceiver::listen()
{
    auto server = std::make_unique<HttpServer>(
        m_options.limits,
        [home = m_home](const HttpHead &head) {
            const std::lock_guard lock(home->mutex);
            return otlpRefusal(head, home->token);
        },
        [intake = m_intake](std::unique_ptr<HttpExchange> exchange) {
            intake->take(std::move(exchange));
        });
    m_status.lastAttempt = m_options.clock();
    const auto port = server->listen(m_settings.listenPort());
    if (!port)
        return taken(port.error());
    m_intake->start();
    m_server = std::move(server);
    m_intake->setWatchedSince(m_options.clock());
    m_timer.start(m_options.vouchEvery);
    m_offeredFor = 0;
    m_status.port = *port;
    m_status.freePort = 0;
    m_status.state = SourceStatus::State::Waiting;
    m_status.reason.clear();
    m_status.nextAttempt.reset();
    update();
    emit listening(*port);
}

void OtlpReceiver::close()
{
    if (!m_server)
        return;
    m_intake->vouch();
    m_intake->stop();
    m_server.reset();
    m_intake->setWatchedSince(std::nullopt);
    m_status.port = 0;
}

/// Says who has the port once, and keeps trying.
void OtlpReceiver::taken(const Error &error)
{
    m_timer.start(m_options.portRetry);
    const bool isTaken = error.kind == Error::Kind::Busy;
    m_status.state =
        isTaken ? SourceStatus::State::PortTaken : SourceStatus::State::ConfigurationError;
    m_status.nextAttempt =
        Instant{m_options.clock().micros + std::chrono::microseconds(m_options.portRetry).count()};
    ++m_status.errors;
    const int wanted = m_settings.listenPort();
    const std::string holder = isTaken ? holderOfPort(wanted) : std::string();
    if (m_offeredFor != wanted || m_saidHolder != holder) {
        m_offeredFor = wanted;
        m_saidHolder = holder;
        m_status.freePort = freePortNear(wanted, m_options.limits);
    }
    if (!isTaken) {
        m_status.reason = error.text;
        return update();
    }
    m_status.reason = "port " + std::to_string(wanted) + " is taken" +
                      (holder.empty() ? std::string() : " by " + holder);
    if (m_status.freePort != 0)
        m_status.reason += "; port " + std::to_string(m_status.freePort) + " is free";
    update();
    emit portTaken(QString::fromStdString(holder), m_status.freePort);
}

void OtlpReceiver::report(const OtlpIntake::Outcome &outcome)
{
    if (outcome.counts) {
        m_status.lastSuccess = m_options.clock();
        m_status.dataUntil = m_status.lastSuccess;
        m_status.rows += outcome.counts->lines;
        m_status.errors += outcome.counts->rejected;
        m_status.consecutiveFailures = 0;
        if (m_server)
            m_status.reason.clear();
        emit committed(*outcome.counts);
    } else {
        ++m_status.errors;
        ++m_status.consecutiveFailures;
        m_status.reason = "the ledger could not be written: " + outcome.problem;
    }
    update();
}

void OtlpReceiver::update()
{
    emit statusChanged(m_status);
}

std::string otlpSenderSettings(int port, bool hasToken)
{
    std::string lines =
        "export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" + std::to_string(port) +
        "\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n";
    if (hasToken)
        lines += "export OTEL_EXPORTER_OTLP_HEADERS=\"Authorization=Bearer <token>\"\n";
    return lines;
}

} // namespace outlay::sources
