// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// Where a secret is; what settings and the ledger hold instead of it.
///
///     keychain:outlay/NAME   the keychain of the desktop (Secret Service, KWallet …)
///     env:NAME               an environment variable
///     file:/path             a file of one's own that nobody else may read (0600)
///     passphrase:NAME        an entry of the file that a passphrase opens
///     memory:NAME            asked for at each start, kept nowhere
struct SecretReference
{
    enum class Kind : std::uint8_t
    {
        Keychain,
        Environment,
        File,
        Passphrase,
        Memory,
    };
    Kind kind = Kind::Memory;
    std::string name; ///< of the entry or the variable; of a file its absolute path

    bool operator==(const SecretReference &) const = default;

    /// Usage error without the text itself: it may be a key that was pasted in the wrong place.
    [[nodiscard]] static Result<SecretReference> parse(std::string_view text);
    /// What parse() takes.
    [[nodiscard]] std::string toString() const;
    /// Whether a secret can be put there (not into a variable or somebody's file).
    [[nodiscard]] bool isWritable() const;
};

/// Usage error if a key that reads usage and one that sets limits are the same: whoever gets hold
/// of the first must not be able to push with it. An empty `pushing` is fine.
[[nodiscard]] Result<> checkApart(std::string_view polling, std::string_view pushing);

} // namespace outlay
