// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/enforcementpoint.h"
#include "app/sources/http/httpclient.h"
#include "app/sources/secrets/secretstore.h"
#include "app/sources/sourcesettings.h"
#include "models/money/clock.h"

#include <QObject>

#include <cstddef>
#include <functional>
#include <memory>

namespace outlay::enforcement {

/// Whether limits can be set at that source, by its settings alone: a Usage error says why not
/// and what to do. The key that polls is never the one that pushes.
[[nodiscard]] Result<> checkCanPush(const sources::SourceSettings &settings);

/// Makes the point of a source with the key that may write. One an object; on one thread with an
/// event loop, not the GUI's.
class PointOpener : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<std::unique_ptr<EnforcementPoint>>)>;

    PointOpener(sources::SourceSettings settings, SecretStore &secrets, Clock clock = systemClock(),
                QObject *parent = nullptr);
    /// `done` is called once, later; not at all if this goes first.
    void start(Done done);

private:
    void readHeaders();
    void readKey();
    void fail(Error::Kind kind, const std::string &text);

    sources::SourceSettings m_settings;
    SecretStore &m_secrets;
    Clock m_clock;
    sources::HttpSettings m_http;
    Done m_done;
};

} // namespace outlay::enforcement
