// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "ui/overview/overviewsnapshot.h"

#include <cstdint>
#include <optional>
#include <string>

namespace outlay {

/// Of which state of the ledger a page was asked for last. A window left open hears of the Overview
/// every minute; the other pages are read anew only when they would say something else.
class SeenFigures
{
public:
    /// Whether something was written since, a day began or days are another zone's, figures left a
    /// range that moves with the clock, or ten minutes passed (forecasts move slowly): then it
    /// counts as asked for now.
    [[nodiscard]] bool takeIfNew(const ui::OverviewSnapshot &overview, Instant now);
    /// What is asked next is new.
    void forget() { m_seen.reset(); }

private:
    struct Seen
    {
        ui::OverviewRequest request;
        std::int64_t writes = 0;
        std::int64_t requests = 0;
        std::optional<Money> cost;
        std::string zone;
        std::int64_t day = 0;
        Instant at;
    };
    std::optional<Seen> m_seen;
};

} // namespace outlay
