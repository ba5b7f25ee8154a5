// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/eventwords.h"

#include "ui/explore/measurewords.h"
#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/week.h"

#include <QCoreApplication>
#include <QTime>

#include <algorithm>
#include <cstdlib>

namespace outlay::ui {
namespace {

using Facts = std::vector<std::pair<QString, QString>>;

struct EventWords
{
    Q_DECLARE_TR_FUNCTIONS(EventWords)
};

QTime timeOf(Instant at, const Zone &zone)
{
    const std::int64_t local = at.micros + zone.offsetSeconds(at) * microsPerSecond;
    return QTime::fromMSecsSinceStartOfDay(
        static_cast<int>((local - floorDivide(local, microsPerDay) * microsPerDay) / 1000));
}

void addText(Facts &facts, const QString &name, const std::string &value)
{
    if (!value.empty())
        facts.emplace_back(name, QString::fromStdString(value));
}

void addMoney(Facts &facts, const QString &name, const std::optional<Money> &amount,
              const QLocale &locale)
{
    if (amount)
        facts.emplace_back(name, moneyExact(*amount, locale));
}

void addCosts(Facts &facts, const EventRow &event, const QLocale &locale)
{
    facts.emplace_back(EventWords::tr("Cost"), eventCostExact(event, locale));
    addMoney(facts, EventWords::tr("Billed"), event.billed, locale);
    addMoney(facts, EventWords::tr("Reported"), event.reported, locale);
    addMoney(facts, event.isListValue ? EventWords::tr("List value") : EventWords::tr("Estimated"),
             event.estimate, locale);
    addMoney(facts, EventWords::tr("Client's guess"), event.client, locale);
    addMoney(facts, EventWords::tr("Quarantined"), event.quarantined, locale);
}

void addUsage(Facts &facts, const EventRow &event, const QLocale &locale)
{
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto tokenClass = static_cast<TokenClass>(i);
        if (event.usage[tokenClass] > 0)
            facts.emplace_back(tokenClassLabel(tokenClass), count(event.usage[tokenClass], locale));
    }
    if (event.requests > 1)
        facts.emplace_back(EventWords::tr("Stands for"),
                           EventWords::tr("%1 request(s)", nullptr, pluralOf(event.requests))
                               .arg(count(event.requests, locale)));
}

void addEnding(Facts &facts, const EventRow &event, const QLocale &locale)
{
    if (event.httpStatus > 0)
        facts.emplace_back(EventWords::tr("HTTP status"), QString::number(event.httpStatus));
    addText(facts, EventWords::tr("Stop reason"), event.stopReason);
    if (event.latencyMicros >= 0)
        facts.emplace_back(EventWords::tr("Latency"), latencyText(event.latencyMicros, locale));
    if (event.timeToFirstTokenMicros >= 0)
        facts.emplace_back(EventWords::tr("To the first token"),
                           latencyText(event.timeToFirstTokenMicros, locale));
}

void addFlags(Facts &facts, const EventRow &event)
{
    QStringList flags;
    if (event.isGatewayCacheHit)
        flags << EventWords::tr("served by a gateway's cache");
    if (event.isSetAside)
        flags << EventWords::tr("covered by another source, in no total");
    if (event.isListValue)
        flags << EventWords::tr("paid by a plan, no spend");
    if (event.isFree)
        flags << EventWords::tr("free");
    if (event.hasAssumedTtl)
        flags << EventWords::tr("lifetime of cache writes assumed");
    if (!flags.isEmpty())
        facts.emplace_back(EventWords::tr("Remarks"), flags.join(QStringLiteral(", ")));
}

} // namespace

QString momentLabel(Instant at, const Zone &zone, const QLocale &locale)
{
    return isolated(EventWords::tr("%1, %2", "day, time of the day")
                        .arg(dayLabel(at, zone, locale),
                             locale.toString(timeOf(at, zone), clockFormat(locale, true))));
}

