// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/instant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay {

/// Requests that are alike in all that queries ask by, none set aside or outweighed by others.
struct RequestGroup
{
    std::vector<std::optional<std::string>> dimensions; ///< indexed by Dimension, Tag left out
    std::vector<std::pair<std::string, std::string>> tags;
    std::string branch;
    std::int64_t requests = 0;
    Instant first, last;

    /// Empty: unknown.
    [[nodiscard]] const std::string &operator[](Dimension dimension) const
    {
        static const std::string unknown;
        const auto &value = dimensions[static_cast<std::size_t>(dimension)];
        return value ? *value : unknown;
    }
};

} // namespace outlay
