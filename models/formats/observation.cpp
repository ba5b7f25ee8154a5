// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/observation.h"

#include "models/money/hash.h"

namespace outlay {

Sink::~Sink() = default;

bool isUsableId(std::string_view id)
{
    constexpr std::size_t shortest = 8;
    return id.size() >= shortest && id != "undefined" && id != "(unknown)";
}

std::uint64_t identityHash(const IdentityToken &token)
{
    // The space as key: the same text in two spaces is two identities, without a copy of it.
    return hash64(token.value, 1 + static_cast<std::uint64_t>(token.space));
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
