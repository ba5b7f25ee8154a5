// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/http/httpclient.h"
#include "app/sources/livesource.h"
#include "app/sources/poller.h"

#include <QTimer>

namespace outlay::sources {

/// A poller with its key: reads it where the settings say it is, again when the provider refused it
/// or the keychain was locked.
class PolledSource : public LiveSource
{
    Q_OBJECT

public:
    PolledSource(SourceSettings settings, const Surroundings &surroundings);

    void start() override;
    void pollNow() override;
    void askAgain() override;
    void pause() override;
    void resume() override;
    void trip() override;
    void reset() override;
    void suspend() override;
    void wake() override;
    void unlocked() override;
    [[nodiscard]] const SourceStatus &status() const override { return m_status; }

private:
    /// Secrets of headers one after the other, then the key.
    void readHeaders();
    void readAgain();
    void readKey();
    void takeKey(SecretAnswer answer);
    void makePoller();
    void fail(SourceStatus::State state, const std::string &reason);
    void update(const SourceStatus &status);

    Surroundings m_surroundings;
    HttpSettings m_http;
    std::unique_ptr<Poller> m_poller; ///< null until its secrets are read
    SourceStatus m_status;
    std::string m_keyProblem; ///< why there is no key, in the store's words
    QTimer m_keyTimer;        ///< looks for another key now and then
    bool m_isReading = false;
    bool m_isPollWanted = false;  ///< asks for everything once the key is read
    bool m_isAgainWanted = false; ///< what was refused, once there is a key
    bool m_isTripWanted = false, m_isResetWanted = false; ///< once there is a poller
    bool m_isHeld = false;                                ///< paused before there was a poller
};

/// How the settings say the source is reached; values of headers that are references stay so.
[[nodiscard]] HttpSettings httpSettingsOf(const SourceSettings &settings);

} // namespace outlay::sources
