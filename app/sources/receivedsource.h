// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/livesource.h"
#include "app/sources/otlp/otlpreceiver.h"

namespace outlay::sources {

/// The OTLP receiver with the token its senders must show.
class ReceivedSource : public LiveSource
{
    Q_OBJECT

public:
    ReceivedSource(SourceSettings settings, const Surroundings &surroundings);

    void start() override;
    void pollNow() override { m_receiver.pollNow(); }
    void pause() override;
    void resume() override;
    void slept(const TimeRange &range) override { m_receiver.slept(range); }
    void unlocked() override;
    [[nodiscard]] const SourceStatus &status() const override { return m_status; }

private:
    /// Listens only once the token is known: nobody gets in without it meanwhile.
    void readToken();
    void listen();
    void update(const SourceStatus &status);
    void fail(SourceStatus::State state, const std::string &reason);

    Surroundings m_surroundings;
    OtlpReceiver m_receiver;
    SourceStatus m_status;
    bool m_isListening = false;
};

} // namespace outlay::sources
