// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/storedconfiguration.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace outlay {

namespace {

constexpr Instant always{std::numeric_limits<std::int64_t>::max()};

/// What settings told of a source over time.
struct Watch
{
    std::vector<TimeRange> configured; ///< in order; to `always`: it still is
    std::vector<TimeRange> running;    ///< configured and not paused
};

void lengthen(std::vector<TimeRange> &ranges, const TimeRange &more)
{
    if (more.from >= more.to)
        return;
    if (!ranges.empty() && ranges.back().to >= more.from)
        ranges.back().to = std::max(ranges.back().to, more.to);
    else
        ranges.push_back(more);
}

/// In order, none overlapping, cut to `range`.
std::vector<TimeRange> joined(std::vector<TimeRange> ranges, const TimeRange &range)
{
    std::sort(ranges.begin(), ranges.end(),
              [](const TimeRange &l, const TimeRange &r) { return l.from < r.from; });
    std::vector<TimeRange> all;
    for (const TimeRange &one : ranges)
        lengthen(all, {std::max(one.from, range.from), std::min(one.to, range.to)});
    return all;
}

/// What `ranges` leave of `watched`. Sleep of the machine is no hole.
void addOpen(const std::vector<TimeRange> &watched, const std::vector<Vouched> &ranges,
             std::vector<TimeRange> &open)
{
    for (const TimeRange &time : watched) {
        Instant at = time.from;
        for (const Vouched &one : ranges) {
            if (one.kind == CoverageKind::Gap || one.range.to <= at)
                continue;
            if (one.range.from >= time.to)
                break;
            if (one.range.from > at)
                open.push_back({at, one.range.from});
            at = one.range.to;
        }
        if (at < time.to)
            open.push_back({at, time.to});
    }
}

/// When it counts: from the first thing it vouched for, or from when it was added, until it was
/// removed. One that nobody configured (another machine's) counts from the first thing on.
std::vector<TimeRange> timeToVouchFor(const std::vector<Vouched> &ranges, const Watch *watch)
{
    if (ranges.empty())
        return watch ? watch->running : std::vector<TimeRange>();
    const Instant first = ranges.front().range.from;
    if (!watch || watch->configured.empty())
        return {{first, always}};
    std::vector<TimeRange> times;
    // What came in later of the time before it was added.
    lengthen(times, {first, watch->configured.front().from});
    for (const TimeRange &one : watch->configured)
        lengthen(times, one);
    return times;
}

/// What is told of the series of a source, taken together.
struct Published
{
    std::optional<Freshness> newest; ///< of the series that was told furthest
    bool isOverdue = false;          ///< one of them is
};

/// Takes from `open` what `published` says is not due yet.
std::optional<Awaited> takeAwaited(const Published &published, const TimeRange &within, Instant now,
                                   std::vector<TimeRange> &open)
{
    if (!published.newest || published.isOverdue)
        return std::nullopt;
    const Instant from = published.newest->toldUntil;
    std::optional<TimeRange> taken;
    std::vector<TimeRange> left;
    for (const TimeRange &one : open) {
        const TimeRange part{std::max({one.from, from, within.from}),
                             std::min({one.to, now, within.to})};
        if (part.from < part.to)
            taken = taken ? TimeRange{taken->from, part.to} : part;
        lengthen(left, {one.from, std::min(one.to, std::max(from, one.from))});
        lengthen(left, {std::max(one.from, now), one.to});
    }
    open = std::move(left);
    if (!taken)
        return std::nullopt;
    return Awaited{*taken, published.newest->dueAt, published.newest->hasWholeDays,
                   published.newest->lagMicros};
}

/// Buckets that closed statements of providers fill, the longest of each start. Skips from one to
/// the next, as a bill has thousands of lines of one bucket.
Result<> addStated(Database &db, const TimeRange &range, std::vector<TimeRange> &stated)
{
    constexpr std::int64_t longest = 32 * microsPerDay; // a month's invoice
    Instant at{std::max(range.from, earliestEvent).micros - longest};
    while (at < range.to) {
        std::optional<TimeRange> next;
        // kind: enum Statement::Kind; 2 are control totals, which are never spend.
        OUTLAY_TRY(eachRow(db,
                           "SELECT bucket_from,bucket_to FROM statement WHERE bucket_from>=?1 AND "
                           "bucket_from<?2 AND closed<>0 AND standing<>0 AND kind<>2 "
                           "ORDER BY bucket_from,bucket_to DESC LIMIT 1",
                           {at.micros, range.to.micros}, [&next](const SqlStatement &row) {
                               next = TimeRange{{row.integer(0)}, {row.integer(1)}};
                               return false;
                           }));
        if (!next)
            break;
        stated.push_back(*next);
        at = std::max(Instant{next->from.micros + 1}, next->to);
    }
    return {};
}

} // namespace

