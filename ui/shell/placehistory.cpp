// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/placehistory.h"

namespace outlay::ui {
namespace {

constexpr std::size_t mostPlaces = 200;

} // namespace

void PlaceHistory::visit(const Place &place)
{
    if (m_places.empty()) {
        m_places.push_back(place);
        return;
    }
    if (isSamePlace(m_places.at(m_at), place)) {
        m_places.at(m_at) = place;
        return;
    }
    m_places.resize(m_at + 1);
    m_places.push_back(place);
    if (m_places.size() > mostPlaces)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
}

void PlaceHistory::changePeriods(const std::function<PeriodChoice(const PeriodChoice &)> &change)
{
    for (Place &place : m_places)
        place.period = change(place.period);
}

} // namespace outlay::ui
