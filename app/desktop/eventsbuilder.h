// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"
#include "ui/explore/eventindex.h"

#include <cstdint>
#include <map>
#include <utility>

namespace outlay {

/// How many events lie where: one query by the hour, or by the day where no sums are kept by the
/// hour.
[[nodiscard]] Result<ui::EventIndex> buildEventIndex(LedgerReader &reader,
                                                     const ui::EventsQuestion &question,
                                                     const Zone &zone, const CancelToken &cancel);

/// Fetches pages of one question's events. Remembers where pages begin, so that going on costs a
/// page and no more; a place far inside a span costs the pages before it once.
class EventPages
{
public:
    EventPages() = default;
    explicit EventPages(ui::EventsQuestion question) : m_question(std::move(question)) {}

    [[nodiscard]] const ui::EventsQuestion &question() const { return m_question; }
    /// Without a generation.
    [[nodiscard]] Result<ui::EventPage> read(LedgerReader &reader, const ui::EventIndex::Span &span,
                                             const ui::EventIndex::Place &place,
                                             const CancelToken &cancel);

private:
    [[nodiscard]] Result<ui::EventPage> walk(LedgerReader &reader, const ui::EventIndex::Span &span,
                                             const ui::EventIndex::Place &place,
                                             const CancelToken &cancel);

    ui::EventsQuestion m_question;
    /// (start of the span, offset) -> the event before it.
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> m_before;
};

/// The event with its receipt and its neighbours in the session.
[[nodiscard]] Result<ui::EventDetail> buildEventDetail(LedgerReader &reader, const PriceBook &book,
                                                       std::int64_t id);

} // namespace outlay
