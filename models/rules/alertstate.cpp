// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/alertstate.h"

#include <algorithm>

namespace outlay {

AlertTiming timingOf(AlertKind kind)
{
    using enum AlertKind;
    switch (kind) {
    case ForecastExceeds:
        return {30 * microsPerMinute, 6 * microsPerHour};
    case BurnRateFast:
        return {0, 10 * microsPerMinute};
    case BurnRateSlow:
        return {0, microsPerHour};
    case SourceSilent:
    case SourceBroken:
        return {0, 5 * microsPerMinute};
    case UnpricedSpend:
        return {5 * microsPerMinute, microsPerHour};
    case RetryStorm:
    case RepeatedPrompt:
        return {0, 5 * microsPerMinute};
    case CapNotEnforced:
        return {0, 0};
    case BudgetThreshold:
    case BudgetExhausted:
    case UnpricedUnderCap:
    case PriceChange:
    case TripwireSession:
    case TripwireHourly:
    case WebhookDead:
        return {};
    }
    return {};
}

bool isNews(const Alert &alert, Instant now)
{
    return !alert.endedAt || now.micros - alert.happenedAt.micros < newsMicros;
}

namespace {

void enter(Alert &alert, AlertState state, Instant now)
{
    alert.state = state;
    alert.changedAt = std::max(alert.changedAt, now); // a clock that steps back moves nothing back
}

/// What a report says of an alert that is known: the facts are new, its life goes on.
void takeFacts(Alert &alert, const Alert &facts)
{
    alert.scope = facts.scope;
    alert.budgetName = facts.budgetName;
    alert.owner = facts.owner;
    alert.unit = facts.unit;
    alert.threshold = facts.threshold;
    // Another limit was reached at another time.
    const bool isOfLimit =
        alert.kind == AlertKind::BudgetThreshold || alert.kind == AlertKind::BudgetExhausted;
    alert.happenedAt = isOfLimit && alert.limit != facts.limit
                           ? facts.happenedAt
                           : std::min(alert.happenedAt, facts.happenedAt);
    alert.consumed = facts.consumed;
    alert.limit = facts.limit;
    alert.atStake = facts.atStake;
    alert.unpriced = facts.unpriced;
    alert.count = facts.count;
    alert.detail = facts.detail;
    alert.evidence = facts.evidence;
    alert.inhibitedBy = facts.inhibitedBy;
    alert.endsAt = facts.endsAt;
    alert.lastAt = facts.lastAt;
}

AlertStep born(const Alert &facts, Instant now)
{
    Alert alert = facts;
    alert.knownAt = alert.changedAt = now;
    alert.snoozedUntil = alert.notifiedAt = alert.acknowledgedAt = std::nullopt;
    alert.acknowledgedBy.clear();
    if (!alert.endedAt && alert.endsAt && now >= *alert.endsAt)
        alert.endedAt = alert.endsAt;
    const bool mustHold = timingOf(alert.kind).holdMicros > 0 && !alert.endedAt;
    alert.state =
        mustHold ? AlertState::Pending : (alert.endedAt ? AlertState::Resolved : AlertState::Open);
    const bool news = isNews(alert, now);
    alert.isListedOnly = !news;
    return {alert, true, !mustHold && news && alert.inhibitedBy.empty()};
}

} // namespace

AlertStep tickAlert(const Alert &before, Instant now)
{
    using enum AlertState;
    Alert alert = before;
    if (!alert.endedAt && alert.endsAt && now >= *alert.endsAt)
        alert.endedAt = alert.endsAt;
    const AlertTiming timing = timingOf(alert.kind);
    const bool isOver = alert.endedAt && now.micros - alert.endedAt->micros >= timing.keepMicros;
    switch (alert.state) {
    case Pending:
        if (alert.endedAt)
            return {std::nullopt, true, false}; // it never was one
        if (now.micros - alert.knownAt.micros < timing.holdMicros)
            return {alert, alert != before, false};
        enter(alert, Open, now);
        return {alert, true, alert.inhibitedBy.empty()};
    case Snoozed:
        if (isOver) {
            enter(alert, Resolved, now);
            return {alert, true, false};
        }
        if (!alert.snoozedUntil || now < *alert.snoozedUntil)
            return {alert, alert != before, false};
        alert.snoozedUntil = std::nullopt;
        enter(alert, Open, now);
        return {alert, true, alert.inhibitedBy.empty()};
    case Open:
    case Acknowledged:
        if (!isOver)
            return {alert, alert != before, false};
        enter(alert, Resolved, now);
        return {alert, true, false};
    case Resolved:
        return {alert, false, false};
    }
    return {alert, false, false};
}

namespace {

/// What is over stays over, but a history that comes in piece by piece says more of it: its figures
/// grow in silence.
AlertStep corrected(const Alert &before, const Alert &facts)
{
    const bool isRun =
        before.kind == AlertKind::RetryStorm || before.kind == AlertKind::RepeatedPrompt;
    if (!before.inhibitedBy.empty() || !(before.isListedOnly || isRun) || !facts.endedAt)
        return {before, false, false};
    Alert alert = before;
    takeFacts(alert, facts);
    alert.endedAt = std::max(before.endedAt.value_or(*facts.endedAt), *facts.endedAt);
    return {alert, alert != before, false};
}

} // namespace

AlertStep stepAlert(const std::optional<Alert> &before, const AlertReport &report, Instant now)
{
    if (!before)
        return report.isTrue || report.alert.endedAt ? born(report.alert, now)
                                                     : AlertStep{std::nullopt, false, false};
    if (before->state == AlertState::Resolved)
        return corrected(*before, report.alert);
    Alert alert = *before;
    const bool wasInhibited = !alert.inhibitedBy.empty();
    if (report.isTrue) {
        takeFacts(alert, report.alert);
        alert.endedAt = report.alert.endedAt;
    } else if (!alert.endedAt) {
        alert.endedAt = report.alert.endedAt.value_or(now);
    }
    const bool isFactChanged = alert != *before;
    AlertStep step = tickAlert(alert, now);
    step.isChanged = step.isChanged || isFactChanged;
    // What muted it is over, and nobody has heard of it.
    const bool isFree = wasInhibited && alert.inhibitedBy.empty() && step.alert &&
                        step.alert->state == AlertState::Open && !step.alert->notifiedAt;
    step.isTold = step.isTold || isFree;
    return step;
}

Result<Alert> acknowledged(Alert alert, std::string by, std::string note, bool isExpected,
                           Instant now)
{
    if (alert.state == AlertState::Resolved && !isExpected)
        return failure(Error::Kind::Usage, "alert " + alert.id + " is over");
    if (alert.state != AlertState::Resolved)
        enter(alert, AlertState::Acknowledged, now);
    alert.snoozedUntil = std::nullopt;
    alert.acknowledgedAt = now;
    alert.acknowledgedBy = std::move(by);
    if (!note.empty())
        alert.note = std::move(note);
    alert.isExpected = isExpected;
    return alert;
}

Result<Alert> snoozed(Alert alert, Instant until, std::string by, Instant now)
{
    if (alert.state == AlertState::Resolved)
        return failure(Error::Kind::Usage, "alert " + alert.id + " is over");
    if (until <= now)
        return failure(Error::Kind::Usage, "snooze until a time to come");
    enter(alert, AlertState::Snoozed, now);
    alert.snoozedUntil = until;
    alert.acknowledgedBy = std::move(by);
    return alert;
}

Result<Alert> reopened(Alert alert, Instant now)
{
    if (alert.state != AlertState::Acknowledged && alert.state != AlertState::Snoozed)
        return failure(Error::Kind::Usage,
                       "alert " + alert.id + " is neither acknowledged nor snoozed");
    enter(alert, AlertState::Open, now);
    alert.snoozedUntil = alert.acknowledgedAt = std::nullopt;
    alert.acknowledgedBy.clear();
    alert.isExpected = false;
    return alert;
}

} // namespace outlay
