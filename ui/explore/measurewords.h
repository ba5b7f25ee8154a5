// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/measure.h"
#include "ui/explore/exploresnapshot.h"

#include <QLocale>
#include <QString>

#include <cstdint>
#include <optional>

namespace outlay::ui {

/// "Cost", "Cache hit rate".
[[nodiscard]] QString measureLabel(Measure measure);
/// What it says of requests, in a sentence.
[[nodiscard]] QString measureHint(Measure measure);

/// Parts of the measure's unit as a table shows them; a dash for what is unknown.
[[nodiscard]] QString measureText(Measure measure, std::optional<std::int64_t> parts,
                                  const QLocale &locale);
/// As a table shows it: "≥" where requests without a price are in no sum.
[[nodiscard]] QString figureText(Measure measure, const Measured &of, const QLocale &locale);
/// With every digit, and what it rests on: for tool tips.
[[nodiscard]] QString measureExact(Measure measure, const Measured &of, const QLocale &locale);
/// As short as there is room for inside a mark.
[[nodiscard]] QString measureCompact(Measure measure, std::int64_t parts, const QLocale &locale);
/// A mark of an axis with such steps.
[[nodiscard]] QString measureTick(Measure measure, std::int64_t parts, std::int64_t step,
                                  const QLocale &locale);
/// Where an axis without anything on it ends.
[[nodiscard]] std::int64_t emptyAxisEnd(Measure measure);

/// "model", "model, then user": inside a sentence.
[[nodiscard]] QString splitLabel(const ExploreRequest &request);
/// One of the row's values, by its place in what the request splits by; empty: it has none there.
[[nodiscard]] QString partLabel(const ExploreRequest &request, const ExploreRow &row,
                                std::size_t place);
/// The value's name, or both: "gpt-5 · alice".
[[nodiscard]] QString rowLabel(const ExploreRequest &request, const ExploreRow &row);
[[nodiscard]] QString rowLabel(const ExploreRequest &request, const ExploreSeries &series);

} // namespace outlay::ui
