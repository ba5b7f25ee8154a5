// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// How sources call somebody.
struct Identity
{
    enum class Kind : std::uint8_t
    {
        Email,        ///< compared without regard to case
        GatewayUser,  ///< a gateway's user id
        Key,          ///< alias or id of a key that is theirs alone
        OsUser,       ///< the user of an operating system
        ProviderUser, ///< a provider's user id
    };
    Kind kind = Kind::Email;
    std::string value;
    auto operator<=>(const Identity &) const = default;
};

/// "email", "gateway_user", "key", "os_user", "provider_user".
[[nodiscard]] std::string_view name(Identity::Kind kind);
[[nodiscard]] std::optional<Identity::Kind> identityKindNamed(std::string_view name);

/// Somebody money is spent for (DESIGN section 1, actor). Events whose user or key is one of the
/// identities, the e-mail or the name are theirs; team and cost center are put in where unknown.
struct Person
{
    std::string name; ///< what reports show; unique
    std::string email, team, costCenter;
    std::vector<Identity> identities; ///< sorted, without the e-mail
    bool operator==(const Person &) const = default;
};

/// What compares equal is the same e-mail, or id.
[[nodiscard]] std::string comparable(const Identity &identity);

/// Why a text cannot be stored as somebody's words, "" if it can: no UTF-8, control characters, and
/// of names more than 200 characters.
[[nodiscard]] std::string textProblem(std::string_view text, bool isName);

/// Usage error naming what is wrong: a text that cannot be stored, a person without a name, two of
/// a name, an identity two claim.
[[nodiscard]] Result<> checkPeople(const std::vector<Person> &people);
/// Sorted by name, identities sorted and each once: the same people are the same bytes.
[[nodiscard]] std::vector<Person> normalised(std::vector<Person> people);

/// As the configuration "people" holds them, and back. Empty text: nobody.
[[nodiscard]] std::string toJson(const std::vector<Person> &people);
[[nodiscard]] Result<std::vector<Person>> parsePeople(std::string_view json);

} // namespace outlay
