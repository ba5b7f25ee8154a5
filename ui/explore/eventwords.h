// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

#include <QLocale>
#include <QString>

#include <utility>
#include <vector>

namespace outlay::ui {

/// "24 Nov 2026, 14:03:07", in the zone.
[[nodiscard]] QString momentLabel(Instant at, const Zone &zone, const QLocale &locale);
/// What it cost, or why it has no cost.
[[nodiscard]] QString eventCost(const EventRow &event, const QLocale &locale);
/// With every digit and its basis.
[[nodiscard]] QString eventCostExact(const EventRow &event, const QLocale &locale);
[[nodiscard]] QString latencyText(std::int64_t micros, const QLocale &locale);
/// "2 min later", "40 s earlier".
[[nodiscard]] QString distanceLabel(Instant from, Instant to, const QLocale &locale);
/// Value of a dimension; empty: unknown.
[[nodiscard]] QString eventValue(const EventRow &event, Dimension dimension);
/// Everything that is known of it, name and value.
[[nodiscard]] std::vector<std::pair<QString, QString>>
eventFacts(const EventRow &event, const Zone &zone, const QLocale &locale);

/// The event as a figure of its own.
[[nodiscard]] Measures measuresOf(const EventRow &event);

} // namespace outlay::ui
