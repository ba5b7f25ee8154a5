// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/enforcementjson.h"

#include "app/enforcement/capjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace outlay::enforcement {

using namespace Qt::StringLiterals;

namespace {

constexpr int version = 1;

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

QJsonValue textOrNull(const std::optional<std::string> &value)
{
    return value ? QJsonValue(text(*value)) : QJsonValue();
}

QJsonValue moneyOrNull(const std::optional<Money> &value)
{
    return value ? QJsonValue(text(toDecimal(*value))) : QJsonValue();
}

QJsonValue countOrNull(const std::optional<std::int64_t> &value)
{
    return value ? QJsonValue(qint64(*value)) : QJsonValue();
}

QJsonValue timeOrNull(const std::optional<Instant> &at)
{
    return at ? QJsonValue(text(toRfc3339(*at))) : QJsonValue();
}

QJsonArray texts(const std::vector<std::string> &words)
{
    QJsonArray array;
    for (const std::string &word : words)
        array.append(text(word));
    return array;
}

template <typename Values> QJsonArray array(const Values &values)
{
    QJsonArray all;
    for (const auto &value : values)
        all.append(toJson(value));
    return all;
}

auto malformed(QLatin1StringView field)
{
    return failure(Error::Kind::Malformed,
                   "\"" + std::string(field.data(), std::size_t(field.size())) +
                       "\" of a stored push is not what it should be");
}

std::string textOf(const QJsonObject &json, QLatin1StringView field)
{
    return json.value(field).toString().toStdString();
}

std::optional<std::string> optionalText(const QJsonObject &json, QLatin1StringView field)
{
    const QJsonValue value = json.value(field);
    return value.isString() ? std::optional(value.toString().toStdString()) : std::nullopt;
}

Result<std::optional<Money>> optionalMoney(const QJsonObject &json, QLatin1StringView field)
{
    const auto words = optionalText(json, field);
    if (!words)
        return std::optional<Money>();
    const auto amount = parseUsd(*words);
    if (!amount)
        return malformed(field);
    return std::optional(*amount);
}

std::optional<std::int64_t> optionalCount(const QJsonObject &json, QLatin1StringView field)
{
    const QJsonValue value = json.value(field);
    return value.isDouble() ? std::optional<std::int64_t>(value.toInteger()) : std::nullopt;
}

std::optional<Instant> optionalTime(const QJsonObject &json, QLatin1StringView field)
{
    const auto at = parseInstant(textOf(json, field));
    return at ? std::optional(*at) : std::nullopt;
}

std::vector<std::string> textsOf(const QJsonObject &json, QLatin1StringView field)
{
    std::vector<std::string> words;
    for (const QJsonValue value : json.value(field).toArray())
        words.push_back(value.toString().toStdString());
    return words;
}

Result<PushStep::Outcome> parseOutcome(const QJsonObject &json)
{
    const std::string word = textOf(json, "outcome"_L1);
    for (int i = 0; i <= static_cast<int>(PushStep::Outcome::Skipped); ++i) {
        if (name(static_cast<PushStep::Outcome>(i)) == word)
            return static_cast<PushStep::Outcome>(i);
    }
    return malformed("outcome"_L1);
}

Result<PushStep> parseStep(const QJsonObject &json)
{
    PushStep step;
    step.capId = textOf(json, "cap_id"_L1);
    step.name = textOf(json, "name"_L1);
    step.parts = parseParts(json.value("parts"_L1).toArray());
    auto entity = parseEntity(json.value("entity"_L1).toObject());
    OUTLAY_TRY(entity);
    step.entity = *std::move(entity);
    auto before = parseLimit(json.value("before"_L1).toObject());
    OUTLAY_TRY(before);
    step.before = *std::move(before);
    auto wanted = parseLimit(json.value("wanted"_L1).toObject());
    OUTLAY_TRY(wanted);
    step.wanted = *std::move(wanted);
    step.fields = parseFields(json.value("fields"_L1).toArray());
    step.noteBefore = textOf(json, "note_before"_L1);
    step.note = optionalText(json, "note"_L1);
    step.hadMetadata = json.value("had_metadata"_L1).toBool(true);
    const auto outcome = parseOutcome(json);
    OUTLAY_TRY(outcome);
    step.outcome = *outcome;
    step.reason = textOf(json, "reason"_L1);
    step.wasSent = json.value("sent"_L1).toBool();
    if (json.value("read_back"_L1).isObject()) {
        auto readBack = parseLimit(json.value("read_back"_L1).toObject());
        OUTLAY_TRY(readBack);
        step.readBack = *std::move(readBack);
    }
    step.resetsAt = optionalTime(json, "resets_at"_L1);
    step.readAt = optionalTime(json, "read_at"_L1);
    step.changedSettings = textsOf(json, "changed_settings"_L1);
    return step;
}

Result<PushRecord> parsePush(const QJsonObject &json)
{
    PushRecord push;
    push.id = textOf(json, "id"_L1);
    if (push.id.empty())
        return malformed("id"_L1);
    push.source = textOf(json, "source"_L1);
    push.point = textOf(json, "point"_L1);
    push.who = textOf(json, "who"_L1);
    push.undoes = textOf(json, "undoes"_L1);
    const auto started = optionalTime(json, "started_at"_L1);
    if (!started)
        return malformed("started_at"_L1);
    push.startedAt = *started;
    push.endedAt = optionalTime(json, "ended_at"_L1);
    push.stopReason = textOf(json, "stop_reason"_L1);
    for (const QJsonValue value : json.value("steps"_L1).toArray()) {
        auto step = parseStep(value.toObject());
        OUTLAY_TRY(step);
        push.steps.push_back(*std::move(step));
    }
    return push;
}

} // namespace

