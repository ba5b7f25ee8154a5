// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/forecast.h"

#include "models/insight/outliers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace outlay {

namespace {

constexpr std::size_t mostOrigins = 24;
constexpr double bandLow = 0.1;
constexpr double bandHigh = 0.9;

double sumOf(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The mean size of what the errors are in proportion to.
double scaleOf(std::span<const double> values, int season)
{
    const std::size_t last = std::min(values.size(), static_cast<std::size_t>(season) * 4);
    double sum = 0;
    for (const double value : values.last(last))
        sum += std::abs(value);
    return last > 0 ? sum / double(last) : 0;
}

/// The value at the conformal rank q (n + 1) of sorted errors, between two of them in proportion.
/// There is one at least.
double atRank(const std::vector<double> &sorted, double quantile)
{
    const auto n = static_cast<double>(sorted.size());
    const double rank = std::clamp(quantile * (n + 1), 1.0, n);
    const auto below = static_cast<std::size_t>(rank);
    const double lower = sorted[below - 1];
    const double upper = below < sorted.size() ? sorted[below] : lower;
    return lower + (upper - lower) * (rank - double(below));
}

/// How much wider a band of the errors of so many independent trials must be than one of many:
/// Student's t at 0.9 over its limit.
double widening(double trials)
{
    static constexpr std::array byDegrees{3.078, 1.886, 1.638, 1.533, 1.476,
                                          1.440, 1.415, 1.397, 1.383, 1.372};
    constexpr double limit = 1.2816;
    const double below = std::clamp(trials, 1.0, double(byDegrees.size()));
    const auto at = static_cast<std::size_t>(below);
    const double here = byDegrees[at - 1];
    const double after = at < byDegrees.size() ? byDegrees[at] : here;
    return (here + (after - here) * (below - double(at))) / limit;
}

/// Earlier points of the series to forecast from, newest first, and how far ahead from each.
struct Origins
{
    std::vector<std::size_t> at; ///< how many values were known
    std::size_t ahead = 0;

    /// How many more trials there are than one whose horizon overlaps no other's.
    [[nodiscard]] double spread() const
    {
        return at.empty() ? 0 : double(at.front() - at.back()) / double(ahead);
    }
};

bool isMostlyKnown(const std::vector<bool> &isFilled, std::size_t from, std::size_t length)
{
    if (isFilled.empty())
        return true;
    const auto first = isFilled.begin() + static_cast<std::ptrdiff_t>(from);
    const auto filled = std::count(first, first + static_cast<std::ptrdiff_t>(length), true);
    return static_cast<std::size_t>(filled) * 4 <= length;
}

/// Of a history too short for trials as far ahead as asked, shorter ones.
Origins originsOf(std::size_t size, int season, std::size_t ahead,
                  const std::vector<bool> &isFilled)
{
    constexpr std::size_t least = 3;
    const std::size_t seasons = static_cast<std::size_t>(season) * 2;
    const std::size_t first = std::max(least, std::min(seasons, size / 2));
    Origins origins;
    if (size < first + least)
        return origins;
    // Trials that begin on the same few days err alike: some room for their origins is worth more
    // than the last steps of each.
    origins.ahead = std::min({ahead, size - first - (least - 1), (size - first) * 4 / 5});
    const std::size_t room = size - origins.ahead - first;
    const std::size_t apart = std::max<std::size_t>(1, room / mostOrigins);
    for (std::size_t back = 0; back <= room && origins.at.size() < mostOrigins; back += apart) {
        if (isMostlyKnown(isFilled, size - origins.ahead - back, origins.ahead))
            origins.at.push_back(size - origins.ahead - back);
    }
    return origins;
}

/// Of the level, lest totals near nothing make ratios without end.
constexpr double leastShare = 0.05;

/// What a method did from the earlier origins, in proportion to the level there.
struct Trial
{
    std::vector<std::vector<double>> steps; ///< [origin][step]: value less forecast
    std::vector<std::vector<double>> sums;  ///< [origin][step]: of the errors up to it
    std::vector<std::vector<double>> said;  ///< [origin][step]: sum of the forecasts up to it
    std::vector<double> totals;             ///< [origin]: the last of `sums`
    double loss = 0;
};

Trial tryOut(ForecastMethod method, std::span<const double> values, const Origins &origins,
             int season, const Smoothing &smoothing)
{
    Trial trial;
    for (const std::size_t origin : origins.at) {
        const auto known = values.first(origin);
        const double scale = scaleOf(known, season);
        const auto next =
            carriedOn(method, known, season, static_cast<int>(origins.ahead), smoothing);
        auto &errors = trial.steps.emplace_back(origins.ahead);
        auto &sums = trial.sums.emplace_back(origins.ahead);
        auto &said = trial.said.emplace_back(origins.ahead);
        double size = 0;
        for (std::size_t i = 0; i < origins.ahead; ++i) {
            errors[i] = scale > 0 ? (values[origin + i] - next[i]) / scale : 0;
            sums[i] = errors[i] + (i > 0 ? sums[i - 1] : 0);
            said[i] = (scale > 0 ? next[i] / scale : 0) + (i > 0 ? said[i - 1] : 0);
            size += std::abs(errors[i]);
        }
        trial.totals.push_back(sums.back());
        trial.loss += (size + std::abs(trial.totals.back())) / double(origins.ahead);
    }
    return trial;
}

/// Bands out of errors.
class Bands
{
public:
    explicit Bands(double spread)
        // The method was chosen for how little it erred in these trials: it will err a little more,
        // and the more so the fewer of them were independent.
        : m_factor(widening(spread) * (1.05 + 0.15 / std::max(spread, 1.0)))
        // Few trials may all have erred to one side; the next one may not.
        , m_isMirrored(spread < 8)
    {
    }
    /// Around `middle`, which they always hold.
    [[nodiscard]] Quantiles around(double middle, std::vector<double> errors, double scale) const
    {
        const std::size_t size = errors.size();
        for (std::size_t i = 0; m_isMirrored && i < size; ++i)
            errors.push_back(-errors[i]);
        std::sort(errors.begin(), errors.end());
        return {std::min(middle, middle + scale * m_factor * atRank(errors, bandLow)), middle,
                std::max(middle, middle + scale * m_factor * atRank(errors, bandHigh))};
    }

    [[nodiscard]] double factor() const { return m_factor; }

private:
    double m_factor;
    bool m_isMirrored;
};

/// The most that so many values in a row came to.
double mostOf(std::span<const double> values, std::size_t count)
{
    double sum = 0;
    double most = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i] - (i >= count ? values[i - count] : 0);
        most = std::max(most, sum);
    }
    return most;
}

