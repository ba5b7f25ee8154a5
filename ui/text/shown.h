// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/currency.h"
#include "models/money/zone.h"

#include <QLocale>

#include <optional>

namespace outlay::ui {

/// How numbers and dates are written, the application's like QLocale's default, which is not safe
/// to ask for on one thread while another sets it. These may be asked for on any thread.
void setShownLocale(const QLocale &locale);
[[nodiscard]] QLocale shownLocale();
/// The system's; that of no country is the one the texts are in.
[[nodiscard]] QLocale usualLocale();
/// What money is shown in; nullopt: US dollars.
void setShownCurrency(const std::optional<Currency> &currency);
[[nodiscard]] std::optional<Currency> shownCurrency();
/// Days of what comes without a zone of its own; snapshots name theirs. Unless set, the machine's.
void setShownZone(const Zone &zone);
[[nodiscard]] Zone shownZone();

} // namespace outlay::ui
