// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/money/weekhour.h"
#include "models/receipt/receiptreader.h"

#include <QString>

#include <optional>
#include <vector>

namespace outlay::ui {

/// A figure on the page somebody points at, with what sets it apart from the page's whole.
struct Figure
{
    QString title;
    Measures measures;
    std::optional<TimeRange> range = {}; ///< nullopt: the page's
    std::vector<Filter> narrowing = {};
    std::optional<RestOf> outside = {}; ///< of "other"
    std::optional<WeekHour> hour = {};  ///< only these hours of the range
    QString head = {}; ///< what was pointed at, where it is not the money: "1,234 requests"
    QString how = {};  ///< what that was taken of, where it is no sum: "$12.00 for 4 tasks"
};

} // namespace outlay::ui
