// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/result.h"

#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// A dimension, for Tag with its key; a bare Tag (empty key) gives rows "KEY:VALUE" that overlap.
struct DimensionRef
{
    Dimension dimension = Dimension::Provider;
    std::string tagKey;
    bool operator==(const DimensionRef &) const = default;
};

/// "model", "tag:env"; Usage error listing the names.
[[nodiscard]] Result<DimensionRef> parseDimension(const std::string &text);
[[nodiscard]] std::string toString(const DimensionRef &dimension);

/// Keeps events whose dimension has one of the values; nullopt stands for "unknown". Filters on
/// different dimensions are ANDed.
struct Filter
{
    DimensionRef dimension;
    std::vector<std::optional<std::string>> anyOf;
    bool operator==(const Filter &) const = default;
};

} // namespace outlay
