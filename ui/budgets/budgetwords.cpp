// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgetwords.h"

#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/usedshare.h"

#include <QCoreApplication>
#include <QDate>
#include <QTime>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

using Kind = BudgetPeriodWords::Kind;

QDate dateOf(Instant at, const Zone &zone)
{
    return QDate(1970, 1, 1).addDays(zone.dayOf(at));
}

QTime timeOf(Instant at, const Zone &zone)
{
    const std::int64_t local = at.micros + zone.offsetSeconds(at) * microsPerSecond;
    return QTime::fromMSecsSinceStartOfDay(
        static_cast<int>((local - floorDivide(local, microsPerDay) * microsPerDay) / 1000));
}

QString timeText(Instant at, const Zone &zone, const QLocale &locale)
{
    return locale.toString(timeOf(at, zone), QLocale::ShortFormat);
}

/// "Thu, Nov 11", the year left out.
QString dayWords(Instant at, const Zone &zone, const QLocale &locale)
{
    return Words::tr("%1, %2", "short day of the week, day")
        .arg(locale.toString(dateOf(at, zone), QStringLiteral("ddd")),
             tickLabel(at, Step::Day, zone, locale));
}

/// A day of the period that runs; with its year where that is another one, or may be.
QString dayOfPeriod(Instant at, const BudgetRow &row, const Zone &zone, const QLocale &locale)
{
    const bool isSameYear = dateOf(at, zone).year() == dateOf(row.range.from, zone).year();
    return isSameYear && row.period.kind != Kind::Once ? tickLabel(at, Step::Day, zone, locale)
                                                       : dayLabel(at, zone, locale);
}

} // namespace

QString amountText(std::int64_t amount, BudgetUnit unit, const QLocale &locale)
{
    switch (unit) {
    case BudgetUnit::Money:
        return money({amount}, locale);
    case BudgetUnit::Tokens:
        return Words::tr("%1 token(s)", nullptr, pluralOf(amount))
            .arg(countCompact(amount, locale));
    case BudgetUnit::Requests:
        return Words::tr("%1 request(s)", nullptr, pluralOf(amount))
            .arg(countCompact(amount, locale));
    }
    return {};
}

QString amountExact(std::int64_t amount, BudgetUnit unit, const QLocale &locale)
{
    switch (unit) {
    case BudgetUnit::Money:
        return moneyExact({amount}, locale);
    case BudgetUnit::Tokens:
        return Words::tr("%1 token(s)", nullptr, pluralOf(amount)).arg(count(amount, locale));
    case BudgetUnit::Requests:
        return Words::tr("%1 request(s)", nullptr, pluralOf(amount)).arg(count(amount, locale));
    }
    return {};
}

std::optional<std::int64_t> typedAmount(const QString &text, BudgetUnit unit, const QLocale &locale)
{
    if (unit == BudgetUnit::Money) {
        const std::optional<Money> amount = typedMoney(text, locale);
        return amount ? std::optional(amount->nanos) : std::nullopt;
    }
    QString digits = text.trimmed();
    digits.remove(locale.groupSeparator());
    std::int64_t factor = 1;
    for (const auto &[letter, by] :
         {std::pair{u'K', 1'000LL}, {u'M', 1'000'000LL}, {u'B', 1'000'000'000LL}}) {
        if (digits.endsWith(QChar(letter), Qt::CaseInsensitive)) {
            factor = by;
            digits.chop(1);
        }
    }
    digits.replace(locale.decimalPoint(), QStringLiteral("."));
    const auto amount = parseDecimal(digits.trimmed().toStdString());
    if (!amount || amount->mantissa < 0)
        return {};
    const auto scaledToOne = scaled({amount->mantissa * factor, amount->exponent}, 0);
    return scaledToOne ? std::optional(*scaledToOne) : std::nullopt;
}

QString amountToType(std::int64_t amount, BudgetUnit unit, const QLocale &locale)
{
    return unit == BudgetUnit::Money ? moneyExact({amount}, locale) : count(amount, locale);
}

QString unitLabel(BudgetUnit unit)
{
    switch (unit) {
    case BudgetUnit::Money:
        return Words::tr("US dollars");
    case BudgetUnit::Tokens:
        return Words::tr("tokens");
    case BudgetUnit::Requests:
        return Words::tr("requests");
    }
    return {};
}

QString scopeWords(const std::vector<Filter> &where, const std::optional<DimensionRef> &each)
{
    QStringList parts;
    if (each)
        parts << Words::tr("every %1", "one budget for each, e.g. user")
                     .arg(dimensionLabel(*each).toLower());
    for (const Filter &filter : where) {
        QStringList values;
        for (const auto &value : filter.anyOf)
            values << (value ? valueLabel(filter.dimension, value)
                             : Words::tr("unknown", "value of a dimension"));
        parts << Words::tr("%1 %2", "dimension, its values")
                     .arg(dimensionLabel(filter.dimension).toLower(),
                          values.join(Words::tr(" or ", "between values")));
    }
    return parts.isEmpty() ? Words::tr("everything") : parts.join(QStringLiteral(" · "));
}

