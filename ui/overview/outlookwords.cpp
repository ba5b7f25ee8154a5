// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/outlookwords.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

#include <cmath>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Outlook)
};

/// "Nov 30": the year is plain.
QString shortDay(Instant at, const Zone &zone, const QLocale &locale)
{
    const std::int64_t day = zone.dayOf(at);
    return rangeLabel({zone.startOfDay(day), zone.startOfDay(day + 1)}, zone, locale, false);
}

QString methodLabel(ForecastMethod method)
{
    switch (method) {
    case ForecastMethod::RunRate:
        return Words::tr("the current rate goes on");
    case ForecastMethod::SeasonalNaive:
        return Words::tr("the last week repeats itself");
    case ForecastMethod::SeasonalMean:
        return Words::tr("the mean of the last four weeks");
    case ForecastMethod::SmoothedSeason:
        return Words::tr("a smoothed level with a weekly pattern");
    case ForecastMethod::Theta:
        return Words::tr("half of the trend with a weekly pattern");
    case ForecastMethod::Mean:
        return Words::tr("the mean of three methods");
    }
    return {};
}

/// "24%" of a share in 0..1.
QString percent(double part, const QLocale &locale)
{
    return shareWhole(std::llround(part * 1'000'000), 1'000'000, locale);
}

QString whatIsMissing(const PeriodForecast &f, const QLocale &locale)
{
    QStringList said;
    if (f.fees != Money{})
        said << Words::tr("Fees still to come, in all of these figures: %1.")
                    .arg(money(f.fees, locale));
    if (f.missingOfPeriod > 0)
        said << Words::tr("%1 of the time so far is not known; taken to have brought %2 more.")
                    .arg(percent(f.missingOfPeriod, locale), money(f.unseen, locale));
    if (f.flagged > 0)
        said << Words::tr("%n flagged anomaly(s) set neither level nor range.", nullptr,
                          pluralOf(f.flagged));
    if (f.clipped > 0)
        said << Words::tr("%n day(s) far off the usual count as less.", nullptr,
                          pluralOf(f.clipped));
    return said.join(QLatin1Char(' '));
}

void sayEnd(OutlookWords &words, const OverviewSnapshot &s, const QLocale &locale)
{
    const PeriodForecast &f = *s.forecast;
    const QString day = shortDay({f.period.to.micros - 1}, s.zone, locale);
    const QString middle = moneyCompact(f.end->p50, locale);
    QStringList exact;
    const bool isRate = f.method == ForecastMethod::RunRate;
    if (!f.hasBand && !isRate) {
        words.end = Words::tr("By %1: about %2", "date, amount").arg(day, middle);
        exact
            << Words::tr("Method: %1. Too little history for a range.").arg(methodLabel(f.method));
    } else if (!f.hasBand) {
        words.end = Words::tr("By %1: %2 at the current rate", "date, amount").arg(day, middle);
        exact << Words::tr("Less than three days are known: too few for a range.");
    } else {
        words.end = Words::tr("By %1: %2 · %3 to %4", "date, amount, range of amounts")
                        .arg(day, middle, moneyCompact(f.end->p10, locale),
                             moneyCompact(f.end->p90, locale));
        exact << Words::tr("As likely to be more than %1 as less; four of five times between %2 "
                           "and %3.")
                     .arg(money(f.end->p50, locale), money(f.end->p10, locale),
                          money(f.end->p90, locale));
        exact << Words::tr("Method: %1. Of %n earlier forecast(s), %2 held.", nullptr,
                           pluralOf(f.judged))
                     .arg(methodLabel(f.method), count(f.held, locale));
    }
    exact << whatIsMissing(f, locale);
    words.endExact = exact.join(QLatin1Char(' ')).simplified();
}

void sayPace(OutlookWords &words, const OverviewSnapshot &s, const QLocale &locale)
{
    const Pace &pace = *s.pace;
    if (pace.staleSince) {
        words.pace =
            Words::tr("Nothing recorded since %1").arg(shortDay(*pace.staleSince, s.zone, locale));
        words.paceExact = Words::tr("What is spent right now is not known: the last record is of "
                                    "%1.")
                              .arg(ageLabel(*pace.staleSince, s.now));
        return;
    }
    if (pace.lastHour == Money{}) {
        words.pace = Words::tr("Nothing spent in the last hour");
        return;
    }
    // Below this a ratio would be noise.
    constexpr std::int64_t floor = 10'000'000;
    const QString hourly = money(pace.lastHour, locale);
    if (pace.evenHour.nanos < floor) {
        words.pace = Words::tr("Now %1 an hour").arg(hourly);
        return;
    }
    const double times = double(pace.lastHour.nanos) / double(pace.evenHour.nanos);
    const QString ratio = locale.toString(times, 'f', times < 10 ? 1 : 0);
    words.pace = Words::tr("Now %1/h · %2× the average", "amount, ratio").arg(hourly, ratio);
    words.paceExact = Words::tr("Spent in the last hour; an hour of this period so far came to %1 "
                                "on average.")
                          .arg(money(pace.evenHour, locale));
}

