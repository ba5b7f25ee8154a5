// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/zone.h"

#include <optional>
#include <string_view>

namespace outlay {

/// What momentOf() takes, for error texts.
inline constexpr std::string_view momentForms =
    "a date (2026-11-23, 2026-11), a time (2026-11-23T09:30:00Z) or one of today, yesterday, week, "
    "month, year, now, 7d, 24h";

/// A moment as people write it; days and times without an offset are the zone's. nullopt: it is
/// none of momentForms.
[[nodiscard]] std::optional<Instant> momentOf(std::string_view text, const Zone &zone, Instant now);

} // namespace outlay
