// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/cellblock.h"
#include "models/ledger/closedperiods.h"
#include "models/ledger/combinedday.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/planfees.h"
#include "models/ledger/queryplan.h"
#include "models/ledger/readerdictionary.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace outlay {

class Scan;
struct StoredEvent;

/// Where a fee is counted.
[[nodiscard]] Subject subjectOf(const PlanFee &fee, ReaderDictionary &dictionary);

/// Widens the range to hold the instant.
void include(std::optional<TimeRange> &range, Instant at);

/// One state of the ledger for as long as this lives, and the caller's way to stop early.
class ReadTransaction
{
public:
    ReadTransaction(Database &db, const CancelToken &cancel);
    ~ReadTransaction();
    ReadTransaction(const ReadTransaction &) = delete;
    ReadTransaction &operator=(const ReadTransaction &) = delete;
    [[nodiscard]] const Result<> &status() const { return m_status; }

private:
    Database &m_db;
    CancelToken m_cancel;
    Result<> m_status;
};

/// Runs a statement whose parameters are the integers given; `visit(row)` returns false to stop.
template <typename Visit>
[[nodiscard]] Result<> eachRow(Database &db, std::string_view sql,
                               std::initializer_list<std::int64_t> parameters, Visit visit)
{
    SqlStatement row = db.prepare(sql);
    if (!row.isPrepared())
        return tl::unexpected<Error>(db.error());
    int index = 1;
    for (const std::int64_t value : parameters)
        row.bind(index++, value);
    while (row.step()) {
        if (!visit(static_cast<const SqlStatement &>(row)))
            return {};
    }
    if (row.failed())
        return tl::unexpected<Error>(db.error());
    return {};
}

/// Visits the rows of combined days, `firstPart` to before `endPart` of each: `visit(id, bytes)`
/// returns false to stop. Looked up by the day, as what lies between takes more room.
template <typename Visit>
[[nodiscard]] Result<> eachCombinedRow(Database &db, BucketRange days, std::int64_t firstPart,
                                       std::int64_t endPart, Visit visit)
{
    SqlStatement rows = db.prepare("SELECT id,cells FROM combined WHERE id>=?1 AND id<?2");
    if (!rows.isPrepared())
        return tl::unexpected<Error>(db.error());
    for (std::int64_t day = days.from; day < days.to; ++day) {
        rows.reset();
        rows.bind(1, combinedId(day, firstPart)).bind(2, combinedId(day, endPart));
        while (rows.step()) {
            if (!visit(rows.integer(0), rows.blob(1)))
                return {};
        }
        if (rows.failed())
            return tl::unexpected<Error>(db.error());
    }
    return {};
}

/// Visits what combined days hold: `visit(day, reader)` returns false to stop.
template <typename Visit>
[[nodiscard]] Result<> eachCombined(Database &db, BucketRange days, Visit visit)
{
    return eachCombinedRow(
        db, days, 0, combinedQuarters, [&](std::int64_t id, std::string_view bytes) {
            for (CombinedReader sums(bytes); sums.next();) {
                if (!visit(id >> combinedPartBits, static_cast<const CombinedReader &>(sums)))
                    return false;
            }
            return true;
        });
}

/// Visits what quarter-hours of combined days hold: `visit(quarter, reader)`, the quarter-hour
/// since 1970. `range` is of whole ones.
template <typename Visit>
[[nodiscard]] Result<> eachCombinedQuarter(Database &db, const TimeRange &range,
                                           const Zone &ledgerZone, Visit visit)
{
    for (std::int64_t day = ledgerZone.dayOf(range.from);; ++day) {
        const Instant start = firstInstantOfDay(ledgerZone, day);
        const Instant end = std::min(firstInstantOfDay(ledgerZone, day + 1), range.to);
        if (start >= range.to)
            return {};
        const std::int64_t first = floorDivide(start.micros, microsPerQuarter);
        const auto partOf = [first](Instant at) {
            return quarterPart(floorDivide(at.micros, microsPerQuarter) - first, 0);
        };
        OUTLAY_TRY(eachCombinedRow(db, {day, day + 1}, partOf(std::max(start, range.from)),
                                   partOf(end), [&](std::int64_t id, std::string_view bytes) {
                                       const std::int64_t part =
                                           id - combinedId(day, combinedQuarters);
                                       for (CombinedReader sums(bytes); sums.next();)
                                           visit(first + (part >> quarterPartBits),
                                                 static_cast<const CombinedReader &>(sums));
                                       return true;
                                   }));
    }
}

