// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sourcekind.h"
#include "models/money/result.h"

#include <string>

namespace outlay::sources {

/// Whether an address ends where a connector of that kind goes on: what it asks for is added to it.
/// An address as documented for a single call, or copied with half of it, would be asked for what
/// is not there. Usage errors name what to leave out, or the whole address. Empty is the kind's
/// own.
[[nodiscard]] Result<> checkBaseAddress(SourceKind kind, const std::string &address);

} // namespace outlay::sources
