// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/polledsource.h"

#include "app/sources/openrouter/openrouter.h"
#include "app/sources/secretheaders.h"

#include <algorithm>
#include <utility>

namespace outlay::sources {

namespace {

using State = SourceStatus::State;

/// A key that was refused may have been replaced where it lies.
constexpr int keyAgainMs = 60'000;

} // namespace

HttpSettings httpSettingsOf(const SourceSettings &settings)
{
    HttpSettings http;
    http.baseUrl = settings.baseUrl;
    http.proxy = settings.proxy;
    http.caFile = settings.caFile;
    http.clientCertificate = settings.clientCertificate;
    http.clientKey = settings.clientKey;
    for (const SourceSettings::Header &header : settings.headers)
        http.headers.push_back({header.name, header.value});
    return http;
}

PolledSource::PolledSource(SourceSettings settings, const Surroundings &surroundings)
    : LiveSource(std::move(settings))
    , m_surroundings(surroundings)
    , m_http(httpSettingsOf(m_settings))
{
    update({});
    m_isHeld = m_settings.isPaused;
    if (m_isHeld)
        m_status.state = State::Paused;
    m_keyTimer.setInterval(keyAgainMs);
    m_keyTimer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_keyTimer, &QTimer::timeout, this, [this] {
        if (m_status.state == State::NeedsKey)
            readAgain();
    });
}

void PolledSource::start()
{
    m_keyTimer.start();
    readHeaders();
}

void PolledSource::readHeaders()
{
    readSecretHeaders(
        m_surroundings.secrets, m_http.headers, this, [this](const SecretHeaders &read) {
            if (read.problem.empty()) {
                m_http.headers = read.headers;
                return readKey();
            }
            if (!read.state)
                return fail(State::ConfigurationError, read.problem);
            fail(*read.state == SecretState::Locked ? State::WaitingForUnlock : State::NeedsKey,
                 read.problem);
        });
}

/// A secret that was not to be had may lie there now: a header's comes before the key.
void PolledSource::readAgain()
{
    if (m_poller)
        readKey();
    else
        readHeaders();
}

void PolledSource::readKey()
{
    if (m_isReading)
        return;
    const Result<SecretReference> reference = SecretReference::parse(m_settings.secret);
    if (!reference)
        return fail(State::ConfigurationError, "secret: " + reference.error().text);
    m_isReading = true;
    m_surroundings.secrets.read(*reference, this, [this](SecretAnswer answer) {
        m_isReading = false;
        takeKey(std::move(answer));
    });
}

/// The poller begins with its key, or with the knowledge that there is none.
void PolledSource::takeKey(SecretAnswer answer)
{
    m_keyProblem = answer.text;
    const bool isNew = !m_poller;
    if (isNew)
        makePoller();
    if (answer.works())
        m_poller->setKey(std::move(answer.secret));
    else if (answer.state == SecretState::Locked)
        m_poller->waitForUnlock();
    else
        m_poller->setKey({});
    if (!isNew) {
        if (std::exchange(m_isPollWanted, false))
            m_poller->pollNow();
        if (std::exchange(m_isAgainWanted, false))
            m_poller->askAgain();
        return update(m_poller->status());
    }
    // A poller that begins asks for all that is due; a person who names it wants it asked at once.
    const bool isPollWanted = std::exchange(m_isPollWanted, false);
    if (std::exchange(m_isAgainWanted, false) || isPollWanted)
        m_poller->pollNow();
    if (m_isHeld)
        m_poller->pause();
    if (std::exchange(m_isTripWanted, false))
        m_poller->trip();
    if (std::exchange(m_isResetWanted, false))
        m_poller->reset();
    if (const Result<> started = m_poller->start(); !started) {
        m_poller.reset();
        fail(State::ConfigurationError, started.error().text);
    }
}

void PolledSource::makePoller()
{
    PollerOptions options;
    options.source = m_settings.name;
    options.kind = m_settings.kind;
    options.http = m_http;
    options.clock = m_surroundings.clock;
    options.isOnce = m_surroundings.isOnce;
    if (m_settings.areOwnKeysElsewhere)
        options.leftOut = ownKeyPrefix;
    m_poller = std::make_unique<Poller>(std::move(options), m_surroundings.queue);
    connect(m_poller.get(), &Poller::statusChanged, this, &PolledSource::update);
    connect(m_poller.get(), &Poller::committed, this, &PolledSource::committed);
    connect(m_poller.get(), &Poller::settled, this, &PolledSource::settled);
}

/// Nothing can begin.
void PolledSource::fail(State state, const std::string &reason)
{
    m_status.state = state;
    m_status.reason = reason;
    emit statusChanged(m_status);
    emit settled();
}

void PolledSource::update(const SourceStatus &status)
{
    m_status = status;
    m_status.name = m_settings.name;
    // The poller keeps these itself, and has them once it has read how far it was.
    const SourceStatus &before = m_surroundings.before;
    m_status.rows = std::max(status.rows, before.rows);
    m_status.errors = std::max(status.errors, before.errors);
    m_status.lastAttempt = std::max(status.lastAttempt, before.lastAttempt);
    m_status.lastSuccess = std::max(status.lastSuccess, before.lastSuccess);
    m_status.dataUntil = std::max(status.dataUntil, before.dataUntil);
    const bool isKeys = status.state == State::NeedsKey || status.state == State::WaitingForUnlock;
    if (isKeys && !m_keyProblem.empty())
        m_status.reason = m_keyProblem;
    emit statusChanged(m_status);
}

void PolledSource::pollNow()
{
    if (!m_poller) {
        m_isPollWanted = true;
        return readHeaders();
    }
    if (m_status.state == State::NeedsKey || m_status.state == State::WaitingForUnlock) {
        // Not before: the key at hand is the one that was refused.
        m_isPollWanted = true;
        return readKey();
    }
    m_poller->pollNow();
}

void PolledSource::askAgain()
{
    m_isAgainWanted = true;
    if (m_poller)
        readKey(); // it may have been replaced where it lies
}

void PolledSource::pause()
{
    m_isHeld = true;
    if (m_poller)
        return m_poller->pause();
    m_status.state = State::Paused;
    emit statusChanged(m_status);
}

void PolledSource::resume()
{
    m_isHeld = false;
    if (m_poller)
        return m_poller->resume();
    m_isAgainWanted = true;
    m_status.state = State::Idle;
    readHeaders();
}

void PolledSource::trip()
{
    if (m_poller)
        return m_poller->trip();
    m_isResetWanted = false;
    m_isTripWanted = true; // before its first question
}

void PolledSource::reset()
{
    if (m_poller) {
        m_poller->reset();
        if (m_status.state == State::NeedsKey || m_status.state == State::WaitingForUnlock)
            askAgain();
        return;
    }
    m_isTripWanted = false;
    m_isResetWanted = true;
}

void PolledSource::suspend()
{
    if (m_poller)
        m_poller->suspend();
}

void PolledSource::wake()
{
    if (m_poller)
        m_poller->wake();
}

void PolledSource::unlocked()
{
    if (!m_poller)
        readHeaders();
    else if (m_status.state == State::WaitingForUnlock)
        readKey();
}

} // namespace outlay::sources
