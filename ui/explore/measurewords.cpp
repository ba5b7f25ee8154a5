// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/measurewords.h"

#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdlib>

namespace outlay::ui {
namespace {

constexpr std::int64_t million = 1'000'000;

struct MeasureWords
{
    Q_DECLARE_TR_FUNCTIONS(MeasureWords)
};

/// Parts of 10^-6, for the eye.
QString decimal(std::int64_t millionths, int places, const QLocale &locale)
{
    return locale.toString(static_cast<double>(millionths) / million, 'f', places);
}

/// As many decimals as steps of that many millionths need.
int placesOf(std::int64_t step)
{
    int places = 0;
    for (std::int64_t unit = million; places < 6 && step % unit != 0; unit /= 10)
        ++places;
    return places;
}

/// Small ones, that need more digits.
bool isMeanOfMoney(Measure measure)
{
    return measure == Measure::CostPerRequest || measure == Measure::CostPerTask;
}

QString seconds(std::int64_t micros, int places, const QLocale &locale)
{
    return isolated(MeasureWords::tr("%1 s", "seconds").arg(decimal(micros, places, locale)));
}

QString milliseconds(std::int64_t micros, int places, const QLocale &locale)
{
    return isolated(MeasureWords::tr("%1 ms").arg(
        locale.toString(static_cast<double>(micros) / 1000, 'f', places)));
}

QString timeText(std::int64_t micros, const QLocale &locale)
{
    if (micros < million)
        return milliseconds(micros, micros < 10'000 ? 1 : 0, locale);
    return seconds(micros, 2, locale);
}

QString timeTick(std::int64_t micros, std::int64_t step, const QLocale &locale)
{
    if (step >= 100'000)
        return seconds(micros, placesOf(step), locale);
    return milliseconds(micros, step < 1'000 ? 1 : 0, locale);
}

QString percentTick(std::int64_t millionths, std::int64_t step, const QLocale &locale)
{
    constexpr double onePercent = 10'000;
    const int places = std::max(0, placesOf(step) - 2);
    return MeasureWords::tr("%1%", "percent")
        .arg(locale.toString(static_cast<double>(millionths) / onePercent, 'f', places));
}

/// What a mean or a rate was taken of: a figure of three requests says less than one of millions.
QString basisOf(Measure measure, const Measured &of, const QLocale &locale)
{
    switch (measure) {
    case Measure::MeanLatency:
        return MeasureWords::tr("mean of %1 request(s)", nullptr, pluralOf(of.latencySamples))
            .arg(count(of.latencySamples, locale));
    case Measure::CostPerRequest: {
        const std::int64_t priced = of.requests - of.unpricedRequests;
        return MeasureWords::tr("%1 for %2 request(s)", "money", pluralOf(priced))
            .arg(moneyExact(*of.cost - of.residual, locale), count(priced, locale));
    }
    case Measure::LatencyP50:
    case Measure::LatencyP95:
        return MeasureWords::tr("number %1 of %2 request(s) from the fastest on, to 0.05%", nullptr,
                                pluralOf(of.latencySamples))
            .arg(count(rankOf(percentOf(measure), of.latencySamples), locale),
                 count(of.latencySamples, locale));
    case Measure::CostPerTask: {
        const std::int64_t tasks = of.distribution->tasks.distinct();
        const QString said =
            MeasureWords::tr("%1 for %2 task(s)", "money", pluralOf(tasks))
                .arg(moneyExact(of.distribution->taskCost, locale), count(tasks, locale));
        const Money rest = of.cost.value_or(Money{}) - of.distribution->taskCost;
        return rest == Money{} ? said
                               : MeasureWords::tr("%1; %2 of the spend is of no task with a name")
                                     .arg(said, moneyExact(rest, locale));
    }
    case Measure::CacheHitRate:
    case Measure::OutputPerInput:
        return MeasureWords::tr("%1 token(s) in", nullptr, pluralOf(of.usage.prompt()))
            .arg(count(of.usage.prompt(), locale));
    default:
        return {};
    }
}

} // namespace

QString measureLabel(Measure measure)
{
    switch (measure) {
    case Measure::Cost:
        return MeasureWords::tr("Cost");
    case Measure::Requests:
        return MeasureWords::tr("Requests");
    case Measure::Errors:
        return MeasureWords::tr("Errors");
    case Measure::Tokens:
        return MeasureWords::tr("Tokens");
    case Measure::UncachedInput:
        return MeasureWords::tr("Uncached input");
    case Measure::CacheReads:
        return MeasureWords::tr("Cache reads");
    case Measure::CacheWrites:
        return MeasureWords::tr("Cache writes");
    case Measure::Output:
        return MeasureWords::tr("Output");
    case Measure::Reasoning:
        return MeasureWords::tr("Reasoning");
    case Measure::MeanLatency:
        return MeasureWords::tr("Mean latency");
    case Measure::CostPerRequest:
        return MeasureWords::tr("Cost per request");
    case Measure::CacheHitRate:
        return MeasureWords::tr("Cache hit rate");
    case Measure::OutputPerInput:
        return MeasureWords::tr("Output per input");
    case Measure::LatencyP50:
        return MeasureWords::tr("Median latency");
    case Measure::LatencyP95:
        return MeasureWords::tr("Latency, 95th percentile");
    case Measure::CostPerTask:
        return MeasureWords::tr("Cost per task");
    }
    return {};
}

QString measureHint(Measure measure)
{
    switch (measure) {
    case Measure::Cost:
        return MeasureWords::tr("The best figure known for each request, and what is not itemised");
    case Measure::Requests:
        return MeasureWords::tr("Requests to models, failed ones included");
    case Measure::Errors:
        return MeasureWords::tr("Requests that failed, where a source can see that");
    case Measure::Tokens:
        return MeasureWords::tr("Everything that went in and came out");
    case Measure::UncachedInput:
        return MeasureWords::tr("Tokens that went in and were not in a cache");
    case Measure::CacheReads:
        return MeasureWords::tr("Tokens that were read from the provider's cache");
    case Measure::CacheWrites:
        return MeasureWords::tr("Tokens that were written to the provider's cache");
    case Measure::Output:
        return MeasureWords::tr("Tokens that came out, reasoning included");
    case Measure::Reasoning:
        return MeasureWords::tr("Tokens of the output that were reasoning");
    case Measure::MeanLatency:
        return MeasureWords::tr("Mean time of a request, of those that tell it");
    case Measure::CostPerRequest:
        return MeasureWords::tr("Of priced requests, without what is not itemised");
    case Measure::CacheHitRate:
        return MeasureWords::tr("Share of the tokens in that were read from a cache");
    case Measure::OutputPerInput:
        return MeasureWords::tr("Tokens that came out for each that went in");
    case Measure::LatencyP50:
        return MeasureWords::tr("Half of the requests that tell it took no longer");
    case Measure::LatencyP95:
        return MeasureWords::tr("95 of 100 requests that tell it took no longer");
    case Measure::CostPerTask:
        return MeasureWords::tr("Mean of the tasks with a name, of what is priced and no plan "
                                "pays for");
    }
    return {};
}

QString measureText(Measure measure, std::optional<std::int64_t> parts, const QLocale &locale)
{
    if (!parts)
        return dash();
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return isMeanOfMoney(measure) ? moneyFine({*parts}, locale) : money({*parts}, locale);
    case MeasureUnit::Count:
        return count(*parts, locale);
    case MeasureUnit::Tokens:
        return countCompact(*parts, locale);
    case MeasureUnit::Time:
        return timeText(*parts, locale);
    case MeasureUnit::Share:
        return share(*parts, million, locale);
    case MeasureUnit::Ratio:
        return decimal(*parts, 3, locale);
    }
    return {};
}

QString figureText(Measure measure, const Measured &of, const QLocale &locale)
{
    const auto parts = partsOf(measure, of);
    const QString figure = measureText(measure, parts, locale);
    return measure == Measure::Cost && parts && of.unpricedRequests > 0 ? atLeast(figure) : figure;
}

QString measureExact(Measure measure, const Measured &of, const QLocale &locale)
{
    const auto parts = partsOf(measure, of);
    if (!parts)
        return MeasureWords::tr("not known");
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        if (measure == Measure::Cost)
            return moneyExact({*parts}, locale);
        return MeasureWords::tr("%1 (%2)", "figure, what of")
            .arg(moneyExact({*parts}, locale), basisOf(measure, of, locale));
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        return count(*parts, locale);
    case MeasureUnit::Time:
        return MeasureWords::tr("%1 (%2)", "figure, what of")
            .arg(timeText(*parts, locale), basisOf(measure, of, locale));
    case MeasureUnit::Share:
        return MeasureWords::tr("%1 (%2)", "figure, what of")
            .arg(MeasureWords::tr("%1%", "percent").arg(decimal(*parts * 100, 3, locale)),
                 basisOf(measure, of, locale));
    case MeasureUnit::Ratio:
        return MeasureWords::tr("%1 (%2)", "figure, what of")
            .arg(decimal(*parts, 6, locale), basisOf(measure, of, locale));
    }
    return {};
}

QString measureCompact(Measure measure, std::int64_t parts, const QLocale &locale)
{
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return std::abs(parts) < 10 * std::int64_t{1'000'000'000}
                   ? measureText(measure, parts, locale)
                   : moneyCompact({parts}, locale);
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        return countCompact(parts, locale);
    default:
        return measureText(measure, parts, locale);
    }
}

QString measureTick(Measure measure, std::int64_t parts, std::int64_t step, const QLocale &locale)
{
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return moneyTick({parts}, {step}, locale);
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        return countCompact(parts, locale);
    case MeasureUnit::Time:
        return timeTick(parts, step, locale);
    case MeasureUnit::Share:
        return percentTick(parts, step, locale);
    case MeasureUnit::Ratio:
        return decimal(parts, placesOf(step), locale);
    }
    return {};
}

std::int64_t emptyAxisEnd(Measure measure)
{
    switch (unitOf(measure)) {
    case MeasureUnit::Money:
        return 1'000'000'000;
    case MeasureUnit::Count:
    case MeasureUnit::Tokens:
        return 1;
    default:
        return million;
    }
}

QString splitLabel(const ExploreRequest &request)
{
    QString first = dimensionLabel(request.dimension).toLower();
    return request.thenBy ? MeasureWords::tr("%1, then %2", "dimensions")
                                .arg(first, dimensionLabel(*request.thenBy).toLower())
                          : first;
}

static QString keyLabel(const ExploreRequest &request, const ValueKey &key, bool isOther,
                        bool isNotItemised)
{
    const auto valueAt = [&key](std::size_t i) {
        return i < key.size() ? key[i] : std::optional<std::string>();
    };
    const QString first = rowLabel(request.dimension, valueAt(0), isOther, isNotItemised);
    // What is not itemised is of no second value in most cases: "unknown" would be noise.
    if (!request.thenBy || isOther || (isNotItemised && !valueAt(1)))
        return first;
    return MeasureWords::tr("%1 · %2", "value of one dimension, of another")
        .arg(first, valueLabel(*request.thenBy, valueAt(1)));
}

QString partLabel(const ExploreRequest &request, const ExploreRow &row, std::size_t place)
{
    const auto value = place < row.key.size() ? row.key[place] : std::nullopt;
    if (place == 0)
        return rowLabel(request.dimension, value, row.isOther, row.isNotItemised);
    const bool hasOne = request.thenBy && !row.isOther && (!row.isNotItemised || value);
    return hasOne ? valueLabel(*request.thenBy, value) : QString();
}

QString rowLabel(const ExploreRequest &request, const ExploreRow &row)
{
    return keyLabel(request, row.key, row.isOther, row.isNotItemised);
}

QString rowLabel(const ExploreRequest &request, const ExploreSeries &series)
{
    return keyLabel(request, series.key, series.isOther, series.isNotItemised);
}

} // namespace outlay::ui
