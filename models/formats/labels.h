// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <optional>
#include <string_view>

namespace outlay {

/// The field that a label of a caller's own means by its name ("task_id", "Team", "_user"), by the
/// conventions of docs/formats.md.
[[nodiscard]] std::optional<Field> fieldOfLabel(std::string_view name);

} // namespace outlay
