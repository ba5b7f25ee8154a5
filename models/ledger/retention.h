// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/ledgerreader.h"

#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// The setting of how long single requests are kept: {"months": 13}; 0 or none: until they are
/// dropped by hand.
inline constexpr const char *retentionSetting = "retention";
inline constexpr int longestRetention = 120;
/// Usage error: fewer than no months, or more than ten years.
[[nodiscard]] Result<std::string> retentionJson(int months);
/// Corrupt: it is no such setting.
[[nodiscard]] Result<int> parseRetention(std::string_view json);

/// Start of the first day that is kept: the same day so many months ago, or the last of that month.
[[nodiscard]] Instant retentionStart(const Zone &zone, Instant now, int months);

/// What dropping single requests would do.
struct DroppedRequests
{
    TimeRange range; ///< from the day of the first request on record to the first day kept
    std::int64_t days = 0, requests = 0;
    std::optional<Money> cost; ///< stays in every total; nullopt: none of them has a price

    bool operator==(const DroppedRequests &) const = default;
};
[[nodiscard]] Result<DroppedRequests> droppedBefore(LedgerReader &reader, Instant first);

} // namespace outlay
