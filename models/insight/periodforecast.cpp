// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/periodforecast.h"

#include "models/insight/forecast.h"
#include "models/insight/spendhistory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace outlay {

namespace {

constexpr std::int64_t hoursOfDay = 24;
constexpr int daysOfWeek = 7;
constexpr std::int64_t shareHidden = 3; // per cent of the period

Money rounded(double nanos)
{
    constexpr double most = 9.2e18;
    return {static_cast<std::int64_t>(std::llround(std::clamp(nanos, -most, most)))};
}

/// Amounts beyond what Money holds stay at its end.
Money saturated(Money left, Money right)
{
    if (const Result<Money> sum = add(left, right))
        return *sum;
    return {right.nanos < 0 ? std::numeric_limits<std::int64_t>::min()
                            : std::numeric_limits<std::int64_t>::max()};
}

/// How time is cut up.
struct Cut
{
    std::int64_t stretchHours = hoursOfDay;
    std::int64_t historyHours = forecastHistoryDays * hoursOfDay;
    int season = daysOfWeek;
};

Cut hourlyCut(const ForecastInput &input, Instant until)
{
    constexpr std::int64_t weeksForWeek = 3;
    constexpr std::int64_t weeksLookedAt = 6;
    constexpr std::int64_t hoursOfWeek = hoursOfDay * daysOfWeek;
    const auto first = std::find_if(input.hours.begin(), input.hours.end(),
                                    [](const HourlySpend &hour) { return hour.spend != Money{}; });
    const bool isLong =
        first != input.hours.end() &&
        until.micros - first->at.micros >= weeksForWeek * hoursOfWeek * microsPerHour;
    return {1, weeksLookedAt * hoursOfWeek, static_cast<int>(isLong ? hoursOfWeek : hoursOfDay)};
}

/// The history in stretches that suit what is to be forecast: hours where that is short. What
/// nobody saw at its end is to be forecast too.
std::pair<Cut, SpendHistory> cutUp(const ForecastInput &input, Instant until)
{
    constexpr std::int64_t few = 48 * microsPerHour;
    const auto historyOf = [&](const Cut &cut) {
        return spendHistory(input, until, cut.stretchHours, cut.historyHours, cut.season);
    };
    if (input.period.to.micros - until.micros <= few) {
        const Cut hourly = hourlyCut(input, until);
        SpendHistory history = historyOf(hourly);
        if (input.period.to.micros - history.end.micros <= few)
            return {hourly, std::move(history)};
    }
    const Cut daily;
    return {daily, historyOf(daily)};
}

/// The share of a range that is missing for any of the reasons given.
double missingShare(const TimeRange &range, std::vector<MissingTime> missing)
{
    std::sort(missing.begin(), missing.end(), [](const MissingTime &l, const MissingTime &r) {
        return l.range.from < r.range.from;
    });
    std::int64_t sum = 0;
    Instant known = range.from;
    for (const MissingTime &time : missing) {
        const Instant from = std::max(known, time.range.from);
        const Instant to = std::min(range.to, time.range.to);
        if (from >= to)
            continue;
        sum += to.micros - from.micros;
        known = to;
    }
    const std::int64_t length = range.to.micros - range.from.micros;
    return length > 0 ? double(sum) / double(length) : 0;
}

/// Sums of a series' steps up to any time, and how much of that time brings more than was seen.
class Way
{
public:
    Way(const ForecastInput &input, const SpendHistory &history, const SeriesForecast &series)
        : m_input(input)
        , m_history(history)
        , m_series(series)
    {
    }
    /// What the time from `m_at` to `to` brings, added to what came before. Forward only.
    void goTo(Instant to)
    {
        const Quantiles next = sumUntil(to);
        m_middle += (next.p50 - m_sum.p50) * weightOf({m_at, to});
        m_sum = next;
        m_at = to;
    }
    void startAt(Instant at) { m_at = at; }
    /// Of the time that counted so far.
    [[nodiscard]] Quantiles brought() const
    {
        const double part = m_sum.p50 > 0 ? std::clamp(m_middle / m_sum.p50, 0.0, 1.0) : 1;
        return {m_middle + (m_sum.p10 - m_sum.p50) * part, m_middle,
                m_middle + (m_sum.p90 - m_sum.p50) * part};
    }

private:
    [[nodiscard]] Quantiles sumUntil(Instant to) const
    {
        const double hours = double(to.micros - m_history.end.micros) / double(microsPerHour);
        const auto length = double(m_history.stretchHours);
        const auto whole = std::min(static_cast<std::size_t>(hours / length), m_series.sums.size());
        const Quantiles before = whole > 0 ? m_series.sums[whole - 1] : Quantiles{};
        if (whole == m_series.sums.size())
            return before;
        const Quantiles &after = m_series.sums[whole];
        const double share = m_history.shareOf(hours - double(whole) * length);
        return {before.p10 + (after.p10 - before.p10) * share,
                before.p50 + (after.p50 - before.p50) * share,
                before.p90 + (after.p90 - before.p90) * share};
    }
    /// Past time counts where it lies in the period and nobody saw it, but for sleep.
    [[nodiscard]] double weightOf(const TimeRange &range) const
    {
        if (range.from >= m_input.at)
            return 1;
        if (range.from < m_input.period.from)
            return 0;
        std::vector<MissingTime> counting;
        for (const MissingTime &time : m_input.missing) {
            if (time.kind != MissingKind::Asleep)
                counting.push_back(time);
        }
        return missingShare(range, std::move(counting));
    }

