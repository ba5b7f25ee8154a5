// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/explorefigures.h"

#include "ui/explore/comparewords.h"
#include "ui/explore/measurewords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <QCoreApplication>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ExploreFigures)
};

/// To the last digit where parts add up, so that the lines do.
QString exactly(Measure measure, std::int64_t parts, const QLocale &locale)
{
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return moneyExact({parts}, locale);
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        return count(parts, locale);
    default:
        return parts < 0 ? locale.negativeSign() + measureText(measure, -parts, locale)
                         : measureText(measure, parts, locale);
    }
}

QString titleOf(const QString &value, const TimeRange &range, const ExploreSnapshot &snapshot)
{
    return Words::tr("%1, %2", "value, dates")
        .arg(value, bucketLabel(range, snapshot.period.step, snapshot.zone, QLocale()));
}

/// By its place, the first with the first; a week may begin before the period does.
Figure priorBucketFigureOf(const ExploreSnapshot &snapshot, int bucket)
{
    const Step step = snapshot.period.step;
    const TimeRange &prior = *snapshot.period.prior;
    Instant from = snapshot.zone.bucketStart(prior.from, step);
    for (int i = 0; i < bucket; ++i)
        from = snapshot.zone.nextBucket(from, step);
    const TimeRange range{std::max(from, prior.from),
                          std::min(snapshot.zone.nextBucket(from, step), prior.to)};
    return Figure{titleOf(Words::tr("All that is shown"), range, snapshot),
                  snapshot.priorBuckets[static_cast<std::size_t>(bucket)], range};
}

std::optional<ChangeFigure> changeOf(const ExploreSnapshot &snapshot, const QString &title,
                                     const Measured &now, const Measured &before,
                                     const QLocale &locale)
{
    const Measure measure = snapshot.request.measure;
    const auto is = comparedParts(measure, now);
    const auto was = comparedParts(measure, before);
    if (!is || !was || !snapshot.period.prior)
        return {};
    using Kind = ReceiptLine::Kind;
    TimeRange seen = snapshot.period.range;
    seen.to = std::min(seen.to, snapshot.now);
    ChangeFigure change;
    change.title = title;
    change.amount = changeExact(measure, now, before, locale);
    if (unitOf(measure) == MeasureUnit::Money)
        change.sum = Money{*is - *was};
    change.lines = {
        {Kind::Part, rangeLabel(seen, snapshot.zone, locale, false), exactly(measure, *is, locale)},
        {Kind::Part, priorDates(snapshot, locale), exactly(measure, -*was, locale)},
        {Kind::Sum, Words::tr("Change"), exactly(measure, *is - *was, locale)}};
    return change;
}

} // namespace

void setHead(Figure &figure, Measure measure, const Measured &of)
{
    if (measure == Measure::Cost)
        return;
    const QLocale locale;
    const auto parts = partsOf(measure, of);
    figure.head = Words::tr("%1: %2", "measure, figure")
                      .arg(measureLabel(measure), measureText(measure, parts, locale));
    if (parts && !isStackable(measure))
        figure.how = measureExact(measure, of, locale);
}

Figure figureOf(const ExploreSnapshot &snapshot, const ExploreRow &row, Measure measure)
{
    Figure figure{rowLabel(snapshot.request, row), row.measures};
    setHead(figure, measure, row.measures);
    if (!row.isOther) {
        figure.narrowing = filtersOf(snapshot.request, row.key);
        return figure;
    }
    figure.outside.emplace();
    figure.outside->by = snapshot.request.by();
    for (const ExploreRow &other : snapshot.rows) {
        if (!other.isOther && !other.isNotItemised)
            figure.outside->keys.push_back(other.key);
    }
    return figure;
}

Figure figureOf(const ExploreSnapshot &snapshot, const ExploreRow &row)
{
    return figureOf(snapshot, row, snapshot.request.measure);
}

Figure priorFigureOf(const ExploreSnapshot &snapshot, const ExploreRow &row)
{
    Figure figure{Words::tr("%1, %2", "value, dates")
                      .arg(rowLabel(snapshot.request, row), priorDates(snapshot, QLocale())),
                  *row.prior, snapshot.period.prior};
    setHead(figure, snapshot.request.measure, *row.prior);
    figure.narrowing = filtersOf(snapshot.request, row.key);
    return figure;
}

Figure bucketFigureOf(const ExploreSnapshot &snapshot, int bucket, int series)
{
    const Measure measure = snapshot.request.measure;
    const auto place = static_cast<std::size_t>(series);
    if (place >= snapshot.series.size()) {
        Figure figure = priorBucketFigureOf(snapshot, bucket);
        setHead(figure, measure, snapshot.priorBuckets[static_cast<std::size_t>(bucket)]);
        return figure;
    }
    const ExploreSeries &of = snapshot.series[place];
    const Measured &measures = of.buckets[static_cast<std::size_t>(bucket)];
    TimeRange range = bucketRange(snapshot, bucket);
    Figure figure{titleOf(rowLabel(snapshot.request, of), range, snapshot), measures};
    range.from = std::max(range.from, snapshot.period.range.from);
    figure.range = range;
    setHead(figure, measure, measures);
    if (!of.isOther) {
        figure.narrowing = filtersOf(snapshot.request, of.key);
        return figure;
    }
    figure.outside.emplace();
    figure.outside->by = snapshot.request.by();
    for (const ExploreSeries &other : snapshot.series) {
        if (!other.isOther && !other.isNotItemised)
            figure.outside->keys.push_back(other.key);
    }
    return figure;
}

Figure wholeFigureOf(const ExploreSnapshot &snapshot)
{
    Figure figure{Words::tr("All that is shown"), snapshot.total};
    setHead(figure, snapshot.request.measure, snapshot.total);
    return figure;
}

std::optional<ChangeFigure> changeOf(const ExploreSnapshot &snapshot, const ExploreRow &row,
                                     const QLocale &locale)
{
    return row.prior ? changeOf(snapshot, rowLabel(snapshot.request, row), row.measures, *row.prior,
                                locale)
                     : std::nullopt;
}

std::optional<ChangeFigure> wholeChangeOf(const ExploreSnapshot &snapshot, const QLocale &locale)
{
    return isCompared(snapshot) ? changeOf(snapshot, Words::tr("All that is shown"), snapshot.total,
                                           *snapshot.prior, locale)
                                : std::nullopt;
}

} // namespace outlay::ui
