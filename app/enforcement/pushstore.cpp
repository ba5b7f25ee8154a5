// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pushstore.h"

#include "app/enforcement/enforcementjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace outlay::enforcement {

using namespace Qt::StringLiterals;

using Kind = EnforcedEntity::Kind;

namespace {

// Beside the sources' own states: no source may have a name that begins with a colon.
const std::string pushPrefix = ":push:";
const std::string statesPrefix = ":limits:";
const std::string factsPrefix = ":gateway:";
const std::string heldPrefix = ":held:";

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

/// Far more than a proxy of one company has. Of more, those with limits are kept.
constexpr std::size_t mostOthers = 20'000;

/// Listed, and nothing limits it: who it is says all.
bool isPlain(const EnforcedState &state, const std::optional<Instant> &listedAt)
{
    constexpr LimitFields every{.money = true, .rpm = true, .tpm = true};
    return listedAt && state.readAt == *listedAt && isSameLimit(state.limit, {}, every) &&
           state.capId.empty() && state.problem.empty() && state.members.empty() &&
           !state.isBlocked;
}

QJsonArray otherToJson(const EnforcedState &state)
{
    QJsonArray row;
    for (const std::string &text : {std::string(name(state.entity.kind)), state.entity.id,
                                    state.entity.alias, state.email, state.ownerId, state.teamId})
        row.append(QString::fromStdString(text));
    return row;
}

std::optional<EnforcedState> parseOther(const QJsonArray &row, Instant listedAt)
{
    const auto text = [&row](int i) { return row.at(i).toString().toStdString(); };
    const auto kind = entityKindNamed(text(0));
    if (!kind)
        return std::nullopt;
    EnforcedState state;
    state.entity = {*kind, text(1), text(2)};
    state.email = text(3);
    state.ownerId = text(4);
    state.teamId = text(5);
    state.readAt = listedAt;
    return state;
}

std::string toText(const KnownStates &known)
{
    QJsonArray states, others, complete;
    for (const EnforcedState &state : known.states) {
        if (isPlain(state, known.listedAt)) {
            others.append(otherToJson(state));
            continue;
        }
        QJsonObject one = toJson(state);
        one.insert(u"email"_s, QString::fromStdString(state.email));
        states.append(one);
    }
    for (const Kind kind : known.complete)
        complete.append(QString::fromStdString(std::string(name(kind))));
    QJsonObject json{{u"version"_s, 1}, {u"states"_s, states}};
    if (known.listedAt) {
        json.insert(u"listed_at"_s, QString::fromStdString(toRfc3339(*known.listedAt)));
        json.insert(u"complete"_s, complete);
        json.insert(u"others"_s, others);
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

void takeList(KnownStates &known, const PointList &list)
{
    using Key = std::pair<Kind, std::string>;
    std::map<Key, const EnforcedState *> listed;
    for (const EnforcedState &state : list.states)
        listed[{state.entity.kind, state.entity.id}] = &state;
    const auto isListed = [&list](Kind kind) {
        return std::find(list.unlisted.begin(), list.unlisted.end(), kind) == list.unlisted.end();
    };
    // Whoever was read later, or could not be listed, stays as it was.
    std::erase_if(known.states, [&](const EnforcedState &state) {
        const bool isThere = listed.count({state.entity.kind, state.entity.id}) > 0;
        return state.readAt <= list.at && (isThere || isListed(state.entity.kind));
    });
    std::set<Key> newer;
    for (const EnforcedState &state : known.states)
        newer.insert({state.entity.kind, state.entity.id});
    // Which keys of a user skip their limit only a list of keys tells.
    const bool hasUsers = isListed(Kind::User) && isListed(Kind::Key);
    const bool isShort = list.states.size() > mostOthers;
    known.listedAt = list.at;
    for (const auto &[key, state] : listed) {
        if (newer.count(key) > 0 || (key.first == Kind::User && !hasUsers))
            continue;
        EnforcedState one = *state;
        one.readAt = list.at;
        if (!isShort || !isPlain(one, list.at))
            known.states.push_back(std::move(one));
    }
    known.complete.clear();
    for (const Kind kind : {Kind::User, Kind::Key, Kind::Team}) {
        if (!isShort && isListed(kind))
            known.complete.push_back(kind);
    }
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

bool KnownStates::isComplete(Kind kind) const
{
    const auto has = [this](Kind one) {
        return std::find(complete.begin(), complete.end(), one) != complete.end();
    };
    return listedAt && has(kind) && (kind != Kind::User || has(Kind::Key));
}

Result<KnownStates> knownStates(LedgerReader &reader, const std::string &source)
{
    const auto text = stored(reader, statesPrefix + source);
    if (!text)
        return tl::unexpected<Error>(text.error());
    KnownStates known;
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    for (const QJsonValue value : json["states"_L1].toArray()) {
        auto state = parseState(value.toObject());
        OUTLAY_TRY(state);
        state->email = value["email"_L1].toString().toStdString();
        known.states.push_back(*std::move(state));
    }
    const auto listedAt = parseInstant(json["listed_at"_L1].toString().toStdString());
    if (!listedAt)
        return known;
    known.listedAt = *listedAt;
    for (const QJsonValue value : json["complete"_L1].toArray()) {
        if (const auto kind = entityKindNamed(value.toString().toStdString()))
            known.complete.push_back(*kind);
    }
    for (const QJsonValue value : json["others"_L1].toArray()) {
        if (auto state = parseOther(value.toArray(), *listedAt))
            known.states.push_back(*std::move(state));
    }
    return known;
}

Result<std::vector<EnforcedState>> storedStates(LedgerReader &reader, const std::string &source)
{
    auto known = knownStates(reader, source);
    if (!known)
        return tl::unexpected<Error>(known.error());
    return std::move(known->states);
}

Result<> keepStates(Ingest &ingest, LedgerReader &reader, const std::string &source,
                    const std::vector<EntityReading> &readings,
                    const std::optional<PointList> &listed)
{
    auto known = knownStates(reader, source);
    if (!known)
        return tl::unexpected<Error>(known.error());
    if (listed)
        takeList(*known, *listed);
    for (const EntityReading &reading : readings) {
        // What could not be read does not stay as if it had been: it is unknown.
        std::erase_if(known->states,
                      [&](const EnforcedState &s) { return s.entity == reading.entity; });
        if (reading.answer.state)
            known->states.push_back(*reading.answer.state);
    }
    return ingest.setSourceState(statesPrefix + source, toText(*known));
}

Result<> keepHeld(Ingest &ingest, const std::string &source, const std::set<std::string> &capIds)
{
    QJsonArray caps;
    for (const std::string &capId : capIds)
        caps.append(QString::fromStdString(capId));
    const QJsonObject json{{u"version"_s, 1}, {u"caps"_s, caps}};
    return ingest.setSourceState(heldPrefix + source,
                                 QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString());
}

Result<std::set<std::string>> storedHeld(LedgerReader &reader, const std::string &source)
{
    const auto text = stored(reader, heldPrefix + source);
    if (!text)
        return tl::unexpected<Error>(text.error());
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    std::set<std::string> held;
    for (const QJsonValue cap : json["caps"_L1].toArray())
        held.insert(cap.toString().toStdString());
    return held;
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
