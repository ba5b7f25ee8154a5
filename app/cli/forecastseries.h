// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

#include <string_view>

namespace outlay::cli {

/// forecast --series: carries on the values on standard input.
int carryOnSeries(const Arguments &arguments);

/// The option's number from 1 to 100,000; Usage error naming it.
[[nodiscard]] Result<int> countOf(const Arguments &arguments, std::string_view option,
                                  int otherwise);

} // namespace outlay::cli
