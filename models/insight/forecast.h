// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/seriesmethods.h"

#include <optional>

namespace outlay {

/// What is as likely to be passed as not (p50), and the band that four of five outcomes fall into.
struct Quantiles
{
    double p10 = 0, p50 = 0, p90 = 0;
};

/// A series carried on, and how far that can be trusted. Figures are estimates, hence doubles, in
/// the unit of the values; whoever shows money rounds them to nano-dollars once.
struct SeriesForecast
{
    std::vector<Quantiles> steps;
    /// Of the sum of all steps; narrower than the sum of their bands, wider than if they erred
    /// independently.
    Quantiles total;
    /// Of the sum of the first steps, one to all of them; the last is `total`. Where nothing was
    /// negative they only grow.
    std::vector<Quantiles> sums;
    /// False: too little history, p10 = p50 = p90. So where trials began within less time than they
    /// are long and the band would reach beyond four times the middle, and where it would be a
    /// point though trials erred.
    bool hasBand = false;
    ForecastMethod method = ForecastMethod::RunRate;
    /// Its track record: forecasts it would have made before, and how many totals lay in the band
    /// made of the others' errors.
    int judged = 0, held = 0;
    int clipped = 0; ///< values so far off that they were taken as less, lest one sets the band
};

/// Carries on values of equal steps, oldest first. Every method that the history is long enough for
/// forecasts from earlier origins; the one whose totals and steps erred least is taken, of equals
/// the simpler. The bands are quantiles of its errors at these origins, in proportion to the level,
/// at conformal ranks q (n + 1) of n (Vovk et al., Algorithmic Learning in a Random World), widened
/// by Student's t where the trials overlap so much that few are independent, and mirrored then.
/// `season`: values in a season, 1 if none; `horizon` >= 1. Empty values: all zero, no band.
/// `isFilled`: as many as values, or none: true where a value stands in for one nobody knows. The
/// methods need it to go on; no forecast is judged by more than a quarter of such.
[[nodiscard]] SeriesForecast carryOn(std::span<const double> values, int season, int horizon,
                                     const std::vector<bool> &isFilled = {});

/// The mean of all values goes on, without a band: what little history allows.
[[nodiscard]] SeriesForecast atCurrentRate(std::span<const double> values, int horizon);

} // namespace outlay
