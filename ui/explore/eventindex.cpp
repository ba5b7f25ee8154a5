// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/eventindex.h"

#include <algorithm>

namespace outlay::ui {

EventIndex::EventIndex(std::vector<Span> newestFirst)
    : m_spans(std::move(newestFirst))
    , m_ends(m_spans.size())
{
    addUp(0);
}

void EventIndex::addUp(std::size_t from)
{
    std::int64_t end = from == 0 ? 0 : m_ends[from - 1];
    for (std::size_t i = from; i < m_spans.size(); ++i) {
        end += m_spans[i].rows;
        m_ends[i] = end;
    }
}

EventIndex::Place EventIndex::placeOf(std::int64_t row) const
{
    const auto end = std::upper_bound(m_ends.begin(), m_ends.end(), row);
    const auto span = static_cast<std::size_t>(end - m_ends.begin());
    return {span, row - firstRow(span)};
}

std::int64_t EventIndex::firstRow(std::size_t span) const
{
    return span == 0 ? 0 : m_ends[span - 1];
}

void EventIndex::setRows(std::size_t span, std::int64_t rows)
{
    m_spans[span].rows = rows;
    addUp(span);
}

} // namespace outlay::ui
