// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/eventlistmodel.h"

#include "ui/explore/eventwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <QLocale>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr std::size_t mostPages = 12; // some thousand rows

} // namespace

void EventListModel::setFound(EventsFoundPtr found)
{
    beginResetModel();
    m_found = std::move(found);
    m_index = m_found->index;
    m_pages.clear();
    m_wanted.reset();
    m_first = 0;
    endResetModel();
    fetch();
}

EventIndex::Place EventListModel::pageOf(EventIndex::Place place)
{
    place.offset -= place.offset % eventPageRows;
    return place;
}

const EventRow *EventListModel::eventAt(std::int64_t row) const
{
    if (row < 0 || row >= m_index.size())
        return nullptr;
    const EventIndex::Place place = m_index.placeOf(row);
    const EventIndex::Place page = pageOf(place);
    for (const EventPagePtr &held : m_pages) {
        if (held->place == page) {
            const auto within = static_cast<std::size_t>(place.offset - page.offset);
            return within < held->rows.size() ? &held->rows[within] : nullptr;
        }
    }
    return nullptr;
}

void EventListModel::sayAgain()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void EventListModel::setPage(const EventPagePtr &page)
{
    if (!m_found || page->generation != m_found->generation)
        return;
    m_wanted.reset();
    m_pages.push_front(page);
    while (m_pages.size() > mostPages)
        m_pages.pop_back();
    const auto &rows = page->spanRows;
    const bool isOther = rows && *rows != m_index.span(page->place.span).rows;
    if (isOther) {
        beginResetModel(); // rows behind it move
        m_index.setRows(page->place.span, *rows);
        endResetModel();
        emit totalChanged();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    fetch();
}

void EventListModel::setFailed()
{
    m_wanted.reset();
}

void EventListModel::setWindow(std::int64_t first, int rows)
{
    const int before = rowCount();
    const bool isSame = first == m_first && rows == m_rows;
    m_first = first;
    m_rows = rows;
    if (isSame)
        return;
    if (rowCount() != before) {
        beginResetModel();
        endResetModel();
    } else if (before > 0) {
        emit dataChanged(index(0, 0), index(before - 1, ColumnCount - 1));
    }
    fetch();
}

/// One at a time: what a person has scrolled past meanwhile is never asked for.
void EventListModel::fetch()
{
    if (m_wanted || !m_found)
        return;
    for (std::int64_t row = m_first; row < m_first + rowCount(); ++row) {
        if (eventAt(row))
            continue;
        m_wanted = pageOf(m_index.placeOf(row));
        const bool isHeld =
            std::any_of(m_pages.begin(), m_pages.end(),
                        [this](const EventPagePtr &page) { return page->place == *m_wanted; });
        if (isHeld) { // and is shorter than was expected: nothing more comes of it
            m_wanted.reset();
            continue;
        }
        emit pageWanted(m_found->generation, m_index.span(m_wanted->span), *m_wanted);
        return;
    }
}

int EventListModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return static_cast<int>(std::clamp<std::int64_t>(m_index.size() - m_first, 0, m_rows));
}

int EventListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EventListModel::text(const EventRow &event, int column) const
{
    const QLocale locale;
    const auto value = [&](Dimension dimension) {
        const QString known = eventValue(event, dimension);
        return known.isEmpty() ? dash() : known;
    };
    switch (column) {
    case Time:
        return momentLabel(event.at, m_found->zone, locale);
    case Model:
        return value(Dimension::Model);
    case Cost:
        return eventCost(event, locale);
    case Tokens:
        return count(event.usage.total(), locale);
    case User:
        return value(Dimension::User);
    case Project:
        return value(Dimension::Project);
    case Outcome:
        return value(Dimension::Outcome);
    case Latency:
        return latencyText(event.latencyMicros, locale);
    case Session:
        return value(Dimension::Session);
    default:
        return {};
    }
}

QVariant EventListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_found)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isFigure =
            index.column() == Cost || index.column() == Tokens || index.column() == Latency;
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure ? Qt::AlignTrailing : Qt::AlignLeading));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const EventRow *event = eventAt(m_first + index.row());
    if (!event)
        return role == Qt::DisplayRole && index.column() == Time ? QVariant(tr("…", "being read"))
                                                                 : QVariant();
    if (role == Qt::ToolTipRole && index.column() == Cost)
        return eventCostExact(*event, QLocale());
    return text(*event, index.column());
}

QVariant EventListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isFigure = section == Cost || section == Tokens || section == Latency;
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure ? Qt::AlignTrailing : Qt::AlignLeading));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case Model:
        return dimensionLabel({Dimension::Model, {}});
    case Cost:
        return tr("Cost");
    case Tokens:
        return tr("Tokens");
    case User:
        return dimensionLabel({Dimension::User, {}});
    case Project:
        return dimensionLabel({Dimension::Project, {}});
    case Outcome:
        return dimensionLabel({Dimension::Outcome, {}});
    case Latency:
        return tr("Latency");
    case Session:
        return dimensionLabel({Dimension::Session, {}});
    default:
        return {};
    }
}

} // namespace outlay::ui
