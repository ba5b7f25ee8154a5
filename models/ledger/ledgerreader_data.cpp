// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"

#include <sqlite3.h>

#include <algorithm>

namespace outlay {

namespace {

// SQLite asks for cancellation after this many of its instructions: about 50 microseconds.
constexpr int instructionsPerCheck = 4000;
// Asking the day cells whether a filter has anything costs a look-up for each day and value.
constexpr std::int64_t maxLookUps = 20'000;

int isCancelled(void *token)
{
    return static_cast<std::atomic<bool> *>(token)->load(std::memory_order_relaxed) ? 1 : 0;
}

} // namespace

void include(std::optional<TimeRange> &range, Instant at)
{
    if (!range)
        range = TimeRange{at, {at.micros + 1}};
    range->from = std::min(range->from, at);
    range->to = std::max(range->to, {at.micros + 1});
}

ReadTransaction::ReadTransaction(Database &db, const CancelToken &cancel)
    : m_db(db)
    , m_cancel(cancel)
{
    if (m_cancel) {
        if (m_cancel->load()) {
            m_status = failure(Error::Kind::Cancelled, "cancelled before it began");
            return;
        }
        sqlite3_progress_handler(db.handle(), instructionsPerCheck, isCancelled, m_cancel.get());
    }
    m_status = db.exec("BEGIN");
}

ReadTransaction::~ReadTransaction()
{
    sqlite3_progress_handler(m_db.handle(), 0, nullptr, nullptr);
    if (sqlite3_get_autocommit(m_db.handle()) == 0)
        (void)m_db.exec("ROLLBACK"); // nothing was written: the cheaper end
}

LedgerReader::Data::Data(std::shared_ptr<Database> database)
    : db(std::move(database))
    , dictionary(*db)
{
}

Result<> LedgerReader::Data::begin()
{
    const auto name = metaText("zone");
    if (!name)
        return tl::unexpected<Error>(name.error());
    if (*name != zone.name()) {
        auto named = name->empty() ? Result<Zone>(Zone{}) : Zone::named(*name);
        if (!named)
            return tl::unexpected<Error>(named.error());
        zone = std::move(*named);
    }
    dictionary.begin();
    return {};
}

Result<std::string> LedgerReader::Data::metaText(std::string_view key)
{
    SqlStatement row = db->prepare("SELECT value FROM meta WHERE key=?1");
    if (!row.isPrepared())
        return tl::unexpected<Error>(db->error());
    if (row.bind(1, key).step())
        return std::string(row.text(0));
    if (row.failed())
        return tl::unexpected<Error>(db->error());
    return std::string();
}

Result<std::int64_t> LedgerReader::Data::metaInteger(std::string_view key)
{
    SqlStatement row = db->prepare("SELECT value FROM meta WHERE key=?1");
    if (!row.isPrepared())
        return tl::unexpected<Error>(db->error());
    if (row.bind(1, key).step())
        return row.integer(0);
    if (row.failed())
        return tl::unexpected<Error>(db->error());
    return 0;
}

Result<std::string> LedgerReader::Data::configuration(std::string_view name)
{
    SqlStatement row =
        db->prepare("SELECT value FROM configuration WHERE name=?1 ORDER BY id DESC LIMIT 1");
    if (!row.isPrepared())
        return tl::unexpected<Error>(db->error());
    if (row.bind(1, name).step())
        return std::string(row.text(0));
    if (row.failed())
        return tl::unexpected<Error>(db->error());
    return std::string();
}

Result<std::optional<TimeRange>> LedgerReader::Data::span(bool withAll)
{
    std::optional<TimeRange> range;
    const auto take = [&range](const SqlStatement &row) {
        if (!row.isNull(0))
            include(range, {row.integer(0)});
        return true;
    };
    OUTLAY_TRY(eachRow(*db,
                       "SELECT (SELECT min(at) FROM event) UNION ALL SELECT (SELECT max(at) "
                       "FROM event)",
                       {}, take));
    if (!withAll)
        return range;
    OUTLAY_TRY(eachRow(*db,
                       "SELECT (SELECT min(at) FROM residual) UNION ALL SELECT (SELECT max(at) "
                       "FROM residual)",
                       {}, take));
    for (const bool isFirst : {true, false}) {
        const auto day = edgeDay(allKind, 0, isFirst);
        if (!day)
            return tl::unexpected<Error>(day.error());
        if (*day && (!range || **day < zone.dayOf(range->from)))
            include(range, firstInstantOfDay(zone, **day));
        if (*day && **day > zone.dayOf({range->to.micros - 1}))
            include(range, {firstInstantOfDay(zone, **day + 1).micros - 1});
    }
    return range;
}

DayCells::DayCells(Database &db, CellKind kind)
    : m_db(db)
    , m_row(db.prepare("SELECT cells FROM cell_day WHERE block=?1"))
    , m_kind(kind)
{
}

std::string_view DayCells::find(std::int64_t day, std::uint32_t value)
{
    const CellPlace place = placeOf({false, m_kind, day, value});
    if (!m_place || m_place->block != place.block || m_place->part != place.part) {
        m_place = place;
        m_cells = {};
        if (!m_row.isPrepared())
            return {};
        m_row.reset();
        m_row.bind(1, blockId(m_kind, place.block, place.part));
        if (m_row.step())
            m_cells = m_row.blob(0);
    }
    return findInBlock(m_cells, place.offset);
}

Result<> DayCells::status() const
{
    if (!m_row.isPrepared() || m_row.failed())
        return tl::unexpected<Error>(m_db.error());
    return {};
}

Result<std::optional<std::int64_t>> LedgerReader::Data::edgeDay(CellKind kind, std::uint32_t value,
                                                                bool isFirst)
{
    const CellPlace place = placeOf({false, kind, 0, value});
    const std::string order = isFirst ? "" : " DESC";
    std::optional<std::int64_t> day;
    OUTLAY_TRY(eachRow(*db,
                       "SELECT block,cells FROM cell_day WHERE block>=?1 AND block<?2 "
                       "ORDER BY block" +
                           order,
                       {blockId(kind, -everyBlock, 0), blockId(kind, everyBlock, 0)},
                       [&](const SqlStatement &row) {
                           const CellPlace at = nameOf(row.integer(0)).place;
                           if (at.part == place.part &&
                               !findInBlock(row.blob(1), place.offset).empty())
                               day = at.block;
                           return !day;
                       }));
    return day;
}

Result<std::vector<std::int64_t>>
LedgerReader::Data::combinedDays(const std::vector<BucketRange> &ranges, bool withTimes)
{
    std::vector<std::int64_t> days;
    SqlStatement row = db->prepare("SELECT length(cells) FROM combined WHERE id=?1");
    for (const BucketRange &range : ranges) {
        for (std::int64_t day = range.from; row.isPrepared() && day < range.to; ++day) {
            row.reset();
            row.bind(1, combinedId(day, withTimes ? combinedTimes : 0));
            if (row.step() && row.integer(0) > 0) // else it is left to its events
                days.push_back(day);
        }
    }
    if (!row.isPrepared() || row.failed())
        return tl::unexpected<Error>(db->error());
    return days;
}

Result<> LedgerReader::Data::takeQuarters(Windows &windows, const Query &query)
{
    if (windows.events.empty())
        return {};
    const TimeRange whole{windows.events.front().from, windows.events.back().to};
    if (!hasQuarterSteps(query.zone, whole, query.step))
        return {};
    std::vector<std::int64_t> days;
    for (const TimeRange &range : windows.events) {
        const std::int64_t end = zone.dayOf({range.to.micros - 1}) + 1;
        for (std::int64_t day = zone.dayOf(range.from); day < end; ++day) {
            OUTLAY_TRY(eachCombinedRow(*db, {day, day + 1}, combinedQuarters, combinedTimes,
                                       [&](std::int64_t, std::string_view) {
                                           if (days.empty() || days.back() < day)
                                               days.push_back(day);
                                           return false;
                                       }));
        }
    }
    leaveToQuarters(windows, days, zone);
    return {};
}

Result<std::optional<std::vector<std::int64_t>>>
LedgerReader::Data::daysOf(const IdFilter &filter, const std::vector<BucketRange> &ranges)
{
    const bool isRest = filter.dimension.dimension == Dimension::Tag &&
                        !filter.dimension.tagKey.empty() && filter.holds(0);
    std::int64_t lookUps = 0;
    for (const BucketRange &range : ranges)
        lookUps += (range.to - range.from) * static_cast<std::int64_t>(filter.ids.size());
    if (isRest || lookUps > maxLookUps || isBranch(filter.dimension))
        return std::nullopt;
    std::vector<std::int64_t> days;
    DayCells cells(*db, kindOf(filter.dimension.dimension));
    for (const BucketRange &range : ranges) {
        for (std::int64_t day = range.from; day < range.to; ++day) {
            const auto has = [&](std::uint32_t id) { return !cells.find(day, id).empty(); };
            if (std::any_of(filter.ids.begin(), filter.ids.end(), has) &&
                (days.empty() || days.back() < day))
                days.push_back(day);
        }
    }
    OUTLAY_TRY(cells.status());
    return days;
}

Result<> LedgerReader::Data::narrow(std::vector<TimeRange> &windows, const Selection &selection)
{
    for (const IdFilter &filter : selection.filters()) {
        std::vector<BucketRange> ranges;
        for (const TimeRange &window : windows)
            ranges.push_back({zone.dayOf(window.from), zone.dayOf({window.to.micros - 1}) + 1});
        const auto days = daysOf(filter, ranges);
        if (!days)
            return tl::unexpected<Error>(days.error());
        if (*days)
            windows = within(windows, **days, zone);
    }
    return {};
}

Result<> LedgerReader::Data::narrow(std::vector<BucketRange> &days, const Selection &selection)
{
    for (const IdFilter &filter : selection.filters()) {
        const auto found = daysOf(filter, days);
        if (!found)
            return tl::unexpected<Error>(found.error());
        if (!*found)
            continue;
        days.clear();
        for (const std::int64_t day : **found) {
            if (!days.empty() && days.back().to == day)
                ++days.back().to;
            else
                days.push_back({day, day + 1});
        }
    }
    return {};
}

Result<std::vector<TimeRange>> LedgerReader::Data::eventWindows(const Query &query,
                                                                const Selection &selection)
{
    const auto data = span(false);
    if (!data)
        return tl::unexpected<Error>(data.error());
    std::vector<TimeRange> windows;
    if (*data) {
        const TimeRange part{std::max(query.range.from, (*data)->from),
                             std::min(query.range.to, (*data)->to)};
        if (part.from < part.to)
            windows.push_back(part);
    }
    OUTLAY_TRY(narrow(windows, selection));
    return windows;
}

} // namespace outlay