QJsonObject toJson(const EnforcedEntity &entity)
{
    return {{u"kind"_s, text(name(entity.kind))},
            {u"id"_s, text(entity.id)},
            {u"alias"_s, text(entity.alias)}};
}

QJsonObject toJson(const EnforcedLimit &limit)
{
    return {{u"max_budget_usd"_s, moneyOrNull(limit.maxBudget)},
            {u"budget_duration"_s, textOrNull(limit.budgetDuration)},
            {u"rpm"_s, countOrNull(limit.rpm)},
            {u"tpm"_s, countOrNull(limit.tpm)}};
}

QJsonObject toJson(const EnforcedState &state)
{
    QJsonArray members;
    for (const MemberLimit &member : state.members)
        members.append(QJsonObject{{u"user_id"_s, text(member.userId)},
                                   {u"max_budget_usd"_s, moneyOrNull(member.maxBudget)}});
    return {{u"entity"_s, toJson(state.entity)},
            {u"limit"_s, toJson(state.limit)},
            {u"spend_usd"_s, moneyOrNull(state.spend)},
            {u"resets_at"_s, timeOrNull(state.resetsAt)},
            {u"blocked"_s, state.isBlocked},
            {u"owner"_s, text(state.ownerId)},
            {u"team"_s, text(state.teamId)},
            {u"keys_in_teams"_s, texts(state.keysInTeams)},
            {u"members"_s, members},
            {u"cap_id"_s, noteIds(state.capId)},
            {u"noted"_s, noteJson(state.capId)},
            {u"note"_s, text(state.capId)},
            {u"problem"_s, text(state.problem)},
            {u"read_at"_s, text(toRfc3339(state.readAt))}};
}

QJsonObject toJson(const CapStatus &status, bool hasPoint)
{
    QJsonArray leaks;
    for (const Leak leak : status.leaks)
        leaks.append(text(name(leak)));
    return {{u"reads"_s, text(headline(status, hasPoint))},
            {u"light"_s, text(name(status.light))},
            {u"reason"_s, text(status.reason)},
            {u"advice"_s, text(status.advice)},
            {u"leaks"_s, leaks},
            {u"notes"_s, texts(status.notes)},
            {u"resets_at"_s, timeOrNull(status.resetsAt)}};
}

QJsonObject toJson(const PlannedChange &change)
{
    QJsonArray leaks;
    for (const Leak leak : change.leaks)
        leaks.append(text(name(leak)));
    return {{u"cap_id"_s, text(change.capId)},
            {u"name"_s, text(change.name)},
            {u"parts"_s, partsJson(change.parts)},
            {u"entity"_s, toJson(change.entity)},
            {u"action"_s, text(name(change.action))},
            {u"is_withdrawn"_s, change.isWithdrawn},
            {u"before"_s, toJson(change.before)},
            {u"after"_s, toJson(change.after)},
            {u"fields"_s, fieldsJson(change.fields)},
            {u"problem"_s, text(change.problem)},
            {u"leaks"_s, leaks},
            {u"warnings"_s, texts(change.warnings)}};
}

QJsonObject toJson(const PushPlan &plan)
{
    return {{u"point"_s, text(plan.point)},
            {u"undoes"_s, plan.undoes.empty() ? QJsonValue() : QJsonValue(text(plan.undoes))},
            {u"made_at"_s, text(toRfc3339(plan.madeAt))},
            {u"changes"_s, array(plan.changes)},
            {u"warnings"_s, texts(plan.warnings)}};
}

