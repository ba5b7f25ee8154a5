// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/filter.h"

#include <array>
#include <string_view>
#include <utility>

namespace outlay {

namespace {

/// What git calls the place of a request; kept as tags, see docs/cli.md.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> gitTags{{
    {"branch", "branch"},
    {"commit", "commit"},
    {"pull_request", "pull_request"},
    {"pull-request", "pull_request"},
}};

} // namespace

Result<DimensionRef> parseDimension(const std::string &text)
{
    for (const auto &[word, key] : gitTags) {
        if (text == word)
            return DimensionRef{Dimension::Tag, std::string(key)};
    }
    if (text.starts_with("tag:") && text.size() > 4)
        return DimensionRef{Dimension::Tag, text.substr(4)};
    if (const auto dimension = dimensionNamed(text))
        return DimensionRef{*dimension, {}};
    std::string known;
    for (std::size_t i = 0; i < dimensionCount; ++i)
        known += (i == 0 ? "" : ", ") + std::string(name(static_cast<Dimension>(i)));
    return failure(Error::Kind::Usage, "unknown dimension \"" + text + "\"; known: " + known +
                                           ":KEY, branch, commit, pull_request");
}

std::string toString(const DimensionRef &dimension)
{
    std::string text(name(dimension.dimension));
    if (!dimension.tagKey.empty())
        text += ":" + dimension.tagKey;
    return text;
}

} // namespace outlay
