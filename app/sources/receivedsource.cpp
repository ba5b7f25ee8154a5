// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/receivedsource.h"

namespace outlay::sources {

namespace {

using State = SourceStatus::State;

} // namespace

ReceivedSource::ReceivedSource(SourceSettings settings, const Surroundings &surroundings)
    : LiveSource(std::move(settings))
    , m_surroundings(surroundings)
    , m_receiver(m_settings, surroundings.queue)
{
    update(m_receiver.status());
    if (m_settings.isPaused)
        m_status.state = State::Paused;
    connect(&m_receiver, &OtlpReceiver::statusChanged, this, [this](const SourceStatus &status) {
        update(status);
        emit statusChanged(m_status);
    });
    connect(&m_receiver, &OtlpReceiver::committed, this, &ReceivedSource::committed);
}

void ReceivedSource::update(const SourceStatus &status)
{
    m_status = status;
    m_status.name = m_settings.name;
    goOnFrom(m_status, m_surroundings.before);
}

void ReceivedSource::start()
{
    if (!m_settings.isPaused)
        readToken();
}

void ReceivedSource::readToken()
{
    if (m_settings.tokenSecret.empty())
        return listen();
    const Result<SecretReference> reference = SecretReference::parse(m_settings.tokenSecret);
    if (!reference)
        return fail(State::ConfigurationError, "token_secret: " + reference.error().text);
    m_surroundings.secrets.read(*reference, this, [this](SecretAnswer answer) {
        if (!answer.works())
            return fail(answer.state == SecretState::Locked ? State::WaitingForUnlock
                                                            : State::NeedsKey,
                        answer.text);
        m_receiver.setToken(answer.secret.reveal());
        listen();
    });
}

void ReceivedSource::listen()
{
    if (m_settings.isPaused)
        return;
    m_isListening = true;
    m_receiver.start();
}

void ReceivedSource::fail(State state, const std::string &reason)
{
    m_status.state = state;
    m_status.reason = reason;
    emit statusChanged(m_status);
}

void ReceivedSource::pause()
{
    if (m_isListening)
        return m_receiver.pause();
    fail(State::Paused, {});
}

void ReceivedSource::resume()
{
    if (m_isListening)
        return m_receiver.resume();
    readToken();
}

void ReceivedSource::unlocked()
{
    if (m_status.state == State::WaitingForUnlock)
        readToken();
}

} // namespace outlay::sources