QJsonObject toJson(const PushStep &step)
{
    return {{u"cap_id"_s, text(step.capId)},
            {u"name"_s, text(step.name)},
            {u"parts"_s, partsJson(step.parts)},
            {u"entity"_s, toJson(step.entity)},
            {u"before"_s, toJson(step.before)},
            {u"wanted"_s, toJson(step.wanted)},
            {u"fields"_s, fieldsJson(step.fields)},
            {u"note_before"_s, text(step.noteBefore)},
            {u"note"_s, textOrNull(step.note)},
            {u"had_metadata"_s, step.hadMetadata},
            {u"outcome"_s, text(name(step.outcome))},
            {u"reason"_s, text(step.reason)},
            {u"sent"_s, step.wasSent},
            {u"read_back"_s, step.readBack ? QJsonValue(toJson(*step.readBack)) : QJsonValue()},
            {u"resets_at"_s, timeOrNull(step.resetsAt)},
            {u"read_at"_s, timeOrNull(step.readAt)},
            {u"changed_settings"_s, texts(step.changedSettings)}};
}

QJsonObject toJson(const PushRecord &push)
{
    return {{u"id"_s, text(push.id)},
            {u"source"_s, text(push.source)},
            {u"point"_s, text(push.point)},
            {u"who"_s, text(push.who)},
            {u"undoes"_s, push.undoes.empty() ? QJsonValue() : QJsonValue(text(push.undoes))},
            {u"started_at"_s, text(toRfc3339(push.startedAt))},
            {u"ended_at"_s, timeOrNull(push.endedAt)},
            {u"stop_reason"_s, text(push.stopReason)},
            {u"steps"_s, array(push.steps)}};
}

std::string pushesToJson(const std::vector<PushRecord> &pushes)
{
    const QJsonObject json{{u"version"_s, version}, {u"pushes"_s, array(pushes)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

Result<EnforcedEntity> parseEntity(const QJsonObject &json)
{
    const auto kind = entityKindNamed(textOf(json, "kind"_L1));
    if (!kind)
        return malformed("kind"_L1);
    return EnforcedEntity{*kind, textOf(json, "id"_L1), textOf(json, "alias"_L1)};
}

Result<EnforcedLimit> parseLimit(const QJsonObject &json)
{
    EnforcedLimit limit;
    const auto amount = optionalMoney(json, "max_budget_usd"_L1);
    OUTLAY_TRY(amount);
    limit.maxBudget = *amount;
    limit.budgetDuration = optionalText(json, "budget_duration"_L1);
    limit.rpm = optionalCount(json, "rpm"_L1);
    limit.tpm = optionalCount(json, "tpm"_L1);
    return limit;
}

Result<EnforcedState> parseState(const QJsonObject &json)
{
    EnforcedState state;
    auto entity = parseEntity(json.value("entity"_L1).toObject());
    OUTLAY_TRY(entity);
    state.entity = *std::move(entity);
    auto limit = parseLimit(json.value("limit"_L1).toObject());
    OUTLAY_TRY(limit);
    state.limit = *std::move(limit);
    const auto spend = optionalMoney(json, "spend_usd"_L1);
    OUTLAY_TRY(spend);
    state.spend = *spend;
    const auto readAt = optionalTime(json, "read_at"_L1);
    if (!readAt)
        return malformed("read_at"_L1);
    state.readAt = *readAt;
    state.resetsAt = optionalTime(json, "resets_at"_L1);
    state.isBlocked = json.value("blocked"_L1).toBool();
    state.ownerId = textOf(json, "owner"_L1);
    state.teamId = textOf(json, "team"_L1);
    state.keysInTeams = textsOf(json, "keys_in_teams"_L1);
    state.capId = textOf(json, json.contains("note"_L1) ? "note"_L1 : "cap_id"_L1);
    state.problem = textOf(json, "problem"_L1);
    for (const QJsonValue value : json.value("members"_L1).toArray()) {
        const auto amount = optionalMoney(value.toObject(), "max_budget_usd"_L1);
        OUTLAY_TRY(amount);
        state.members.push_back({textOf(value.toObject(), "user_id"_L1), *amount});
    }
    return state;
}

Result<std::vector<PushRecord>> parsePushes(std::string_view json)
{
    std::vector<PushRecord> pushes;
    if (json.empty())
        return pushes;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(json.data(), qsizetype(json.size())));
    if (document.object().value("version"_L1).toInt() != version)
        return malformed("version"_L1);
    for (const QJsonValue value : document.object().value("pushes"_L1).toArray()) {
        auto push = parsePush(value.toObject());
        OUTLAY_TRY(push);
        pushes.push_back(*std::move(push));
    }
    return pushes;
}

} // namespace outlay::enforcement