inline constexpr BucketRange everyDay{-everyBlock, everyBlock};

/// Visits the cells of a kind in a range of days, or quarter-hours: `visit(bucket, value, sums)`
/// returns false to stop. By day, and in it by value.
template <typename Visit>
[[nodiscard]] Result<> eachCell(Database &db, bool isQuarter, CellKind kind, BucketRange range,
                                Visit visit)
{
    const std::string_view sql =
        isQuarter ? "SELECT block,cells FROM cell_quarter WHERE block>=?1 AND block<?2"
                  : "SELECT block,cells FROM cell_day WHERE block>=?1 AND block<?2";
    if (range.from >= range.to)
        return {};
    const std::int64_t first = placeOf({isQuarter, kind, range.from, 0}).block;
    const std::int64_t last = placeOf({isQuarter, kind, range.to - 1, 0}).block;
    const std::int64_t from = blockId(kind, first, 0);
    const std::int64_t to = blockId(kind, last + 1, 0);
    return eachRow(db, sql, {from, to}, [&](const SqlStatement &row) {
        CellPlace place = nameOf(row.integer(0)).place;
        for (CellBlockReader cells(row.blob(1)); cells.next();) {
            place.offset = cells.offset();
            const CellKey key = keyOf(isQuarter, kind, place);
            if (key.bucket < range.from || key.bucket >= range.to)
                continue;
            if (!visit(key.bucket, key.value, cells.sums()))
                return false;
        }
        return true;
    });
}

/// Looks up day cells one by one; those of one day and neighbouring values cost one row.
class DayCells
{
public:
    DayCells(Database &db, CellKind kind);
    /// The encoded cell; empty: there is none, or reading failed (see status()). Lives until the
    /// next call.
    [[nodiscard]] std::string_view find(std::int64_t day, std::uint32_t value);
    [[nodiscard]] Result<> status() const;

private:
    Database &m_db;
    SqlStatement m_row;
    CellKind m_kind;
    std::optional<CellPlace> m_place; ///< of m_row
    std::string_view m_cells;
};

struct LedgerReader::Data
{
    std::shared_ptr<Database> db;
    ReaderDictionary dictionary;
    Zone zone; ///< the ledger's, as of the running transaction

    std::int64_t eventCount = 0, countedAt = 0; ///< counting them all takes time at ten millions
    SqlStatement countersNow;
    struct Counters
    {
        std::int64_t commits = 0, quiet = 0;
    };

    explicit Data(std::shared_ptr<Database> database);

