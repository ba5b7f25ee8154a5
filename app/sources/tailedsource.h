// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/files/tailer.h"
#include "app/sources/livesource.h"

namespace outlay::sources {

/// Files and folders that are followed.
class TailedSource : public LiveSource
{
    Q_OBJECT

public:
    TailedSource(SourceSettings settings, const Surroundings &surroundings);

    void start() override;
    void pollNow() override { m_tailer.pollNow(); }
    void pause() override;
    void resume() override;
    void slept(const TimeRange &range) override { m_tailer.slept(range); }
    void wake() override { m_tailer.pollNow(); }
    [[nodiscard]] const SourceStatus &status() const override { return m_status; }

private:
    void update(const SourceStatus &status);

    SourceStatus m_before;
    Tailer m_tailer;
    SourceStatus m_status;
    bool m_isStarted = false;
};

} // namespace outlay::sources