QString periodWords(const BudgetPeriodWords &period)
{
    switch (period.kind) {
    case Kind::RollingHours:
        return Words::tr("any %n hour(s)", nullptr, period.length);
    case Kind::RollingDays:
        return Words::tr("any %n day(s)", nullptr, period.length);
    case Kind::Minute:
        return Words::tr("a minute");
    case Kind::Hour:
        return Words::tr("an hour");
    case Kind::Day:
        return Words::tr("a day");
    case Kind::Week:
        return Words::tr("a week");
    case Kind::Month:
        return Words::tr("a month");
    case Kind::Quarter:
        return Words::tr("a quarter");
    case Kind::Once:
        return Words::tr("once");
    case Kind::Always:
        return Words::tr("in all");
    }
    return {};
}

QString periodKindLabel(Kind kind)
{
    switch (kind) {
    case Kind::RollingHours:
        return Words::tr("Any hours in a row");
    case Kind::RollingDays:
        return Words::tr("Any days in a row");
    case Kind::Minute:
        return Words::tr("Minute");
    case Kind::Hour:
        return Words::tr("Hour");
    case Kind::Day:
        return Words::tr("Day");
    case Kind::Week:
        return Words::tr("Week");
    case Kind::Month:
        return Words::tr("Month");
    case Kind::Quarter:
        return Words::tr("Quarter");
    case Kind::Once:
        return Words::tr("Once");
    case Kind::Always:
        return Words::tr("All of time");
    }
    return {};
}

QString momentWords(Instant at, const Zone &zone, const QLocale &locale)
{
    return Words::tr("%1, %2", "day, time")
        .arg(dayWords(at, zone, locale), timeText(at, zone, locale));
}

/// When the period shown ends; empty: it does not.
QString endOfPeriod(const BudgetRow &row, const Zone &zone, const QLocale &locale,
                    bool hasTime = true)
{
    const Kind kind = row.period.kind;
    if (kind == Kind::RollingHours || kind == Kind::RollingDays || kind == Kind::Minute ||
        kind == Kind::Always || !row.problem.isEmpty())
        return {};
    if (kind == Kind::Hour && !hasTime) // the day says nothing of an hour
        return timeText(row.range.to, zone, locale);
    const bool isDay = !hasTime || row.range.to == zone.startOfDay(zone.dayOf(row.range.to));
    const QString day = dayOfPeriod(row.range.to, row, zone, locale);
    return isDay ? day
                 : Words::tr("%1, %2", "day, time").arg(day, timeText(row.range.to, zone, locale));
}

QString periodEndWords(const BudgetRow &row, const Zone &zone, const QLocale &locale, bool hasTime)
{
    const QString end = endOfPeriod(row, zone, locale, hasTime);
    return end.isEmpty() ? periodWords(row.period)
                         : Words::tr("%1 to %2", "kind of period, its end")
                               .arg(periodKindLabel(row.period.kind), end);
}

std::pair<QString, QString> periodLines(const BudgetRow &row, const Zone &zone,
                                        const QLocale &locale)
{
    const QString end = endOfPeriod(row, zone, locale);
    if (end.isEmpty())
        return {periodWords(row.period), {}};
    return {periodKindLabel(row.period.kind), Words::tr("to %1", "end of a period").arg(end)};
}

/// Without the day of the week, which helps with what is to come: the column is narrow.
QString exhaustedWhenWords(const BudgetRow &row, const Zone &zone, const QLocale &locale)
{
    if (row.exhaustedAt == Instant{})
        return {};
    return Words::tr("%1, %2", "day, time")
        .arg(dayOfPeriod(row.exhaustedAt, row, zone, locale),
             timeText(row.exhaustedAt, zone, locale));
}

QString minuteWords()
{
    return Words::tr(
        "a limit per minute, which only a gateway can hold; thresholds and forecast do not "
        "apply");
}

std::pair<QString, QString> expectedLines(const BudgetRow &row, const Zone &zone,
                                          const QLocale &locale)
{
    const QString first = dayWords(row.expected.from, zone, locale);
    if (row.expected.to == TimeRange{}.to)
        return {Words::tr("from %1", "first day it may be used up").arg(first),
                Words::tr("or not in this period")};
    const Instant last{std::max(row.expected.from.micros, row.expected.to.micros)};
    if (zone.dayOf(row.expected.from) == zone.dayOf(last))
        return {first, isolated(Words::tr("%1–%2", "from and to which time")
                                    .arg(timeText(row.expected.from, zone, locale),
                                         timeText(last, zone, locale)))};
    return {Words::tr("%1 – %2", "from and to which day")
                .arg(first, dateOf(last, zone).year() == dateOf(row.range.from, zone).year()
                                ? dayWords(last, zone, locale)
                                : dayOfPeriod(last, row, zone, locale)),
            {}};
}

