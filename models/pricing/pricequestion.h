// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/pricebook.h"

#include <string>
#include <string_view>

namespace outlay {

/// One line of the verb `price`: a question in the shape of golden.json's cases, the answer as one
/// line of JSON without a line end (DESIGN section 5). `now` stands for a missing "at".
/// Malformed errors name the field; the usage's output includes reasoning, citations and audio.
[[nodiscard]] Result<std::string> answerPriceQuestion(const PriceBook &book, std::string_view line,
                                                      Instant now);

} // namespace outlay
