// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/receipt/receiptreader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace outlay::ui {

/// Which events are listed.
struct EventsQuestion
{
    TimeRange range;
    std::vector<Filter> where;
    std::optional<WeekHour> hour = {}; ///< only these hours of the range
    bool operator==(const EventsQuestion &) const = default;
};

/// How many events lie where, newest first: any row of millions is found and fetched without those
/// before it. Counts are expected ones until a span has been read; then they are exact.
class EventIndex
{
public:
    struct Span
    {
        TimeRange range;
        std::int64_t rows = 0; ///< > 0 to begin with
        bool operator==(const Span &) const = default;
    };
    struct Place
    {
        std::size_t span = 0;
        std::int64_t offset = 0; ///< of the row in its span
        bool operator==(const Place &) const = default;
    };

    EventIndex() = default;
    explicit EventIndex(std::vector<Span> newestFirst);

    [[nodiscard]] std::int64_t size() const { return m_ends.empty() ? 0 : m_ends.back(); }
    /// `row` in 0..size()-1.
    [[nodiscard]] Place placeOf(std::int64_t row) const;
    [[nodiscard]] std::int64_t firstRow(std::size_t span) const;
    [[nodiscard]] const Span &span(std::size_t index) const { return m_spans[index]; }
    [[nodiscard]] const std::vector<Span> &spans() const { return m_spans; }
    /// What reading it has shown.
    void setRows(std::size_t span, std::int64_t rows);

private:
    void addUp(std::size_t from);

    std::vector<Span> m_spans;
    std::vector<std::int64_t> m_ends; ///< row behind the last of each span
};

/// Rows of one fetch; a span has them at multiples of this.
inline constexpr int eventPageRows = 256;

struct EventsFound
{
    std::uint64_t generation = 0;
    EventsQuestion question;
    Zone zone;
    EventIndex index;
};
using EventsFoundPtr = std::shared_ptr<const EventsFound>;

/// One fetch: what there is from a place on, newest first.
struct EventPage
{
    std::uint64_t generation = 0; ///< of the EventsFound
    EventIndex::Place place;      ///< of the first
    std::vector<EventRow> rows;
    std::optional<std::int64_t> spanRows; ///< exact, where the end of the span was seen
};
using EventPagePtr = std::shared_ptr<const EventPage>;

/// One event with what it is made of and what went before and after it in its session.
struct EventDetail
{
    EventRow event;
    FigureReceipt receipt;
    std::vector<EventRow> before, after; ///< in time order, the nearest few
    Zone zone;
};
using EventDetailPtr = std::shared_ptr<const EventDetail>;

} // namespace outlay::ui
