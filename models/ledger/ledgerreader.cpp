// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader.h"

#include "models/ledger/answer.h"
#include "models/ledger/dearest.h"
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/planfees.h"
#include "models/ledger/scan.h"
#include "models/ledger/schema.h"

#include <algorithm>
#include <filesystem>

namespace outlay {

namespace {

// More of the ledger than this: reading the table in its own order beats the index.
constexpr double mostOfTheLedger = 0.5;

/// The part of `range` in which there is anything, with its ends on days of the ledger's zone
/// where the data end inside it: so that "until now" is read from whole days.
TimeRange clipped(const TimeRange &range, const TimeRange &span, const Zone &zone)
{
    TimeRange part = range;
    if (part.from <= span.from)
        part.from = firstInstantOfDay(zone, zone.dayOf(span.from));
    if (part.to >= span.to)
        part.to = firstInstantOfDay(zone, zone.dayOf({span.to.micros - 1}) + 1);
    return part;
}

std::int64_t lengthOf(const std::vector<TimeRange> &ranges)
{
    std::int64_t length = 0;
    for (const TimeRange &range : ranges)
        length += range.to.micros - range.from.micros;
    return length;
}

/// Rows of "tag:KEY" can be told from cells only if no event has the key twice: then who has no
/// such key is the rest.
Result<bool> hasTagTwice(ReaderDictionary &dictionary, Selection &selection)
{
    OUTLAY_TRY(dictionary.loadTagsets());
    const DimensionRef &dimension = selection.by().front();
    for (const auto &[id, tags] : dictionary.tagsets()) {
        const auto isOfKey = [&](const StoredTag &tag) {
            return selection.isOfTag(dimension, tag.pair);
        };
        if (std::count_if(tags.begin(), tags.end(), isOfKey) > 1)
            return true;
    }
    return false;
}

} // namespace

LedgerReader::LedgerReader(std::unique_ptr<Data> data) : m_data(std::move(data)) {}
LedgerReader::~LedgerReader() = default;

Result<std::unique_ptr<LedgerReader>> LedgerReader::open(const std::string &path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return failure(Error::Kind::Unreadable, "there is no ledger at " + path +
                                                    " yet; import something first, or name "
                                                    "another with --ledger");
    }
    OUTLAY_TRY(bringUpToDate(path));
    auto database = Database::open(path, Database::Mode::ReadOnly);
    if (!database)
        return tl::unexpected<Error>(database.error());
    OUTLAY_TRY(checkSchema(**database));
    // Enough for the cells of a year; the system's cache holds the rest.
    OUTLAY_TRY((*database)->exec("PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY"));
    return std::unique_ptr<LedgerReader>(
        new LedgerReader(std::make_unique<Data>(std::move(*database))));
}

Result<Answer> LedgerReader::run(const Query &query, const CancelToken &cancel)
{
    const ReadTransaction transaction(*m_data->db, cancel);
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(m_data->begin());
    return m_data->run(query);
}

Result<Answer> LedgerReader::visitRows(const Query &query,
                                       const std::function<void(AnswerRows &)> &visit,
                                       const CancelToken &cancel)
{
    const ReadTransaction transaction(*m_data->db, cancel);
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(m_data->begin());
    Query all = query;
    all.top = 0;
    all.step = Step::None;
    return m_data->run(all, {}, visit);
}

Result<Answer> LedgerReader::Data::run(const Query &query, const std::vector<ClosedPeriod> &closed,
                                       const std::function<void(AnswerRows &)> &visit)
{
    auto span = this->span(true);
    if (!span)
        return tl::unexpected<Error>(span.error());
    const auto fees = planFees(query.range);
    if (!fees)
        return tl::unexpected<Error>(fees.error());
    Selection selection(query, dictionary);
    Scan scan(*db, dictionary, selection, query, zone);
    const auto hasCurrent = addCurrent(scan, selection, query, closed, *span, *fees);
    if (!hasCurrent)
        return tl::unexpected<Error>(hasCurrent.error());
    const auto hasClosed = addClosed(scan, query, closed, *span);
    if (!hasClosed)
        return tl::unexpected<Error>(hasClosed.error());
    Answer answer;
    answer.total = measuresOf(scan.total(), query.basis);
    if (visit)
        visitRowsOf(scan.groups(), selection, query, visit);
    else
        answer.rows = rowsOf(scan.groups(), scan.rest(), selection, query);
    OUTLAY_TRY(dictionary.status());
    answer.hasData = *hasCurrent || *hasClosed || !fees->empty();
    for (const PlanFee &fee : *fees)
        include(*span, fee.at);
    answer.range = query.range;
    if (*span && query.range.from == TimeRange{}.from)
        answer.range.from = (*span)->from;
    if (*span && query.range.to == TimeRange{}.to)
        answer.range.to = (*span)->to;
    return answer;
}

/// Whether the dearest values could be found first, and so all there is was added.
Result<bool> LedgerReader::Data::addDearest(Scan &scan, Selection &selection, const Query &query,
                                            const CellPlan &plan, const Windows &windows,
                                            const std::vector<PlanFee> &fees)
{
    if (!canPickDearest(query, plan, windows))
        return false;
    auto values = dearestValues(*db, selection, query, plan, windows);
    if (!values || !*values)
        return values ? Result<bool>(false) : tl::unexpected<Error>(values.error());
    // A fee may lift a value that is none of the dearest by its cells.
    for (const PlanFee &fee : fees) {
        selection.eachKey(subjectOf(fee, dictionary),
                          [&](const std::uint32_t *ids) { (*values)->push_back(*ids); });
    }
    std::sort((*values)->begin(), (*values)->end());
    (*values)->erase(std::unique((*values)->begin(), (*values)->end()), (*values)->end());
    OUTLAY_TRY(scan.addValues(plan, windows, **values));
    return true;
}

