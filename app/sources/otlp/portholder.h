// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace outlay::sources {

/// Who listens on a TCP port of this machine, as "name (process 123)". Empty where the system does
/// not say (another user's process, no /proc).
[[nodiscard]] std::string holderOfPort(int port);

} // namespace outlay::sources
