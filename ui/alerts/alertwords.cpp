// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertwords.h"

#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/week.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Alerts)
};

/// More than this a day and people stop reading them.
constexpr std::int64_t mostADay = 10;

QDateTime localTime(Instant at, const Zone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.micros / 1000 + zone.offsetSeconds(at) * 1000LL,
                                          Qt::UTC);
}

QString clock(Instant at, const Zone &zone, const QLocale &locale)
{
    return locale.toString(localTime(at, zone).time(), QLocale::ShortFormat);
}

} // namespace

QString alertKindLabel(AlertKind kind)
{
    switch (kind) {
    case AlertKind::BudgetThreshold:
        return Words::tr("Threshold reached");
    case AlertKind::BudgetExhausted:
        return Words::tr("Budget exhausted");
    case AlertKind::ForecastExceeds:
        return Words::tr("Forecast exceeds budget");
    case AlertKind::BurnRateFast:
        return Words::tr("Burning fast");
    case AlertKind::BurnRateSlow:
        return Words::tr("Burning steadily");
    case AlertKind::SourceSilent:
        return Words::tr("Source silent");
    case AlertKind::SourceBroken:
        return Words::tr("Source broken");
    case AlertKind::UnpricedSpend:
        return Words::tr("Unpriced use");
    case AlertKind::UnpricedUnderCap:
        return Words::tr("Unpriced under a cap");
    case AlertKind::PriceChange:
        return Words::tr("Price changed");
    case AlertKind::RetryStorm:
        return Words::tr("Retry storm");
    case AlertKind::TripwireSession:
        return Words::tr("Costly session");
    case AlertKind::TripwireHourly:
        return Words::tr("Costly hour");
    case AlertKind::RepeatedPrompt:
        return Words::tr("Repeated prompt");
    case AlertKind::CapNotEnforced:
        return Words::tr("Cap not enforced");
    case AlertKind::WebhookDead:
        return Words::tr("Webhook dead");
    }
    return {};
}

