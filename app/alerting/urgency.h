// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace outlay::alerting {

/// How much somebody should hurry. Ordered.
enum class Urgency : std::uint8_t
{
    Low,
    Normal,
    Critical, ///< exhausted caps and storms: not held back by quiet hours
};

} // namespace outlay::alerting
