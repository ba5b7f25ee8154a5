// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/place.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace outlay::ui {

/// The places the window was at, for back and forward. The GUI thread's.
class PlaceHistory
{
public:
    /// What was ahead is forgotten. The same place again is no step.
    void visit(const Place &place);
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
    /// The place to be at from now on; to be called only where there is one.
    [[nodiscard]] const Place &back() { return m_places.at(--m_at); }
    [[nodiscard]] const Place &forward() { return m_places.at(++m_at); }

    /// Of all places: the days of another zone.
    void changePeriods(const std::function<PeriodChoice(const PeriodChoice &)> &change);

private:
    std::vector<Place> m_places;
    std::size_t m_at = 0; ///< in m_places, where it is not empty
};

} // namespace outlay::ui
