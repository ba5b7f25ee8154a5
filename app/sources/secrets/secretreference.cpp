// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secretreference.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

using Kind = SecretReference::Kind;

constexpr std::size_t longestName = 200;
constexpr std::size_t longestPath = 4096;

struct Scheme
{
    Kind kind;
    std::string_view prefix;
};
constexpr std::array schemes{Scheme{Kind::Keychain, "keychain:outlay/"},
                             Scheme{Kind::Environment, "env:"}, Scheme{Kind::File, "file:"},
                             Scheme{Kind::Passphrase, "passphrase:"},
                             Scheme{Kind::Memory, "memory:"}};

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isVariableName(std::string_view name)
{
    return !name.empty() && name.size() <= longestName && !isDigit(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return isLetter(c) || isDigit(c) || c == '_'; });
}

bool isEntryName(std::string_view name)
{
    constexpr std::string_view others = "-_.@+ /";
    return !name.empty() && name.size() <= longestName && name.front() != ' ' &&
           name.back() != ' ' && std::all_of(name.begin(), name.end(), [&](char c) {
               return isLetter(c) || isDigit(c) || others.find(c) != std::string_view::npos;
           });
}

Result<SecretReference> checked(Kind kind, std::string_view name)
{
    const auto wrong = [](const char *why) { return failure(Error::Kind::Usage, why); };
    switch (kind) {
    case Kind::Environment:
        if (!isVariableName(name))
            return wrong("after \"env:\" comes the name of an environment variable: letters, "
                         "digits and _");
        break;
    case Kind::File:
        if (!name.starts_with('/') || name.size() > longestPath ||
            name.find('\0') != std::string_view::npos)
            return wrong("after \"file:\" comes an absolute path, e.g. file:/home/me/openai.key");
        break;
    case Kind::Memory:
        if (!name.empty() && !isEntryName(name))
            return wrong("a secret's name is letters, digits, spaces and - _ . @ + /");
        break;
    case Kind::Keychain:
    case Kind::Passphrase:
        if (!isEntryName(name))
            return wrong("a secret's name is letters, digits, spaces and - _ . @ + /, up to 200 "
                         "of them");
        break;
    }
    return SecretReference{kind, std::string(name)};
}

} // namespace

Result<SecretReference> SecretReference::parse(std::string_view text)
{
    for (const Scheme &scheme : schemes) {
        if (text.starts_with(scheme.prefix))
            return checked(scheme.kind, text.substr(scheme.prefix.size()));
    }
    return failure(Error::Kind::Usage,
                   "this does not say where a secret is; write keychain:outlay/NAME, env:NAME, "
                   "file:/path, passphrase:NAME or memory: and never the secret itself");
}

std::string SecretReference::toString() const
{
    const auto scheme = std::find_if(schemes.begin(), schemes.end(),
                                     [this](const Scheme &s) { return s.kind == kind; });
    return std::string(scheme->prefix) + name;
}

bool SecretReference::isWritable() const
{
    return kind == Kind::Keychain || kind == Kind::Passphrase || kind == Kind::Memory;
}

Result<> checkApart(std::string_view polling, std::string_view pushing)
{
    if (pushing.empty() || polling != pushing)
        return {};
    return failure(
        Error::Kind::Usage,
        "the key that sets limits must be another than the one that reads usage, so that "
        "the everyday one can change nothing; give it a reference of its own");
}

} // namespace outlay
