// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/explore/exploresnapshot.h"

#include <QLocale>
#include <QString>

namespace outlay::ui {

/// Whether figures of the period before stand beside those shown.
[[nodiscard]] bool isCompared(const ExploreSnapshot &snapshot);
/// A figure to compare: no request is known to be no cost and no token; a mean of none is nothing.
[[nodiscard]] std::optional<std::int64_t> comparedParts(Measure measure, const Measured &of);
/// "1–23 Oct": the dates compared with; empty where there is no period before.
[[nodiscard]] QString priorDates(const ExploreSnapshot &snapshot, const QLocale &locale);
/// What the period before had of it; a dash where that is unknown.
[[nodiscard]] QString priorText(Measure measure, const Measured &prior, const QLocale &locale);
/// "▲ 12.4%", "no change", "new"; a dash where it would be noise or one of the two is unknown.
[[nodiscard]] QString changeText(Measure measure, const Measured &now, const Measured &prior,
                                 const QLocale &locale);
/// "+$531.20": with every digit.
[[nodiscard]] QString changeExact(Measure measure, const Measured &now, const Measured &prior,
                                  const QLocale &locale);
/// "▲ 12.4% vs 1–23 Oct ($4,200.00)", or why there is nothing to compare with; empty where no
/// comparison was asked for.
[[nodiscard]] QString comparisonSentence(const ExploreSnapshot &snapshot, const QLocale &locale);

} // namespace outlay::ui
