// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/utf8.h"
#include "models/money/currency.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/zone.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay::cli {

/// Safe for a terminal: invalid UTF-8 and control characters (escape sequences in a model's name)
/// become U+FFFD, tabs and line ends blanks.
[[nodiscard]] std::string printable(std::string_view text);
/// Columns a printable text takes: 0 for combining marks, 2 for wide characters.
[[nodiscard]] int columns(std::string_view text);
/// Cut to at most `width` columns, the last one an ellipsis if something was cut.
[[nodiscard]] std::string elided(const std::string &text, int width);

/// As a word of a command to copy: in single quotes where a shell would split or read it.
[[nodiscard]] std::string shellWord(const std::string &text);

/// "1,234,567".
[[nodiscard]] std::string grouped(std::int64_t number);
/// "$1,234.57"; never "$0.00" for an amount that is not zero ("<$0.01"). For people only.
/// `places`: 2, or 4 for single requests and tasks.
[[nodiscard]] std::string dollars(Money amount, int places = 2);
/// The same in a currency, "EUR 4,427.04", rounded once; nullopt: dollars.
[[nodiscard]] std::string shownMoney(Money amount, const std::optional<Currency> &currency,
                                     int places = 2);
/// "999", "1.2k", "34.5M", "1.2B": token counts for people.
[[nodiscard]] std::string compact(std::int64_t count);
/// "12%", "<1%", of a whole that is not zero.
[[nodiscard]] std::string share(Money part, Money whole);
/// "340 kB", "1.2 GB": powers of ten.
[[nodiscard]] std::string bytesText(std::int64_t bytes);
/// "2026-11-01 to 2026-11-23", "2026-11-01": the days of the zone, the last one that the range ends
/// in.
[[nodiscard]] std::string spanText(const TimeRange &range, const Zone &zone);
/// "1 event", "2,000 events".
[[nodiscard]] std::string counted(std::int64_t number, std::string_view one, std::string_view many);

} // namespace outlay::cli
