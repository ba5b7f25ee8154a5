// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhookdispatch.h"

#include "app/alerting/alertfacts.h"
#include "app/alerting/alertwords.h"
#include "models/rules/budget.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <array>

namespace outlay::alerting {

namespace {

constexpr int entriesAtOnce = 500;

/// States by the words of the log; what is told is one of the first.
struct Word
{
    std::string_view word, state;
};
constexpr std::array words{
    Word{"acknowledged", "acknowledged"}, Word{"expected", "acknowledged"},
    Word{"snoozed", "snoozed"},           Word{"reopened", "open"},
    Word{"resolved", "resolved"},         Word{"superseded", "resolved"},
    Word{"limit raised", "resolved"},     Word{"corrected", "resolved"},
    Word{"there again", "open"},          Word{"goes on", "open"},
    Word{"budget removed", "resolved"},
};

std::optional<Quantity> quantityOf(const Alert &alert, std::int64_t value)
{
    const auto unit = limitUnitNamed(alert.unit);
    if (!unit || alert.limit <= 0)
        return std::nullopt;
    // Both enums name money, tokens and requests, in this order.
    return Quantity{static_cast<Quantity::Unit>(*unit), value};
}

bool isAbout(const Alert &alert, const std::string &hook)
{
    return alert.kind == AlertKind::WebhookDead &&
           std::find(alert.scope.begin(), alert.scope.end(),
                     std::pair<std::string, std::string>("hook", hook)) != alert.scope.end();
}

/// How many entries before that one told the same state.
Result<int> repetitionOf(LedgerReader &reader, const AlertLogRow &entry, const Alert &alert,
                         std::string_view state)
{
    const auto log = reader.alertLog(entry.alert);
    if (!log)
        return tl::unexpected<Error>(log.error());
    return static_cast<int>(std::count_if(log->begin(), log->end(), [&](const AlertLogRow &one) {
        return one.id < entry.id && stateTold(one, alert) == state;
    }));
}

Result<std::vector<outlay::OutboxRow>> rowsFor(LedgerReader &reader, const AlertLogRow &entry,
                                               const std::vector<WebhookSettings> &hooks,
                                               const Zone &zone, Instant now)
{
    std::vector<outlay::OutboxRow> rows;
    const auto body = reader.alert(entry.alert);
    const auto alert = body ? parseAlert(*body) : tl::unexpected<Error>(body.error());
    if (!alert) // gone meanwhile
        return rows;
    const auto state = stateTold(entry, *alert);
    if (!state)
        return rows;
    const auto repetition = repetitionOf(reader, entry, *alert, *state);
    if (!repetition)
        return tl::unexpected<Error>(repetition.error());
    const AlertMessage message = messageOf(*alert, entry, *state, *repetition, zone);
    for (const WebhookSettings &hook : hooks) {
        // The end of what it was never told of is nothing to it.
        const Instant toldAt = *state == "open" ? entry.at : alert->notifiedAt.value_or(entry.at);
        const bool isTooOld = hook.addedAt && toldAt < *hook.addedAt;
        if (isTooOld || isAbout(*alert, hook.name) || !isRoutedTo(hook, message))
            continue;
        outlay::OutboxRow &row = rows.emplace_back();
        row.hook = hook.name;
        row.entry = entry.id;
        row.alert = entry.alert;
        row.delivery = message.deliveryId;
        row.body = webhookBody(hook.kind, message);
        row.createdAt = row.nextTry = now;
    }
    return rows;
}

} // namespace

std::optional<std::string_view> stateTold(const AlertLogRow &entry, const Alert &alert)
{
    if (entry.isTold)
        return "open";
    if (!alert.notifiedAt)
        return std::nullopt;
    const auto found = std::find_if(words.begin(), words.end(),
                                    [&](const Word &one) { return one.word == entry.what; });
    return found == words.end() ? std::nullopt : std::optional(found->state);
}

std::string deliveryIdOf(const std::string &alert, std::string_view state, int repetition)
{
    return crossingId("delivery " + std::string(state), alert, {}, repetition, 0);
}

AlertMessage messageOf(const Alert &alert, const AlertLogRow &entry, std::string_view state,
                       int repetition, const Zone &zone)
{
    const AlertWords told = wordsFor(alert, zone);
    AlertMessage message;
    message.id = alert.id;
    message.deliveryId = deliveryIdOf(alert.id, state, repetition);
    message.sequence = entry.id;
    message.kind = name(alert.kind);
    message.state = state;
    message.urgency = urgencyOf(alert.kind, alert.threshold);
    message.title = told.title;
    message.text = told.text;
    message.scope = alert.scope;
    message.owner = alert.owner;
    message.budget = alert.budgetName;
    if (alert.threshold > 0)
        message.thresholdPercent = alert.threshold;
    message.limit = quantityOf(alert, alert.limit);
    if (alert.kind != AlertKind::CapNotEnforced) // a gateway's own count is no consumption
        message.consumed = quantityOf(alert, alert.consumed);
    if (message.limit && message.consumed)
        message.utilization = utilizationOf(alert.consumed, alert.limit);
    message.cost = alert.atStake;
    message.unpriced = alert.unpriced;
    message.happenedAt = alert.happenedAt;
    message.knownAt = alert.knownAt;
    message.sourceLagMicros = sourceLagOf(alert);
    message.runbook = name(alert.kind);
    message.link = "outlay-cli alerts show " + alert.id;
    return message;
}

Result<int> dispatchAlerts(Ingest &ingest, LedgerReader &reader,
                           const std::vector<WebhookSettings> &hooks, Instant now)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto named = Zone::named(facts->zone);
    const Zone zone = named ? *named : Zone();
    int made = 0;
    while (true) {
        const auto through = ingest.dispatchedThrough();
        if (!through)
            return tl::unexpected<Error>(through.error());
        const auto entries = reader.alertLogAfter(*through, entriesAtOnce);
        if (!entries)
            return tl::unexpected<Error>(entries.error());
        if (entries->empty())
            return made;
        std::vector<outlay::OutboxRow> rows;
        for (const AlertLogRow &entry : *entries) {
            auto some = rowsFor(reader, entry, hooks, zone, now);
            if (!some)
                return tl::unexpected<Error>(some.error());
            rows.insert(rows.end(), some->begin(), some->end());
        }
        OUTLAY_TRY(ingest.addToOutbox(rows, entries->back().id));
        made += static_cast<int>(rows.size());
    }
}

} // namespace outlay::alerting