QString timeToLimitWords(const BudgetRow &row, const Zone &zone, const QLocale &locale)
{
    if (row.period.kind == Kind::Minute)
        return Words::tr("per minute", "time to limit: does not apply");
    switch (row.outlook) {
    case Outlook::Exhausted:
        if (row.exhaustedAt == Instant{})
            return Words::tr("exhausted");
        return Words::tr("exhausted %1", "when").arg(exhaustedWhenWords(row, zone, locale));
    case Outlook::NotBefore:
        switch (row.period.kind) {
        case Kind::Hour:
            return Words::tr("not this hour");
        case Kind::Day:
            return Words::tr("not today");
        case Kind::Week:
            return Words::tr("not this week");
        case Kind::Month:
            return Words::tr("not this month");
        case Kind::Quarter:
            return Words::tr("not this quarter");
        case Kind::RollingHours:
        case Kind::RollingDays:
        case Kind::Minute:
        case Kind::Once:
        case Kind::Always:
            return Words::tr("not before it ends");
        }
        return {};
    case Outlook::Expected: {
        const auto [day, times] = expectedLines(row, zone, locale);
        return times.isEmpty() ? day : Words::tr("%1, %2", "day, time").arg(day, times);
    }
    case Outlook::Ended:
        return row.exhaustedAt == Instant{} ? Words::tr("ended", "period of a budget")
                                            : Words::tr("ended; exhausted %1", "when")
                                                  .arg(exhaustedWhenWords(row, zone, locale));
    case Outlook::NotBegun:
        return Words::tr("begins %1", "when").arg(dayOfPeriod(row.range.from, row, zone, locale));
    case Outlook::Unknown:
        break;
    }
    if (row.pace && row.pace->limitAt)
        return Words::tr("%1 at this pace", "day").arg(dayWords(*row.pace->limitAt, zone, locale));
    return row.pace ? Words::tr("not at this pace") : Words::tr("unknown", "time to limit");
}

QString capWords(const BudgetRow &row, const Zone &zone, const QLocale &locale)
{
    switch (row.cap) {
    case CapState::WarnsOnly:
        return Words::tr("warns only");
    case CapState::Enforced:
        return Words::tr("enforced at %1").arg(row.capPoint);
    case CapState::Drifted: // another limit is set there: nobody blocks by this one
        return Words::tr("warns only: drift at %1").arg(row.capPoint);
    case CapState::NoLongerEnforced:
        return Words::tr("not enforced since %1")
            .arg(tickLabel(row.capSince, Step::Day, zone, locale));
    case CapState::NoEnforcementPoint:
        return Words::tr("no enforcement point");
    }
    return {};
}

const char *capIcon(CapState state)
{
    switch (state) {
    case CapState::WarnsOnly:
        return "info";
    case CapState::Enforced:
        return "lock";
    case CapState::Drifted:
        return "warning";
    case CapState::NoLongerEnforced:
        return "broken";
    case CapState::NoEnforcementPoint:
        return "unreachable";
    }
    return "info";
}

Tint capTint(CapState state)
{
    switch (state) {
    case CapState::WarnsOnly:
    case CapState::NoEnforcementPoint:
        return Tint::Muted;
    case CapState::Enforced:
        return Tint::Ok;
    case CapState::Drifted:
        return Tint::Warning;
    case CapState::NoLongerEnforced:
        return Tint::Critical;
    }
    return Tint::Muted;
}

QString noteWords(const BudgetRow &row, Instant now, const Zone &zone, const QLocale &locale)
{
    QStringList notes;
    if (!row.problem.isEmpty())
        notes << Words::tr("broken, nothing watches it: %1").arg(row.problem);
    if (row.period.kind == Kind::Minute)
        notes << minuteWords();
    if (row.isTripwire)
        notes << Words::tr("tripwire");
    if (row.pausedUntil && now < *row.pausedUntil && *row.pausedUntil >= latestEvent)
        notes << Words::tr("paused until resumed");
    else if (row.pausedUntil && now < *row.pausedUntil)
        notes << Words::tr("paused until %1").arg(momentWords(*row.pausedUntil, zone, locale));
    if (row.raisedUntil && now < *row.raisedUntil)
        notes << Words::tr("raised until %1").arg(momentWords(*row.raisedUntil, zone, locale));
    return notes.join(QStringLiteral(" · "));
}

double utilization(const BudgetRow &row)
{
    if (!row.consumed || row.limit <= 0)
        return -1;
    return static_cast<double>(*row.consumed) / static_cast<double>(row.limit);
}

