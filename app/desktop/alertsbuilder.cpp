// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/alertsbuilder.h"

#include "app/alerting/alertfacts.h"
#include "app/alerting/alertpresent.h"
#include "app/alerting/alertwords.h"
#include "app/alerting/budgetstatus.h"
#include "app/alerting/noticesettings.h"
#include "app/alerting/runbooks.h"
#include "app/desktop/alertreceipt.h"
#include "models/ingest/configuration.h"
#include "models/rules/runbook.h"
#include "ui/alerts/alertwords.h"
#include "ui/text/shown.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr int mostAlerts = 10'000;
constexpr std::int64_t shownDays = 90;
constexpr int noiseDays = 7;

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

ui::AlertState stateOf(const Alert &alert)
{
    if (alert.isListedOnly)
        return ui::AlertState::ListedOnly;
    switch (alert.state) {
    case AlertState::Pending:
        return ui::AlertState::Pending;
    case AlertState::Open:
        return ui::AlertState::Open;
    case AlertState::Acknowledged:
        return ui::AlertState::Acknowledged;
    case AlertState::Snoozed:
        return ui::AlertState::Snoozed;
    case AlertState::Resolved:
        break;
    }
    return ui::AlertState::Resolved;
}

std::optional<ui::AlertAmount> amountOf(const Alert &alert, std::int64_t value)
{
    const auto unit = limitUnitNamed(alert.unit);
    if (!unit || alert.limit == 0)
        return std::nullopt;
    // Both enums name money, tokens and requests, in this order.
    return ui::AlertAmount{static_cast<ui::AlertAmount::Unit>(*unit), value};
}

struct StepWord
{
    std::string_view word;
    ui::AlertStep::Kind kind;
};
constexpr std::array stepWords{
    StepWord{"pending", ui::AlertStep::Kind::Pending},
    StepWord{"open", ui::AlertStep::Kind::Opened},
    StepWord{"listed", ui::AlertStep::Kind::Resolved},
    StepWord{"recorded", ui::AlertStep::Kind::Resolved},
    StepWord{"acknowledged", ui::AlertStep::Kind::Acknowledged},
    StepWord{"expected", ui::AlertStep::Kind::MarkedExpected},
    StepWord{"snoozed", ui::AlertStep::Kind::Snoozed},
    StepWord{"woke", ui::AlertStep::Kind::SnoozeEnded},
    StepWord{"reopened", ui::AlertStep::Kind::AcknowledgementUndone},
    StepWord{"changed", ui::AlertStep::Kind::Escalated},
    StepWord{"superseded", ui::AlertStep::Kind::Escalated},
    StepWord{"corrected", ui::AlertStep::Kind::Resolved},
    StepWord{"there again", ui::AlertStep::Kind::Opened},
    StepWord{"goes on", ui::AlertStep::Kind::Opened},
    StepWord{"told with others", ui::AlertStep::Kind::Notified},
    StepWord{"speaks for others", ui::AlertStep::Kind::Notified},
    StepWord{"limit raised", ui::AlertStep::Kind::Resolved},
    StepWord{"budget removed", ui::AlertStep::Kind::Resolved},
    StepWord{"resolved", ui::AlertStep::Kind::Resolved},
};

ui::AlertStep stepOf(const AlertLogRow &row)
{
    ui::AlertStep step;
    const auto word = std::find_if(stepWords.begin(), stepWords.end(),
                                   [&row](const StepWord &one) { return one.word == row.what; });
    if (word != stepWords.end())
        step.kind = word->kind;
    step.at = row.at;
    step.who = toQt(row.who);
    if (row.what == "superseded")
        step.text = QCoreApplication::translate("Alerts", "A higher threshold was reached");
    if (row.what == "corrected")
        step.text = QCoreApplication::translate("Alerts", "What it was of was taken out");
    if (row.what == "there again")
        step.text = QCoreApplication::translate("Alerts", "What it was of is there again");
    if (row.what == "goes on")
        step.text = QCoreApplication::translate("Alerts", "Late data show that it is not over");
    if (row.what == "budget removed")
        step.text = QCoreApplication::translate("Alerts", "The budget was removed");
    if (row.what == "told with others")
        step.text = QCoreApplication::translate("Alerts", "Told together with other members");
    if (row.what == "speaks for others")
        step.text = QCoreApplication::translate("Alerts", "Stands for the other members from here");
    if (row.what == "limit raised")
        step.text = QCoreApplication::translate("Alerts", "The limit was raised");
    if (row.what == "listed")
        step.text = QCoreApplication::translate("Alerts", "It was over before it was known");
    return step;
}

/// Times in sentences as the rest of the page writes them.
alerting::MomentWords momentsOf(const Zone &zone)
{
    return [&zone](Instant at) {
        return ui::sentenceMoment(at, zone, ui::shownLocale()).toStdString();
    };
}

std::vector<Alert> parsed(const std::vector<std::string> &bodies)
{
    std::vector<Alert> alerts;
    for (const std::string &body : bodies) {
        if (auto alert = parseAlert(body))
            alerts.push_back(*std::move(alert));
    }
    return alerts;
}

} // namespace

