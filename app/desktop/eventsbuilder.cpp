// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/eventsbuilder.h"

#include "models/ledger/cell.h"
#include "models/receipt/receipt.h"

#include <algorithm>
#include <tuple>

namespace outlay {
namespace {

constexpr std::size_t neighbours = 6;         // before, and after
constexpr std::int64_t hoursCounted = 40'000; // beyond some years of them days will do

/// The finest step whose sums are kept for such filters.
Step stepOf(const ui::EventsQuestion &question)
{
    const std::int64_t length = question.range.to.micros - question.range.from.micros;
    if (question.hour)
        return Step::Hour;
    const bool isKept =
        question.where.empty() ||
        (question.where.size() == 1 && hasQuarterCells(question.where.front().dimension.dimension));
    return isKept && length / microsPerHour <= hoursCounted ? Step::Hour : Step::Day;
}

Query queryOf(const ui::EventsQuestion &question, const TimeRange &range)
{
    Query query;
    query.range = range;
    query.where = question.where;
    return query;
}

bool isBefore(const EventRow &left, const EventRow &right)
{
    return std::tie(left.at, left.id) < std::tie(right.at, right.id);
}

Result<> addBefore(LedgerReader &reader, Query query, ui::EventDetail &detail)
{
    query.range.to = Instant{detail.event.at.micros + 1};
    // Of the same instant some may be later ones.
    auto rows = reader.events(query, 4 * static_cast<int>(neighbours));
    if (!rows)
        return tl::unexpected<Error>(std::move(rows).error());
    for (EventRow &row : *rows) {
        if (detail.before.size() < neighbours && isBefore(row, detail.event))
            detail.before.push_back(std::move(row));
    }
    std::reverse(detail.before.begin(), detail.before.end());
    return {};
}

Result<> addAfter(LedgerReader &reader, Query query, ui::EventDetail &detail)
{
    query.range.from = detail.event.at;
    return reader.eachEvent(query, [&](const EventRow &row) {
        if (isBefore(detail.event, row))
            detail.after.push_back(row);
        return detail.after.size() < neighbours;
    });
}

FigureReceipt receiptOf(const EventRow &event, const PriceBook &book)
{
    ReceiptBuilder builder(book);
    builder.add(event);
    Receipt sum = builder.finish();
    FigureReceipt receipt;
    receipt.detail = FigureReceipt::Detail::Terms;
    receipt.entries = builder.entries();
    receipt.entryCount = receipt.entries.size();
    receipt.cost = sum.cost;
    receipt.unpriced = std::move(sum.unpriced);
    return receipt;
}

} // namespace

Result<ui::EventIndex> buildEventIndex(LedgerReader &reader, const ui::EventsQuestion &question,
                                       const Zone &zone, const CancelToken &cancel)
{
    Query query = queryOf(question, question.range);
    query.zone = zone;
    query.step = stepOf(question);
    const auto answer = reader.run(query, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::vector<ui::EventIndex::Span> spans;
    for (auto row = answer->rows.rbegin(); row != answer->rows.rend(); ++row) {
        // What is set aside is no spend, and yet an event.
        const std::int64_t rows = row->measures.requests + row->measures.setAsideRequests;
        if (!row->at || rows <= 0 || (question.hour && weekHourOf(*row->at, zone) != question.hour))
            continue;
        const TimeRange range{std::max(*row->at, question.range.from),
                              std::min(zone.nextBucket(*row->at, query.step), question.range.to)};
        spans.push_back({range, rows});
    }
    return ui::EventIndex(std::move(spans));
}

Result<ui::EventPage> EventPages::read(LedgerReader &reader, const ui::EventIndex::Span &span,
                                       const ui::EventIndex::Place &place,
                                       const CancelToken &cancel)
{
    auto page = walk(reader, span, place, cancel);
    if (page || page.error().kind != Error::Kind::Usage)
        return page;
    m_before.clear(); // an event it remembered has been merged or removed
    return walk(reader, span, place, cancel);
}

Result<ui::EventPage> EventPages::walk(LedgerReader &reader, const ui::EventIndex::Span &span,
                                       const ui::EventIndex::Place &place,
                                       const CancelToken &cancel)
{
    const std::int64_t start = span.range.from.micros;
    std::int64_t offset = 0, before = 0;
    const auto behind = m_before.upper_bound({start, place.offset});
    if (behind != m_before.begin() && std::prev(behind)->first.first == start) {
        offset = std::prev(behind)->first.second;
        before = std::prev(behind)->second;
    }
    const Query query = queryOf(m_question, span.range);
    for (;;) {
        auto rows = reader.events(query, ui::eventPageRows, before, cancel);
        if (!rows)
            return tl::unexpected<Error>(std::move(rows).error());
        const auto found = static_cast<std::int64_t>(rows->size());
        const bool isEnd = found < ui::eventPageRows;
        if (!isEnd) {
            before = rows->back().id;
            m_before[{start, offset + found}] = before;
        }
        if (isEnd || offset == place.offset) {
            ui::EventPage page;
            page.place = place;
            if (offset == place.offset)
                page.rows = *std::move(rows);
            if (isEnd)
                page.spanRows = offset + found;
            return page;
        }
        offset += found;
    }
}

Result<ui::EventDetail> buildEventDetail(LedgerReader &reader, const PriceBook &book,
                                         std::int64_t id)
{
    auto event = reader.event(id);
    if (!event)
        return tl::unexpected<Error>(std::move(event).error());
    ui::EventDetail detail;
    detail.event = *std::move(event);
    detail.receipt = receiptOf(detail.event, book);
    const auto &session = detail.event.dimensions[static_cast<std::size_t>(Dimension::Session)];
    if (!session)
        return detail;
    Filter own{{Dimension::Session, {}}, {}};
    own.anyOf.push_back(session);
    Query query;
    query.where.push_back(std::move(own));
    OUTLAY_TRY(addBefore(reader, query, detail));
    OUTLAY_TRY(addAfter(reader, query, detail));
    return detail;
}

} // namespace outlay
