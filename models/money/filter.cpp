// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/filter.h"

namespace outlay {

Result<DimensionRef> parseDimension(const std::string &text)
{
    if (text.starts_with("tag:") && text.size() > 4)
        return DimensionRef{Dimension::Tag, text.substr(4)};
    if (const auto dimension = dimensionNamed(text))
        return DimensionRef{*dimension, {}};
    std::string known;
    for (std::size_t i = 0; i < dimensionCount; ++i)
        known += (i == 0 ? "" : ", ") + std::string(name(static_cast<Dimension>(i)));
    return failure(Error::Kind::Usage,
                   "unknown dimension \"" + text + "\"; known: " + known + ":KEY");
}

std::string toString(const DimensionRef &dimension)
{
    std::string text(name(dimension.dimension));
    if (!dimension.tagKey.empty())
        text += ":" + dimension.tagKey;
    return text;
}

} // namespace outlay