/// What the values say of how far a band may reach.
struct Size
{
    double scale = 0;
    /// The most that as many values as the trials are long came to; nullopt: some were negative.
    std::optional<double> most;
};

/// The band of the sum of the first `count` steps, around `middle`.
Quantiles bandOfSum(const Bands &bands, const Trial &trial, double middle, std::size_t count,
                    const Size &size)
{
    const double scale = size.scale;
    const std::size_t tried = std::min(count, trial.steps.front().size());
    std::vector<double> errors;
    std::vector<double> ratios;
    const double least = leastShare * double(tried);
    for (std::size_t origin = 0; origin < trial.steps.size(); ++origin) {
        errors.push_back(trial.sums[origin][tried - 1]);
        const double said = std::max(trial.said[origin][tried - 1], 0.0);
        ratios.push_back(std::log((std::max(said + errors.back(), 0.0) + least) / (said + least)));
    }
    // Errors of shorter trials, taken as lasting: the widest they can come to.
    const double longer = double(count) / double(tried);
    Quantiles band = bands.around(middle, std::move(errors), scale * longer);
    if (!size.most)
        return band;
    // Spend errs by factors, down to a fraction, never to nothing. Upwards a factor of few trials
    // knows no bounds: it goes as far as they err by sums, and by the most there ever was.
    const double floor = leastShare * double(count) * scale;
    const Quantiles ratio = bands.around(0, std::move(ratios), 1);
    band.p10 = (middle + floor) * std::exp(ratio.p10) - floor;
    band.p90 = std::min({band.p90, (middle + floor) * std::exp(ratio.p90) - floor,
                         middle + bands.factor() * std::max(longer, 1.0) * *size.most});
    return band;
}

void addBands(SeriesForecast &forecast, const Trial &trial, const Origins &origins,
              const Size &size)
{
    const Bands bands(origins.spread());
    const std::size_t ahead = forecast.steps.size();
    forecast.hasBand = true;
    for (std::size_t i = 0; i < ahead; ++i)
        forecast.sums[i] = bandOfSum(bands, trial, forecast.sums[i].p50, i + 1, size);
    forecast.total = forecast.sums.back();
    for (std::size_t i = 0; i < ahead; ++i) {
        const std::size_t same = std::min(i, origins.ahead - 1);
        std::vector<double> errors;
        for (const auto &steps : trial.steps) {
            for (std::size_t at = same == 0 ? 0 : same - 1; at < std::min(same + 2, steps.size());
                 ++at)
                errors.push_back(steps[at]);
        }
        forecast.steps[i] = bands.around(forecast.steps[i].p50, std::move(errors), size.scale);
    }
    if (trial.totals.size() < 2)
        return; // nothing to judge the one by
    for (std::size_t left = 0; left < trial.totals.size(); ++left) {
        std::vector<double> others = trial.totals;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(left));
        const Quantiles band = bands.around(0, std::move(others), 1);
        ++forecast.judged;
        forecast.held += trial.totals[left] >= band.p10 && trial.totals[left] <= band.p90 ? 1 : 0;
    }
}

