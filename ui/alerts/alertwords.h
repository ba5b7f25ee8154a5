// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"
#include "ui/theme/icons.h"

#include <QLocale>

namespace outlay::ui {

/// "Threshold reached".
[[nodiscard]] QString alertKindLabel(AlertKind kind);
/// "budget_threshold": of the command line and of the runbook's file.
[[nodiscard]] QString alertKindName(AlertKind kind);
/// "Open"; a snooze that is over: "Snooze over".
[[nodiscard]] QString alertStateLabel(const AlertRow &alert, Instant now);
[[nodiscard]] QString alertUrgencyLabel(Urgency urgency);

struct UrgencyMark
{
    const char *icon;
    Tint tint;
};
/// A shape of its own for each, besides the colour.
[[nodiscard]] UrgencyMark urgencyMark(Urgency urgency);

/// A snooze is over, so that it wants a decision again.
[[nodiscard]] bool isSnoozeDue(const AlertRow &alert, Instant now);
/// Open or due, and not muted by another.
[[nodiscard]] bool needsDecision(const AlertRow &alert, Instant now);
/// Resolved, or over before it was known.
[[nodiscard]] bool isOver(const AlertRow &alert);
[[nodiscard]] std::int64_t decisionsIn(const AlertsSnapshot &snapshot);

/// "02:14" today, "Nov 22, 02:14" on another day.
[[nodiscard]] QString momentLabel(Instant at, Instant now, const Zone &zone, const QLocale &locale);
/// The same with day, seconds and zone, for facts and tool tips.
/// Within a sentence: "Nov 23, 2026, 2:14 AM"; midnights without their time.
[[nodiscard]] QString sentenceMoment(Instant at, const Zone &zone, const QLocale &locale);
[[nodiscard]] QString exactMoment(Instant at, const Zone &zone, const QLocale &locale);
/// "since 02:14, known 02:15"; "02:14–05:50" of what is over.
[[nodiscard]] QString alertAge(const AlertRow &alert, Instant now, const Zone &zone,
                               const QLocale &locale);
/// "user bob · model gpt-5".
[[nodiscard]] QString scopeLabel(const AlertRow &alert);
[[nodiscard]] QString amountLabel(const AlertAmount &amount, const QLocale &locale);
/// What is at stake: "$4.20", "at least $4.20", or "unpriced" where nothing of it has a price;
/// empty: nothing is.
[[nodiscard]] QString stakeLabel(const AlertRow &alert, const QLocale &locale);
/// "About 41 min": whole words for a span of seconds.
[[nodiscard]] QString spanLabel(std::int64_t seconds);
/// "While away 19:12–08:40: $612, storm 02:14–05:50, bob".
[[nodiscard]] QString digestLine(const AlertDigest &digest, Instant now, const Zone &zone,
                                 const QLocale &locale);
/// "3.1 notifications a day over the last 7 days, 62% acted on".
[[nodiscard]] QString noiseLine(const AlertNoise &noise, const QLocale &locale);
[[nodiscard]] bool isTooNoisy(const AlertNoise &noise);
/// "Acknowledged by ada".
[[nodiscard]] QString stepLabel(const AlertStep &step);
[[nodiscard]] QString deliveryLabel(const AlertDelivery &delivery, Instant now, const Zone &zone,
                                    const QLocale &locale);
/// A value from data as Markdown that shows it and does nothing else.
[[nodiscard]] QString markdownText(const QString &value);

} // namespace outlay::ui