QString eventCost(const EventRow &event, const QLocale &locale)
{
    if (event.cost)
        return moneyFine(*event.cost, locale);
    return EventWords::tr("unpriced");
}

QString eventCostExact(const EventRow &event, const QLocale &locale)
{
    if (!event.cost)
        return EventWords::tr("unpriced");
    if (event.basis == Basis::Effective || event.isFree)
        return moneyExact(*event.cost, locale);
    return EventWords::tr("%1, %2", "money, basis")
        .arg(moneyExact(*event.cost, locale), basisLabel(event.basis).toLower());
}

QString latencyText(std::int64_t micros, const QLocale &locale)
{
    return measureText(Measure::MeanLatency, micros < 0 ? std::nullopt : std::optional(micros),
                       locale);
}

QString distanceLabel(Instant from, Instant to, const QLocale &locale)
{
    const std::int64_t seconds = std::abs(to.micros - from.micros) / microsPerSecond;
    const QString length =
        seconds < 60     ? latencyText(std::abs(to.micros - from.micros), locale)
        : seconds < 3600 ? EventWords::tr("%1 min").arg(seconds / 60)
                         : EventWords::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    return to < from ? EventWords::tr("%1 earlier", "length of time").arg(length)
                     : EventWords::tr("%1 later", "length of time").arg(length);
}

QString eventValue(const EventRow &event, Dimension dimension)
{
    const auto index = static_cast<std::size_t>(dimension);
    if (index >= event.dimensions.size() || !event.dimensions[index])
        return {};
    return valueLabel({dimension, {}}, event.dimensions[index]);
}

std::vector<std::pair<QString, QString>> eventFacts(const EventRow &event, const Zone &zone,
                                                    const QLocale &locale)
{
    Facts facts;
    facts.emplace_back(EventWords::tr("Time"), EventWords::tr("%1 (%2)", "moment, time zone")
                                                   .arg(momentLabel(event.at, zone, locale),
                                                        QString::fromStdString(zone.name())));
    addCosts(facts, event, locale);
    addUsage(facts, event, locale);
    addEnding(facts, event, locale);
    addFlags(facts, event);
    for (std::size_t i = 0; i < event.dimensions.size(); ++i) {
        const auto dimension = static_cast<Dimension>(i);
        const QString value = eventValue(event, dimension);
        if (!value.isEmpty())
            facts.emplace_back(dimensionLabel({dimension, {}}), value);
    }
    for (const auto &[key, value] : event.tags)
        facts.emplace_back(dimensionLabel({Dimension::Tag, key}),
                           shownName({Dimension::Tag, key}, value));
    addText(facts, EventWords::tr("Model group"), event.modelGroup);
    if (!event.branch.empty())
        facts.emplace_back(EventWords::tr("Branch"),
                           shownName(NameKind::Branch, QString::fromStdString(event.branch)));
    addText(facts, EventWords::tr("Speed"), event.speed);
    addText(facts, EventWords::tr("Inference region"), event.geo);
    QStringList observers;
    for (const std::string &observer : event.observers)
        observers << shownName({Dimension::Source, {}}, observer);
    facts.emplace_back(EventWords::tr("Seen by"), observers.join(QStringLiteral(", ")));
    return facts;
}

Measures measuresOf(const EventRow &event)
{
    Measures m;
    m.requests = event.requests;
    m.usage = event.usage;
    m.cost = event.cost;
    m.unpricedRequests = event.cost ? 0 : event.requests;
    m.quarantined = event.quarantined.value_or(Money{});
    if (event.isListValue)
        m.listValue = event.estimate.value_or(Money{});
    Money *const part = event.basis == Basis::Billed     ? &m.billed
                        : event.basis == Basis::Reported ? &m.reported
                        : event.basis == Basis::Client   ? &m.client
                                                         : &m.estimated;
    *part = event.cost.value_or(Money{});
    return m;
}

} // namespace outlay::ui
