// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/rules/alert.h"

#include <QString>

#include <cstdint>
#include <string>

namespace outlay::alerting {

/// What a person is told of one alert, or of several told together. Text is plain, whatever
/// characters it holds: names in it come from data.
struct Notice
{
    std::string id; ///< the alert's, the same for as long as it lives
    QString title;
    QString body;
    Urgency urgency = Urgency::Normal;
    /// Exhausted caps and storms: shown whatever do-not-disturb, quiet hours and pauses say, and
    /// until answered.
    bool breaksThrough = false;
    /// Shows `privateTitle` alone: no names, no sums, fit for a lock screen or a shared one.
    bool isPrivate = false;
    QString privateTitle;
    Instant happenedAt;
    Instant knownAt; ///< 1970: not told
    int alerts = 1;  ///< told by it
    /// Notices of the same kind and name are told as one: so many members of that budget.
    enum class Group : std::uint8_t
    {
        None,
        OverLimit,
        NearLimit,
    };
    Group group = Group::None;
    QString groupName;
    int members = 1; ///< it speaks for

    bool operator==(const Notice &) const = default;
};

/// What may be seen of it.
[[nodiscard]] QString shownTitle(const Notice &notice);
[[nodiscard]] QString shownBody(const Notice &notice);
/// Critical for what breaks through.
[[nodiscard]] Urgency shownUrgency(const Notice &notice);

/// Words of the three answers, for buttons.
struct AnswerLabels
{
    QString open, acknowledge, snooze;
};
[[nodiscard]] AnswerLabels answerLabels(const Notice &notice);

} // namespace outlay::alerting
