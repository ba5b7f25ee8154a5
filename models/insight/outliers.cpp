// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/outliers.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace outlay {

namespace {

double medianOf(std::vector<double> values)
{
    if (values.empty())
        return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

int clipOutliers(std::vector<double> &values, int season)
{
    constexpr std::ptrdiff_t seasons = 4;
    constexpr double far = 8;
    constexpr double deviations = 1.4826; // of a normal distribution in median deviations
    constexpr std::size_t oneOf = 50;
    struct Place
    {
        std::size_t at;
        double middle, deviation, off;
    };
    const auto size = static_cast<std::ptrdiff_t>(values.size());
    std::vector<Place> places;
    std::vector<double> offs;
    for (std::ptrdiff_t i = 0; i < size; ++i) {
        std::vector<double> alike;
        for (std::ptrdiff_t k = -seasons; k <= seasons; ++k) {
            const std::ptrdiff_t at = i + k * season;
            if (k != 0 && at >= 0 && at < size)
                alike.push_back(values[std::size_t(at)]);
        }
        if (alike.size() < std::size_t(seasons))
            continue;
        const double middle = medianOf(alike);
        for (double &value : alike)
            value = std::abs(value - middle);
        const double off = values[std::size_t(i)] - middle;
        places.push_back({std::size_t(i), middle, medianOf(alike), off});
        offs.push_back(std::abs(off));
    }
    // Eight neighbours may agree by chance; what is usual in the whole series is a floor.
    const double usual = medianOf(offs);
    std::vector<std::pair<std::size_t, double>> changes;
    for (const Place &place : places) {
        const double reach = far * std::max({deviations * place.deviation, deviations * usual,
                                             std::abs(place.middle) / double(oneOf)});
        if (reach > 0 && std::abs(place.off) > reach)
            changes.emplace_back(place.at, place.middle + std::copysign(reach, place.off));
    }
    if (changes.size() * oneOf > values.size())
        return 0;
    for (const auto &[at, value] : changes)
        values[at] = value;
    return static_cast<int>(changes.size());
}

} // namespace outlay
