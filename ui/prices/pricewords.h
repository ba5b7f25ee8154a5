// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prices/pricessnapshot.h"

#include <QLocale>
#include <QString>
#include <QStringList>

namespace outlay::ui {

/// "Changes the last 30 days by +$41.00, in 1,204 requests." and what has to be said beside it.
[[nodiscard]] QString effectText(const std::optional<PriceEffect> &effect, const QLocale &locale);
/// Figures of others, billed days, requests that get or lose a price; a sentence each.
[[nodiscard]] QStringList previewNotes(const PricePreview &preview, bool othersFollow,
                                       const QLocale &locale);
/// "output costs less than input (1 against 4)"; empty: no doubt.
/// Which prices of a draft are held and not in its figures, why, and what they would do; empty:
/// none is.
[[nodiscard]] QString heldText(const PriceShock &shock, const QLocale &locale);
[[nodiscard]] QString doubtsText(const std::vector<PriceDoubt> &doubts);
/// "Input 5 → 4, batch x0.5 added".
[[nodiscard]] QString changesText(const std::vector<RateChange> &changes);
/// "Input", "Cache reads": a class as rows of the book name it.
[[nodiscard]] QString rateLabel(const std::string &name);
/// "Input 3 · Cache reads 0.3 · Output 15".
[[nodiscard]] QString ratesLabel(const PriceRow &row);
/// The same of rates by class, as a change of a list has them.
[[nodiscard]] QString ratesLabel(const std::vector<std::pair<std::string, std::string>> &rates);
/// A rate of the row, to a pico-dollar a token; empty: none.
[[nodiscard]] QString rateOf(const PriceRow &row, std::string_view name);
/// "11/15/26", in the locale's short way; days of UTC.
[[nodiscard]] QString shortDay(Instant at, const QLocale &locale);
/// The day a price begins or ends; empty: unbounded.
[[nodiscard]] QString startDay(const PriceRow &row, const QLocale &locale);
[[nodiscard]] QString endDay(const PriceRow &row, const QLocale &locale);
/// "yours", "shipped", "litellm 2026-11-01": whose word a price is.
[[nodiscard]] QString layerLabel(const std::string &layer);
/// What a person should know of a model, the gravest first; empty: nothing.
[[nodiscard]] QString remark(const PricedModel &model, const QLocale &locale);
/// Why requests of the model have no price.
[[nodiscard]] QString reasonText(const PricedModel &model);
/// "anthropic/claude-opus-5-5"; "(no model named)".
[[nodiscard]] QString modelLabel(const std::string &id);

} // namespace outlay::ui
