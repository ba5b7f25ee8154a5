// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sourcekind.h"
#include "models/ledger/coverage.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/instant.h"
#include "models/money/zone.h"
#include "ui/welcome/founditem.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay::ui {

enum class SourceState : std::uint8_t
{
    Idle,
    Polling,
    Waiting,
    Unreachable,
    NeedsKey,
    Broken,
    Paused,
    WaitingForUnlock,
    ConfigurationError,
    StoppedByHand, ///< its breaker was opened, until it is reset
    PortTaken,     ///< of telemetry: another program listens there
    OutOfFunds,    ///< the account's balance is used up
};

enum class BreakerState : std::uint8_t
{
    Closed,
    Open, ///< until `breakerOpenUntil`; without it until a person resets it
    Probing,
};

/// What the page shows of a source that is watched.
struct SourceRow
{
    std::string name;
    SourceKind kind = SourceKind::OpenAi;
    QString where;                  ///< its address, folder or port
    std::vector<std::string> paths; ///< Files only
    SourceState state = SourceState::Idle;
    BreakerState breaker = BreakerState::Closed;
    QString reason;                 ///< of a state that is not well
    bool opensByPassphrase = false; ///< its key is in the file that a passphrase opens
    std::optional<Instant> lastSuccess, dataUntil, nextAttempt, breakerOpenUntil;
    std::int64_t rows = 0;
    std::int64_t errors = 0;
    std::vector<QString> warnings;
    /// Within `SourcesSnapshot::shown`, in time order, what it leaves open among the gaps. Time in
    /// none of them lies before `since`, or is not due yet.
    std::vector<Vouched> coverage;
    std::optional<Instant> since; ///< it is to vouch for the time from then on
    std::optional<Awaited> awaited;
    std::string format; ///< of what it delivers

    bool operator==(const SourceRow &) const = default;
};

/// All of the page, made off the GUI thread.
struct SourcesSnapshot
{
    Instant now;
    Zone zone;
    TimeRange shown; ///< of the coverage strips
    std::vector<SourceRow> rows;
    std::vector<QuotaWindow> quotas; ///< of all sources, watched or not
    /// Why nothing is watched by this window, e.g. that another program does it; empty: it does.
    QString notice;
};

/// A source as a person describes it in the form.
struct SourceDraft
{
    enum class KeyPlace : std::uint8_t
    {
        Keychain,    ///< `typedKey` goes there
        Environment, ///< `keyName` is the variable
        File,        ///< `keyName` is the path
        Passphrase,  ///< `typedKey` goes into a file locked by a passphrase
        Memory,      ///< `typedKey` until the program ends
    };
    std::string name;
    SourceKind kind = SourceKind::OpenAi;
    QString baseUrl, proxy, caFile, clientCertificate, clientKey;
    KeyPlace keyPlace = KeyPlace::Keychain;
    QString keyName;
    QString typedKey; ///< a secret: never stored or logged as it stands
    /// Of LiteLLM, the key that sets caps; nullopt: none.
    std::optional<KeyPlace> pushKeyPlace;
    QString pushKeyName;
    QString typedPushKey; ///< a secret likewise
    std::vector<std::pair<QString, QString>> headers;
    std::vector<QString> paths;
    QString format = QStringLiteral("auto");
    int port = 0; ///< 0: the usual one
};

/// What a test of a source found out.
struct SourceFinding
{
    enum class Kind : std::uint8_t
    {
        Ok,
        Warning,
        Failure,
    };
    Kind kind = Kind::Ok;
    QString text;
    bool isAgainst = false; ///< a reason not to save it at all
};

} // namespace outlay::ui
