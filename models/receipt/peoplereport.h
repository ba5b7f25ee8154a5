// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/ledger/people.h"

#include <string>
#include <vector>

namespace outlay {

struct PersonSpend
{
    Person person;
    std::int64_t requests = 0;
    Money cost;
    Measures measures = {}; ///< of the same
};

/// A user, or a key without one, that belongs to nobody yet.
struct UnmappedIdentity
{
    Identity identity; ///< as reports show it
    std::int64_t requests = 0;
    Money cost;
    Measures measures = {};         ///< of the same
    std::vector<Filter> where = {}; ///< which these are
};

/// Who an unmapped identity seems to be.
struct JoinSuggestion
{
    enum class Reason : std::uint8_t
    {
        SameEmail,     ///< it is one, or the directory gives it one
        KeyOwner,      ///< the directory says whose key it is
        SameLocalPart, ///< "alice" and alice@example.com
        NewPerson,     ///< an e-mail nobody has yet
    };
    Identity identity;
    std::string person;
    std::string email; ///< of a new person
    Reason reason = Reason::SameEmail;
    Money cost;
};
/// "same_email", "key_owner", "same_local_part", "new_person".
[[nodiscard]] std::string_view name(JoinSuggestion::Reason reason);

struct PeopleReport
{
    std::vector<PersonSpend> people;         ///< dearest first
    std::vector<UnmappedIdentity> unmapped;  ///< dearest first
    std::vector<JoinSuggestion> suggestions; ///< dearest first; never two for one identity
    Money nobody;                            ///< spend without user and key
    Money total;
};

/// Persons with their spend in the query's range, and who is missing.
[[nodiscard]] Result<PeopleReport> peopleReport(LedgerReader &reader, const Query &range = {},
                                                const CancelToken &cancel = {});

/// Pure: who the unmapped seem to be. An identity that two persons could have gets none.
[[nodiscard]] std::vector<JoinSuggestion>
suggestJoins(const std::vector<Person> &people, const std::vector<UnmappedIdentity> &unmapped,
             const std::vector<DirectoryInfo> &directory);

/// The persons with the suggestion taken.
[[nodiscard]] std::vector<Person> joined(std::vector<Person> people,
                                         const JoinSuggestion &suggestion);

/// What an identity is, as far as its look tells: e-mails have an @.
[[nodiscard]] Identity identityOfUser(const std::string &user,
                                      const std::vector<DirectoryInfo> &directory);

/// Persons of a CSV file: columns name (needed), email, team, cost_center, and gateway_user, key,
/// os_user, provider_user with several values between semicolons. A person of that name is updated:
/// what a cell says replaces, an empty one says nothing, identities are added. Malformed names line
/// and column; `file` is for the text only.
[[nodiscard]] Result<std::vector<Person>>
peopleFromCsv(std::string_view csv, const std::string &file, std::vector<Person> known);

} // namespace outlay