QString timeOf(Instant at, const Zone &zone, const QLocale &locale)
{
    const auto local = QDateTime::fromMSecsSinceEpoch(
        at.micros / 1000 + std::int64_t{zone.offsetSeconds(at)} * 1000, Qt::UTC);
    return locale.toString(local.time(), QLocale::ShortFormat);
}

} // namespace

QString OutlookWords::spoken() const
{
    QStringList all;
    for (const QString &part : {end, endExact, pace, paceExact}) {
        if (!part.isEmpty())
            all << (part.endsWith(QLatin1Char('.')) ? part : part + QLatin1Char('.'));
    }
    return all.join(QLatin1Char(' '));
}

std::vector<ReceiptLine> forecastLines(const OverviewSnapshot &s, const QLocale &locale)
{
    using Kind = ReceiptLine::Kind;
    if (!s.forecast || !s.forecast->end)
        return {};
    const PeriodForecast &f = *s.forecast;
    const MoneyBand &end = *f.end;
    const QString day = shortDay({f.period.to.micros - 1}, s.zone, locale);
    std::vector<ReceiptLine> lines;
    const auto part = [&](const QString &label, Money amount, bool evenZero) {
        if (evenZero || amount != Money{})
            lines.push_back({Kind::Part, label, moneyExact(amount, locale)});
    };
    const auto fact = [&](const QString &label, const QString &value) {
        lines.push_back({Kind::Fact, label, value});
    };
    part(Words::tr("Spent so far"), f.spent, true);
    part(Words::tr("Time so far that nobody saw, estimated"), f.unseen, false);
    part(Words::tr("Fees still to come"), f.fees, false);
    part(Words::tr("What the rest of the time may bring"), end.p50 - f.spent - f.unseen - f.fees,
         true);
    lines.push_back({Kind::Sum,
                     f.hasBand || f.method != ForecastMethod::RunRate
                         ? Words::tr("By %1, as likely more as less", "date").arg(day)
                         : Words::tr("By %1 at the current rate", "date").arg(day),
                     moneyExact(end.p50, locale)});
    if (f.hasBand) {
        fact(Words::tr("One of ten ends below"), moneyExact(end.p10, locale));
        fact(Words::tr("One of ten ends above"), moneyExact(end.p90, locale));
        fact(Words::tr("Method"), methodLabel(f.method));
        fact(Words::tr("Earlier forecasts that held"),
             Words::tr("%1 of %2", "forecasts that held, all")
                 .arg(count(f.held, locale), count(f.judged, locale)));
    } else {
        if (f.method != ForecastMethod::RunRate)
            fact(Words::tr("Method"), methodLabel(f.method));
        fact(Words::tr("Range"), Words::tr("too few days are known for one"));
    }
    const QString missing = whatIsMissing(f, locale);
    if (!missing.isEmpty())
        lines.push_back({Kind::Note, missing, {}});
    return lines;
}

OutlookWords outlookWords(const OverviewSnapshot &s, const QLocale &locale)
{
    OutlookWords words;
    if (s.forecast && s.forecast->end)
        sayEnd(words, s, locale);
    if (s.pace)
        sayPace(words, s, locale);
    return words;
}

QString exhaustionSentence(const ExhaustionBand &band, const Zone &zone, const QLocale &locale)
{
    using State = ExhaustionBand::State;
    if (band.state == State::Unknown)
        return Words::tr("Not known yet when it is exhausted");
    if (band.state == State::Exhausted)
        return Words::tr("Exhausted");
    if (band.state == State::NotExpected)
        return Words::tr("Not exhausted in this period");
    const QString day = shortDay(*band.earliest, zone, locale);
    const QString from = timeOf(*band.earliest, zone, locale);
    if (!band.latest && !band.likely)
        return Words::tr("Exhausted on %1 at the earliest; likely not in this period").arg(day);
    if (!band.latest)
        return Words::tr("Exhausted on %1 at the earliest, likely on %2", "dates")
            .arg(day, shortDay(*band.likely, zone, locale));
    if (zone.dayOf(*band.earliest) == zone.dayOf(*band.latest))
        return Words::tr("Exhausted on %1 between %2 and %3", "date, times")
            .arg(day, from, timeOf(*band.latest, zone, locale));
    return Words::tr("Exhausted between %1, %2 and %3, %4", "date, time, date, time")
        .arg(day, from, shortDay(*band.latest, zone, locale), timeOf(*band.latest, zone, locale));
}

} // namespace outlay::ui