ui::AlertEvidence evidenceLine(const std::string &what, const std::string &figure)
{
    struct Word
    {
        std::string_view what;
        const char *word;
    };
    static constexpr std::array words{
        Word{"attempts", QT_TRANSLATE_NOOP("Alerts", "Attempts")},
        Word{"refused", QT_TRANSLATE_NOOP("Alerts", "Of these refused")},
        Word{"failed", QT_TRANSLATE_NOOP("Alerts", "Of those by an error of the server")},
        Word{"requests", QT_TRANSLATE_NOOP("Alerts", "Requests")},
        Word{"different prompts", QT_TRANSLATE_NOOP("Alerts", "Different prompts")},
        Word{"first", QT_TRANSLATE_NOOP("Alerts", "The first it rests on")},
        Word{"last", QT_TRANSLATE_NOOP("Alerts", "The last it rests on")},
        Word{"from", QT_TRANSLATE_NOOP("Alerts", "Start of what was summed up")},
        Word{"to", QT_TRANSLATE_NOOP("Alerts", "End of what was summed up")},
        Word{"exhausted_at", QT_TRANSLATE_NOOP("Alerts", "Used up at this pace")}};
    const auto word = std::find_if(words.begin(), words.end(),
                                   [&what](const Word &one) { return one.what == what; });
    ui::AlertEvidence line;
    line.what =
        word == words.end() ? toQt(what) : QCoreApplication::translate("Alerts", word->word);
    if (const auto at = parseInstant(figure)) {
        line.at = *at;
        return line;
    }
    bool isCount = false;
    const qlonglong number = toQt(figure).toLongLong(&isCount);
    line.what = QCoreApplication::translate("Alerts", "%1: %2", "what, figure")
                    .arg(line.what, isCount ? ui::shownLocale().toString(number) : toQt(figure));
    return line;
}

alerting::Notice noticeOf(const Alert &alert, const Zone &zone)
{
    const alerting::AlertWords words = alerting::wordsFor(alert, zone, momentsOf(zone));
    alerting::Notice notice;
    notice.id = alert.id;
    notice.title = toQt(words.title);
    notice.body = toQt(words.text);
    notice.urgency = urgencyOf(alert.kind, alert.threshold);
    notice.breaksThrough = alerting::breaksThrough(alert.kind);
    const bool isOver = alert.kind == AlertKind::BudgetExhausted;
    if ((isOver || alert.kind == AlertKind::BudgetThreshold) && !alert.scope.empty()) {
        notice.group =
            isOver ? alerting::Notice::Group::OverLimit : alerting::Notice::Group::NearLimit;
        notice.groupName = toQt(alert.budgetName);
        notice.members = static_cast<int>(std::min<std::int64_t>(alert.count, 1'000'000));
    }
    notice.privateTitle = QCoreApplication::translate("Alerts", "Outlay: an alert");
    notice.happenedAt = alert.happenedAt;
    notice.knownAt = alert.knownAt;
    return notice;
}

ui::AlertRow alertRow(const Alert &alert, const Zone &zone,
                      const std::optional<std::int64_t> &present)
{
    const auto words = alerting::wordsFor(alert, zone, momentsOf(zone), present);
    ui::AlertRow row;
    row.id = toQt(alert.id);
    row.kind = alert.kind;
    row.state = stateOf(alert);
    row.urgency = urgencyOf(alert.kind, alert.threshold);
    row.title = toQt(words.title);
    row.why = toQt(words.text);
    for (const auto &[dimension, value] : alert.scope)
        row.scope.emplace_back(toQt(dimension), toQt(value));
    row.budget = toQt(alert.budgetName);
    row.owner = toQt(alert.owner);
    if (alert.threshold > 0)
        row.threshold = alert.threshold;
    row.limit = amountOf(alert, alert.limit);
    if (alert.kind != AlertKind::CapNotEnforced) // what a gateway counts is evidence
        row.consumed = amountOf(alert, alert.consumed);
    if (alerting::isPastItsPeak(alert, present)) {
        row.present = amountOf(alert, *present);
        row.peakAt = alerting::peakAtOf(alert);
    }
    row.atStake = alert.atStake;
    row.unpriced = alert.unpriced;
    row.arguments = explainArguments(alert);
    row.happenedAt = alert.happenedAt;
    row.knownAt = alert.knownAt;
    if (alert.state == AlertState::Resolved)
        row.resolvedAt = alert.endedAt.value_or(alert.changedAt);
    if (const auto lag = alerting::sourceLagOf(alert))
        row.sourceLagSeconds = floorDivide(*lag, microsPerSecond);
    row.count = 1;
    row.inhibitedBy = toQt(alert.inhibitedBy);
    row.snoozedUntil = alert.snoozedUntil;
    row.acknowledgedBy = toQt(alert.acknowledgedBy);
    row.acknowledgedAt = alert.acknowledgedAt;
    row.note = toQt(alert.note);
    if (alert.isExpected)
        row.expectedUntil = alert.endsAt;
    return row;
}

