// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sources/sourcerow.h"
#include "ui/theme/icons.h"

#include <QLocale>

namespace outlay::ui {

/// "OpenAI", "LiteLLM gateway", "Files", "Telemetry (OTLP)".
[[nodiscard]] QString kindLabel(SourceKind kind);
/// What a person has to get before anything works, in two lines.
[[nodiscard]] QString hintOf(SourceKind kind);
/// In the order of the page: what a person has to see to comes first.
enum class Trouble : std::uint8_t
{
    Broken,
    Settings,
    Key, ///< missing, refused or locked
    Unreachable,
    Gap, ///< works, but time within the shown range is missing
    None,
};
[[nodiscard]] Trouble troubleOf(const SourceRow &row);
[[nodiscard]] constexpr bool needsAttention(Trouble trouble)
{
    return trouble < Trouble::Gap;
}
[[nodiscard]] QString stateLabel(SourceState state);
/// The state's mark: an icon of resources/icons and its colour, beside the word.
struct StateMark
{
    const char *icon;
    Tint tint;
};
[[nodiscard]] StateMark stateMark(SourceState state);
/// What the state means and what to do about it, the source's own reason first; empty: all is well.
[[nodiscard]] QString stateSentence(const SourceRow &row);

/// "in 42 s", "in 5 min", "now" for what is due; a dash for none.
[[nodiscard]] QString countdownLabel(std::optional<Instant> at, Instant now);
/// "Closed", "Open, probe in 42 s", "Open until you reset it", "Probing".
[[nodiscard]] QString breakerLabel(const SourceRow &row, Instant now);

/// "98.2% of 30 days vouched for, 1.1% asleep, 0.7% missing"; what is nought is left out. Of the
/// time since it was added, where that lies within `shown`; what is not due yet is in no share.
[[nodiscard]] QString coverageSentence(const SourceRow &row, const TimeRange &shown,
                                       const Zone &zone, const QLocale &locale);

} // namespace outlay::ui
