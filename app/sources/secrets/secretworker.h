// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/secrets/secretstore.h"

#include <QPointer>

#include <map>

namespace outlay {

/// Carries an answer to the thread of whoever asked; Qt sees to it that nobody is called who is
/// gone.
class SecretRelay : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
signals:
    void answered(const std::shared_ptr<outlay::SecretAnswer> &answer);
};

/// The part of SecretStore that lives on its thread.
class SecretWorker : public QObject
{
    Q_OBJECT
public:
    using Done = SecretStore::Done;
    SecretWorker(const SecretStore::Settings &settings, std::unique_ptr<Keychain> keychain);

    void read(const SecretReference &reference, const Done &done);
    void write(const SecretReference &reference, std::shared_ptr<Secret> secret, const Done &done);
    void remove(const SecretReference &reference, const Done &done);
    void testKeychain(const Done &done);
    void retryKeychain() { m_isDenied = false; }
    void unlock(const Secret &passphrase, const Done &done);

signals:
    void unlocked();

private:
    using Start = std::function<void(Keychain &, Keychain::Done)>;
    /// One call of the keychain, answered within the time-out.
    void call(const Start &start, const Done &done);
    void arrived(const SecretAnswer &answer, bool isLate);
    void readKeychain(const std::string &name, const Done &done);
    void writeKeychain(const std::string &name, const std::shared_ptr<Secret> &secret,
                       const Done &done);
    void verify(const std::string &name, const std::shared_ptr<Secret> &secret, const Done &done);
    [[nodiscard]] SecretAnswer readNow(const SecretReference &reference);
    [[nodiscard]] SecretAnswer passphraseEntry(const std::string &name);
    void unlockFromEnvironment();

    std::unique_ptr<Keychain> m_keychain;
    std::chrono::milliseconds m_timeout;
    PassphraseFile m_passphrases;
    std::map<std::string, Secret> m_memory;
    int m_outstanding = 0;    ///< calls that passed their time-out and are not answered yet
    bool m_isDenied = false;  ///< a prompt was cancelled: asking again would be nagging
    bool m_hasProved = false; ///< it gave back what was put in
    bool m_triedEnvironment = false;
};

} // namespace outlay