QStringList tripwireSentences(const BudgetRules &rules)
{
    const auto say = [](const char *text) { return QCoreApplication::translate("Alerts", text); };
    QStringList sentences;
    for (const Budget &budget : rules.budgets) {
        if (!budget.isTripwire)
            continue;
        const QString amount = toQt(alerting::quantityText(name(budget.unit), budget.limit));
        const auto each = budget.each ? budget.each->dimension : Dimension::Provider;
        if (each == Dimension::Session)
            sentences << say("A session over %1").arg(amount);
        else if (each == Dimension::User)
            sentences << say("A person over %1 an hour").arg(amount);
        else if (each == Dimension::Key)
            sentences << say("A key over %1 an hour").arg(amount);
        else
            sentences << toQt(budget.name);
    }
    const DetectorLimits &limits = rules.detectors;
    if (limits.watchesRepeats)
        sentences << say("The same prompt %1 times in %2 minutes")
                         .arg(limits.repeatCount)
                         .arg(limits.repeatMicros / microsPerMinute);
    if (limits.watchesStorms)
        sentences << say("%1 refused attempts in %2 seconds")
                         .arg(limits.stormAttempts)
                         .arg(limits.stormMicros / microsPerSecond);
    return sentences;
}

Result<ui::AlertsSnapshot> alertsSnapshot(LedgerReader &reader, Instant now, const Zone &zone)
{
    ui::AlertsSnapshot snapshot;
    snapshot.now = now;
    snapshot.zone = zone;
    snapshot.shown = {{now.micros - shownDays * microsPerDay}, {now.micros + 1}};
    const auto bodies = reader.alerts(snapshot.shown, mostAlerts);
    const auto history = reader.configurationHistory(configurationName::budgets);
    if (!bodies || !history)
        return tl::unexpected<Error>(bodies ? history.error() : bodies.error());
    const auto rules = parseBudgets(history->empty() ? std::string() : history->back().first);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    for (const Alert &alert : parsed(*bodies)) {
        const auto present = alerting::presentOf(reader, *rules, alert, now);
        if (!present)
            return tl::unexpected<Error>(present.error());
        snapshot.rows.push_back(alertRow(alert, zone, *present));
        snapshot.rows.back().mutedBy = toQt(alerting::mutedBy(reader, alert));
        if (const auto window = windowOf(reader, *rules, alert))
            snapshot.rows.back().arguments = explainArguments(alert, window);
        if (alert.notifiedAt && now.micros - alert.notifiedAt->micros < noiseDays * microsPerDay) {
            ++snapshot.noise.notifications;
            snapshot.noise.actedOn += alert.acknowledgedAt || !alert.acknowledgedBy.empty() ? 1 : 0;
        }
    }
    snapshot.noise.days = noiseDays;
    snapshot.tripwires = tripwireSentences(*rules);
    return snapshot;
}

Result<ui::AlertDetail> alertDetail(LedgerReader &reader, const std::string &id,
                                    const std::string &ledger, Instant now, const Zone &zone)
{
    const auto body = reader.alert(id);
    const auto log = reader.alertLog(id);
    const auto outbox = reader.outboxOf(id);
    if (!body || !log || !outbox)
        return tl::unexpected<Error>(!body ? body.error() : !log ? log.error() : outbox.error());
    const auto alert = parseAlert(*body);
    if (!alert)
        return tl::unexpected<Error>(alert.error());
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    const auto present = alerting::presentOf(reader, *rules, *alert, now);
    if (!present)
        return tl::unexpected<Error>(present.error());
    ui::AlertDetail detail;
    for (const auto &[what, figure] : alert->evidence) {
        detail.evidence.push_back(evidenceLine(what, figure));
    }
    for (const AlertLogRow &row : *log)
        detail.steps.push_back(stepOf(row));
    for (const OutboxRow &row : *outbox) {
        ui::AlertDelivery delivery;
        delivery.id = QString::number(row.id);
        delivery.channel = ui::AlertDelivery::Channel::Webhook;
        delivery.name = toQt(row.hook);
        delivery.state = row.state == "delivered" ? ui::AlertDelivery::State::Delivered
                         : row.state == "dead"    ? ui::AlertDelivery::State::Dead
                                                  : ui::AlertDelivery::State::Waiting;
        delivery.attempts = static_cast<int>(row.attempts);
        delivery.at = row.endedAt;
        delivery.reason = toQt(row.reason);
        detail.deliveries.push_back(delivery);
    }
    const auto page = alerting::loadRunbook(name(alert->kind), alerting::runbookFolder());
    if (!page)
        return tl::unexpected<Error>(page.error());
    RunbookFacts facts = alerting::factsOf(*alert, zone, momentsOf(zone), *present);
    facts.ledger = ledger;
    detail.runbook = toQt(fillRunbook(page->text, facts));
    detail.isOwnRunbook = page->isEdited;
    return detail;
}

} // namespace outlay