QString limitDayWords(const BudgetRow &row, const Zone &zone, const QLocale &locale)
{
    if (row.outlook == Outlook::Exhausted)
        return Words::tr("exhausted");
    if (row.outlook != Outlook::Expected)
        return timeToLimitWords(row, zone, locale);
    const QString first = tickLabel(row.expected.from, Step::Day, zone, locale);
    if (row.expected.to == TimeRange{}.to)
        return Words::tr("from %1", "first day it may be used up").arg(first);
    const Instant last{std::max(row.expected.from.micros, row.expected.to.micros)};
    return zone.dayOf(row.expected.from) == zone.dayOf(last)
               ? first
               : Words::tr("%1 – %2", "from and to which day")
                     .arg(first, tickLabel(last, Step::Day, zone, locale));
}

Standing standingOf(const BudgetRow &row)
{
    using enum Standing::Group;
    Standing standing;
    standing.used = utilization(row);
    switch (row.outlook) {
    case Outlook::Exhausted:
        standing.group = Exhausted;
        standing.at = row.exhaustedAt;
        break;
    case Outlook::Expected:
        standing.group = Expected;
        standing.at = row.expected.from;
        break;
    case Outlook::Unknown:
        if (row.pace && row.pace->limitAt) {
            standing.group = Expected;
            standing.at = *row.pace->limitAt;
        }
        break;
    case Outlook::NotBegun:
        standing.group = NotBegun;
        break;
    case Outlook::Ended:
        standing.group = Ended;
        break;
    case Outlook::NotBefore:
        break;
    }
    return standing;
}

QString utilizationWords(const BudgetRow &row, const QLocale &locale)
{
    return row.consumed ? usedShare(*row.consumed, row.limit, locale) : dash();
}

Tint utilizationTint(const BudgetRow &row)
{
    const double used = utilization(row);
    if (used < 0)
        return Tint::Muted;
    if (used >= 1)
        return Tint::Critical;
    const int last = row.thresholds.empty() ? 90 : row.thresholds.back();
    return used * 100 >= last ? Tint::Warning : Tint::Ok;
}

QString forecastWords(const BudgetRow &row, const QLocale &locale)
{
    if (row.isNobody)
        return Words::tr("fills no limit");
    if (row.period.kind == Kind::Minute)
        return Words::tr("in the last minute");
    if (row.outlook == Outlook::Ended)
        return row.consumed && *row.consumed >= row.limit
                   ? Words::tr("ended over its limit")
                   : Words::tr("ended", "period of a budget");
    if (row.outlook == Outlook::NotBegun)
        return Words::tr("has not begun");
    if (!row.consumed)
        return Words::tr("consumption unknown");
    if (row.outlook == Outlook::Exhausted)
        return Words::tr("exhausted");
    if (!row.forecast)
        return row.pace ? Words::tr("%1 at this pace", "percentage")
                              .arg(usedShare(row.pace->end, row.limit, locale))
                        : Words::tr("no forecast yet");
    const QString low = usedShare(row.forecast->p10, row.limit, locale);
    const QString high = usedShare(row.forecast->p90, row.limit, locale);
    return low == high ? Words::tr("forecast %1").arg(low)
                       : Words::tr("forecast %1–%2", "low and high percentage").arg(low, high);
}

QString previewWords(const BudgetPreview &preview, const QLocale &locale)
{
    QStringList lines;
    if (preview.periods == 0)
        lines << Words::tr("There is no whole period of history to try it on.");
    else if (preview.exhausted == 0)
        lines << (preview.periods == 1
                      ? Words::tr("It would not have been exhausted in the last period.")
                      : Words::tr("It would not have been exhausted in the last %n period(s).",
                                  nullptr, preview.periods));
    else if (const QString after = share(preview.requestsAfter, preview.requests, locale);
             preview.periods == 1)
        lines << Words::tr("It would have been exhausted in the last period; %1 of requests came "
                           "after it.",
                           "percentage")
                     .arg(after);
    else
        lines << Words::tr("It would have been exhausted in %1 of the last %n period(s); %2 of "
                           "requests came after it.",
                           nullptr, preview.periods)
                     .arg(count(preview.exhausted, locale), after);
    for (const QString &effect : preview.effects)
        lines << effect;
    return lines.join(QLatin1Char('\n'));
}

const std::vector<Dimension> &budgetDimensions()
{
    static const std::vector all{Dimension::User,        Dimension::Key,      Dimension::Team,
                                 Dimension::Project,     Dimension::Provider, Dimension::Model,
                                 Dimension::Environment, Dimension::Endpoint, Dimension::Session,
                                 Dimension::Task,        Dimension::TaskKind, Dimension::Agent,
                                 Dimension::Tag};
    return all;
}

} // namespace outlay::ui
