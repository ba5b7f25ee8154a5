// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/people.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <map>

namespace outlay {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array<std::string_view, 5> kindNames = {"email", "gateway_user", "key", "os_user",
                                                       "provider_user"};

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string textOf(const QJsonValue &value)
{
    return value.toString().toStdString();
}

std::string lower(std::string text)
{
    for (char &c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

Person personFrom(const QJsonObject &object)
{
    Person person;
    person.name = textOf(object[u"name"_s]);
    person.email = textOf(object[u"email"_s]);
    person.team = textOf(object[u"team"_s]);
    person.costCenter = textOf(object[u"cost_center"_s]);
    const QJsonArray identities = object[u"identities"_s].toArray();
    for (const QJsonValue value : identities) {
        const QJsonArray pair = value.toArray();
        if (const auto kind = identityKindNamed(textOf(pair.at(0))))
            person.identities.push_back({*kind, textOf(pair.at(1))});
    }
    return person;
}

} // namespace

std::string_view name(Identity::Kind kind)
{
    return kindNames[static_cast<std::size_t>(kind)];
}

std::optional<Identity::Kind> identityKindNamed(std::string_view wanted)
{
    const auto found = std::find(kindNames.begin(), kindNames.end(), wanted);
    if (found == kindNames.end())
        return std::nullopt;
    return static_cast<Identity::Kind>(found - kindNames.begin());
}

std::string comparable(const Identity &identity)
{
    // All kinds but the key stand in the same column of a log: a user is a user.
    const std::string value =
        identity.value.find('@') == std::string::npos ? identity.value : lower(identity.value);
    return (identity.kind == Identity::Kind::Key ? "key " : "user ") + value;
}

std::string textProblem(std::string_view text, bool isName)
{
    constexpr qsizetype longestName = 200;
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString decoded =
        decode(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    if (decode.hasError())
        return "is no UTF-8";
    if (std::any_of(decoded.begin(), decoded.end(),
                    [](QChar c) { return c.category() == QChar::Other_Control; }))
        return "holds control characters";
    if (isName && decoded.size() > longestName)
        return "is longer than 200 characters";
    return {};
}

namespace {

Result<> checkTexts(const Person &person)
{
    const auto check = [](const std::string &text, const std::string &what,
                          bool isName) -> Result<> {
        const std::string problem = textProblem(text, isName);
        return problem.empty() ? Result<>() : failure(Error::Kind::Usage, what + ' ' + problem);
    };
    OUTLAY_TRY(check(person.name, "a person's name", true));
    OUTLAY_TRY(check(person.team, "the team of " + person.name, true));
    OUTLAY_TRY(check(person.costCenter, "the cost center of " + person.name, true));
    OUTLAY_TRY(check(person.email, "the e-mail address of " + person.name, true));
    for (const Identity &identity : person.identities)
        OUTLAY_TRY(check(identity.value, "an identity of " + person.name, false));
    return {};
}

} // namespace

Result<> checkPeople(const std::vector<Person> &people)
{
    std::map<std::string, const Person *> owners;
    const auto claim = [&owners](const Person &person, const Identity &identity) -> Result<> {
        if (identity.value.empty())
            return failure(Error::Kind::Usage, "an identity of " + person.name + " is empty");
        const auto [owner, isNew] = owners.emplace(comparable(identity), &person);
        if (isNew || owner->second == &person)
            return {};
        return failure(Error::Kind::Usage, identity.value + " belongs to both " +
                                               owner->second->name + " and " + person.name +
                                               "; take it from one of them");
    };
    std::vector<std::string> names;
    for (const Person &person : people) {
        if (person.name.empty())
            return failure(Error::Kind::Usage, "a person needs a name");
        OUTLAY_TRY(checkTexts(person));
        if (std::find(names.begin(), names.end(), person.name) != names.end())
            return failure(Error::Kind::Usage, "there are two persons called " + person.name);
        names.push_back(person.name);
        OUTLAY_TRY(claim(person, {Identity::Kind::GatewayUser, person.name}));
        if (!person.email.empty())
            OUTLAY_TRY(claim(person, {Identity::Kind::Email, person.email}));
        for (const Identity &identity : person.identities)
            OUTLAY_TRY(claim(person, identity));
    }
    return {};
}

std::vector<Person> normalised(std::vector<Person> people)
{
    for (Person &person : people) {
        std::vector<Identity> &all = person.identities;
        std::erase_if(all, [&person](const Identity &identity) {
            return comparable(identity) == comparable({Identity::Kind::Email, person.email}) ||
                   comparable(identity) == comparable({Identity::Kind::GatewayUser, person.name});
        });
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    }
    std::sort(people.begin(), people.end(),
              [](const Person &l, const Person &r) { return l.name < r.name; });
    return people;
}

std::string toJson(const std::vector<Person> &people)
{
    QJsonArray array;
    for (const Person &person : people) {
        QJsonArray identities;
        for (const Identity &identity : person.identities)
            identities.append(QJsonArray{toQt(name(identity.kind)), toQt(identity.value)});
        array.append(QJsonObject{{u"name"_s, toQt(person.name)},
                                 {u"email"_s, toQt(person.email)},
                                 {u"team"_s, toQt(person.team)},
                                 {u"cost_center"_s, toQt(person.costCenter)},
                                 {u"identities"_s, identities}});
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

Result<std::vector<Person>> parsePeople(std::string_view json)
{
    std::vector<Person> people;
    if (json.empty())
        return people;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())));
    if (!document.isArray())
        return failure(Error::Kind::Corrupt, "the ledger's configuration \"people\" cannot be "
                                             "read; set it again or restore a backup");
    const QJsonArray array = document.array();
    for (const QJsonValue value : array)
        people.push_back(personFrom(value.toObject()));
    return people;
}

} // namespace outlay
