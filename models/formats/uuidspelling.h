// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace outlay {

/// A UUID that is written in upper case or without hyphens, as most write it; nullopt: it is none,
/// is all zeros, or is written so.
[[nodiscard]] std::optional<std::string> usualSpelling(std::string_view uuid);

} // namespace outlay
