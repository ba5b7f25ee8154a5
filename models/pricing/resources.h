// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

/// Files of resources/prices, compiled in: the domain needs no file at run time.
namespace outlay::resources {

[[nodiscard]] std::string_view priceBook();
[[nodiscard]] std::string_view providers();
[[nodiscard]] std::string_view mends();

} // namespace outlay::resources
