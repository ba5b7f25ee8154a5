// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/comparewords.h"

#include "ui/explore/measurewords.h"
#include "ui/text/changefloors.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <QCoreApplication>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Compare)
};

/// Whether a change in percent says something.
bool isSolid(Measure measure, std::int64_t prior, const Measured &now, const Measured &before)
{
    if (!isStackable(measure))
        return prior > 0 && now.requests >= requestFloor && before.requests >= requestFloor;
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return prior >= moneyFloor;
    case MeasureUnit::Tokens:
        return prior >= tokenFloor;
    default:
        return prior >= requestFloor;
    }
}

} // namespace

std::optional<std::int64_t> comparedParts(Measure measure, const Measured &of)
{
    const bool isEmpty = of.requests == 0 && of.residual == Money{};
    return isEmpty && isStackable(measure) ? std::optional<std::int64_t>(0) : partsOf(measure, of);
}

bool isCompared(const ExploreSnapshot &snapshot)
{
    return snapshot.prior.has_value() && !snapshot.isPriorPartial;
}

QString priorDates(const ExploreSnapshot &snapshot, const QLocale &locale)
{
    const auto &prior = snapshot.period.prior;
    return prior ? rangeLabel(*prior, snapshot.zone, locale, false) : QString();
}

QString priorText(Measure measure, const Measured &prior, const QLocale &locale)
{
    return measureText(measure, comparedParts(measure, prior), locale);
}

QString changeText(Measure measure, const Measured &now, const Measured &prior,
                   const QLocale &locale)
{
    const auto is = comparedParts(measure, now);
    const auto was = comparedParts(measure, prior);
    if (!is || !was)
        return dash();
    if (*is == *was)
        return Words::tr("no change");
    if (*was == 0 && isStackable(measure))
        return Words::tr("new", "a value the period before had not");
    if (!isSolid(measure, *was, now, prior))
        return dash();
    return (*is > *was ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
           changePercent(*is, *was, locale);
}

QString changeExact(Measure measure, const Measured &now, const Measured &prior,
                    const QLocale &locale)
{
    const auto is = comparedParts(measure, now);
    const auto was = comparedParts(measure, prior);
    if (!is || !was)
        return {};
    const std::int64_t difference = *is - *was;
    return (difference < 0 ? locale.negativeSign() : locale.positiveSign()) +
           measureText(measure, difference < 0 ? -difference : difference, locale);
}

QString comparisonSentence(const ExploreSnapshot &s, const QLocale &locale)
{
    if (!s.request.compares)
        return {};
    const QString dates = priorDates(s, locale);
    if (dates.isEmpty())
        return Words::tr("all of time has no period before it");
    if (!s.prior || s.prior->requests + s.prior->setAsideRequests == 0)
        return Words::tr("no data for %1", "dates").arg(dates);
    if (s.isPriorPartial)
        return Words::tr("%1 is only partly recorded", "dates").arg(dates);
    const Measure measure = s.request.measure;
    const QString before = priorText(measure, *s.prior, locale);
    const QString change = changeText(measure, s.total, *s.prior, locale);
    return change == dash()
               ? Words::tr("%1 in %2", "figure, dates").arg(before, dates)
               : Words::tr("%1 vs %2 (%3)", "change, dates, figure").arg(change, dates, before);
}

} // namespace outlay::ui
