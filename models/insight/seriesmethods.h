// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace outlay {

/// How a series is carried on. In the order of simplicity: of equals the first is taken.
enum class ForecastMethod : std::uint8_t
{
    RunRate,        ///< the mean of the last season again and again
    SeasonalNaive,  ///< the last season again
    SeasonalMean,   ///< the mean of the last four seasons, phase by phase
    SmoothedSeason, ///< additive season, damped trend: Holt-Winters, parameters by least squares
    Theta,          ///< smoothed level and half of the line's slope, over additive seasons
    Mean,           ///< of seasonal naive, smoothed season and theta
};
inline constexpr std::size_t forecastMethodCount = 6;

/// "seasonal naive"; for people and JSON.
[[nodiscard]] std::string_view name(ForecastMethod method);

/// Weights of Holt-Winters' additive method with damped trend, each in [0, 1].
struct Smoothing
{
    double level = 0.2, trend = 0, season = 0.2;
    static constexpr double damping = 0.9;
};

/// The weights with the least squared error one step ahead. O(size), about thirty passes.
[[nodiscard]] Smoothing fitSmoothing(std::span<const double> values, int season);

/// The next `horizon` values. `season` >= 1 values repeat; 1: none. Needs at least one value;
/// seasons of which there are not two are left out. Where no value is negative none of the next is:
/// what falls does so by shares.
[[nodiscard]] std::vector<double> carriedOn(ForecastMethod method, std::span<const double> values,
                                            int season, int horizon, const Smoothing &smoothing);

} // namespace outlay
