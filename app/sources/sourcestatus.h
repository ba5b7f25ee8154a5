// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/result.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay::sources {

/// How a source that is watched fares. A value: crosses threads, is kept over a restart.
struct SourceStatus
{
    enum class State : std::uint8_t
    {
        Idle,               ///< nothing asked of it yet
        Polling,            ///< asking, reading
        Waiting,            ///< all is well; until nextAttempt, or for what comes
        Unreachable,        ///< nobody answered, or a stranger did; says nothing of the key
        NeedsKey,           ///< the provider refused the key, or there is none
        Broken,             ///< too many failures: see `breaker`
        Paused,             ///< by a person
        WaitingForUnlock,   ///< the keychain is locked
        ConfigurationError, ///< asking again is in vain until somebody changes the settings
        PortTaken,          ///< Otlp: another program listens there; tried again at nextAttempt
        OutOfFunds,         ///< the account's balance is used up; asked again at nextAttempt
    };
    enum class Breaker : std::uint8_t
    {
        Closed,
        Open,    ///< until breakerOpenUntil; without it until somebody resets it
        Probing, ///< one attempt decides
    };

    std::string name;
    State state = State::Idle;
    Breaker breaker = Breaker::Closed;
    std::string reason; ///< of a state that is not well: a sentence without key or content
    std::optional<Instant> lastAttempt, lastSuccess;
    std::optional<Instant> dataUntil; ///< what it said reaches until here
    std::int64_t rows = 0;            ///< taken in since it was added
    std::int64_t errors = 0;          ///< failed attempts and rejected rows since it was added
    int consecutiveFailures = 0;
    std::optional<Instant> nextAttempt;
    std::optional<Instant> breakerOpenUntil;
    std::int64_t backlog = 0; ///< bytes or buckets known of and not yet taken in
    int port = 0;             ///< Otlp: it listens there; 0: it does not
    int freePort = 0;         ///< Otlp: offered in place of one that is taken
    /// Worth a person's attention though all works, e.g. that the key may write.
    std::vector<std::string> warnings;

    bool operator==(const SourceStatus &) const = default;
};

inline constexpr std::array allSourceStates{SourceStatus::State::Idle,
                                            SourceStatus::State::Polling,
                                            SourceStatus::State::Waiting,
                                            SourceStatus::State::Unreachable,
                                            SourceStatus::State::NeedsKey,
                                            SourceStatus::State::Broken,
                                            SourceStatus::State::Paused,
                                            SourceStatus::State::WaitingForUnlock,
                                            SourceStatus::State::ConfigurationError,
                                            SourceStatus::State::PortTaken,
                                            SourceStatus::State::OutOfFunds};

/// "idle", "polling", "waiting", "unreachable", "needs_key", "broken", "paused",
/// "waiting_for_unlock", "configuration_error", "port_taken", "out_of_funds".
[[nodiscard]] std::string_view toString(SourceStatus::State state);
/// "closed", "open", "probing".
[[nodiscard]] std::string_view toString(SourceStatus::Breaker breaker);
/// Somebody has to do something before it goes on.
[[nodiscard]] bool needsAttention(SourceStatus::State state);

/// Nobody watches any more: what was under way when they stopped is not.
void leaveUnwatched(SourceStatus &status);

/// Figures of a process that began at nothing, after those of the ones before it.
void goOnFrom(SourceStatus &status, const SourceStatus &before);

/// One object; what is unknown is null.
[[nodiscard]] std::string toJson(const SourceStatus &status);
/// An unknown field, a wrong type or value is an error that names it.
[[nodiscard]] Result<SourceStatus> parseSourceStatus(std::string_view json);

} // namespace outlay::sources
