// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace outlay {

/// RFC 8259 section 6.
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// What stands between the quotes of a JSON string, without its escapes; never longer. Half a
/// surrogate pair becomes U+FFFD.
void appendUnescaped(std::string_view escaped, std::string &out);

/// `text` as a JSON string, quotes included.
void appendJsonString(std::string_view text, std::string &out);

} // namespace outlay
