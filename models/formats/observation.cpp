// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/observation.h"

namespace outlay {

Sink::~Sink() = default;

bool isUsableId(std::string_view id)
{
    constexpr std::size_t shortest = 8;
    return id.size() >= shortest && id != "undefined" && id != "(unknown)";
}

void Observation::clear()
{
    std::vector<IdentityToken> keptTokens = std::move(tokens);
    std::vector<Tag> keptTags = std::move(tags);
    keptTokens.clear();
    keptTags.clear();
    *this = Observation{};
    tokens = std::move(keptTokens);
    tags = std::move(keptTags);
}

} // namespace outlay