/// Whole days of which there are sums of everything, with what was added of the others.
Result<> LedgerReader::Data::addCombined(Scan &scan, Selection &selection, const Query &query,
                                         const CellPlan &plan, const Windows &windows,
                                         const std::vector<PlanFee> &fees)
{
    if (!canPickCombined(query, plan, selection))
        return scan.addCells(plan, windows);
    OUTLAY_TRY(scan.loadNames());
    auto keys = dearestKeys(*db, selection, query, windows, zone, scan.groups());
    if (!keys)
        return tl::unexpected<Error>(keys.error());
    if (!*keys)
        return scan.addCells(plan, windows);
    for (const PlanFee &fee : fees) {
        selection.eachKey(subjectOf(fee, dictionary),
                          [&](const std::uint32_t *ids) { (*keys)->at(0, ids) = true; });
    }
    return scan.addKeys(windows, **keys);
}

Result<> LedgerReader::Data::add(Scan &scan, Selection &selection, const Query &query,
                                 const TimeRange &span, const std::vector<PlanFee> &fees)
{
    CellPlan plan = planCells(selection);
    if (plan.keys == CellPlan::Keys::TagKey) {
        const auto isTwice = hasTagTwice(dictionary, selection);
        if (!isTwice)
            return tl::unexpected<Error>(isTwice.error());
        if (*isTwice)
            plan = combinedPlan;
    }
    auto found = plan.keys == CellPlan::Keys::Combined
                     ? combinedWindows(query, selection, span)
                     : Result<Windows>(divide(clipped(query.range, span, zone), plan, zone,
                                              query.zone, query.step));
    if (!found)
        return tl::unexpected<Error>(found.error());
    Windows &windows = *found;
    OUTLAY_TRY(takeQuarters(windows, query));
    const auto isAdded = addDearest(scan, selection, query, plan, windows, fees);
    if (!isAdded || *isAdded)
        return isAdded.map([](bool) {});
    // Where no cells are left to read, combined days may tell the dearest first.
    if (windows.days.empty() && windows.quarters.empty() && plan.keys != CellPlan::Keys::TagKey)
        plan = combinedPlan;
    const bool isCombined = plan.keys == CellPlan::Keys::Combined;
    if (!isCombined)
        OUTLAY_TRY(scan.addCells(plan, windows));
    OUTLAY_TRY(scan.addResiduals(windows.events));
    OUTLAY_TRY(narrow(windows.events, selection));
    OUTLAY_TRY(narrow(windows.combined, selection));
    OUTLAY_TRY(scan.addEvents(windows.events, isMostOf(windows.events, span)));
    return isCombined ? addCombined(scan, selection, query, plan, windows, fees)
                      : scan.addQuarters(windows.combined);
}

Result<Windows> LedgerReader::Data::combinedWindows(const Query &query, const Selection &selection,
                                                    const TimeRange &span, bool withTimes)
{
    Windows windows =
        divide(clipped(query.range, span, zone), combinedPlan, zone, query.zone, query.step);
    OUTLAY_TRY(narrow(windows.days, selection));
    const auto days = combinedDays(windows.days, withTimes);
    if (!days)
        return tl::unexpected<Error>(days.error());
    leaveToEvents(windows, *days, zone);
    return windows;
}

bool LedgerReader::Data::isMostOf(const std::vector<TimeRange> &windows, const TimeRange &span)
{
    return static_cast<double>(lengthOf(windows)) >
           mostOfTheLedger * static_cast<double>(span.to.micros - span.from.micros);
}

Result<bool> LedgerReader::Data::hasData(const TimeRange &range, const TimeRange &span)
{
    bool has = false;
    const auto find = [&has](const SqlStatement &) {
        has = true;
        return false;
    };
    for (const std::string_view sql : {"SELECT 1 FROM event WHERE at>=?1 AND at<?2 LIMIT 1",
                                       "SELECT 1 FROM residual WHERE at>=?1 AND at<?2 LIMIT 1"})
        OUTLAY_TRY(eachRow(*db, sql, {range.from.micros, range.to.micros}, find));
    const TimeRange part = clipped(range, span, zone);
    if (!has && part.from < part.to) {
        // Days behind the retention horizon, of which the cells are left.
        const std::int64_t first = zone.dayOf({part.from.micros - 1}) + 1;
        OUTLAY_TRY(eachCell(*db, false, allKind, {first, zone.dayOf(part.to)},
                            [&has](std::int64_t, std::uint32_t, std::string_view) {
                                has = true;
                                return false;
                            }));
    }
    return has;
}

Result<bool> LedgerReader::hasAnything(const TimeRange &range)
{
    if (range.from >= range.to)
        return false;
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    const auto fees = d.planFees(range);
    if (!fees)
        return tl::unexpected<Error>(fees.error());
    if (!fees->empty())
        return true;
    const auto events = d.span(false);
    const auto all = d.span(true);
    if (!events || !all)
        return tl::unexpected<Error>(events ? all.error() : events.error());
    if (!*all)
        return false;
    TimeRange part = range;
    if (!*events || range.from < (*events)->from) {
        // Where only sums are left, a part of a day may be as much as the whole of it.
        part.from = firstInstantOfDay(d.zone, d.zone.dayOf(part.from));
        part.to = firstInstantOfDay(d.zone, d.zone.dayOf({part.to.micros - 1}) + 1);
    }
    return d.hasData(part, **all);
}

} // namespace outlay
