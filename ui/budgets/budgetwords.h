// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/standing.h"
#include "ui/budgets/budgetssnapshot.h"
#include "ui/theme/icons.h"

#include <QLocale>

#include <utility>

namespace outlay::ui {

/// "$4,812.37", "1.2M tokens", "812 requests".
[[nodiscard]] QString amountText(std::int64_t amount, BudgetUnit unit, const QLocale &locale);
/// All digits, for tool tips and tables.
[[nodiscard]] QString amountExact(std::int64_t amount, BudgetUnit unit, const QLocale &locale);
/// What a person typed; nullopt: no amount of zero or more. Counts take "10M", "250K".
[[nodiscard]] std::optional<std::int64_t> typedAmount(const QString &text, BudgetUnit unit,
                                                      const QLocale &locale);
/// As typedAmount() reads it.
[[nodiscard]] QString amountToType(std::int64_t amount, BudgetUnit unit, const QLocale &locale);
[[nodiscard]] QString unitLabel(BudgetUnit unit);

/// "everything", "every user", "team core · project x".
[[nodiscard]] QString scopeWords(const std::vector<Filter> &where,
                                 const std::optional<DimensionRef> &each);
/// "a month", "any 24 hours", "once".
[[nodiscard]] QString periodWords(const BudgetPeriodWords &period);
[[nodiscard]] QString periodKindLabel(BudgetPeriodWords::Kind kind);
/// "Month to Dec 1": the period with its end in the user's zone.
[[nodiscard]] QString periodEndWords(const BudgetRow &row, const Zone &zone, const QLocale &locale,
                                     bool hasTime = true);
/// The same in two lines for little room; the second is empty where it has no end.
[[nodiscard]] std::pair<QString, QString> periodLines(const BudgetRow &row, const Zone &zone,
                                                      const QLocale &locale);
/// What a budget of a period of a minute is, a sentence's end.
[[nodiscard]] QString minuteWords();
/// When an expected one is: its day and the hours of it, or days and nothing.
[[nodiscard]] std::pair<QString, QString> expectedLines(const BudgetRow &row, const Zone &zone,
                                                        const QLocale &locale);
/// "Thu 11 Nov, 10:00–19:00", "not this period", "exhausted on the 9th", "unknown".
[[nodiscard]] QString timeToLimitWords(const BudgetRow &row, const Zone &zone,
                                       const QLocale &locale);
/// "Enforced at LiteLLM", "Warns only", "Drifted", …
[[nodiscard]] QString capWords(const BudgetRow &row, const Zone &zone, const QLocale &locale);
[[nodiscard]] const char *capIcon(CapState state);
[[nodiscard]] Tint capTint(CapState state);
/// "Paused until …", "raised until …", what is broken; empty: nothing.
[[nodiscard]] QString noteWords(const BudgetRow &row, Instant now, const Zone &zone,
                                const QLocale &locale);
/// "Nov 12, 5:59 PM"; empty where since when is not known.
[[nodiscard]] QString exhaustedWhenWords(const BudgetRow &row, const Zone &zone,
                                         const QLocale &locale);
/// "110%"; a dash where consumption is unknown.
[[nodiscard]] QString utilizationWords(const BudgetRow &row, const QLocale &locale);
/// consumed / limit; -1: unknown.
[[nodiscard]] double utilization(const BudgetRow &row);
/// By the highest threshold passed.
[[nodiscard]] Tint utilizationTint(const BudgetRow &row);
/// As timeToLimitWords(), for little room: "exhausted", "Nov 30 – Dec 1".
[[nodiscard]] QString limitDayWords(const BudgetRow &row, const Zone &zone, const QLocale &locale);
/// Its place by time to limit; of what nobody has looked at, at its pace.
[[nodiscard]] Standing standingOf(const BudgetRow &row);
/// "Forecast 88–104%", "No forecast yet", "Exhausted".
[[nodiscard]] QString forecastWords(const BudgetRow &row, const QLocale &locale);
/// The sentence of a preview.
[[nodiscard]] QString previewWords(const BudgetPreview &preview, const QLocale &locale);
/// "Thu 11 Nov, 10:00".
[[nodiscard]] QString momentWords(Instant at, const Zone &zone, const QLocale &locale);

/// Dimensions a budget can be about, in the order people look for them.
[[nodiscard]] const std::vector<Dimension> &budgetDimensions();

} // namespace outlay::ui
