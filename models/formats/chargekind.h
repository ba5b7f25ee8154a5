// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <string_view>

namespace outlay {

/// Whether a bill's words for a line are for a tax, a support plan or what rounding left, and name
/// no model.
[[nodiscard]] bool namesFee(std::string_view description);

/// What a line of a bill is for. `category`: FOCUS's ChargeCategory or Google's cost_type, in any
/// case. `gross`: what was charged before credits and commitments, where told; what is left of it
/// may be nothing, or below.
[[nodiscard]] Statement::Kind kindOfCharge(std::string_view category, std::string_view description,
                                           Money gross);

} // namespace outlay
