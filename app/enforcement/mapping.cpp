// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/mapping.h"

#include <algorithm>
#include <cctype>

namespace outlay::enforcement {

namespace {

using Kind = EnforcedEntity::Kind;
using Found = std::vector<const EnforcedState *>;

/// ASCII only, as addresses are compared.
std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
    });
    return text;
}

template <typename Matches>
Found find(const std::vector<EnforcedState> &known, Kind kind, const Matches &matches)
{
    Found found;
    for (const EnforcedState &state : known) {
        if (state.entity.kind == kind && matches(state))
            found.push_back(&state);
    }
    return found;
}

/// By id, which is unique; else by alias, which may not be.
Found named(const std::vector<EnforcedState> &known, Kind kind, const std::string &name)
{
    Found found = find(known, kind, [&](const EnforcedState &s) { return s.entity.id == name; });
    if (!found.empty() || name.empty())
        return found;
    return find(known, kind, [&](const EnforcedState &s) { return s.entity.alias == name; });
}

Found byEmail(const std::vector<EnforcedState> &known, const std::string &email)
{
    if (email.find('@') == std::string::npos)
        return {};
    const std::string wanted = lower(email);
    return find(known, Kind::User, [&](const EnforcedState &s) {
        return lower(s.email) == wanted || lower(s.entity.id) == wanted;
    });
}

void add(Found &all, const Found &more)
{
    for (const EnforcedState *state : more) {
        if (std::find(all.begin(), all.end(), state) == all.end())
            all.push_back(state);
    }
}

/// Sets the one there is, or says that there are several.
bool choose(DesiredCap &cap, const Found &found, const std::string &what)
{
    if (found.size() == 1) {
        cap.entity = found.front()->entity;
        return true;
    }
    if (found.size() > 1) {
        cap.isAmbiguous = true;
        cap.unmapped = "several " + what + " there: ";
        for (const EnforcedState *state : found)
            cap.unmapped += (state == found.front() ? "" : ", ") + titleOf(state->entity);
    }
    return !found.empty();
}

void mapPerson(DesiredCap &cap, const PersonIds &person, const std::vector<EnforcedState> &known)
{
    Found users;
    for (const std::string &id : person.gatewayUsers)
        add(users, named(known, Kind::User, id));
    if (users.empty())
        add(users, byEmail(known, person.email));
    if (choose(cap, users, "users are " + person.name)) {
        if (users.size() > 1)
            cap.unmapped += "; the same amount for each would be several times as much";
        return;
    }
    Found keys;
    for (const std::string &key : person.keys)
        add(keys, named(known, Kind::Key, key));
    if (choose(cap, keys, "keys are " + person.name + "'s")) {
        if (keys.size() > 1)
            cap.unmapped += "; the same amount on each would be several times as much, so make "
                            "them keys of one user";
        return;
    }
    cap.unmapped = "the gateway knows no user " + person.name + ", nor a key of theirs";
}

} // namespace

DesiredCap mapped(DesiredCap cap, const std::string &member, const std::vector<PersonIds> &people,
                  const std::vector<EnforcedState> &known)
{
    const Kind kind = cap.entity.kind;
    cap.entity = {kind, {}, {}};
    cap.unmapped.clear();
    cap.isAmbiguous = false;
    const auto person = std::find_if(people.begin(), people.end(), [&](const PersonIds &one) {
        return one.name == member || (!one.email.empty() && lower(one.email) == lower(member));
    });
    if (kind == Kind::User && person != people.end()) {
        mapPerson(cap, *person, known);
        return cap;
    }
    Found found = named(known, kind, member);
    if (found.empty() && kind == Kind::User)
        found = byEmail(known, member);
    const std::string what = std::string(name(kind)) + "s are called " + member;
    if (!choose(cap, found, what))
        cap.unmapped = "the gateway knows no " + std::string(name(kind)) + ' ' + member;
    return cap;
}

} // namespace outlay::enforcement
