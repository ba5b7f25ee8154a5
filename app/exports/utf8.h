// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace outlay {

/// One character of UTF-8 at the front of `text`, and how many bytes it takes; a byte that starts
/// none is U+FFFD and one byte long.
struct Character
{
    char32_t code = 0;
    std::size_t bytes = 1;
};
[[nodiscard]] Character nextCharacter(std::string_view text);
void appendUtf8(std::string &to, char32_t code);

} // namespace outlay