/// From every value the setting has had: since when each source is watched.
static Result<std::map<std::string, Watch>> watchedSources(Database &db)
{
    std::vector<std::pair<std::string, Instant>> history;
    // What app/sources keeps under this name; of it only names and "paused" are read.
    OUTLAY_TRY(eachRow(db,
                       "SELECT value,changed_at FROM configuration WHERE name='live_sources' "
                       "ORDER BY id",
                       {}, [&history](const SqlStatement &row) {
                           history.emplace_back(row.text(0), Instant{row.integer(1)});
                           return true;
                       }));
    std::map<std::string, Watch> all;
    for (std::size_t i = 0; i < history.size(); ++i) {
        const Instant until = i + 1 < history.size() ? history[i + 1].second : always;
        for (const WatchedSource &source : parseWatchedSources(history[i].first)) {
            Watch &watch = all[source.name];
            lengthen(watch.configured, {history[i].second, until});
            if (!source.isPaused)
                lengthen(watch.running, {history[i].second, until});
        }
    }
    return all;
}

static Result<std::map<std::int64_t, Published>> publishedBySource(Database &db, Instant now)
{
    std::map<std::int64_t, Published> all;
    OUTLAY_TRY(eachRow(
        db, "SELECT source,told_until,due_at,whole_days,lag FROM freshness ORDER BY source,series",
        {}, [&](const SqlStatement &row) {
            Published &published = all[row.integer(0)];
            const Freshness one{
                {row.integer(1)}, {row.integer(2)}, row.integer(3) != 0, row.integer(4)};
            published.isOverdue = published.isOverdue || one.dueAt <= now;
            if (!published.newest || published.newest->toldUntil < one.toldUntil)
                published.newest = one;
            return true;
        }));
    return all;
}

static Result<std::map<std::string, std::string>> formatsBySource(Database &db,
                                                                  ReaderDictionary &dictionary)
{
    std::map<std::string, std::string> formats;
    OUTLAY_TRY(eachRow(db, "SELECT id,format FROM source", {}, [&](const SqlStatement &row) {
        formats[dictionary.text(static_cast<TextId>(row.integer(0)))] = row.text(1);
        return true;
    }));
    OUTLAY_TRY(dictionary.status());
    return formats;
}

Result<CoverageAnswer> LedgerReader::coverage(const TimeRange &range, std::optional<Instant> now)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::map<std::string, std::vector<Vouched>> bySource;
    std::map<std::string, std::int64_t> ids;
    OUTLAY_TRY(eachRow(*d.db, "SELECT source,at,until,kind FROM coverage ORDER BY source,at", {},
                       [&](const SqlStatement &row) {
                           const std::string &name =
                               d.dictionary.text(static_cast<TextId>(row.integer(0)));
                           ids[name] = row.integer(0);
                           bySource[name].push_back({{{row.integer(1)}, {row.integer(2)}},
                                                     static_cast<CoverageKind>(row.integer(3))});
                           return true;
                       }));
    OUTLAY_TRY(d.dictionary.status());
    const auto watches = watchedSources(*d.db);
    OUTLAY_TRY(watches);
    const auto formats = formatsBySource(*d.db, d.dictionary);
    OUTLAY_TRY(formats);
    const auto published = publishedBySource(*d.db, now.value_or(always)); // then all is overdue
    OUTLAY_TRY(published);
    CoverageAnswer answer;
    std::vector<TimeRange> open, told;
    for (const auto &[name, ranges] : bySource) {
        const auto watch = watches->find(name);
        const std::vector<TimeRange> owed =
            timeToVouchFor(ranges, watch == watches->end() ? nullptr : &watch->second);
        SourceCoverage &source = answer.sources.emplace_back();
        source.source = name;
        if (const auto format = formats->find(name); format != formats->end())
            source.format = format->second;
        std::vector<TimeRange> own;
        addOpen(owed, ranges, own);
        if (const auto known = published->find(ids[name]); known != published->end())
            source.awaited = takeAwaited(known->second, range, now.value_or(always), own);
        source.owed = joined(owed, range);
        source.open = joined(own, range);
        open.insert(open.end(), own.begin(), own.end());
        for (Vouched one : ranges) {
            if (one.kind == CoverageKind::Watched)
                told.push_back(one.range);
            one.range = {std::max(one.range.from, range.from), std::min(one.range.to, range.to)};
            if (one.range.from < one.range.to)
                source.ranges.push_back(one);
        }
    }
    for (const auto &[name, watch] : *watches) {
        // Paused before it ever said anything: a person's choice, and nothing is known of it.
        const bool isRunning = !watch.running.empty() && watch.running.back().to == always;
        if (!isRunning || bySource.contains(name))
            continue;
        answer.neverVouched.push_back(name);
        addOpen(timeToVouchFor({}, &watch), {}, open);
    }
    OUTLAY_TRY(addStated(*d.db, range, told));
    answer.open = joined(std::move(open), range);
    answer.told = joined(std::move(told), range);
    return answer;
}

} // namespace outlay
