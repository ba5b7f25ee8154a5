// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsontree.h"

#include <string>
#include <string_view>

namespace outlay {

/// What a saved answer of a provider's API is, and what to do instead of importing it; empty: it is
/// none that is known. Such an answer tells totals of a time, which only a poller's memory can put
/// beside the earlier ones, or nothing of single requests.
[[nodiscard]] std::string savedAnswer(JsonValue root);

/// The same from the first bytes of a file, for a format that would take its rows for its own.
[[nodiscard]] bool isOpenRouterActivity(std::string_view head);

} // namespace outlay
