// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/taskcosts.h"
#include "models/money/money.h"
#include "models/money/zone.h"

#include <cstdint>
#include <string>
#include <vector>

namespace outlay::reports {

// Words of a review.

/// "+$1.00".
[[nodiscard]] std::string signedText(Money amount);
/// "1,234 requests".
[[nodiscard]] std::string counted(std::int64_t number, const std::string &one,
                                  const std::string &many);
/// The first ten, and how many more.
[[nodiscard]] std::string listOf(const std::vector<std::string> &names);
[[nodiscard]] std::string dayText(Instant at, const Zone &zone);
[[nodiscard]] std::string spanText(const TimeRange &range, const Zone &zone);
/// Of a range that ends within a day.
[[nodiscard]] std::string untilText(Instant end, const Zone &zone);
/// "a", "a and b", "a, b and c".
[[nodiscard]] std::string inOneSentence(const std::vector<std::string> &parts);
/// Four decimals: a task often costs less than a cent.
[[nodiscard]] std::string fineText(Money amount);
[[nodiscard]] std::string spreadText(const Spread &spread, const std::string &one,
                                     const std::string &many);

} // namespace outlay::reports
