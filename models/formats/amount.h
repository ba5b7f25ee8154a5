// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/values.h"

namespace outlay {

/// US dollars as spreadsheets write them, negative ones too: "$10,000.00 ", "-$0.12", "1.234,56".
/// A comma parts thousands only where groups of three say so; where it may as well be the decimal
/// sign ("1,234") that is a complaint, never a guess.
[[nodiscard]] std::optional<Money> readAmount(std::string_view text, std::string_view field,
                                              Complaint &complaint);

} // namespace outlay
