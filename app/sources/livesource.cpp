// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/livesource.h"

#include "app/sources/polledsource.h"
#include "app/sources/receivedsource.h"
#include "app/sources/tailedsource.h"

#include <utility>

namespace outlay::sources {

LiveSource::LiveSource(SourceSettings settings, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
{
}

std::unique_ptr<LiveSource> LiveSource::make(const SourceSettings &settings,
                                             const Surroundings &surroundings)
{
    if (settings.kind == SourceKind::Files)
        return std::make_unique<TailedSource>(settings, surroundings);
    if (settings.kind == SourceKind::Otlp)
        return std::make_unique<ReceivedSource>(settings, surroundings);
    return std::make_unique<PolledSource>(settings, surroundings);
}

void LiveSource::setPaused(bool isPaused)
{
    if (isPaused == m_settings.isPaused)
        return;
    m_settings.isPaused = isPaused;
    if (isPaused)
        pause();
    else
        resume();
}

} // namespace outlay::sources