    /// Profiles and zone as of the transaction.
    [[nodiscard]] Result<> begin();
    /// First to last event; nullopt: none. `withAll`: also residuals, and days of which only the
    /// cells are left (before the retention horizon).
    [[nodiscard]] Result<std::optional<TimeRange>> span(bool withAll);
    [[nodiscard]] Result<std::int64_t> metaInteger(std::string_view key);
    [[nodiscard]] Result<Counters> counters();
    [[nodiscard]] Result<std::string> metaText(std::string_view key);
    [[nodiscard]] Result<std::string> configuration(std::string_view name);
    /// Narrows windows to the days on which each filter has something at all.
    [[nodiscard]] Result<> narrow(std::vector<TimeRange> &windows, const Selection &selection);
    [[nodiscard]] Result<> narrow(std::vector<BucketRange> &days, const Selection &selection);
    /// Where a query is read from that only combined days and events answer: days that are combined
    /// and not ruled out by its filters, and what is left.
    [[nodiscard]] Result<Windows> combinedWindows(const Query &query, const Selection &selection,
                                                  const TimeRange &span, bool withTimes = false);
    /// Has whole quarter-hours of the query's events read from combined days, where they are kept.
    [[nodiscard]] Result<> takeQuarters(Windows &windows, const Query &query);
    /// Of most of the ledger, so that reading it whole is faster than following the index.
    [[nodiscard]] static bool isMostOf(const std::vector<TimeRange> &windows,
                                       const TimeRange &span);
    /// The days of these ranges that are combined; `withTimes`: not by an older program, without.
    [[nodiscard]] Result<std::vector<std::int64_t>>
    combinedDays(const std::vector<BucketRange> &ranges, bool withTimes);
    /// The days of these ranges on which the filter has something; nullopt: too many to look up.
    [[nodiscard]] Result<std::optional<std::vector<std::int64_t>>>
    daysOf(const IdFilter &filter, const std::vector<BucketRange> &ranges);
    /// What the query would read events from, in time order.
    [[nodiscard]] Result<std::vector<TimeRange>> eventWindows(const Query &query,
                                                              const Selection &selection);
    /// With these months as they were closed. `visit`: sees the rows, of which the answer then has
    /// none.
    [[nodiscard]] Result<Answer> run(const Query &query,
                                     const std::vector<ClosedPeriod> &closed = {},
                                     const std::function<void(AnswerRows &)> &visit = {});
    /// What is known now of all but the closed months; whether there is anything.
    [[nodiscard]] Result<bool> addCurrent(Scan &scan, Selection &selection, const Query &query,
                                          const std::vector<ClosedPeriod> &closed,
                                          const std::optional<TimeRange> &span,
                                          const std::vector<PlanFee> &fees);
    /// The closed months, as they were; likewise. `span` takes them in.
    [[nodiscard]] Result<bool> addClosed(Scan &scan, const Query &query,
                                         const std::vector<ClosedPeriod> &closed,
                                         std::optional<TimeRange> &span);
    /// The rows of a closed month that the query asks for; whether there are any.
    [[nodiscard]] Result<bool> addFrozen(Scan &scan, const Query &query,
                                         const ClosedPeriod &period);
    /// Reads what the query asks for of what lies in `span`.
    [[nodiscard]] Result<> addCombined(Scan &scan, Selection &selection, const Query &query,
                                       const CellPlan &plan, const Windows &windows,
                                       const std::vector<PlanFee> &fees);
    [[nodiscard]] Result<bool> addDearest(Scan &scan, Selection &selection, const Query &query,
                                          const CellPlan &plan, const Windows &windows,
                                          const std::vector<PlanFee> &fees);
    [[nodiscard]] Result<> add(Scan &scan, Selection &selection, const Query &query,
                               const TimeRange &span, const std::vector<PlanFee> &fees);
    /// Plan fees dated in the range.
    [[nodiscard]] Result<std::vector<PlanFee>> planFees(const TimeRange &range);
    /// The first or the last day that has a cell of the value.
    [[nodiscard]] Result<std::optional<std::int64_t>> edgeDay(CellKind kind, std::uint32_t value,
                                                              bool isFirst);
    /// The first day on which the plan's source or key has anything.
    [[nodiscard]] Result<std::optional<std::int64_t>> firstDayOf(const PlanEntry &plan);
    [[nodiscard]] Result<bool> hasData(const TimeRange &range, const TimeRange &span);
    [[nodiscard]] Result<Instant> timeOf(std::int64_t event);
    [[nodiscard]] Result<std::optional<EventRow>> eventById(std::int64_t id);
    [[nodiscard]] Result<EventRow> eventRow(const StoredEvent &event, EventDetail detail);
    [[nodiscard]] EventRow priceRow(const StoredEvent &event);
    /// The texts of what a profile tells; as long as EventRow::dimensions.
    [[nodiscard]] std::vector<std::optional<std::string>> dimensionsOf(const Profile &profile);
    /// (key, value), sorted.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> tagTexts(std::uint32_t tags);
    /// Who and what a subject is, without figures.
    [[nodiscard]] RequestGroup groupOf(const Subject &subject);
    [[nodiscard]] Result<std::vector<EventRow>> eventRows(const std::vector<StoredEvent> &events,
                                                          EventDetail detail = EventDetail::All);
    [[nodiscard]] Result<> addObservers(const StoredEvent &event,
                                        std::vector<std::string> &observers);
    [[nodiscard]] Result<LedgerFacts> facts();
    [[nodiscard]] Result<> addUnpricedModels(LedgerFacts &facts);
    [[nodiscard]] Result<std::vector<SourceInfo>> sources();
    [[nodiscard]] Result<std::optional<TimeRange>> spanOfSource(TextId source);
};

} // namespace outlay