QString alertKindName(AlertKind kind)
{
    const std::string_view text = name(kind);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

namespace {

QString plainStateLabel(const AlertRow &alert, Instant now)
{
    switch (alert.state) {
    case AlertState::Pending:
        return Words::tr("Pending");
    case AlertState::Open:
        return Words::tr("Open");
    case AlertState::Acknowledged:
        return Words::tr("Acknowledged");
    case AlertState::Snoozed:
        return isSnoozeDue(alert, now) ? Words::tr("Snooze over") : Words::tr("Snoozed");
    case AlertState::Resolved:
        return Words::tr("Resolved");
    case AlertState::ListedOnly:
        return Words::tr("Over when known");
    }
    return {};
}

} // namespace

QString alertStateLabel(const AlertRow &alert, Instant now)
{
    const QString state = plainStateLabel(alert, now);
    return alert.mutedBy.isEmpty()
               ? state
               : Words::tr("%1, muted by %2", "state, another alert").arg(state, alert.mutedBy);
}

QString alertUrgencyLabel(Urgency urgency)
{
    switch (urgency) {
    case Urgency::Critical:
        return Words::tr("Critical");
    case Urgency::Normal:
        return Words::tr("Normal", "urgency");
    case Urgency::Low:
        return Words::tr("Low", "urgency");
    }
    return {};
}

UrgencyMark urgencyMark(Urgency urgency)
{
    switch (urgency) {
    case Urgency::Critical:
        return {"critical", Tint::Critical};
    case Urgency::Normal:
        return {"warning", Tint::Warning};
    case Urgency::Low:
        break;
    }
    return {"info", Tint::Muted};
}

bool isSnoozeDue(const AlertRow &alert, Instant now)
{
    return alert.state == AlertState::Snoozed && alert.snoozedUntil && *alert.snoozedUntil <= now;
}

bool needsDecision(const AlertRow &alert, Instant now)
{
    return alert.inhibitedBy.isEmpty() &&
           (alert.state == AlertState::Open || isSnoozeDue(alert, now));
}

bool isOver(const AlertRow &alert)
{
    return alert.state == AlertState::Resolved || alert.state == AlertState::ListedOnly;
}

std::int64_t decisionsIn(const AlertsSnapshot &snapshot)
{
    return std::count_if(snapshot.rows.begin(), snapshot.rows.end(),
                         [&](const AlertRow &alert) { return needsDecision(alert, snapshot.now); });
}

QString momentLabel(Instant at, Instant now, const Zone &zone, const QLocale &locale)
{
    const QString time = clock(at, zone, locale);
    if (zone.dayOf(at) == zone.dayOf(now))
        return time;
    const Instant start = zone.startOfDay(zone.dayOf(at));
    return Words::tr("%1, %2", "day, time").arg(tickLabel(start, Step::Day, zone, locale), time);
}

QString sentenceMoment(Instant at, const Zone &zone, const QLocale &locale)
{
    const QString day = dayLabel(at, zone, locale);
    return at == zone.startOfDay(zone.dayOf(at))
               ? day
               : isolated(Words::tr("%1, %2", "day, time").arg(day, clock(at, zone, locale)));
}

QString exactMoment(Instant at, const Zone &zone, const QLocale &locale)
{
    return isolated(Words::tr("%1, %2 %3", "day, time, zone")
                        .arg(dayLabel(at, zone, locale),
                             locale.toString(localTime(at, zone).time(), clockFormat(locale, true)),
                             QString::fromStdString(zone.name())));
}

QString alertAge(const AlertRow &alert, Instant now, const Zone &zone, const QLocale &locale)
{
    const QString happened = momentLabel(alert.happenedAt, now, zone, locale);
    if (isOver(alert) && alert.resolvedAt) {
        const bool isSameDay = zone.dayOf(*alert.resolvedAt) == zone.dayOf(alert.happenedAt);
        return Words::tr("%1–%2", "from, to")
            .arg(happened, isSameDay ? clock(*alert.resolvedAt, zone, locale)
                                     : momentLabel(*alert.resolvedAt, now, zone, locale));
    }
    const QString known = momentLabel(alert.knownAt, now, zone, locale);
    if (known == happened)
        return Words::tr("since %1", "time").arg(happened);
    const bool isSameDay = zone.dayOf(alert.knownAt) == zone.dayOf(alert.happenedAt);
    return Words::tr("since %1, known %2", "times")
        .arg(happened, isSameDay ? clock(alert.knownAt, zone, locale) : known);
}

QString scopeLabel(const AlertRow &alert)
{
    QStringList parts;
    for (const auto &[dimension, value] : alert.scope) {
        const auto ref = parseDimension(dimension.toStdString());
        const QString name = ref ? dimensionLabel(*ref) : dimension;
        parts << (value.isEmpty() ? Words::tr("%1 unknown", "dimension").arg(name)
                                  : Words::tr("%1 %2", "dimension, value").arg(name, value));
    }
    return parts.isEmpty() ? Words::tr("Everything") : parts.join(QStringLiteral(" · "));
}

QString amountLabel(const AlertAmount &amount, const QLocale &locale)
{
    switch (amount.unit) {
    case AlertAmount::Unit::Money:
        return money({amount.value}, locale);
    case AlertAmount::Unit::Tokens:
        return Words::tr("%1 token(s)", nullptr, pluralOf(amount.value))
            .arg(count(amount.value, locale));
    case AlertAmount::Unit::Requests:
        break;
    }
    return Words::tr("%1 request(s)", nullptr, pluralOf(amount.value))
        .arg(count(amount.value, locale));
}

QString stakeLabel(const AlertRow &alert, const QLocale &locale)
{
    if (!alert.atStake)
        return alert.unpriced > 0 ? Words::tr("unpriced") : QString();
    const QString amount = money(*alert.atStake, locale);
    return alert.unpriced > 0 ? Words::tr("at least %1", "amount of money").arg(amount) : amount;
}

QString spanLabel(std::int64_t seconds)
{
    if (seconds < 60)
        return isolated(Words::tr("%1 s", "seconds").arg(seconds));
    if (seconds < 2 * 3600)
        return isolated(Words::tr("%1 min", "minutes").arg(seconds / 60));
    if (seconds < 48 * 3600)
        return isolated(Words::tr("%1 h", "hours").arg(seconds / 3600));
    return Words::tr("%1 day(s)", nullptr, pluralOf(seconds / 86400)).arg(seconds / 86400);
}

QString digestLine(const AlertDigest &digest, Instant now, const Zone &zone, const QLocale &locale)
{
    const bool isRecent = zone.dayOf(now) - zone.dayOf(digest.away.from) <= 1;
    const auto label = [&](Instant at) {
        return isRecent ? clock(at, zone, locale) : momentLabel(at, now, zone, locale);
    };
    return Words::tr("While away %1–%2: %3", "from, to, what happened")
        .arg(label(digest.away.from), label(digest.away.to),
             digest.parts.isEmpty() ? Words::tr("nothing to tell")
                                    : digest.parts.join(QStringLiteral(", ")));
}

QString noiseLine(const AlertNoise &noise, const QLocale &locale)
{
    if (noise.notifications == 0)
        return Words::tr("No notification over the last %1 day(s)", nullptr, noise.days)
            .arg(noise.days);
    const double aDay = static_cast<double>(noise.notifications) / std::max(noise.days, 1);
    return Words::tr("%1 notifications a day over the last %2 days, %3 acted on")
        .arg(locale.toString(aDay, 'f', 1), locale.toString(noise.days),
             shareWhole(noise.actedOn, noise.notifications, locale));
}

bool isTooNoisy(const AlertNoise &noise)
{
    return noise.notifications > mostADay * noise.days;
}

QString stepLabel(const AlertStep &step)
{
    const auto by = [&](const QString &plain, const QString &withName) {
        return step.who.isEmpty() ? plain : withName.arg(step.who);
    };
    switch (step.kind) {
    case AlertStep::Kind::Pending:
        return Words::tr("First seen, waiting whether it lasts");
    case AlertStep::Kind::Opened:
        return Words::tr("Opened");
    case AlertStep::Kind::Notified:
        return Words::tr("Notification shown");
    case AlertStep::Kind::Acknowledged:
        return by(Words::tr("Acknowledged"), Words::tr("Acknowledged by %1"));
    case AlertStep::Kind::AcknowledgementUndone:
        return by(Words::tr("Acknowledgement undone"), Words::tr("Acknowledgement undone by %1"));
    case AlertStep::Kind::Snoozed:
        return by(Words::tr("Snoozed"), Words::tr("Snoozed by %1"));
    case AlertStep::Kind::SnoozeEnded:
        return Words::tr("Snooze over");
    case AlertStep::Kind::MarkedExpected:
        return by(Words::tr("Marked as expected"), Words::tr("Marked as expected by %1"));
    case AlertStep::Kind::Escalated:
        return Words::tr("Became more urgent");
    case AlertStep::Kind::Resolved:
        return Words::tr("Resolved");
    }
    return {};
}

QString deliveryLabel(const AlertDelivery &delivery, Instant now, const Zone &zone,
                      const QLocale &locale)
{
    const QString where = delivery.channel == AlertDelivery::Channel::Desktop
                              ? Words::tr("Desktop notification")
                              : Words::tr("Webhook %1").arg(delivery.name);
    switch (delivery.state) {
    case AlertDelivery::State::Waiting:
        return delivery.nextAttempt
                   ? Words::tr("%1: waiting, tried again %2", "where, time")
                         .arg(where, momentLabel(*delivery.nextAttempt, now, zone, locale))
                   : Words::tr("%1: waiting").arg(where);
    case AlertDelivery::State::Delivered:
        return Words::tr("%1: delivered").arg(where);
    case AlertDelivery::State::Dead:
        return Words::tr("%1: given up after %2 attempt(s)", nullptr, delivery.attempts)
            .arg(where, locale.toString(delivery.attempts));
    }
    return where;
}

QString markdownText(const QString &value)
{
    static const QRegularExpression special(QStringLiteral("([\\\\`*_{}\\[\\]()<>#+.!|~&:@/-])"));
    QString text = value.simplified();
    text.replace(special, QStringLiteral("\\\\1"));
    return text;
}

} // namespace outlay::ui
