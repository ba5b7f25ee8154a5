// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/exhaustion.h"
#include "ui/overview/overviewsnapshot.h"
#include "ui/receipt/receiptlines.h"

#include <QLocale>
#include <QString>

#include <vector>

namespace outlay::ui {

/// Where the running period is heading, and how fast, in words.
struct OutlookWords
{
    QString end;      ///< "By Nov 30: $7,438 · $6,656 – $9,237"; empty: nothing can be said
    QString endExact; ///< what the figures mean, the method and its track record, what is missing
    QString pace;     ///< "Now $12.30 an hour · 1.1× the average"; empty: nothing can be said
    QString paceExact;

    /// All of it in sentences.
    [[nodiscard]] QString spoken() const;
};

/// How the forecast of the period's end adds up: what is spent and what may come, its range, its
/// method and how it did so far. Empty: there is none.
[[nodiscard]] std::vector<ReceiptLine> forecastLines(const OverviewSnapshot &snapshot,
                                                     const QLocale &locale);
/// Empty for periods that are over, and without a forecast or before 3 % have passed (the pace may
/// still stand).
[[nodiscard]] OutlookWords outlookWords(const OverviewSnapshot &snapshot, const QLocale &locale);

/// "Exhausted on Nov 11 between 10:00 and 19:00", "Not exhausted in this period", with days and
/// times of the zone.
[[nodiscard]] QString exhaustionSentence(const ExhaustionBand &band, const Zone &zone,
                                         const QLocale &locale);

} // namespace outlay::ui