void floorAtZero(Quantiles &quantiles)
{
    quantiles = {std::max(quantiles.p10, 0.0), std::max(quantiles.p50, 0.0),
                 std::max(quantiles.p90, 0.0)};
}

/// `next` as it stands, the quantiles all the same.
void lay(SeriesForecast &forecast, const std::vector<double> &next)
{
    double sum = 0;
    for (std::size_t i = 0; i < next.size(); ++i) {
        sum += next[i];
        forecast.steps[i] = {next[i], next[i], next[i]};
        forecast.sums[i] = {sum, sum, sum};
    }
    forecast.total = {sum, sum, sum};
}

/// What was never negative will not be, and its sums only grow: of bands that say otherwise the
/// wider holds.
void makePositive(SeriesForecast &forecast)
{
    std::for_each(forecast.steps.begin(), forecast.steps.end(), floorAtZero);
    std::for_each(forecast.sums.begin(), forecast.sums.end(), floorAtZero);
    for (std::size_t i = 1; i < forecast.sums.size(); ++i)
        forecast.sums[i].p90 = std::max(forecast.sums[i].p90, forecast.sums[i - 1].p90);
    for (std::size_t i = forecast.sums.size(); i-- > 1;)
        forecast.sums[i - 1].p10 = std::min(forecast.sums[i - 1].p10, forecast.sums[i].p10);
    forecast.total = forecast.sums.back();
}

/// A point where trials erred is no certainty, and what trials on the same few days say of several
/// times the forecast is no knowledge either.
bool isNoBand(const Quantiles &total, const Trial &trial, const Origins &origins)
{
    constexpr double vague = 4;
    constexpr double nothing = 1e-9;
    const bool hasErred =
        std::any_of(trial.steps.begin(), trial.steps.end(), [](const std::vector<double> &steps) {
            return std::any_of(steps.begin(), steps.end(),
                               [](double error) { return std::abs(error) > nothing; });
        });
    const bool isPoint = total.p90 - total.p10 <= nothing * std::abs(total.p50);
    return (isPoint && hasErred) ||
           (origins.spread() < 1 && total.p90 > vague * std::max(total.p50, 0.0));
}

void takeBandAway(SeriesForecast &forecast)
{
    const auto collapse = [](Quantiles &quantiles) {
        quantiles = {quantiles.p50, quantiles.p50, quantiles.p50};
    };
    std::for_each(forecast.steps.begin(), forecast.steps.end(), collapse);
    std::for_each(forecast.sums.begin(), forecast.sums.end(), collapse);
    collapse(forecast.total);
    forecast.hasBand = false;
    forecast.judged = forecast.held = 0;
}

} // namespace

SeriesForecast atCurrentRate(std::span<const double> values, int horizon)
{
    SeriesForecast forecast;
    const auto ahead = static_cast<std::size_t>(std::max(horizon, 1));
    forecast.steps.resize(ahead);
    forecast.sums.resize(ahead);
    if (!values.empty())
        lay(forecast, std::vector<double>(ahead, sumOf(values) / double(values.size())));
    return forecast;
}

SeriesForecast carryOn(std::span<const double> raw, int season, int horizon,
                       const std::vector<bool> &isFilled)
{
    SeriesForecast forecast;
    const auto ahead = static_cast<std::size_t>(std::max(horizon, 1));
    forecast.steps.resize(ahead);
    forecast.sums.resize(ahead);
    if (raw.empty())
        return forecast;
    season = std::max(season, 1);
    const bool isPositive =
        std::all_of(raw.begin(), raw.end(), [](double value) { return value >= 0; });
    std::vector<double> values(raw.begin(), raw.end());
    forecast.clipped = clipOutliers(values, season);

    const Origins origins = originsOf(values.size(), season, ahead, isFilled);
    // Fitted on what every origin knows, so that no trial looks ahead.
    const Smoothing early = fitSmoothing(
        std::span(values).first(origins.at.empty() ? values.size() : origins.at.back()), season);
    Trial best;
    for (std::size_t i = 0; i < forecastMethodCount && !origins.at.empty(); ++i) {
        const auto method = static_cast<ForecastMethod>(i);
        Trial trial = tryOut(method, values, origins, season, early);
        constexpr double clearly = 0.98;
        if (i == 0 || trial.loss < best.loss * clearly) {
            best = std::move(trial);
            forecast.method = method;
        }
    }
    const auto next = carriedOn(forecast.method, values, season, static_cast<int>(ahead),
                                fitSmoothing(values, season));
    lay(forecast, next);
    if (origins.at.empty())
        return forecast;
    Size size{scaleOf(values, season), {}};
    if (isPositive)
        size.most = mostOf(values, origins.ahead);
    addBands(forecast, best, origins, size);
    if (isPositive)
        makePositive(forecast);
    if (isNoBand(forecast.total, best, origins))
        takeBandAway(forecast);
    return forecast;
}

} // namespace outlay
