// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace outlay::ui {

// Below these a change in percent would be noise: 50 % of a dollar is nothing to act on.
inline constexpr std::int64_t moneyFloor = 1'000'000'000; ///< nano-dollars
inline constexpr std::int64_t tokenFloor = 100'000;
inline constexpr std::int64_t requestFloor = 20; ///< of counts, and of what a mean rests on

} // namespace outlay::ui
