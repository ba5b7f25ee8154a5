// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

#include <cstddef>
#include <functional>
#include <string_view>

namespace outlay {

/// How much of a file is looked at, and how much at most to see the end of its first record.
inline constexpr std::size_t headSize = 64U << 10;
inline constexpr std::size_t longestHeadSize = 4U << 20;

/// The format of a file of which `headOf(n)` gives the first n bytes, or all if it has fewer; null
/// if none recognises it. See sniff().
[[nodiscard]] const Format *recognise(const std::function<std::string_view(std::size_t)> &headOf,
                                      std::string_view path);

} // namespace outlay