    const ForecastInput &m_input;
    const SpendHistory &m_history;
    const SeriesForecast &m_series;
    Instant m_at;
    Quantiles m_sum;
    double m_middle = 0;
};

/// The moments at which a path from `from` to `to` is told: the hours of the clock, and the end.
std::vector<Instant> momentsOf(Instant from, Instant to)
{
    constexpr std::int64_t most = 10'000;
    const std::int64_t hours = (to.micros - from.micros) / microsPerHour;
    const std::int64_t step = microsPerHour * (hours / most + 1);
    std::vector<Instant> moments;
    for (std::int64_t at = (floorDivide(from.micros, step) + 1) * step; at < to.micros; at += step)
        moments.push_back({at});
    moments.push_back(to);
    return moments;
}

/// What must hold of every path: in order, never below what is spent, never falling.
void straighten(PeriodForecast &forecast, bool isPositive)
{
    MoneyBand after = forecast.path.back().spent;
    for (auto point = forecast.path.rbegin(); point != forecast.path.rend(); ++point) {
        MoneyBand &spent = point->spent;
        if (isPositive) {
            spent = {std::max(std::min(spent.p10, after.p10), forecast.spent),
                     std::max(std::min(spent.p50, after.p50), forecast.spent),
                     std::max(std::min(spent.p90, after.p90), forecast.spent)};
        }
        spent.p10 = std::min(spent.p10, spent.p50);
        spent.p90 = std::max(spent.p90, spent.p50);
        after = spent;
    }
}

void layPath(PeriodForecast &forecast, const ForecastInput &input, const SpendHistory &history,
             const SeriesForecast &series, bool isPositive)
{
    Way way(input, history, series);
    way.startAt(history.end);
    // Hour by hour until now, with a stop where the period begins: each may count or not.
    std::vector<Instant> past = momentsOf(history.end, input.at);
    if (input.period.from > history.end)
        past.insert(std::upper_bound(past.begin(), past.end(), input.period.from),
                    input.period.from);
    for (const Instant moment : past)
        way.goTo(moment);
    const Quantiles before = way.brought();
    const double total = series.total.p50;
    const double upwards = total > 0 ? series.total.p90 / total : 1;
    const double seen = history.seenAfterEnd; // a floor of what `before` says
    const double unseen = history.unseen + std::max(before.p50 - seen, 0.0);
    forecast.unseen = rounded(unseen);
    for (const Instant moment : momentsOf(input.at, input.period.to)) {
        way.goTo(moment);
        const Quantiles more = way.brought();
        Money fees;
        for (const DatedFee &fee : input.fees) {
            if (fee.at >= input.at && fee.at < input.period.to && fee.at <= moment)
                fees = saturated(fees, fee.amount);
        }
        const Money base = saturated(input.spent, fees);
        const auto at = [&](double rest) {
            return saturated(base, rounded(isPositive ? std::max(rest, 0.0) : rest));
        };
        const double middle = more.p50 - before.p50 + unseen;
        forecast.path.push_back({moment,
                                 {at(more.p10 - before.p50), at(middle),
                                  at(more.p90 - before.p50 + unseen * upwards)}});
        forecast.fees = fees;
    }
    straighten(forecast, isPositive);
    forecast.end = forecast.path.back().spent;
}

/// Why there can be no forecast, empty if there can.
std::string obstacle(const ForecastInput &input)
{
    if (input.at < input.period.from)
        return "the period has not begun";
    if (!input.period.contains(input.at))
        return "the period is over";
    const std::int64_t passed = input.at.micros - input.period.from.micros;
    if (passed / shareHidden < (input.period.to.micros - input.period.from.micros) / 100)
        return "less than 3% of the period have passed";
    return {};
}

SeriesForecast seriesOf(const SpendHistory &history, const Cut &cut, int steps, bool &hasBand)
{
    constexpr std::size_t daysForBand = 3;
    const auto perDay = static_cast<std::size_t>(hoursOfDay / cut.stretchHours);
    if (history.knownStretches < daysForBand * perDay)
        return atCurrentRate(history.values, steps);
    SeriesForecast series = carryOn(history.values, cut.season, steps, history.isFilled);
    hasBand = series.hasBand;
    return series;
}

} // namespace

