// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/coverage.h"
#include "models/ledger/query.h"
#include "models/money/dimension.h"
#include "models/money/zone.h"
#include "ui/overview/period.h"

#include <QLocale>
#include <QString>

#include <optional>
#include <string>

namespace outlay::ui {

/// "Model", "Cost center".
[[nodiscard]] QString dimensionLabel(const DimensionRef &dimension);
/// "by model", for the title of the chart.
[[nodiscard]] QString spendTitle(const DimensionRef &dimension);
/// A value as people write it: providers by their names, everything else as it lies.
[[nodiscard]] QString valueLabel(const DimensionRef &dimension,
                                 const std::optional<std::string> &value);
[[nodiscard]] QString rowLabel(const DimensionRef &dimension, const Row &row);
[[nodiscard]] QString rowLabel(const DimensionRef &dimension,
                               const std::optional<std::string> &value, bool isOther,
                               bool isNotItemised);
/// As its name stands, or its label while names are hidden.
[[nodiscard]] QString sourceLabel(const std::string &name);
[[nodiscard]] QString otherLabel();
[[nodiscard]] QString notItemisedLabel();
/// "billed by the provider", "estimated from the price book".
[[nodiscard]] QString basisLabel(Basis basis);
[[nodiscard]] QString basisExplanation(Basis basis);
/// "Cache reads".
[[nodiscard]] QString tokenClassLabel(TokenClass tokenClass);
/// "Subscription"; empty and "unknown": "not answered".
[[nodiscard]] QString planLabel(const std::string &kind);
[[nodiscard]] QString stepLabel(Step step);

/// "23 Nov", "1–23 Oct", "28 Oct – 3 Nov 2026", with the day in the locale's place. The end is
/// exclusive, so a range that ends at midnight names the day before.
[[nodiscard]] QString rangeLabel(const TimeRange &range, const Zone &zone, const QLocale &locale,
                                 bool withYear);
[[nodiscard]] QString dayLabel(Instant at, const Zone &zone, const QLocale &locale);
/// A bucket of the chart: "14:00–15:00, 23 Nov", "Mon 23 Nov", "16–22 Nov", "November 2026".
[[nodiscard]] QString bucketLabel(const TimeRange &bucket, Step step, const Zone &zone,
                                  const QLocale &locale);
/// The short form for the axis.
[[nodiscard]] QString tickLabel(Instant start, Step step, const Zone &zone, const QLocale &locale);
/// "just now", "3 min ago", "2 h ago", "5 days ago".
[[nodiscard]] QString ageLabel(Instant then, Instant now);
/// "about 2 min", for what remains.
[[nodiscard]] QString durationLabel(std::int64_t seconds);
/// "OpenRouter publishes a day after it ends.": why a source of that format has no more to tell.
[[nodiscard]] QString publishingSentence(const std::string &format, const Awaited &awaited);

} // namespace outlay::ui
