// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/ledgerqueue.h"
#include "app/sources/secrets/secretstore.h"
#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"
#include "models/money/clock.h"

#include <QObject>

#include <memory>

namespace outlay::sources {

/// A source at work: a poller, a tailer or the receiver, with its secrets. All on one thread with
/// an event loop; pausing and the like may come before it has begun.
class LiveSource : public QObject
{
    Q_OBJECT

public:
    struct Surroundings
    {
        LedgerQueue &queue;
        SecretStore &secrets;
        Clock clock = systemClock();
        bool isOnce = false; ///< ends with what is due; settled() tells
        /// How it fared when it was last watched: its figures go on from there.
        SourceStatus before{};
    };

    explicit LiveSource(SourceSettings settings, QObject *parent = nullptr);
    [[nodiscard]] static std::unique_ptr<LiveSource> make(const SourceSettings &settings,
                                                          const Surroundings &surroundings);

    [[nodiscard]] const SourceSettings &settings() const { return m_settings; }
    /// Settings that differ in nothing but being paused.
    void setPaused(bool isPaused);

    virtual void start() = 0;
    virtual void pollNow() = 0;
    /// What was refused is tried anew at the next question; may come before start().
    virtual void askAgain() {}
    virtual void pause() = 0;
    virtual void resume() = 0;
    /// Nothing where there is no breaker.
    virtual void trip() {}
    virtual void reset() {}
    /// Before the machine sleeps, and after it or when the network changed.
    virtual void suspend() {}
    virtual void wake() {}
    /// The machine slept that long; told before wake().
    virtual void slept(const TimeRange &) {}
    /// Something that was locked is open now.
    virtual void unlocked() {}
    [[nodiscard]] virtual const SourceStatus &status() const = 0;

signals:
    void statusChanged(const outlay::sources::SourceStatus &status);
    void committed(const outlay::ImportCounts &counts);
    /// Nothing more can be done now.
    void settled();

protected:
    SourceSettings m_settings;
};

} // namespace outlay::sources
