// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/seriesmethods.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace outlay {

namespace {

double meanOf(std::span<const double> values)
{
    return values.empty() ? 0
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

/// By phase, the mean of the last `seasons`; index 0 is the phase that comes next.
std::vector<double> lastSeasons(std::span<const double> values, int season, int seasons)
{
    const auto length = static_cast<std::size_t>(season);
    const std::size_t count =
        std::clamp<std::size_t>(values.size() / length, 1, std::size_t(seasons));
    std::vector<double> phases(length, 0);
    for (std::size_t phase = 0; phase < length; ++phase) {
        std::size_t found = 0;
        for (std::size_t back = 0; back < count; ++back) {
            const std::size_t before = (back + 1) * length - phase;
            if (before > values.size())
                continue;
            phases[phase] += values[values.size() - before];
            ++found;
        }
        phases[phase] = found > 0 ? phases[phase] / double(found) : meanOf(values);
    }
    return phases;
}

/// A level after a trend has moved it by `change`. What was never negative falls by shares of
/// `size`, which the trend is of, and never to nothing; `size` 0: by the change itself.
double moved(double level, double change, double size)
{
    const bool isByShares = change < 0 && level > 0 && size > 0;
    return isByShares ? level * std::exp(change / size) : level + change;
}

std::vector<double> repeated(const std::vector<double> &season, int horizon)
{
    std::vector<double> next(static_cast<std::size_t>(horizon));
    for (std::size_t i = 0; i < next.size(); ++i)
        next[i] = season[i % season.size()];
    return next;
}

/// Holt-Winters, additive, damped; keeps the squared error one step ahead.
class Smoother
{
public:
    Smoother(std::span<const double> values, int season, const Smoothing &weights)
        : m_weights(weights)
        , m_season(static_cast<std::size_t>(season))
    {
        const std::size_t first = std::min(values.size(), m_season * 2);
        m_level = meanOf(values.first(std::min(values.size(), m_season)));
        const double start = meanOf(values.first(first));
        m_phases.assign(m_season, 0);
        if (m_season > 1) {
            for (std::size_t i = 0; i < first; ++i)
                m_phases[i % m_season] += (values[i] - start) / double(first / m_season);
        }
        for (std::size_t i = 0; i < values.size(); ++i)
            take(values[i], i, i >= first);
        m_size = values.size();
    }
    [[nodiscard]] double error() const { return m_error; }
    [[nodiscard]] std::vector<double> next(int horizon, bool isPositive) const
    {
        std::vector<double> values(static_cast<std::size_t>(horizon));
        double trend = 0;
        double factor = Smoothing::damping;
        for (std::size_t i = 0; i < values.size(); ++i) {
            trend += m_trend * factor;
            factor *= Smoothing::damping;
            values[i] =
                moved(m_level, trend, isPositive ? m_level : 0) + m_phases[(m_size + i) % m_season];
        }
        return values;
    }

private:
    void take(double value, std::size_t i, bool isJudged)
    {
        double &phase = m_phases[i % m_season];
        const double before = m_level + Smoothing::damping * m_trend;
        const double error = value - before - phase;
        if (isJudged)
            m_error += error * error;
        m_level = before + m_weights.level * error;
        m_trend = Smoothing::damping * m_trend + m_weights.level * m_weights.trend * error;
        if (m_season > 1)
            phase += m_weights.season * (1 - m_weights.level) * error;
    }

    Smoothing m_weights;
    std::size_t m_season;
    std::size_t m_size = 0;
    double m_level = 0, m_trend = 0, m_error = 0;
    std::vector<double> m_phases;
};

std::vector<double> theta(std::span<const double> values, int season, int horizon, bool isPositive)
{
    // Additive seasons from all whole ones, newest weighted like the oldest.
    const auto length = static_cast<std::size_t>(season);
    std::vector<double> phases(length, 0);
    const std::size_t whole = values.size() / length * length;
    const auto tail = values.last(whole);
    const double mean = meanOf(tail);
    if (length > 1 && whole >= 2 * length) {
        for (std::size_t i = 0; i < whole; ++i)
            phases[i % length] += (tail[i] - mean) / double(whole / length);
    }
    const std::size_t skipped = values.size() - whole;
    const auto phaseOf = [&](std::size_t i) {
        return phases[(i + length * 2 - skipped % length) % length];
    };
    double level = values.front() - phaseOf(0);
    double sumX = 0;
    double sumY = 0;
    double sumXY = 0;
    double sumXX = 0;
    constexpr double weight = 0.3;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = values[i] - phaseOf(i);
        level += weight * (value - level);
        const auto x = static_cast<double>(i);
        sumX += x;
        sumY += value;
        sumXY += x * value;
        sumXX += x * x;
    }
    const auto n = static_cast<double>(values.size());
    const double spread = n * sumXX - sumX * sumX;
    const double slope = spread > 0 ? (n * sumXY - sumX * sumY) / spread : 0;
    std::vector<double> next(static_cast<std::size_t>(horizon));
    const double size = isPositive ? mean : 0;
    for (std::size_t i = 0; i < next.size(); ++i) {
        const double then = moved(level, slope / 2 * double(i + 1), size);
        // Its seasons shrink with it.
        const double share = size > 0 ? std::clamp(then / size, 0.0, 1.0) : 1;
        next[i] = then + share * phaseOf(values.size() + i);
    }
    return next;
}

/// What is asked of a method.
struct Asked
{
    int season, horizon;
    bool isPositive; ///< no value was negative
};

std::vector<double> unbounded(ForecastMethod method, std::span<const double> values,
                              const Asked &asked, const Smoothing &smoothing)
{
    constexpr int seasons = 4;
    const auto [season, horizon, isPositive] = asked;
    switch (method) {
    case ForecastMethod::RunRate: {
        const std::size_t last = std::min(values.size(), std::max<std::size_t>(season, 1));
        return std::vector<double>(static_cast<std::size_t>(horizon), meanOf(values.last(last)));
    }
    case ForecastMethod::SeasonalNaive:
        return repeated(lastSeasons(values, season, 1), horizon);
    case ForecastMethod::SeasonalMean:
        return repeated(lastSeasons(values, season, seasons), horizon);
    case ForecastMethod::SmoothedSeason:
        return Smoother(values, season, smoothing).next(horizon, isPositive);
    case ForecastMethod::Theta:
        return theta(values, season, horizon, isPositive);
    case ForecastMethod::Mean: {
        std::vector<double> sum(static_cast<std::size_t>(horizon), 0);
        for (const ForecastMethod one : {ForecastMethod::SeasonalNaive,
                                         ForecastMethod::SmoothedSeason, ForecastMethod::Theta}) {
            const auto next = carriedOn(one, values, season, horizon, smoothing);
            for (std::size_t i = 0; i < sum.size(); ++i)
                sum[i] += next[i] / 3;
        }
        return sum;
    }
    }
    return {};
}

} // namespace

