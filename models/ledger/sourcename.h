// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace outlay {

/// What follows a source's name in that of the observer its spans are.
inline constexpr std::string_view spansOfSource = "/spans";

/// Of a name such as "tel/spans", where spans of "tel" are kept apart, "tel"; else the name.
[[nodiscard]] constexpr std::string_view mainSource(std::string_view name)
{
    if (name.size() > spansOfSource.size() && name.ends_with(spansOfSource))
        name.remove_suffix(spansOfSource.size());
    return name;
}

} // namespace outlay
