// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/receipt/peoplereport.h"

#include <algorithm>
#include <map>
#include <set>

namespace outlay {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

/// What is before the @, without "+tag", case and punctuation: "Alice.Ander+x@a" -> "aliceander".
std::string localPart(std::string_view text)
{
    text = text.substr(0, text.find('@'));
    text = text.substr(0, text.find('+'));
    std::string out;
    for (const char c : lower(text)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) > 127)
            out += c;
    }
    return out;
}

/// Persons by e-mail and by local part; a local part two have is nobody's.
class Finder
{
public:
    explicit Finder(const std::vector<Person> &people)
    {
        for (const Person &person : people) {
            const auto add = [&](const std::string &text) {
                if (text.find('@') != std::string::npos)
                    m_emails.emplace(lower(text), person.name);
                constexpr std::size_t shortest = 3;
                if (const std::string local = localPart(text); local.size() >= shortest)
                    m_locals[local].insert(person.name);
            };
            add(person.name);
            add(person.email);
            for (const Identity &identity : person.identities) {
                if (identity.kind != Identity::Kind::Key)
                    add(identity.value);
            }
        }
    }
    [[nodiscard]] std::string byEmail(const std::string &email) const
    {
        const auto found = m_emails.find(lower(email));
        return found == m_emails.end() ? std::string() : found->second;
    }
    [[nodiscard]] std::string byLocalPart(const std::string &text) const
    {
        const auto found = m_locals.find(localPart(text));
        return found == m_locals.end() || found->second.size() != 1 ? std::string()
                                                                    : *found->second.begin();
    }

private:
    std::map<std::string, std::string> m_emails;
    std::map<std::string, std::set<std::string>> m_locals;
};

/// What reports show of an entry, without what tells two of one name apart.
bool isOf(const DirectoryInfo &entry, const std::string &shown)
{
    return entry.id == shown || (!entry.email.empty() && entry.email == shown) ||
           (!entry.name.empty() &&
            (entry.name == shown || entry.name + " (" + entry.id + ")" == shown));
}

class Suggester
{
public:
    Suggester(const std::vector<Person> &people, const std::vector<DirectoryInfo> &directory)
        : m_finder(people)
        , m_directory(directory)
    {
    }
    [[nodiscard]] std::optional<JoinSuggestion> suggest(const UnmappedIdentity &unmapped) const
    {
        using Reason = JoinSuggestion::Reason;
        const Identity &identity = unmapped.identity;
        JoinSuggestion suggestion{identity, {}, {}, Reason::SameEmail, unmapped.cost};
        const bool isKey = identity.kind == Identity::Kind::Key;
        const DirectoryInfo *user = isKey ? ownerOf(identity.value) : userOf(identity.value);
        const std::string email = emailOf(identity, user);
        if (!email.empty())
            suggestion.person = m_finder.byEmail(email);
        if (!suggestion.person.empty()) {
            suggestion.reason = isKey ? Reason::KeyOwner : Reason::SameEmail;
            return suggestion;
        }
        suggestion.reason = isKey ? Reason::KeyOwner : Reason::SameLocalPart;
        for (const std::string &text : {isKey ? std::string() : identity.value, email,
                                        user != nullptr ? user->name : std::string()}) {
            if (suggestion.person.empty() && !text.empty())
                suggestion.person = m_finder.byLocalPart(text);
        }
        if (!suggestion.person.empty())
            return suggestion;
        if (email.empty())
            return std::nullopt;
        suggestion.reason = Reason::NewPerson;
        suggestion.email = email;
        suggestion.person = user != nullptr && !user->name.empty() ? user->name : email;
        return suggestion;
    }

private:
    [[nodiscard]] const DirectoryInfo *find(const char *kind, const std::string &shown) const
    {
        const auto found =
            std::find_if(m_directory.begin(), m_directory.end(), [&](const DirectoryInfo &entry) {
                return entry.kind == kind && isOf(entry, shown);
            });
        return found == m_directory.end() ? nullptr : &*found;
    }
    [[nodiscard]] const DirectoryInfo *userOf(const std::string &shown) const
    {
        return find("user", shown);
    }
    [[nodiscard]] const DirectoryInfo *ownerOf(const std::string &key) const
    {
        const DirectoryInfo *entry = find("key", key);
        if (entry == nullptr || entry->ownerId.empty())
            return nullptr;
        const auto owner =
            std::find_if(m_directory.begin(), m_directory.end(), [&](const DirectoryInfo &user) {
                return user.kind == "user" && user.source == entry->source &&
                       user.id == entry->ownerId;
            });
        return owner == m_directory.end() ? nullptr : &*owner;
    }
    [[nodiscard]] static std::string emailOf(const Identity &identity, const DirectoryInfo *user)
    {
        if (identity.kind == Identity::Kind::Email)
            return identity.value;
        if (user == nullptr)
            return {};
        return user->email.empty() && user->id.find('@') != std::string::npos ? user->id
                                                                              : user->email;
    }

