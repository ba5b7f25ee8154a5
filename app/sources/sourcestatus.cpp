// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sourcestatus.h"

#include "app/sources/sourcejson.h"

#include <algorithm>

namespace outlay::sources {

namespace {

using State = SourceStatus::State;
using Breaker = SourceStatus::Breaker;
constexpr std::array allBreakers{Breaker::Closed, Breaker::Open, Breaker::Probing};

/// Takes a word out of those that `all` spell.
template <typename Values, typename Value>
void takeWord(FieldReader &fields, const char *name, const Values &all, Value &value)
{
    std::string word;
    fields.text(name, word);
    if (word.empty())
        return;
    std::string known;
    for (const Value one : all) {
        if (word == toString(one)) {
            value = one;
            return;
        }
        known += (known.empty() ? "" : ", ") + std::string(toString(one));
    }
    fields.fail(name, "must be one of " + known);
}

} // namespace

std::string_view toString(SourceStatus::State state)
{
    switch (state) {
    case State::Idle:
        return "idle";
    case State::Polling:
        return "polling";
    case State::Waiting:
        return "waiting";
    case State::Unreachable:
        return "unreachable";
    case State::NeedsKey:
        return "needs_key";
    case State::Broken:
        return "broken";
    case State::Paused:
        return "paused";
    case State::WaitingForUnlock:
        return "waiting_for_unlock";
    case State::ConfigurationError:
        return "configuration_error";
    case State::PortTaken:
        return "port_taken";
    case State::OutOfFunds:
        return "out_of_funds";
    }
    return "idle";
}

std::string_view toString(SourceStatus::Breaker breaker)
{
    switch (breaker) {
    case Breaker::Closed:
        return "closed";
    case Breaker::Open:
        return "open";
    case Breaker::Probing:
        return "probing";
    }
    return "closed";
}

bool needsAttention(SourceStatus::State state)
{
    return state == State::NeedsKey || state == State::Broken || state == State::WaitingForUnlock ||
           state == State::ConfigurationError || state == State::PortTaken ||
           state == State::OutOfFunds;
}

void leaveUnwatched(SourceStatus &status)
{
    using State = SourceStatus::State;
    if (status.state == State::Polling)
        status.state = status.lastSuccess ? State::Waiting : State::Idle;
    if (status.breaker == SourceStatus::Breaker::Probing)
        status.breaker = SourceStatus::Breaker::Open;
}

void goOnFrom(SourceStatus &status, const SourceStatus &before)
{
    status.rows += before.rows;
    status.errors += before.errors;
    // nullopt is less than any time.
    status.lastAttempt = std::max(status.lastAttempt, before.lastAttempt);
    status.lastSuccess = std::max(status.lastSuccess, before.lastSuccess);
    status.dataUntil = std::max(status.dataUntil, before.dataUntil);
}

std::string toJson(const SourceStatus &status)
{
    QJsonObject json;
    const auto put = [&json](const char *name, const QJsonValue &value) {
        json.insert(QLatin1String(name), value);
    };
    put("name", text(status.name));
    put("state", text(toString(status.state)));
    put("breaker", text(toString(status.breaker)));
    put("reason", status.reason.empty() ? QJsonValue(QJsonValue::Null) : text(status.reason));
    put("last_attempt", timeValue(status.lastAttempt));
    put("last_success", timeValue(status.lastSuccess));
    put("data_until", timeValue(status.dataUntil));
    put("rows", qint64(status.rows));
    put("errors", qint64(status.errors));
    put("consecutive_failures", status.consecutiveFailures);
    put("next_attempt", timeValue(status.nextAttempt));
    put("breaker_open_until", timeValue(status.breakerOpenUntil));
    put("backlog", qint64(status.backlog));
    put("port", status.port == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(status.port));
    put("free_port",
        status.freePort == 0 ? QJsonValue(QJsonValue::Null) : QJsonValue(status.freePort));
    QJsonArray warnings;
    for (const std::string &warning : status.warnings)
        warnings.append(text(warning));
    put("warnings", warnings);
    return compactJson(json);
}

Result<SourceStatus> parseSourceStatus(std::string_view json)
{
    const Result<QJsonObject> object = parseObject(json, "the state of a source");
    if (!object)
        return tl::unexpected<Error>(object.error());
    SourceStatus status;
    FieldReader fields(*object, "the state of a source");
    fields.text("name", status.name);
    takeWord(fields, "state", allSourceStates, status.state);
    takeWord(fields, "breaker", allBreakers, status.breaker);
    fields.text("reason", status.reason);
    fields.time("last_attempt", status.lastAttempt);
    fields.time("last_success", status.lastSuccess);
    fields.time("data_until", status.dataUntil);
    fields.number("rows", status.rows);
    fields.number("errors", status.errors);
    fields.number("consecutive_failures", status.consecutiveFailures);
    fields.time("next_attempt", status.nextAttempt);
    fields.time("breaker_open_until", status.breakerOpenUntil);
    fields.number("backlog", status.backlog);
    fields.number("port", status.port);
    fields.number("free_port", status.freePort);
    fields.texts("warnings", status.warnings);
    OUTLAY_TRY(fields.finish());
    return status;
}

} // namespace outlay::sources
