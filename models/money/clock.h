// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <functional>

namespace outlay {

/// "Now", given from outside so that tests and the demo have their own.
using Clock = std::function<Instant()>;

[[nodiscard]] Clock systemClock();

} // namespace outlay
