// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/secrets/secret.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace outlay {

/// How it stands with a secret or with what keeps it. Wording for people is the caller's.
enum class SecretState : std::uint8_t
{
    Works,
    Missing, ///< the keeper works, there is no such secret
    Locked,  ///< waiting for unlock, or unlocking was cancelled: nothing is asked again by itself
    Absent,  ///< there is no keychain on this machine or in this session
    Unreadable, ///< present, and fails; or gives back other than was put in
};
/// "works", "missing", "locked", "absent", "unreadable".
[[nodiscard]] std::string_view name(SecretState state);

struct SecretAnswer
{
    SecretState state = SecretState::Works;
    std::string text; ///< what happened and what to do; redacted. Empty if it works
    Secret secret;    ///< of a read that works
    [[nodiscard]] bool works() const { return state == SecretState::Works; }
};

/// A keychain of the desktop, asynchronous. All calls and answers on one thread with an event loop.
/// It may never answer (a prompt nobody sees): whoever calls has a time-out.
class Keychain
{
public:
    using Done = std::function<void(SecretAnswer)>;
    virtual ~Keychain() = default;
    virtual void read(const std::string &name, Done done) = 0;
    virtual void write(const std::string &name, const Secret &secret, Done done) = 0;
    /// Of one that is not there: Missing.
    virtual void remove(const std::string &name, Done done) = 0;
    /// Whether it is known to be unlocked by now; asking opens no prompt.
    [[nodiscard]] virtual bool isUnlocked() = 0;
};

/// The system's, by QtKeychain: Secret Service, KWallet, Keychain, Credential Manager. Never falls
/// back to a file in the clear. Built without QtKeychain: every answer is Absent. QtKeychain has
/// one queue a process: make one only, on the thread that uses it.
[[nodiscard]] std::unique_ptr<Keychain> systemKeychain();

} // namespace outlay
