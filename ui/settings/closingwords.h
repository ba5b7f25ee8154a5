// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/closing.h"

#include <QLocale>
#include <QString>
#include <QStringList>

namespace outlay::ui {

/// "October 2026" for "2026-10".
[[nodiscard]] QString monthLabel(const std::string &month, const QLocale &locale);
/// "Oct 2026", for tables.
[[nodiscard]] QString shortMonthLabel(const std::string &month, const QLocale &locale);
/// "Requests that were not known then".
[[nodiscard]] QString causeLabel(AdjustmentCause cause);
/// What may still change the month's figures, a sentence each.
[[nodiscard]] QStringList obstacleSentences(const ClosingObstacles &obstacles,
                                            const QLocale &locale);
/// What freezing does and does not.
[[nodiscard]] QString closingSentence(const ClosedPeriod &period, const QLocale &locale);

} // namespace outlay::ui
