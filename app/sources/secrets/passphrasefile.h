// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/secrets/secret.h"
#include "models/money/result.h"

#include <cstdint>
#include <map>
#include <string>

namespace outlay {

/// Secrets in a file of one's own that a passphrase opens: for machines without a keychain, by
/// choice only. The key comes from the passphrase by Argon2id (RFC 9106), the content is sealed
/// with XChaCha20-Poly1305, its header included. 0600, replaced whole, safe between processes.
/// Blocking, and slow on purpose (about a second to unlock): not for the GUI thread. Not
/// thread-safe.
class PassphraseFile
{
public:
    /// Of the key derivation: passes, and bytes of memory.
    struct Cost
    {
        std::uint64_t passes = 3;
        std::uint64_t bytes = std::uint64_t{256} * 1024 * 1024;
        bool operator==(const Cost &) const = default;
    };
    explicit PassphraseFile(std::string path) : PassphraseFile(std::move(path), Cost{}) {}
    PassphraseFile(std::string path, Cost cost);
    ~PassphraseFile();
    PassphraseFile(const PassphraseFile &) = delete;
    PassphraseFile &operator=(const PassphraseFile &) = delete;

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] bool exists() const;
    [[nodiscard]] bool isUnlocked() const { return !m_key.isEmpty(); }
    /// Derives the key, and opens the file with it if there is one; else the passphrase is the one
    /// the file will be made with. Refused: wrong passphrase, or a file that others can read.
    [[nodiscard]] Result<> unlock(const Secret &passphrase);
    /// Forgets the key.
    void lock();
    /// Of an unlocked file; an empty one if there is no such entry.
    [[nodiscard]] Result<Secret> read(const std::string &name);
    /// Of an unlocked file; an empty secret removes the entry.
    [[nodiscard]] Result<> write(const std::string &name, const Secret &secret);

private:
    using Entries = std::map<std::string, Secret>;
    struct Header;
    [[nodiscard]] Result<Entries> load(const Secret &key) const;
    [[nodiscard]] Result<> save(const Entries &entries) const;
    [[nodiscard]] Result<Secret> derive(const Secret &passphrase, const Header &header) const;

    std::string m_path;
    Cost m_cost;
    Secret m_key;
    std::string m_salt; ///< of the key
};

} // namespace outlay
