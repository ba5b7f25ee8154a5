// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/secrets/keychain.h"
#include "app/sources/secrets/passphrasefile.h"
#include "app/sources/secrets/secretreference.h"

#include <QObject>
#include <QThread>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace outlay {

class SecretWorker;

/// $XDG_CONFIG_HOME/outlay/secrets, or the platform's place.
[[nodiscard]] std::string defaultPassphraseFile();

/// Where secrets are read, and put where that is possible. Everything happens on a thread of its
/// own (it runs an event loop, so the process has a QCoreApplication); every function may be called
/// from any thread and returns at once. `done` is called once on the thread of `context`, and not
/// at all if `context` goes first or the store does.
///
/// Nothing is asked twice by itself: when a prompt is not answered in time, or is cancelled, all
/// that need the keychain get Locked at once until the prompt is answered or retryKeychain() is
/// called. Whatever is handed out is known to redact(). Making one protects the process (core dumps
/// off).
class SecretStore : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(SecretAnswer)>;
    struct Settings
    {
        std::string passphraseFile = defaultPassphraseFile();
        PassphraseFile::Cost cost{};
        /// How long a keychain may take, a person typing its password included.
        std::chrono::milliseconds unlockTimeout{10'000};
    };
    explicit SecretStore(QObject *parent = nullptr);
    /// Null: the system's keychain.
    SecretStore(Settings settings, std::unique_ptr<Keychain> keychain, QObject *parent = nullptr);
    ~SecretStore() override;

    void read(const SecretReference &reference, const QObject *context, Done done);
    /// Only where SecretReference::isWritable(). Read back and compared before it is said to work.
    void write(const SecretReference &reference, Secret secret, const QObject *context, Done done);
    /// Works also if it was not there.
    void remove(const SecretReference &reference, const QObject *context, Done done);
    /// Writes, reads and removes an entry of the keychain: the one proof that it works, since a
    /// keychain that fails says "not found" to readers.
    void testKeychain(const QObject *context, Done done);
    /// Forgets that a prompt was cancelled: the next reader may be asked again.
    void retryKeychain();
    /// Opens the passphrase file, or chooses the passphrase it will be made with.
    void unlock(Secret passphrase, const QObject *context, Done done);

signals:
    /// A prompt was answered late, or the passphrase file was opened: who waits for unlock may read
    /// again.
    void unlocked();

private:
    /// Runs `work` on the store's thread with what calls `done`.
    void post(const QObject *context, Done done, std::function<void(SecretWorker &, Done)> work);

    QThread m_thread;
    SecretWorker *m_worker; ///< lives and dies on m_thread
};

} // namespace outlay