    Finder m_finder;
    const std::vector<DirectoryInfo> &m_directory;
};

/// Of a user, or of a key that no user is known of.
std::vector<Filter> filtersOf(const Row &row)
{
    std::vector<Filter> where(row.key[0] ? 1 : 2);
    where[0].dimension.dimension = Dimension::User;
    where[0].anyOf.push_back(row.key[0]);
    if (!row.key[0]) {
        where[1].dimension.dimension = Dimension::Key;
        where[1].anyOf.push_back(row.key[1]);
    }
    return where;
}

template <typename Row> void sortByCost(std::vector<Row> &rows)
{
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row &l, const Row &r) { return r.cost < l.cost; });
}

} // namespace

std::string_view name(JoinSuggestion::Reason reason)
{
    switch (reason) {
    case JoinSuggestion::Reason::SameEmail:
        return "same_email";
    case JoinSuggestion::Reason::KeyOwner:
        return "key_owner";
    case JoinSuggestion::Reason::SameLocalPart:
        return "same_local_part";
    case JoinSuggestion::Reason::NewPerson:
        break;
    }
    return "new_person";
}

Identity identityOfUser(const std::string &user, const std::vector<DirectoryInfo> &directory)
{
    if (user.find('@') != std::string::npos)
        return {Identity::Kind::Email, user};
    const bool isListed =
        std::any_of(directory.begin(), directory.end(), [&](const DirectoryInfo &entry) {
            return entry.kind == "user" && isOf(entry, user);
        });
    return {isListed ? Identity::Kind::ProviderUser : Identity::Kind::GatewayUser, user};
}

std::vector<JoinSuggestion> suggestJoins(const std::vector<Person> &people,
                                         const std::vector<UnmappedIdentity> &unmapped,
                                         const std::vector<DirectoryInfo> &directory)
{
    // E-mails first: the persons they make are there for ids and keys to join.
    std::vector<Person> known = people;
    std::vector<JoinSuggestion> suggestions;
    for (const bool isEmail : {true, false}) {
        const Suggester suggester(known, directory);
        for (const UnmappedIdentity &one : unmapped) {
            if ((one.identity.kind == Identity::Kind::Email) != isEmail)
                continue;
            if (auto suggestion = suggester.suggest(one))
                suggestions.push_back(*std::move(suggestion));
        }
        for (const JoinSuggestion &suggestion : suggestions)
            known = joined(std::move(known), suggestion);
    }
    sortByCost(suggestions);
    return suggestions;
}

std::vector<Person> joined(std::vector<Person> people, const JoinSuggestion &suggestion)
{
    const auto found = std::find_if(people.begin(), people.end(), [&](const Person &person) {
        return person.name == suggestion.person;
    });
    const bool isNew = found == people.end();
    Person &person = isNew ? people.emplace_back() : *found;
    if (isNew) {
        person.name = suggestion.person;
        person.email = suggestion.email;
    }
    person.identities.push_back(suggestion.identity);
    return normalised(std::move(people));
}

Result<PeopleReport> peopleReport(LedgerReader &reader, const Query &range,
                                  const CancelToken &cancel)
{
    const auto people = reader.people();
    if (!people)
        return tl::unexpected<Error>(people.error());
    const auto directory = reader.directory();
    if (!directory)
        return tl::unexpected<Error>(directory.error());
    Query query = range;
    query.by = {{Dimension::User, {}}, {Dimension::Key, {}}};
    const auto answer = reader.run(query, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());

    PeopleReport report;
    std::map<std::string, PersonSpend *> byName;
    report.people.reserve(people->size());
    for (const Person &person : *people)
        byName[person.name] = &report.people.emplace_back(PersonSpend{person, 0, {}, {}});
    std::map<Identity, UnmappedIdentity> unmapped;
    for (const Row &row : answer->rows) {
        const Money cost = row.measures.cost.value_or(Money{});
        const std::string user = row.key[0].value_or(std::string());
        if (const auto person = byName.find(user); person != byName.end()) {
            person->second->requests += row.measures.requests;
            person->second->cost += cost;
            person->second->measures += row.measures;
            continue;
        }
        if (user.empty() && !row.key[1]) {
            report.nobody += cost;
            continue;
        }
        const Identity identity = user.empty() ? Identity{Identity::Kind::Key, *row.key[1]}
                                               : identityOfUser(user, *directory);
        UnmappedIdentity &one = unmapped[identity];
        one.identity = identity;
        one.requests += row.measures.requests;
        one.cost += cost;
        one.measures += row.measures;
        one.where = filtersOf(row);
    }
    for (auto &[identity, one] : unmapped)
        report.unmapped.push_back(std::move(one));
    report.total = answer->total.cost.value_or(Money{});
    report.suggestions = suggestJoins(*people, report.unmapped, *directory);
    sortByCost(report.people);
    sortByCost(report.unmapped);
    return report;
}

} // namespace outlay
