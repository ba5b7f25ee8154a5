// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/livesource.h"
#include "models/ingest/ingest.h"

#include <QTimer>

#include <memory>

namespace outlay::sources {

/// Files and folders, looked at every few seconds; what was appended is taken in by the import's
/// checkpoints.
class TailedSource : public LiveSource
{
    Q_OBJECT

public:
    TailedSource(SourceSettings settings, const Surroundings &surroundings);
    ~TailedSource() override;

    void start() override;
    void pollNow() override { read(); }
    void pause() override;
    void resume() override;
    void suspend() override { m_timer.stop(); }
    void wake() override { resume(); }
    [[nodiscard]] const SourceStatus &status() const override { return m_status; }

private:
    void read();
    void took(const Result<ImportCounts> &counts);

    Surroundings m_surroundings;
    SourceStatus m_status;
    QTimer m_timer;
    std::shared_ptr<TailedSource *> m_home; ///< through which the queue's thread reaches this
    bool m_isReading = false;
};

} // namespace outlay::sources