std::string_view name(ForecastMethod method)
{
    static constexpr std::array<std::string_view, forecastMethodCount> names = {
        "run rate",        "seasonal naive", "mean of four seasons",
        "smoothed season", "theta",          "mean of three"};
    return names[static_cast<std::size_t>(method)];
}

Smoothing fitSmoothing(std::span<const double> values, int season)
{
    static constexpr std::array levels{0.05, 0.2, 0.5, 0.9};
    static constexpr std::array trends{0.0, 0.1};
    static constexpr std::array seasons{0.05, 0.2, 0.5, 0.9};
    Smoothing best;
    double least = std::numeric_limits<double>::infinity();
    for (const double level : levels) {
        for (const double trend : trends) {
            for (const double phase : seasons) {
                const Smoothing weights{level, trend, phase};
                const double error = Smoother(values, season, weights).error();
                if (error < least) {
                    least = error;
                    best = weights;
                }
            }
        }
    }
    return best;
}

std::vector<double> carriedOn(ForecastMethod method, std::span<const double> values, int season,
                              int horizon, const Smoothing &smoothing)
{
    if (season > 1 && values.size() < 2 * static_cast<std::size_t>(season))
        season = 1;
    const bool isPositive =
        std::all_of(values.begin(), values.end(), [](double value) { return value >= 0; });
    std::vector<double> next = unbounded(method, values, {season, horizon, isPositive}, smoothing);
    if (isPositive) {
        for (double &value : next)
            value = std::max(value, 0.0);
    }
    return next;
}

} // namespace outlay
