// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rules/alert.h"

namespace outlay {

/// How an alert comes and goes, as Prometheus' `for` and `keep_firing_for` do.
struct AlertTiming
{
    std::int64_t holdMicros = 0; ///< true for so long before anybody is told
    std::int64_t keepMicros = 0; ///< untrue for so long before it is over: no flapping
};
[[nodiscard]] AlertTiming timingOf(AlertKind kind);

/// What is true at `now`; the id decides which alert it is.
struct AlertReport
{
    Alert alert; ///< state and times of its life are ignored, happenedAt is when it became true
    bool isTrue = true;
};

/// What a step of an alert's life did.
struct AlertStep
{
    std::optional<Alert> alert; ///< as it is now; nullopt: never told of, and gone
    bool isChanged = false;     ///< to be stored
    bool isTold = false;        ///< a person is to hear of it, or of its change
};

/// One step of an alert: what was (nullopt: nothing), what is reported. Pure; `now` may step back,
/// no state does. Resolved ones come back only as new alerts, with ids of their own.
[[nodiscard]] AlertStep stepAlert(const std::optional<Alert> &before, const AlertReport &report,
                                  Instant now);
/// Without news: pending ones come of age, snoozes end, ended ones are over.
[[nodiscard]] AlertStep tickAlert(const Alert &before, Instant now);

/// Wishes of a person; Usage error where the state does not allow it.
[[nodiscard]] Result<Alert> acknowledged(Alert alert, std::string by, std::string note,
                                         bool isExpected, Instant now);
[[nodiscard]] Result<Alert> snoozed(Alert alert, Instant until, std::string by, Instant now);
[[nodiscard]] Result<Alert> reopened(Alert alert, Instant now);

/// How long what is over before it is known is still news.
inline constexpr std::int64_t newsMicros = 24 * microsPerHour;
/// Is it worth a notification when first known at `now`: still true, or began within a day?
[[nodiscard]] bool isNews(const Alert &alert, Instant now);

} // namespace outlay
