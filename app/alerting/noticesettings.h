// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"
#include "models/money/zone.h"
#include "models/rules/alert.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace outlay::alerting {

/// When nobody wants to be told, what cannot wait apart.
struct QuietHours
{
    bool isOn = false;
    int fromMinute = 22 * 60; ///< of the day, 0..1439; may lie after `toMinute`: over midnight
    int toMinute = 7 * 60;
    /// Monday first: nights that begin on that day.
    std::array<bool, 7> days{true, true, true, true, true, true, true};
    std::string zone = "local";
    bool operator==(const QuietHours &) const = default;
};

/// What a person is told, and when: the setting "alerting". All alerts are listed, whatever it
/// says.
struct NoticeSettings
{
    QuietHours quiet;
    std::set<AlertKind> listedOnly; ///< nobody is notified of these
    bool watchesBurnRate = true;    ///< false: neither kind of it is looked for
    bool operator==(const NoticeSettings &) const = default;
};
inline constexpr std::string_view noticeSetting = "alerting";

/// Usage errors name the field.
[[nodiscard]] Result<> validate(const NoticeSettings &settings);
[[nodiscard]] std::string toJson(const NoticeSettings &settings);
/// Empty text: the defaults. As strict as the other settings.
[[nodiscard]] Result<NoticeSettings> parseNoticeSettings(std::string_view json);

/// Whether a person is notified of alerts of that kind.
[[nodiscard]] bool isTold(const NoticeSettings &settings, AlertKind kind);
/// The end of the quiet hours that hold `now`; nullopt: it is not quiet. Wall clock times of the
/// zone; one that a change of clocks leaves out is the moment of the change.
[[nodiscard]] std::optional<Instant> quietUntil(const QuietHours &quiet, Instant now);

/// Exhausted budgets and storms: told whatever quiet hours and pauses say.
[[nodiscard]] bool breaksThrough(AlertKind kind);
/// Why nobody is notified of an alert at `now`: "listed_only", "quiet_hours", or nothing. What
/// breaks through is never quiet.
[[nodiscard]] std::string_view mutedBy(const NoticeSettings &settings, const Alert &alert,
                                       Instant now);

/// "22:00" and back; Usage error.
[[nodiscard]] Result<int> parseMinute(std::string_view text);
[[nodiscard]] std::string minuteText(int minute);
/// "mon" … "sun", Monday first.
inline constexpr std::array<std::string_view, 7> dayNames{"mon", "tue", "wed", "thu",
                                                          "fri", "sat", "sun"};

} // namespace outlay::alerting
