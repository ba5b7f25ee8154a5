// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alertstext.h"

#include "app/alerting/alertfacts.h"
#include "app/alerting/alertwords.h"
#include "models/rules/budget.h"
#include "models/rules/crossing.h"

#include <array>
#include <cstdio>

namespace outlay::cli {

namespace {

void writeQuantity(JsonWriter &json, const Alert &alert, std::string_view what, std::int64_t amount)
{
    json.key(std::string(what) + '_' + alert.unit);
    if (alert.unit == name(LimitUnit::Money))
        json.money(Money{amount});
    else
        json.number(amount);
}

} // namespace

std::optional<std::string> knownText(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

void writeAlert(JsonWriter &json, const Alert &alert, const Zone &zone, const AlertMore &more)
{
    const alerting::Present &present = more.present;
    const alerting::AlertWords words = alerting::wordsFor(alert, zone, {}, present);
    json.field("id", std::string_view(alert.id)).field("kind", name(alert.kind));
    json.key("scope").beginArray();
    for (const auto &[dimension, value] : alert.scope) {
        json.beginObject().field("dimension", std::string_view(dimension));
        json.key("value").text(knownText(value)).endObject();
    }
    json.endArray().field("state", name(alert.state));
    json.field("urgency", name(urgencyOf(alert.kind, alert.threshold)));
    json.key("at").time(alert.happenedAt).key("known_at").time(alert.knownAt);
    json.key("source_lag_seconds");
    if (const auto lag = alerting::sourceLagOf(alert))
        json.number(floorDivide(*lag, microsPerSecond));
    else
        json.null();
    json.key("threshold");
    if (alert.threshold > 0)
        json.number(alert.threshold);
    else
        json.null();
    json.key("cost_usd").money(alert.atStake).field("unpriced_requests", alert.unpriced);
    json.field("count", alert.count);
    json.field("title", std::string_view(words.title)).field("text", std::string_view(words.text));
    json.field("runbook", name(alert.kind)).key("budget").text(knownText(alert.budgetName));
    json.key("owner").text(knownText(alert.owner)).key("utilization");
    std::array<char, 40> digits{};
    // What a gateway counts of its cap is evidence, and not what was consumed here.
    const bool isLimited = !alert.unit.empty() && alert.limit > 0;
    const bool isMeasured = isLimited && alert.kind != AlertKind::CapNotEnforced;
    if (isMeasured) {
        std::snprintf(digits.data(), digits.size(), "%.4f",
                      utilizationOf(alert.consumed, alert.limit));
        json.decimal(digits.data());
        writeQuantity(json, alert, "consumed", alert.consumed);
        writeQuantity(json, alert, "limit", alert.limit);
        if (present) { // of a window that rolls, while it goes on
            writeQuantity(json, alert, "present", *present);
            json.key("peak_at").time(alerting::peakAtOf(alert));
        }
    } else {
        json.null();
        if (isLimited)
            writeQuantity(json, alert, "limit", alert.limit);
    }
    json.key("ended_at").time(alert.endedAt).key("snoozed_until").time(alert.snoozedUntil);
    json.key("acknowledged_by").text(knownText(alert.acknowledgedBy));
    json.key("note").text(knownText(alert.note)).key("expected").boolean(alert.isExpected);
    json.key("listed_only").boolean(alert.isListedOnly);
    json.key("inhibited_by").text(knownText(alert.inhibitedBy));
    json.key("muted_by").text(knownText(more.mutedBy));
}

namespace {

std::string plainStateText(const Alert &alert, const Zone &zone)
{
    if (alert.state == AlertState::Snoozed && alert.snoozedUntil)
        return "snoozed until " + alerting::momentText(*alert.snoozedUntil, zone);
    if (alert.state == AlertState::Acknowledged)
        return alert.isExpected ? "expected" : "acknowledged by " + alert.acknowledgedBy;
    return std::string(name(alert.state));
}

} // namespace

std::string stateText(const Alert &alert, const Zone &zone, const std::string &mutedBy)
{
    const std::string state = plainStateText(alert, zone);
    return mutedBy.empty() ? state : state + " (muted by " + mutedBy + ')';
}

std::string lagText(const Alert &alert)
{
    const auto lag = alerting::sourceLagOf(alert);
    if (!lag || *lag < microsPerMinute)
        return {};
    const std::int64_t minutes = *lag / microsPerMinute;
    return "; the source was " +
           (minutes < 120 ? std::to_string(minutes) + " min"
                          : std::to_string(minutes / 60) + " h") +
           " behind";
}

std::string listedText(const Alert &alert)
{
    const bool isOld = alert.endedAt && alert.knownAt.micros - alert.endedAt->micros > microsPerDay;
    if (isOld)
        return "It was over for more than a day when it became known, so nobody was told.";
    if (!alert.inhibitedBy.empty())
        return "Another alert says more, so nobody was told of this one.";
    return "It is only listed: nobody was told.";
}

} // namespace outlay::cli
