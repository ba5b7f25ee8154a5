// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/spendhistory.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace outlay {

namespace {

/// Hours of the clock before a moment, oldest first.
struct Hours
{
    Instant first; ///< start of the first
    std::vector<double> seen;
    std::vector<double> missing; ///< share of the hour, 0..1
    std::vector<double> asleep;  ///< part of `missing`

    [[nodiscard]] std::optional<std::size_t> indexOf(Instant at) const
    {
        const std::int64_t hour = floorDivide(at.micros - first.micros, microsPerHour);
        if (hour < 0 || hour >= static_cast<std::int64_t>(seen.size()))
            return {};
        return static_cast<std::size_t>(hour);
    }
    [[nodiscard]] Instant startOf(std::size_t hour) const
    {
        return {first.micros + static_cast<std::int64_t>(hour) * microsPerHour};
    }
    /// How much of an hour lies in a range, 0..1.
    [[nodiscard]] double shareIn(std::size_t hour, const TimeRange &range) const
    {
        const Instant start = startOf(hour);
        const std::int64_t from = std::max(start.micros, range.from.micros);
        const std::int64_t to = std::min(start.micros + microsPerHour, range.to.micros);
        return from < to ? double(to - from) / double(microsPerHour) : 0;
    }
    /// Calls `visit` with every hour that meets a range.
    template <typename Visit> void eachIn(const TimeRange &range, Visit visit) const
    {
        const std::int64_t size = static_cast<std::int64_t>(seen.size());
        const std::int64_t last = first.micros + size * microsPerHour;
        if (range.to <= first || range.from.micros >= last)
            return;
        const std::int64_t from = std::max(range.from.micros, first.micros) - first.micros;
        const std::int64_t to = std::min(range.to.micros, last) - first.micros;
        for (std::int64_t hour = from / microsPerHour; hour * microsPerHour < to; ++hour)
            visit(static_cast<std::size_t>(hour));
    }
};

Hours layHours(const ForecastInput &input, Instant until, std::int64_t mostHours)
{
    const Instant earliest{until.micros - mostHours * microsPerHour};
    const auto first =
        std::find_if(input.hours.begin(), input.hours.end(), [&](const HourlySpend &hour) {
            return hour.spend != Money{} && hour.at >= earliest;
        });
    Hours hours;
    hours.first = until;
    if (first == input.hours.end() || first->at >= until)
        return hours;
    // On the grid of `until`, whatever the hours' own is.
    const std::int64_t ago = (until.micros - first->at.micros + microsPerHour - 1) / microsPerHour;
    hours.first = {until.micros - ago * microsPerHour};
    hours.seen.assign(static_cast<std::size_t>(ago), 0);
    hours.missing = hours.asleep = hours.seen;
    for (auto hour = first; hour != input.hours.end(); ++hour) {
        if (const auto index = hours.indexOf(hour->at))
            hours.seen[*index] += static_cast<double>(hour->spend.nanos);
    }
    for (const DatedFee &fee : input.fees) {
        if (const auto index = hours.indexOf(fee.at))
            hours.seen[*index] -=
                std::min(static_cast<double>(fee.amount.nanos), std::max(hours.seen[*index], 0.0));
    }
    return hours;
}

void addMissing(Hours &hours, const std::vector<MissingTime> &missing)
{
    for (const MissingTime &time : missing) {
        hours.eachIn(time.range, [&](std::size_t hour) {
            // Overlapping ranges tell of the same time, not of more.
            const double share = hours.shareIn(hour, time.range);
            hours.missing[hour] = std::max(hours.missing[hour], share);
            if (time.kind == MissingKind::Asleep)
                hours.asleep[hour] = std::max(hours.asleep[hour], share);
        });
    }
    for (const MissingTime &time : missing) {
        if (time.kind == MissingKind::Asleep)
            continue; // something may have happened then after all
        hours.eachIn(time.range, [&](std::size_t hour) {
            hours.asleep[hour] =
                std::min(hours.asleep[hour], hours.missing[hour] - hours.shareIn(hour, time.range));
        });
    }
}

/// Takes the excess out of its hours, in proportion to what they hold; none goes below zero.
int takeOutFlagged(Hours &hours, const std::vector<FlaggedExcess> &flagged)
{
    int taken = 0;
    for (const FlaggedExcess &anomaly : flagged) {
        double held = 0;
        hours.eachIn(anomaly.range, [&](std::size_t hour) {
            held += std::max(hours.seen[hour], 0.0) * hours.shareIn(hour, anomaly.range);
        });
        const double share = held > 0 ? double(anomaly.excess.nanos) / held : 0;
        if (share <= 0)
            continue;
        ++taken;
        hours.eachIn(anomaly.range, [&](std::size_t hour) {
            const double part = std::max(hours.seen[hour], 0.0);
            hours.seen[hour] -= part * hours.shareIn(hour, anomaly.range) * std::min(share, 1.0);
        });
    }
    return taken;
}

/// What nobody saw at the end is forecast, not filled. Stretches end where it begins: else they
/// would be other ones with every hour that brings no data, and so would what is foreseen.
void cutUnseenTail(SpendHistory &history, Hours &hours)
{
    constexpr double whole = 1 - 1e-9;
    std::size_t known = hours.seen.size();
    while (known > 0 && hours.missing[known - 1] >= whole && hours.asleep[known - 1] <= 0)
        --known;
    if (known < static_cast<std::size_t>(history.stretchHours))
        return; // nothing would be left to carry on
    for (std::size_t hour = known; hour < hours.seen.size(); ++hour)
        history.seenAfterEnd += hours.seen[hour];
    history.end.micros -= static_cast<std::int64_t>(hours.seen.size() - known) * microsPerHour;
    hours.seen.resize(known);
    hours.missing.resize(known);
    hours.asleep.resize(known);
}

void layProfile(SpendHistory &history, const Hours &hours, std::size_t begin)
{
    std::array<double, SpendHistory::hoursOfDay> seen{};
    const auto length = static_cast<std::size_t>(history.stretchHours);
    for (std::size_t hour = begin; hour < hours.seen.size(); ++hour) {
        const double share = 1 - hours.missing[hour];
        if (share < 0.5)
            continue;
        history.byHour.at((hour - begin) % length) += std::max(hours.seen[hour], 0.0);
        seen.at((hour - begin) % length) += share;
    }
    for (std::size_t i = 0; i < length; ++i)
        history.byHour.at(i) = seen.at(i) > 0 ? history.byHour.at(i) / seen.at(i) : 0;
}

/// The mean of the nearest known values of the same phase, else of any.
double neighboursOf(const std::vector<double> &values, const std::vector<bool> &isUnknown,
                    std::size_t at, std::size_t season)
{
    for (const std::size_t step : {season, std::size_t{1}}) {
        double sum = 0;
        int found = 0;
        const auto take = [&](std::size_t i) {
            sum += isUnknown[i] ? 0 : values[i];
            found += isUnknown[i] ? 0 : 1;
        };
        for (std::size_t away = step; away < values.size() && found < 2; away += step) {
            if (at >= away)
                take(at - away);
            if (at + away < values.size())
                take(at + away);
        }
        if (found > 0)
            return sum / found;
    }
    return 0;
}

/// One stretch, as far as it was seen.
struct Seen
{
    double spend = 0;     ///< all that was seen
    double inWhole = 0;   ///< of the hours that were seen
    double share = 1;     ///< of the usual spend of a stretch, the part of hours seen
    double unexcused = 0; ///< of the stretch's time inside the period: unseen, and not asleep
};

Seen lookAt(const SpendHistory &history, const Hours &hours, std::size_t from,
            const TimeRange &period)
{
    Seen seen;
    const auto length = static_cast<std::size_t>(history.stretchHours);
    double usual = 0;
    double usualSeen = 0;
    double missing = 0;
    for (std::size_t i = 0; i < length; ++i) {
        const std::size_t hour = from + i;
        const double share = 1 - hours.missing[hour];
        seen.spend += hours.seen[hour];
        seen.inWhole += share > 0 ? hours.seen[hour] : 0;
        usual += history.byHour.at(i);
        usualSeen += history.byHour.at(i) * share;
        missing += hours.missing[hour];
        seen.unexcused +=
            std::max(hours.missing[hour] - hours.asleep[hour], 0.0) * hours.shareIn(hour, period);
    }
    // Hours never seen awake have no usual spend: every night asleep takes nothing from a day.
    seen.share = usual > 0 ? usualSeen / usual : 1 - missing / double(length);
    seen.unexcused = missing > 0 ? seen.unexcused / missing : 0;
    return seen;
}

/// Values scaled up where most was seen, filled where not; none below what was seen.
void layValues(SpendHistory &history, const Hours &hours, std::size_t begin,
               const TimeRange &period, int season)
{
    constexpr double enough = 0.5;
    constexpr double whole = 1 - 1e-9;
    std::vector<Seen> stretches;
    const auto length = static_cast<std::size_t>(history.stretchHours);
    for (std::size_t from = begin; from + length <= hours.seen.size(); from += length) {
        const Seen seen = lookAt(history, hours, from, period);
        stretches.push_back(seen);
        history.isFilled.push_back(seen.share < enough);
        const bool isScaled = seen.share >= enough && seen.share < whole && seen.inWhole > 0;
        history.values.push_back(isScaled ? std::max(seen.spend, seen.inWhole / seen.share)
                                          : seen.spend);
    }
    history.knownStretches = static_cast<std::size_t>(
        std::count(history.isFilled.begin(), history.isFilled.end(), false));
    if (history.knownStretches == 0) { // nothing to fill from: what was seen is all there is
        history.isFilled.assign(history.values.size(), false);
        history.knownStretches = history.values.size();
    }
    // What nobody saw at the end is forecast, not filled.
    while (!history.isFilled.empty() && history.isFilled.back()) {
        history.seenAfterEnd += history.values.back();
        history.end.micros -= history.stretchHours * microsPerHour;
        history.isFilled.pop_back();
        history.values.pop_back();
        stretches.pop_back();
    }
    const std::vector<double> known = history.values;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (history.isFilled[i])
            history.values[i] = std::max(known[i], neighboursOf(known, history.isFilled, i,
                                                                static_cast<std::size_t>(season)));
        history.unseen +=
            std::max(history.values[i] - stretches[i].spend, 0.0) * stretches[i].unexcused;
    }
}

} // namespace

double SpendHistory::shareOf(double hours) const
{
    const auto length = static_cast<std::size_t>(stretchHours);
    double all = 0;
    double first = 0;
    for (std::size_t i = 0; i < length; ++i) {
        all += byHour.at(i);
        first += byHour.at(i) * std::clamp(hours - double(i), 0.0, 1.0);
    }
    return all > 0 ? first / all : hours / double(stretchHours);
}

SpendHistory spendHistory(const ForecastInput &input, Instant until, std::int64_t stretchHours,
                          std::int64_t mostHours, int season)
{
    SpendHistory history;
    history.stretchHours = stretchHours;
    history.end = until;
    Hours hours = layHours(input, until, mostHours);
    addMissing(hours, input.missing);
    history.flagged = takeOutFlagged(hours, input.flagged);
    double missing = 0;
    for (const double share : hours.missing)
        missing += share;
    history.missingShare = hours.seen.empty() ? 0 : missing / double(hours.seen.size());
    cutUnseenTail(history, hours);
    // The first stretch counts once it is whole.
    const auto begin = hours.seen.size() % static_cast<std::size_t>(stretchHours);
    layProfile(history, hours, begin);
    layValues(history, hours, begin, input.period, season);
    return history;
}

} // namespace outlay
