// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/retention.h"
#include "models/money/currency.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/zone.h"
#include "ui/theme/theme.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>

namespace outlay::ui {

/// What is kept of a person's choices beside the ledger.
struct Preferences
{
    Scheme scheme = Scheme::System;
    QString format; ///< a locale's name, of numbers and dates; empty: the system's
    std::optional<Qt::DayOfWeek> firstDay; ///< nullopt: that of the format
    std::optional<Currency> currency;      ///< figures are shown in; nullopt: US dollars
    std::string zone;                      ///< of the days on the screen; empty: this machine's
};

/// What the page says of the ledger that is open.
struct LedgerSettings
{
    Instant now;
    Zone shown;  ///< days on the screen
    Zone ledger; ///< days that sums are kept by
    /// First to last single request; nullopt: there is none.
    std::optional<TimeRange> requests;
    int retentionMonths = 0; ///< single requests are kept for; 0: until they are dropped by hand
};

using RetentionEffect = DroppedRequests;

} // namespace outlay::ui
