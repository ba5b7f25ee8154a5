// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <optional>
#include <string_view>

namespace outlay {

/// Dates as spreadsheets write them: "M/D/YY", "M/D/YYYY", or the day first. Which of the two is a
/// matter of the file, told by its periods.
class SlashDates
{
public:
    enum class Order
    {
        Unknown,
        MonthFirst,
        DayFirst,
    };
    struct Period
    {
        std::string_view from, to;
        [[nodiscard]] bool hasSlashes() const
        {
            return from.find('/') != std::string_view::npos ||
                   to.find('/') != std::string_view::npos;
        }
    };

    /// Takes a row's word for the order: a number above 12, or a billing period, which is a month.
    /// How long its charge is counts only where nothing else decides.
    void look(const Period &charge, const Period &billing);
    /// Decides by what was seen, once nothing more comes; may stay unknown.
    void decide();
    [[nodiscard]] Order order() const { return m_order; }
    /// While the order is unknown, only what both take for the same day.
    [[nodiscard]] std::optional<Instant> read(std::string_view text) const;

private:
    Order m_order = Order::Unknown;
    bool m_mayBeMonthFirst = false, m_mayBeDayFirst = false; ///< by the lengths of charges
};

} // namespace outlay
