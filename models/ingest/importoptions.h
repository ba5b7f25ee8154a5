// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/money/result.h"

#include <cstdint>
#include <string>

namespace outlay {

/// Null for "auto"; a Usage error lists the known names.
[[nodiscard]] Result<const Format *> formatFor(const std::string &name);
/// Readers made with other options have other checkpoints; 0 for none.
[[nodiscard]] std::uint64_t readerOptionsHash(const FieldMap &map);

} // namespace outlay
