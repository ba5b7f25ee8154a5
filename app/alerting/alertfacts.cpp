// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertfacts.h"

#include "app/alerting/alertwords.h"
#include "models/money/percent.h"

#include <algorithm>
#include <functional>

namespace outlay::alerting {

namespace {

std::string lagText(std::int64_t micros)
{
    const std::int64_t minutes = micros / microsPerMinute;
    if (minutes < 1)
        return "less than a minute";
    return minutes < 120 ? std::to_string(minutes) + " min" : std::to_string(minutes / 60) + " h";
}

std::string valueOf(const Alert &alert, std::string_view dimension)
{
    for (const auto &[key, value] : alert.scope) {
        if (key == dimension)
            return value;
    }
    return {};
}

std::string spanText(std::int64_t micros)
{
    constexpr std::int64_t longestInHours = 72;
    const std::int64_t hours = micros / microsPerHour;
    const auto many = [](std::int64_t number, const char *one, const char *more) {
        return std::to_string(number) + (number == 1 ? one : more);
    };
    if (micros % microsPerHour != 0 && hours < longestInHours)
        return many(micros / microsPerMinute, " minute", " minutes");
    return hours <= longestInHours ? many(hours, " hour", " hours")
                                   : many(micros / microsPerDay, " day", " days");
}

/// What it says is consumed has no beginning: a session, a budget without periods.
bool isOfAllTime(const Alert &alert)
{
    using enum AlertKind;
    return alert.period.empty() &&
           (alert.kind == TripwireSession || alert.kind == BudgetThreshold ||
            alert.kind == BudgetExhausted || alert.kind == UnpricedUnderCap);
}

/// What a sentence says something was used in; empty: it is not known.
std::string periodOf(const Alert &alert, const std::function<std::string(Instant)> &said)
{
    if (alert.budgetId.empty())
        return {};
    const auto from = parseInstant(evidenceOf(alert, "from"));
    const auto to = parseInstant(evidenceOf(alert, "to"));
    const bool isOfWindow = alert.kind == AlertKind::BudgetThreshold ||
                            alert.kind == AlertKind::BudgetExhausted ||
                            alert.kind == AlertKind::TripwireHourly;
    if (isOfWindow && from && to && *from < *to) // the fullest one, so that it tells the length
        return "a rolling window of " + spanText(to->micros - from->micros);
    if (const auto start = parseInstant(alert.period))
        return "the period from " + said(*start) +
               (alert.endsAt ? " to " + said(*alert.endsAt) : "");
    return isOfAllTime(alert) ? "all the time so far, as it has no period" : "";
}

} // namespace

TimeRange timeOf(const Alert &alert)
{
    const auto saidFrom = parseInstant(evidenceOf(alert, "from"));
    const auto saidTo = parseInstant(evidenceOf(alert, "to"));
    if (saidFrom && saidTo)
        return {*saidFrom, *saidTo};
    TimeRange range{{alert.happenedAt.micros - microsPerHour},
                    {alert.happenedAt.micros + microsPerSecond}};
    if (isOfAllTime(alert))
        range.from = TimeRange{}.from;
    if (const auto start = parseInstant(alert.period); start && *start <= alert.happenedAt)
        range.from = *start;
    for (const auto &[what, value] : alert.evidence) {
        const auto at = parseInstant(value);
        if (what == "first" && at)
            range.from = *at;
        if (what == "last" && at)
            range.to = Instant{at->micros + 1};
    }
    if (alert.lastAt && *alert.lastAt >= range.to)
        range.to = Instant{alert.lastAt->micros + 1};
    return range;
}

RunbookFacts factsOf(const Alert &alert, const Zone &zone, const MomentWords &moment,
                     const Present &present)
{
    const auto said = [&](Instant at) { return moment ? moment(at) : momentText(at, zone); };
    RunbookFacts facts;
    const auto put = [&facts](const char *fact, std::string value) {
        if (!value.empty())
            facts.values[fact] = std::move(value);
    };
    const TimeRange time = timeOf(alert);
    put("alert", alert.id);
    put("budget", alert.budgetName);
    put("command", "outlay-cli alerts show " + alert.id);
    put("count", std::to_string(alert.count));
    put("from", toRfc3339(std::max(time.from, earliestEvent)));
    put("to", toRfc3339(time.to));
    put("happened_at", said(alert.happenedAt));
    put("known_at", said(alert.knownAt));
    put("kind", std::string(name(alert.kind)));
    put("owner", alert.owner.empty() ? "its owner (nobody is named)" : alert.owner);
    put("reason", alert.detail);
    put("title", wordsFor(alert, zone, moment, present).title);
    for (const char *dimension : {"model", "session", "source", "hook"})
        put(dimension, valueOf(alert, dimension));
    if (alert.atStake)
        put("cost", stakeText(alert));
    else if (alert.kind == AlertKind::RetryStorm || alert.unpriced > 0)
        put("cost", "not known, nothing of it has a price");
    if (const auto lag = sourceLagOf(alert))
        put("lag", lagText(*lag));
    if (alert.threshold > 0)
        put("threshold", asPercent(alert.threshold));
    const bool isMeasured = !alert.unit.empty() && alert.kind != AlertKind::CapNotEnforced;
    if (!alert.unit.empty() && !isMeasured) // what a gateway counts is in its evidence
        put("limit", quantityText(alert.unit, alert.limit));
    if (isMeasured) {
        const std::string most = quantityText(alert.unit, alert.consumed);
        const std::string peakAt = said(peakAtOf(alert));
        put("consumed", isPastItsPeak(alert, present)
                            ? quantityText(alert.unit, *present) + " now (it reached " + most +
                                  " at " + peakAt + ')'
                            : most);
        put("limit", quantityText(alert.unit, alert.limit));
        put("peak", most);
        put("peak_at", peakAt);
        if (present)
            put("present", quantityText(alert.unit, *present));
        else if (!alert.isActive())
            put("present", "less, it is over");
    }
    if (isMeasured && alert.limit > 0)
        put("utilization", percentText(present.value_or(alert.consumed), alert.limit));
    if (const auto pace = parseInstant(evidenceOf(alert, "exhausted_at")))
        put("exhausted_at", said(*pace));
    else if (alert.kind == AlertKind::BurnRateFast || alert.kind == AlertKind::BurnRateSlow)
        put("exhausted_at", "not before its period ends");
    if (alert.kind == AlertKind::BudgetExhausted)
        put("exhausted_at", said(alert.happenedAt));
    put("period", periodOf(alert, said));
    // A scope without entries is everything only of a budget; of others it is not known.
    if (!alert.scope.empty() || !alert.budgetId.empty())
        facts.scope = alert.scope;
    return facts;
}

std::optional<std::int64_t> sourceLagOf(const Alert &alert)
{
    using enum AlertKind;
    switch (alert.kind) {
    case BudgetThreshold:
    case BudgetExhausted:
    case UnpricedUnderCap:
    case RetryStorm:
    case TripwireSession:
    case TripwireHourly:
    case RepeatedPrompt:
        break;
    case ForecastExceeds:
    case BurnRateFast:
    case BurnRateSlow:
    case SourceSilent:
    case SourceBroken:
    case UnpricedSpend:
    case PriceChange:
    case CapNotEnforced:
    case WebhookDead:
        return std::nullopt;
    }
    // A clock that was set back makes nothing known before it happened.
    return std::max<std::int64_t>(alert.knownAt.micros - alert.happenedAt.micros, 0);
}

} // namespace outlay::alerting
