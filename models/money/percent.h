// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace outlay {

/// "75%": how every percentage is written in English. In the reader's language it is
/// ui::percentText().
[[nodiscard]] inline std::string asPercent(std::string_view number)
{
    return std::string(number) + '%';
}
[[nodiscard]] inline std::string asPercent(std::int64_t number)
{
    return asPercent(std::to_string(number));
}

} // namespace outlay
