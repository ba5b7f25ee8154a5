// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/schedule/seriesplan.h"

#include "models/money/hash.h"

#include <algorithm>
#include <deque>

namespace outlay::sources {

namespace {

constexpr std::size_t cursorsRemembered = 64;
constexpr std::int64_t shortestTornRange = 2 * microsPerMinute;

/// Cut from the newest end into pieces of at most `unit`, the newest first.
std::vector<TimeRange> cutNewestFirst(TimeRange range, std::int64_t unit)
{
    std::vector<TimeRange> pieces;
    for (Instant to = range.to; to > range.from;) {
        const Instant from{std::max(range.from.micros, to.micros - unit)};
        pieces.push_back({from, to});
        to = from;
    }
    return pieces;
}

std::string nameOfCursor(const std::string &cursor)
{
    constexpr std::size_t enough = 80;
    return '"' + cursor.substr(0, enough) + (cursor.size() > enough ? "…\"" : "\"");
}

} // namespace

std::string testsCheckpoint(const SeriesPlan &plan)
{
    return plan.name + "/tests";
}

std::string chargedCheckpoint(const SeriesPlan &plan, std::string_view account)
{
    const std::uint64_t mark = hash64("charged\n" + std::string(account));
    return plan.name + '/' + QByteArray::number(qulonglong(mark), 16).toStdString();
}

Instant dayStart(Instant at)
{
    return {floorDivide(at.micros, microsPerDay) * microsPerDay};
}

Instant monthStart(Instant at)
{
    CivilDate date = civilFromDays(floorDivide(at.micros, microsPerDay));
    date.day = 1;
    return {daysFromCivil(date) * microsPerDay};
}

std::vector<TimeRange> SeriesProgress::rangesOfPoll(const SeriesPlan &plan, Instant now) const
{
    if (plan.kind == SeriesPlan::Kind::Snapshot) {
        // What is compared with the page before it tells of the time since.
        const bool isSince = plan.isCompared && m_lastPoll && *m_lastPoll < now;
        return {{isSince ? *m_lastPoll : now, now}};
    }
    Instant from;
    Instant to;
    if (plan.kind == SeriesPlan::Kind::Rows) {
        // Whole seconds: what the servers' filters can say.
        to = {floorDivide(now.micros - plan.lagMicros, microsPerSecond) * microsPerSecond};
        from = dayStart({to.micros - 1});
        if (m_covered) {
            const bool isDeep = !m_lastDeep || dayStart(now) > dayStart(*m_lastDeep);
            from = {m_covered->to.micros - (isDeep ? microsPerDay : plan.refetchMicros)};
        }
    } else {
        const Instant today = dayStart({now.micros - plan.lagMicros});
        to = plan.onlyCompletedDays ? today : Instant{today.micros + microsPerDay};
        // One day more than may be restated: the fetch that finds a day closed.
        const std::int64_t back = plan.refetchMicros + microsPerDay;
        from = {today.micros - back};
        if (!m_covered)
            from = std::min(from, monthStart(now));
        else if (m_lastPoll) // what it could not yet find closed
            from = std::min(from, Instant{dayStart(*m_lastPoll).micros - back});
    }
    from = std::max(from, Instant{dayStart(now).micros - plan.historyMicros});
    return cutNewestFirst({std::min(from, to), to}, plan.unitMicros);
}

PageRequest SeriesProgress::requestOf(const Chain &chain, bool isBackfill) const
{
    return {chain.range, chain.cursor, chain.memory, m_variant, isBackfill};
}

void SeriesProgress::charge(Instant now)
{
    m_asked = m_askedDay == dayStart(now) ? m_asked + 1 : 1;
    m_askedDay = dayStart(now);
    ++m_askedEver;
}

void SeriesProgress::countTests(const SeriesProgress &tests)
{
    m_tests = {tests.m_askedDay, tests.m_asked, tests.m_askedEver};
}

void SeriesProgress::countKey(const SeriesProgress &ofKey)
{
    m_keyDay = ofKey.m_askedDay;
    m_keyAsked = ofKey.m_asked;
}

int SeriesProgress::askedToday(Instant now) const
{
    const Instant today = dayStart(now);
    const int own =
        (m_askedDay == today ? m_asked : 0) + (m_tests.day == today ? m_tests.asked : 0);
    return std::max(own, m_keyDay == today ? m_keyAsked : 0); // which has them all in it
}

bool SeriesProgress::mayAsk(const SeriesPlan &plan, Instant now) const
{
    return plan.pagesPerDay == 0 || askedToday(now) < plan.pagesPerDay;
}

Instant SeriesProgress::nextPoll(const SeriesPlan &plan) const
{
    const std::optional<Instant> lastDay = std::max({m_askedDay, m_tests.day, m_keyDay});
    if (lastDay && !mayAsk(plan, *lastDay))
        return {lastDay->micros + microsPerDay};
    if (m_poll || !m_lastPoll || m_isDue)
        return {0};
    Instant next{m_lastPoll->micros + plan.intervalMicros};
    if (plan.onlyCompletedDays) {
        const Instant day = dayStart({m_lastPoll->micros - plan.lagMicros});
        next = std::min(next, Instant{day.micros + microsPerDay + plan.lagMicros});
    }
    return next;
}

std::optional<TimeRange> SeriesProgress::owed(const SeriesPlan &plan, Instant now) const
{
    if (plan.vouchLagMicros < 0 || isBackfillDone(plan, now))
        return std::nullopt;
    const Instant from{std::max({dayStart(now).micros - plan.historyMicros, monthStart(now).micros,
                                 m_historyEnd.value_or(earliestEvent).micros})};
    const Instant to = m_covered ? m_covered->from : now;
    return from < to ? std::optional(TimeRange{from, to}) : std::nullopt;
}

std::optional<TimeRange> SeriesProgress::awaited(const SeriesPlan &plan) const
{
    constexpr std::int64_t patience = microsPerHour; // for a poll that has to be tried again
    if (plan.vouchLagMicros < 0 || !m_lastPoll || !m_covered)
        return std::nullopt;
    const Instant told{std::min(m_covered->to.micros, m_lastPoll->micros - plan.vouchLagMicros)};
    Instant next{m_lastPoll->micros + plan.intervalMicros};
    // Polls in between bring what is restated, and no time that was not told of before.
    if (plan.onlyCompletedDays)
        next = {told.micros + microsPerDay + plan.lagMicros};
    return TimeRange{told, {next.micros + patience}};
}

std::optional<PageRequest> SeriesProgress::poll(const SeriesPlan &plan, Instant now) const
{
    if (!mayAsk(plan, now))
        return std::nullopt;
    if (m_poll)
        return requestOf(*m_poll, false);
    // A last poll in the future is a clock that was set back.
    if (nextPoll(plan) > now && m_lastPoll && *m_lastPoll <= now)
        return std::nullopt;
    const std::vector<TimeRange> ranges = rangesOfPoll(plan, now);
    if (ranges.empty())
        return std::nullopt;
    return PageRequest{
        ranges.front(), {}, plan.isCompared ? m_kept : std::string(), m_variant, false};
}

bool SeriesProgress::isBackfillDone(const SeriesPlan &plan, Instant now) const
{
    if (plan.kind == SeriesPlan::Kind::Snapshot || plan.historyMicros <= 0)
        return true;
    if (m_backfill || !m_torn.empty() || !m_covered)
        return false;
    const Instant limit = std::max(Instant{dayStart(now).micros - plan.historyMicros},
                                   m_historyEnd.value_or(earliestEvent));
    return m_covered->from <= limit;
}

std::optional<PageRequest> SeriesProgress::backfill(const SeriesPlan &plan, Instant now) const
{
    if (!mayAsk(plan, now))
        return std::nullopt;
    if (m_backfill)
        return requestOf(*m_backfill, true);
    if (!m_torn.empty())
        return PageRequest{m_torn.front(), {}, {}, m_variant, true};
    if (!m_lastPoll || isBackfillDone(plan, now))
        return std::nullopt;
    const Instant limit{dayStart(now).micros - plan.historyMicros};
    // To the boundary of a unit's day, so that the first piece of a day of rows is the rest of it.
    const Instant to = m_covered->from;
    const Instant from{std::max(limit.micros, dayStart({to.micros - plan.unitMicros}).micros)};
    if (from >= to)
        return std::nullopt;
    return PageRequest{{from, to}, {}, {}, m_variant, true};
}

Result<> SeriesProgress::follow(const SeriesPlan &plan, Chain &chain, const PageEnd &end)
{
    if (end.delivered) {
        if (chain.deliveredTo != 0 && end.delivered->from.micros < chain.deliveredTo)
            return failure(Error::Kind::Malformed,
                           "paging went back to " + toRfc3339(end.delivered->from) +
                               ", which an earlier page held, after cursor " +
                               nameOfCursor(chain.cursor));
        chain.deliveredTo = end.delivered->to.micros;
    }
    if (end.next.empty())
        return {};
    const std::uint64_t mark = hash64(end.next);
    if (end.next == chain.cursor ||
        std::find(chain.seen.begin(), chain.seen.end(), mark) != chain.seen.end())
        return failure(Error::Kind::Malformed,
                       "the cursor " + nameOfCursor(end.next) + " repeats: paging would not end");
    if (++chain.pages >= plan.maxPages)
        return failure(Error::Kind::Malformed, "more than " + std::to_string(plan.maxPages) +
                                                   " pages, the next one with cursor " +
                                                   nameOfCursor(end.next));
    if (chain.seen.size() >= cursorsRemembered)
        chain.seen.erase(chain.seen.begin());
    chain.seen.push_back(mark);
    chain.cursor = end.next;
    chain.memory = end.memory;
    return {};
}

Result<> SeriesProgress::advance(const SeriesPlan &plan, const PageRequest &request,
                                 const PageEnd &end, Instant now)
{
    std::optional<Chain> &slot = request.isBackfill ? m_backfill : m_poll;
    if (!slot) {
        slot = Chain{.range = request.range};
        if (!request.isBackfill) {
            const std::vector<TimeRange> ranges = rangesOfPoll(plan, now);
            m_pollRange = {ranges.back().from, ranges.front().to};
            m_pending.assign(ranges.begin() + 1, ranges.end());
            m_pollBegan = now;
        } else if (!m_torn.empty()) {
            m_torn.erase(m_torn.begin());
        }
    }
    OUTLAY_TRY(follow(plan, *slot, end));
    if (!end.next.empty())
        return {};
    if (!end.memory.empty())
        m_kept = end.memory;
    const Chain chain = *std::exchange(slot, std::nullopt);
    finishChain(plan, chain, request.isBackfill, end.isTorn, now);
    return {};
}

void SeriesProgress::finishChain(const SeriesPlan &plan, const Chain &chain, bool isBackfill,
                                 bool isTorn, Instant now)
{
    const std::int64_t length = chain.range.to.micros - chain.range.from.micros;
    const bool isOfDays = plan.kind == SeriesPlan::Kind::Buckets;
    const std::int64_t grain = isOfDays ? microsPerDay : microsPerSecond;
    if (isTorn && length >= (isOfDays ? 2 * microsPerDay : shortestTornRange)) {
        const Instant middle{chain.range.from.micros + length / 2 / grain * grain};
        std::vector<TimeRange> &rest = isBackfill ? m_torn : m_pending;
        rest.insert(rest.begin(), {{middle, chain.range.to}, {chain.range.from, middle}});
    }
    if (isBackfill) {
        if (m_covered)
            m_covered->from = std::min(m_covered->from, chain.range.from);
        return;
    }
    if (!m_pending.empty()) {
        m_poll = Chain{.range = m_pending.front()};
        m_pending.erase(m_pending.begin());
        return;
    }
    const Instant began = m_pollBegan.value_or(now);
    if (plan.kind != SeriesPlan::Kind::Snapshot) {
        if (plan.kind == SeriesPlan::Kind::Rows &&
            (!m_lastDeep || dayStart(began) > dayStart(*m_lastDeep)))
            m_lastDeep = began;
        if (!m_covered)
            m_covered = m_pollRange;
        m_covered->from = std::min(m_covered->from, m_pollRange.from);
        m_covered->to = std::max(m_covered->to, m_pollRange.to);
    }
    m_lastPoll = began;
    m_pollBegan.reset();
    m_isDue = false;
}

bool SeriesProgress::restartChain(bool isBackfill)
{
    std::optional<Chain> &slot = isBackfill ? m_backfill : m_poll;
    if (!slot || slot->cursor.empty())
        return false;
    slot = Chain{.range = slot->range};
    return true;
}

void SeriesProgress::endBackfill(Instant at)
{
    m_backfill.reset();
    m_torn.clear();
    m_historyEnd = at;
}

void SeriesProgress::setVariant(int variant)
{
    m_variant = variant;
    restartChain(false);
    restartChain(true);
}

bool SeriesProgress::isOtherQuery(bool isBackfill, std::uint64_t query)
{
    std::optional<Chain> &slot = isBackfill ? m_backfill : m_poll;
    if (!slot)
        return false;
    const std::uint64_t before = std::exchange(slot->query, query);
    return before != 0 && before != query;
}

} // namespace outlay::sources
