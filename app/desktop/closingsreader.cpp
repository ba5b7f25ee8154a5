// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/closingsreader.h"

#include "models/ingest/closings.h"

#include <algorithm>
#include <filesystem>

namespace outlay {

namespace {

std::string monthOf(Instant at, const Zone &zone)
{
    const CivilDate date = civilFromDays(zone.dayOf(at));
    return toRfc3339({daysFromCivil({date.year, date.month, 1}) * microsPerDay}).substr(0, 7);
}

/// From the first month of the ledger to the last one that is over, newest first.
std::vector<std::string> openMonths(const std::vector<ListedClosing> &closings,
                                    const TimeRange &span, const Zone &zone, Instant now)
{
    std::vector<std::string> months;
    Instant month = zone.bucketStart(span.from, Step::Month);
    for (; month < span.to; month = zone.nextBucket(month, Step::Month)) {
        if (zone.nextBucket(month, Step::Month) > now)
            break;
        const std::string name = monthOf(month, zone);
        const bool isClosed =
            std::any_of(closings.begin(), closings.end(), [&](const ListedClosing &closing) {
                return !closing.period.reopened && closing.period.month() == name;
            });
        if (!isClosed)
            months.push_back(name);
    }
    std::reverse(months.begin(), months.end());
    return months;
}

} // namespace

Result<ui::ClosingsSnapshot> readClosings(const std::string &ledger, Instant now)
{
    ui::ClosingsSnapshot snapshot;
    std::error_code error;
    if (!std::filesystem::exists(ledger, error))
        return snapshot;
    const auto closings = ClosingReader::open(ledger);
    if (!closings)
        return tl::unexpected<Error>(closings.error());
    const auto zone = (*closings)->zone();
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    auto listed = listClosings(**closings);
    if (!listed)
        return tl::unexpected<Error>(listed.error());
    const auto reader = LedgerReader::open(ledger);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto all = (*reader)->run({});
    if (!all)
        return tl::unexpected<Error>(all.error());
    snapshot.zone = *zone;
    snapshot.closings = *std::move(listed);
    if (all->hasData)
        snapshot.open = openMonths(snapshot.closings, all->range, *zone, now);
    return snapshot;
}

Result<ui::ClosingPreview> previewClosing(const std::string &ledger, const std::string &month,
                                          Instant now)
{
    const auto period = closeMonth(ledger, {month, {}, {}, now, true});
    if (!period)
        return tl::unexpected<Error>(period.error());
    const auto reader = LedgerReader::open(ledger);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto obstacles = obstaclesToClosing(**reader, period->range, now);
    if (!obstacles)
        return tl::unexpected<Error>(obstacles.error());
    return ui::ClosingPreview{*period, *obstacles};
}

Result<ClosingComparison> compareClosed(const std::string &ledger, const std::string &month)
{
    const auto reader = ClosingReader::open(ledger);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto period = (*reader)->closed(month);
    if (!period)
        return tl::unexpected<Error>(period.error());
    return compareClosing(**reader, *period);
}

} // namespace outlay
