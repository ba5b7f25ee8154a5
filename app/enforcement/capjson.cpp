// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/capjson.h"

#include <QJsonObject>
#include <QStringList>

namespace outlay::enforcement {

using namespace Qt::StringLiterals;

QJsonArray fieldsJson(const LimitFields &fields)
{
    QJsonArray names;
    if (fields.money)
        names.append(u"money"_s);
    if (fields.rpm)
        names.append(u"rpm"_s);
    if (fields.tpm)
        names.append(u"tpm"_s);
    return names;
}

LimitFields parseFields(const QJsonArray &names)
{
    return {.money = names.contains(u"money"_s),
            .rpm = names.contains(u"rpm"_s),
            .tpm = names.contains(u"tpm"_s)};
}

QJsonArray partsJson(const std::vector<CapPart> &parts)
{
    QJsonArray json;
    for (const CapPart &part : parts)
        json.append(QJsonObject{{u"cap_id"_s, QString::fromStdString(part.capId)},
                                {u"name"_s, QString::fromStdString(part.name)},
                                {u"fields"_s, fieldsJson(part.fields)},
                                {u"is_withdrawn"_s, part.isWithdrawn}});
    return json;
}

std::vector<CapPart> parseParts(const QJsonArray &json)
{
    std::vector<CapPart> parts;
    for (const QJsonValue part : json)
        parts.push_back(
            {part["cap_id"_L1].toString().toStdString(), part["name"_L1].toString().toStdString(),
             parseFields(part["fields"_L1].toArray()), part["is_withdrawn"_L1].toBool()});
    return parts;
}

QString noteIds(const std::string &note)
{
    QStringList ids;
    for (const std::string &id : capsNoted(note))
        ids << QString::fromStdString(id);
    return ids.join(u'\n');
}

QJsonArray noteJson(const std::string &note)
{
    QJsonArray noted;
    for (const NotedCap &cap : parseNote(note))
        noted.append(QJsonObject{{u"cap_id"_s, QString::fromStdString(cap.capId)},
                                 {u"fields"_s, fieldsJson(cap.fields.value_or(LimitFields()))},
                                 {u"by"_s, QString::fromStdString(cap.who)},
                                 {u"at"_s, QString::fromStdString(cap.at)}});
    return noted;
}

} // namespace outlay::enforcement
