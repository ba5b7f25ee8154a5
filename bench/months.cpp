// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Forecasts of periods from given days, for bench/forecast.py. Standard input: a line a period,
// "DAYS_BEFORE DAYS HOURLY_VALUES...", the values from DAYS_BEFORE days before it to its end.
// Standard output: a line a forecast, "DAYS DAY TRUTH P10 P50 P90 RUN_RATE HAS_BAND"; days 5, 10,
// 15, 20 and 25 of a month, in proportion for shorter periods.
#include "models/insight/periodforecast.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

using namespace outlay;

namespace {

constexpr std::int64_t hoursOfDay = 24;
constexpr double whole = 1e14; // all values come to 100,000 USD, whatever they count

struct Period
{
    std::int64_t before = 0, days = 0;
    std::vector<double> values;
};

double sumOf(const std::vector<double> &values, std::int64_t from, std::int64_t to)
{
    return std::accumulate(values.begin() + from, values.begin() + to, 0.0);
}

void forecast(const Period &period, std::int64_t day)
{
    const double sum = std::accumulate(period.values.begin(), period.values.end(), 0.0);
    const double scale = sum > 0 ? whole / sum : 1;
    const std::int64_t first = period.before * hoursOfDay;
    const std::int64_t at = first + day * hoursOfDay;
    const std::int64_t end = first + period.days * hoursOfDay;
    std::vector<HourlySpend> hours;
    for (std::int64_t hour = 0; hour < at; ++hour) {
        const double value = period.values[static_cast<std::size_t>(hour)];
        hours.push_back({{hour * microsPerHour}, {std::llround(value * scale)}});
    }
    const double spent = sumOf(period.values, first, at);
    const PeriodForecast said =
        forecastPeriod({{first * microsPerHour}, {end * microsPerHour}}, {at * microsPerHour},
                       {std::llround(spent * scale)}, hours);
    if (!said.end)
        return;
    std::cout << period.days << ' ' << day << ' ' << sumOf(period.values, first, end) << ' '
              << double(said.end->p10.nanos) / scale << ' ' << double(said.end->p50.nanos) / scale
              << ' ' << double(said.end->p90.nanos) / scale << ' '
              << spent * double(period.days) / double(day) << ' ' << said.hasBand << '\n';
}

} // namespace

int main()
{
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        Period period;
        words >> period.before >> period.days;
        for (double value = 0; words >> value;)
            period.values.push_back(value);
        const auto least = static_cast<std::size_t>((period.before + period.days) * hoursOfDay);
        if (period.values.size() < least || period.days < 6) {
            std::cerr << "a line needs DAYS_BEFORE, DAYS and their hours\n";
            return 2;
        }
        for (const std::int64_t day : {5, 10, 15, 20, 25})
            forecast(period, day * period.days / 30);
    }
    return 0;
}
