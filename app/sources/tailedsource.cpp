// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/tailedsource.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace outlay::sources {

namespace {

using State = SourceStatus::State;

TailerOptions optionsOf(const LiveSource::Surroundings &surroundings)
{
    TailerOptions options;
    options.clock = surroundings.clock;
    return options;
}

} // namespace

TailedSource::TailedSource(SourceSettings settings, const Surroundings &surroundings)
    : LiveSource(std::move(settings))
    , m_before(surroundings.before)
    , m_tailer(m_settings, optionsOf(surroundings), surroundings.queue)
{
    update(m_tailer.status());
    if (m_settings.isPaused)
        m_status.state = State::Paused;
    connect(&m_tailer, &Tailer::statusChanged, this, [this](const SourceStatus &status) {
        update(status);
        emit statusChanged(m_status);
    });
    connect(&m_tailer, &Tailer::committed, this, &TailedSource::committed);
    connect(&m_tailer, &Tailer::caughtUp, this, &TailedSource::settled);
}

void TailedSource::update(const SourceStatus &status)
{
    m_status = status;
    m_status.name = m_settings.name;
    goOnFrom(m_status, m_before);
    const auto isRejected = [](const std::string &warning) {
        return warning.starts_with(rejectedWarning);
    };
    const auto &now = m_status.warnings;
    if (std::any_of(now.begin(), now.end(), isRejected))
        return;
    std::copy_if(m_before.warnings.begin(), m_before.warnings.end(),
                 std::back_inserter(m_status.warnings), isRejected); // still to be found
}

void TailedSource::start()
{
    if (m_settings.isPaused)
        return;
    m_isStarted = true;
    m_tailer.start();
}

void TailedSource::pause()
{
    if (m_isStarted)
        return m_tailer.pause();
    m_status.state = State::Paused;
    emit statusChanged(m_status);
}

void TailedSource::resume()
{
    if (m_isStarted)
        return m_tailer.resume();
    start();
}

} // namespace outlay::sources
