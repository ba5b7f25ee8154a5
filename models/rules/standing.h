// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstdint>
#include <tuple>

namespace outlay {

/// A budget among others in lists by time to limit: what wants somebody first comes first.
struct Standing
{
    enum class Group : std::uint8_t
    {
        Exhausted,
        Expected, ///< it will be, at `at`
        Running,
        NotBegun,
        Ended, ///< a single period that is over: nothing to be done about it
    };
    Group group = Group::Running;
    Instant at;       ///< of Exhausted since when, of Expected from when
    double used = -1; ///< consumption / limit: the fuller first; -1: not known

    bool operator==(const Standing &) const = default;
    friend bool operator<(const Standing &l, const Standing &r)
    {
        return std::tuple(l.group, l.at, -l.used) < std::tuple(r.group, r.at, -r.used);
    }
};

} // namespace outlay
