// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/tailedsource.h"

#include <utility>

namespace outlay::sources {

namespace {

using State = SourceStatus::State;
constexpr int lookMs = 800;

} // namespace

TailedSource::TailedSource(SourceSettings settings, const Surroundings &surroundings)
    : LiveSource(std::move(settings))
    , m_surroundings(surroundings)
    , m_home(std::make_shared<TailedSource *>(this))
{
    m_status.name = m_settings.name;
    m_status.state = m_settings.isPaused ? State::Paused : State::Idle;
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &TailedSource::read);
}

TailedSource::~TailedSource() = default;

void TailedSource::start()
{
    if (!m_settings.isPaused)
        resume();
}

void TailedSource::pause()
{
    m_timer.stop();
    m_status.state = State::Paused;
    emit statusChanged(m_status);
}

void TailedSource::resume()
{
    if (m_settings.isPaused)
        return;
    m_timer.start();
    read();
}

void TailedSource::read()
{
    if (m_isReading)
        return;
    m_isReading = true;
    ImportOptions options;
    options.format = m_settings.format;
    options.source = m_settings.name;
    const std::weak_ptr<TailedSource *> home = m_home;
    QObject *thread = this;
    m_surroundings.queue.post(
        [home, thread, options, paths = m_settings.paths](Ingest &ingest) {
            const auto counts = ingest.importPaths(paths, options);
            if (!home.expired())
                QMetaObject::invokeMethod(thread, [home, counts] {
                    if (const auto self = home.lock())
                        (*self)->took(counts);
                });
        },
        [home, thread](const Error &error) {
            if (!home.expired())
                QMetaObject::invokeMethod(thread, [home, error] {
                    if (const auto self = home.lock())
                        (*self)->took(tl::unexpected<Error>(error));
                });
        });
}

void TailedSource::took(const Result<ImportCounts> &counts)
{
    m_isReading = false;
    const SourceStatus before = m_status;
    const Instant now = m_surroundings.clock();
    if (m_status.state != State::Paused)
        m_status.state = counts ? State::Waiting : State::Unreachable;
    m_status.reason = counts ? std::string() : counts.error().text;
    if (counts) {
        m_status.rows += counts->created + counts->merged;
        m_status.errors += counts->rejected;
        if (!m_status.lastSuccess || counts->lines > 0)
            m_status.lastSuccess = m_status.dataUntil = now;
        if (counts->lines > 0)
            emit committed(*counts);
    }
    if (before != m_status)
        emit statusChanged(m_status);
    emit settled();
}

} // namespace outlay::sources
