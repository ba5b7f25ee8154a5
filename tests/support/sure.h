// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <QtGlobal>

#include <type_traits>
#include <utility>

namespace outlay::test {

/// Ends the run where there is none: no test can go on without it.
template <typename Value> Value sure(Result<Value> result)
{
    if (!result)
        qFatal("%s", result.error().text.c_str());
    if constexpr (!std::is_void_v<Value>)
        return *std::move(result);
}

} // namespace outlay::test
