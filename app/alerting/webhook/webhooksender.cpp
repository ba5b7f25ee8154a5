// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhooksender.h"

#include <algorithm>

namespace outlay::alerting {

namespace {

/// Looks again at least so often: the wall clock may be set, or the machine have slept.
constexpr std::int64_t longestSleep = microsPerMinute;
/// With an outbox that cannot be read or written.
constexpr std::int64_t outboxPause = 2 * microsPerSecond;

} // namespace

WebhookSender::WebhookSender(Outbox &outbox, SecretStore &secrets, WebhookSenderOptions options,
                             QObject *parent)
    : QObject(parent)
    , m_outbox(outbox)
    , m_secrets(secrets)
    , m_options(std::move(options))
    , m_jitter(m_options.seed)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WebhookSender::pump);
}

WebhookSender::~WebhookSender()
{
    stop();
}

void WebhookSender::setHooks(std::vector<WebhookSettings> hooks)
{
    std::map<std::string, WebhookSettings> known;
    for (WebhookSettings &one : hooks) {
        std::string hook = one.name;
        known.insert_or_assign(std::move(hook), std::move(one));
    }
    for (const auto &[hook, settings] : m_hooks) {
        const auto now = known.find(hook);
        if (now == known.end() || now->second != settings)
            m_health.erase(hook); // repaired, perhaps: no reason to rest
    }
    m_hooks = std::move(known);
    if (m_isStarted)
        sleepUntil(m_options.clock());
}

void WebhookSender::start()
{
    m_isStarted = true;
    sleepUntil(m_options.clock());
}

void WebhookSender::stop()
{
    m_isStarted = false;
    m_timer.stop();
    m_attempts.clear();
    // A last chance for what is known already; else it is sent again, which receivers tell by its
    // id.
    (void)settleRest();
}

void WebhookSender::wake()
{
    for (auto &[hook, health] : m_health)
        health.restsUntil = {};
    if (m_isStarted)
        sleepUntil(m_options.clock());
}

std::set<std::string> WebhookSender::unavailable(Instant now) const
{
    std::set<std::string> hooks;
    for (const auto &[hook, attempt] : m_attempts)
        hooks.insert(hook);
    for (const auto &[hook, health] : m_health) {
        if (health.restsUntil > now)
            hooks.insert(hook);
    }
    return hooks;
}

void WebhookSender::pump()
{
    if (!m_isStarted)
        return;
    const Instant now = m_options.clock();
    const Instant later{now.micros + outboxPause};
    if (!settleRest())
        return sleepUntil(later);
    while (true) {
        const auto rows = m_outbox.due(now, unavailable(now), 1);
        if (!rows)
            return sleepUntil(later);
        if (rows->empty())
            break;
        // A dead letter that cannot be written would come again at once.
        if (!begin(rows->front()) && !m_unwritten.empty())
            return sleepUntil(later);
    }
    const auto next = m_outbox.nextTry(unavailable(now));
    if (!next)
        return sleepUntil(later);
    std::optional<Instant> wakeAt = *next;
    for (const auto &[hook, health] : m_health) {
        if (health.restsUntil > now && !m_attempts.contains(hook))
            wakeAt = std::min(wakeAt.value_or(health.restsUntil), health.restsUntil);
    }
    sleepUntil(wakeAt);
}

bool WebhookSender::begin(const OutboxRow &row)
{
    const auto hook = m_hooks.find(row.hook);
    if (hook == m_hooks.end() || !hook->second.isEnabled) {
        bury(row, hook == m_hooks.end() ? "there is no webhook of that name any more"
                                        : std::string(switchedOffReason));
        return false;
    }
    auto attempt = std::make_unique<WebhookAttempt>(hook->second, row, m_secrets, m_options.clock,
                                                    m_options.limits);
    connect(attempt.get(), &WebhookAttempt::finished, this,
            [this, name = row.hook](const WebhookResult &result) { took(name, result); });
    attempt->start();
    m_attempts.insert_or_assign(row.hook, std::move(attempt));
    return true;
}

void WebhookSender::took(const std::string &hook, const WebhookResult &result)
{
    const auto found = m_attempts.find(hook);
    if (found == m_attempts.end())
        return;
    const OutboxRow row = found->second->row();
    // It is in the middle of its signal.
    found->second->disconnect(this);
    found->second.release()->deleteLater();
    m_attempts.erase(found);
    const Instant now = m_options.clock();
    Health &health = m_health[hook];
    if (result.kind == WebhookResult::Kind::Delivered) {
        health = {};
        settle([this, id = row.id, now] { return m_outbox.delivered(id, now); });
        emit delivered(row.id);
        return sleepUntil(now);
    }
    ++health.failures;
    const int refusals =
        result.kind == WebhookResult::Kind::Refused ? ++health.refusals[row.id] : 0;
    const int failures = std::max(health.failures, row.failures + 1);
    const auto next = nextTryOf(result, row, failures, refusals, now, m_jitter);
    if (!next) {
        const bool isTooLate = result.kind == WebhookResult::Kind::Trouble;
        bury(row, isTooLate ? "not taken within 24 hours; last: " + result.reason : result.reason);
    } else {
        health.restsUntil = *next;
        settle([this, id = row.id, now, reason = result.reason, at = *next] {
            return m_outbox.failed(id, now, reason, at);
        });
        emit failed(row.id, QString::fromStdString(hook), QString::fromStdString(result.reason));
    }
    sleepUntil(now);
}

void WebhookSender::bury(const OutboxRow &row, const std::string &reason)
{
    if (const auto health = m_health.find(row.hook); health != m_health.end())
        health->second.refusals.erase(row.id);
    const Instant now = m_options.clock();
    settle([this, id = row.id, now, reason] { return m_outbox.dead(id, now, reason); });
    emit deadLetter(row.id, QString::fromStdString(row.hook), QString::fromStdString(reason));
}

void WebhookSender::settle(Write write)
{
    if (!settleRest() || !write())
        m_unwritten.push_back(std::move(write));
}

bool WebhookSender::settleRest()
{
    const auto first = std::find_if(m_unwritten.begin(), m_unwritten.end(),
                                    [](const Write &write) { return !write(); });
    m_unwritten.erase(m_unwritten.begin(), first);
    return m_unwritten.empty();
}

void WebhookSender::sleepUntil(std::optional<Instant> next)
{
    if (!m_isStarted)
        return;
    const std::int64_t wait =
        next ? std::clamp<std::int64_t>(next->micros - m_options.clock().micros, 0, longestSleep)
             : longestSleep;
    constexpr std::int64_t microsPerMilli = 1000;
    m_timer.start(int((wait + microsPerMilli - 1) / microsPerMilli));
}

} // namespace outlay::alerting
