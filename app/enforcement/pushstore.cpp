// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pushstore.h"

#include "app/enforcement/enforcementjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace outlay::enforcement {

using namespace Qt::StringLiterals;

namespace {

// Beside the sources' own states: no source may have a name that begins with a colon.
const std::string pushPrefix = ":push:";
const std::string statesPrefix = ":limits:";
const std::string factsPrefix = ":gateway:";

Result<std::string> stored(LedgerReader &reader, const std::string &name)
{
    const auto states = reader.sourceStates();
    if (!states)
        return tl::unexpected<Error>(states.error());
    for (const auto &[source, json] : *states) {
        if (source == name)
            return json;
    }
    return std::string();
}

} // namespace

Result<> keepPush(Ingest &ingest, const PushRecord &push)
{
    return ingest.setSourceState(pushPrefix + push.id, pushesToJson({push}));
}

Result<std::vector<PushRecord>> storedPushes(LedgerReader &reader)
{
    const auto states = reader.sourceStates();
    if (!states)
        return tl::unexpected<Error>(states.error());
    std::vector<PushRecord> pushes;
    for (const auto &[source, json] : *states) {
        if (!source.starts_with(pushPrefix))
            continue;
        auto some = parsePushes(json);
        OUTLAY_TRY(some);
        for (PushRecord &push : *some)
            pushes.push_back(std::move(push));
    }
    std::sort(pushes.begin(), pushes.end(), [](const PushRecord &a, const PushRecord &b) {
        return std::pair(a.startedAt, a.id) < std::pair(b.startedAt, b.id);
    });
    return pushes;
}

const PushRecord *pushNamed(const std::vector<PushRecord> &pushes, const std::string &id)
{
    const auto found = std::find_if(pushes.begin(), pushes.end(),
                                    [&](const PushRecord &push) { return push.id == id; });
    return found == pushes.end() ? nullptr : &*found;
}

const PushRecord *lastPush(const std::vector<PushRecord> &pushes)
{
    for (auto push = pushes.rbegin(); push != pushes.rend(); ++push) {
        const bool isTakenBack =
            std::any_of(pushes.begin(), pushes.end(), [&](const PushRecord &other) {
                return other.undoes == push->id && other.holds();
            });
        if (push->undoes.empty() && !isTakenBack && !sentEntities(*push).empty())
            return &*push;
    }
    return nullptr;
}

Result<std::vector<EnforcedState>> storedStates(LedgerReader &reader, const std::string &source)
{
    const auto json = stored(reader, statesPrefix + source);
    if (!json)
        return tl::unexpected<Error>(json.error());
    std::vector<EnforcedState> states;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(*json));
    for (const QJsonValue value : document.object().value("states"_L1).toArray()) {
        auto state = parseState(value.toObject());
        OUTLAY_TRY(state);
        states.push_back(*std::move(state));
    }
    return states;
}

Result<> keepStates(Ingest &ingest, LedgerReader &reader, const std::string &source,
                    const std::vector<EntityReading> &readings)
{
    auto states = storedStates(reader, source);
    if (!states)
        return tl::unexpected<Error>(states.error());
    for (const EntityReading &reading : readings) {
        // What could not be read does not stay as if it had been: it is unknown.
        std::erase_if(*states, [&](const EnforcedState &s) { return s.entity == reading.entity; });
        if (reading.answer.state)
            states->push_back(*reading.answer.state);
    }
    QJsonArray array;
    for (const EnforcedState &state : *states)
        array.append(toJson(state));
    const QJsonObject json{{u"version"_s, 1}, {u"states"_s, array}};
    return ingest.setSourceState(statesPrefix + source,
                                 QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString());
}

Result<> keepFacts(Ingest &ingest, const std::string &source, const PointFacts &facts)
{
    QJsonArray models;
    for (const std::string &model : facts.unpricedModels)
        models.append(QString::fromStdString(model));
    const QJsonObject json{{u"version"_s, 1},
                           {u"models_known"_s, facts.areModelsKnown},
                           {u"unpriced_models"_s, models}};
    return ingest.setSourceState(factsPrefix + source,
                                 QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString());
}

Result<PointFacts> storedFacts(LedgerReader &reader, const std::string &source)
{
    const auto text = stored(reader, factsPrefix + source);
    if (!text)
        return tl::unexpected<Error>(text.error());
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    PointFacts facts;
    facts.areModelsKnown = json["models_known"_L1].toBool();
    for (const QJsonValue model : json["unpriced_models"_L1].toArray())
        facts.unpricedModels.push_back(model.toString().toStdString());
    return facts;
}

} // namespace outlay::enforcement
