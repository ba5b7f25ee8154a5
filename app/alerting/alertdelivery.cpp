// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertdelivery.h"

#include "app/alerting/webhook/deadletters.h"
#include "app/alerting/webhook/webhookdispatch.h"

#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <utility>

namespace outlay::alerting {

namespace {

constexpr int lookMs = 1000;
constexpr int soonMs = 50; ///< what comes together is looked at together
constexpr int lookedBack = 500;

} // namespace

AlertDelivery::AlertDelivery(LedgerQueue &queue, SecretStore &secrets, Clock clock, QObject *parent)
    : QObject(parent)
    , m_queue(queue)
    , m_clock(clock)
    , m_lock(queue.path(), ".deliver")
    , m_outbox(queue)
    , m_sender(m_outbox, secrets,
               {.clock = std::move(clock),
                .limits = {},
                .seed = QRandomGenerator::system()->generate64()})
{
    m_second.setInterval(lookMs);
    m_second.setTimerType(Qt::CoarseTimer);
    m_soon.setInterval(soonMs);
    m_soon.setSingleShot(true);
    connect(&m_second, &QTimer::timeout, this, &AlertDelivery::look);
    connect(&m_soon, &QTimer::timeout, this, &AlertDelivery::look);
    connect(&m_sender, &WebhookSender::deadLetter, this, &AlertDelivery::reportDeadLetters);
    connect(&m_sender, &WebhookSender::delivered, this, &AlertDelivery::reportDeadLetters);
}

AlertDelivery::~AlertDelivery()
{
    m_sender.stop();
    m_queue.drain(); // its jobs speak to this
}

void AlertDelivery::start()
{
    m_second.start();
    poke();
}

void AlertDelivery::poke()
{
    if (!m_soon.isActive())
        m_soon.start();
}

void AlertDelivery::wake()
{
    m_sender.wake();
}

void AlertDelivery::fail(const Error &error)
{
    if (std::exchange(m_problem, error.text) != error.text)
        emit failed(error);
}

void AlertDelivery::look()
{
    if (const Result<> done = read(); !done) {
        m_reader.reset();
        m_counter = -1;
        fail(done.error());
    }
}

Result<> AlertDelivery::read()
{
    if (!m_reader) {
        if (!QFileInfo::exists(QString::fromStdString(m_queue.path())))
            return {};
        auto opened = LedgerReader::open(m_queue.path());
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        m_reader = *std::move(opened);
    }
    const auto counter = m_reader->changeCounter();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    const bool wasHeld = m_lock.isHeld();
    if (*counter == m_counter && (wasHeld || m_hooks.empty()))
        return {};
    const auto setting = m_reader->setting(std::string(webhooksSetting));
    if (!setting)
        return tl::unexpected<Error>(setting.error());
    if (*setting != m_setting) {
        auto hooks = parseWebhookSettings(*setting);
        if (!hooks)
            return tl::unexpected<Error>(hooks.error());
        m_setting = *setting;
        setHooks(*std::move(hooks));
    }
    m_counter = *counter;
    if (m_hooks.empty() && !wasHeld)
        return {};
    if (!m_lock.take())
        return {}; // another process does
    if (!wasHeld) {
        m_sender.setHooks(m_hooks);
        reportDeadLetters();
    }
    m_sender.start(); // also what another process put there
    const auto entries = m_reader->alertLogAfter(m_lookedThrough, 1);
    if (!entries)
        return tl::unexpected<Error>(entries.error());
    if (!entries->empty())
        dispatch();
    return {};
}

void AlertDelivery::setHooks(std::vector<WebhookSettings> hooks)
{
    m_hooks = std::move(hooks);
    m_sender.setHooks(m_hooks);
    if (m_lock.isHeld())
        reportDeadLetters(); // of one that is gone nothing is dead
}

void AlertDelivery::dispatch()
{
    m_isAskedAgain = m_isDispatching;
    if (m_isDispatching)
        return;
    m_isDispatching = true;
    const auto home = [this](const Result<std::int64_t> &through) {
        QMetaObject::invokeMethod(this, [this, through] {
            m_isDispatching = false;
            if (!through)
                return fail(through.error());
            m_problem.clear();
            m_lookedThrough = std::max(m_lookedThrough, *through);
            m_sender.start();
            if (std::exchange(m_isAskedAgain, false))
                dispatch();
        });
    };
    m_queue.post(
        [home, path = m_queue.path(), hooks = m_hooks, now = m_clock()](Ingest &ingest) {
            const auto opened = LedgerReader::open(path);
            if (!opened)
                return home(tl::unexpected<Error>(opened.error()));
            const auto made = dispatchAlerts(ingest, **opened, hooks, now);
            home(made ? ingest.dispatchedThrough() : tl::unexpected<Error>(made.error()));
        },
        [home](const Error &error) { home(tl::unexpected<Error>(error)); });
}

void AlertDelivery::reportDeadLetters()
{
    m_queue.post(
        [this, hooks = m_hooks](Ingest &ingest) {
            if (const Result<> done = report(ingest, hooks); !done)
                QMetaObject::invokeMethod(this, [this, error = done.error()] { fail(error); });
        },
        [this](const Error &error) {
            QMetaObject::invokeMethod(this, [this, error] { fail(error); });
        });
}

/// On the queue's thread, behind what the outbox has posted.
Result<> AlertDelivery::report(Ingest &ingest, const std::vector<WebhookSettings> &hooks) const
{
    const auto reader = LedgerReader::open(m_queue.path());
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto rows = (*reader)->outbox({}, lookedBack);
    const Instant now = m_clock();
    const auto bodies = (*reader)->alerts({now, now}, lookedBack);
    if (!rows || !bodies)
        return tl::unexpected<Error>(rows ? bodies.error() : rows.error());
    std::vector<Alert> known;
    for (const std::string &body : *bodies) {
        if (auto alert = parseAlert(body))
            known.push_back(*std::move(alert));
    }
    const auto reports = deadLetterReports(*rows, hooks, known);
    return reports.empty() ? Result<>() : ingest.reportAlerts(reports);
}

} // namespace outlay::alerting