PeriodForecast forecastPeriod(const ForecastInput &input)
{
    PeriodForecast forecast;
    forecast.period = input.period;
    forecast.at = input.at;
    forecast.spent = input.spent;
    forecast.reason = obstacle(input);
    if (!forecast.reason.empty())
        return forecast;
    forecast.missingOfPeriod = missingShare({input.period.from, input.at}, input.missing);
    const Instant until{floorDivide(input.at.micros, microsPerHour) * microsPerHour};
    const auto [cut, history] = cutUp(input, until);
    forecast.missingOfHistory = history.missingShare;
    forecast.flagged = history.flagged;
    constexpr std::size_t fewestHours = 6;
    if (history.values.size() < (cut.stretchHours == 1 ? fewestHours : 1)) {
        forecast.reason = cut.stretchHours == 1 ? "less than six hours of spend are known"
                                                : "less than a day of spend is known";
        return forecast;
    }
    const std::int64_t length = cut.stretchHours * microsPerHour;
    const std::int64_t rest = input.period.to.micros - history.end.micros;
    const auto steps = static_cast<int>((rest + length - 1) / length);
    const SeriesForecast series = seriesOf(history, cut, steps, forecast.hasBand);
    const bool isPositive = std::all_of(history.values.begin(), history.values.end(),
                                        [](double value) { return value >= 0; }) &&
                            std::all_of(input.fees.begin(), input.fees.end(),
                                        [](const DatedFee &fee) { return fee.amount >= Money{}; });
    layPath(forecast, input, history, series, isPositive);
    // Spend that is nothing but a few peaks teaches no error: that is not certainty.
    const auto idle = std::count(history.values.begin(), history.values.end(), 0.0);
    const bool isPeaks = 2 * idle > static_cast<std::ptrdiff_t>(history.values.size());
    if (isPeaks && forecast.end && forecast.end->p10 == forecast.end->p90)
        forecast.hasBand = false;
    forecast.method = series.method;
    forecast.judged = forecast.hasBand ? series.judged : 0;
    forecast.held = forecast.hasBand ? series.held : 0;
    forecast.clipped = series.clipped;
    return forecast;
}

PeriodForecast forecastPeriod(const TimeRange &period, Instant at, Money spent,
                              std::span<const HourlySpend> hours)
{
    ForecastInput input;
    input.period = period;
    input.at = at;
    input.spent = spent;
    input.hours.assign(hours.begin(), hours.end());
    return forecastPeriod(input);
}

} // namespace outlay
