// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/observation.h"

#include "models/money/hash.h"

#include <algorithm>
#include <array>

namespace outlay {

Sink::~Sink() = default;
void Sink::origin(std::string_view /*source*/, std::string_view /*format*/) {}

void Sink::bucket(const BucketDelivery & /*bucket*/) {}
void Sink::directory(const DirectoryEntry & /*entry*/) {}
void Sink::quota(const QuotaObservation & /*quota*/) {}

bool isUsableId(std::string_view id)
{
    constexpr std::size_t shortest = 8;
    // A provider's prefix tells an id from a counter, however short the rest.
    constexpr std::array<std::string_view, 4> prefixes = {"msg_", "req_", "resp_", "chatcmpl-"};
    const bool isMarked =
        std::any_of(prefixes.begin(), prefixes.end(), [id](std::string_view prefix) {
            return id.starts_with(prefix) && id.size() > prefix.size();
        });
    return (id.size() >= shortest || isMarked) && id != "undefined" && id != "(unknown)";
}

std::uint64_t identityHash(const IdentityToken &token)
{
    if (token.hash)
        return *token.hash;
    // The space as key: the same text in two spaces is two identities, without a copy of it.
    return hash64(token.value, 1 + static_cast<std::uint64_t>(token.space));
}

std::uint64_t contentHash(std::string_view content)
{
    return hash64(content);
}

std::uint64_t statementHash(const Statement &statement)
{
    if (statement.readyHash)
        return *statement.readyHash;
    if (!statement.series.empty()) {
        std::string name(statement.series);
        name += '\n' + std::to_string(statement.bucket.from.micros) + '\n' +
                std::to_string(statement.bucket.to.micros) + '\n';
        return hash64(name.append(statement.content), 0, 3);
    }
    return statement.id.empty() ? hash64(statement.content, 0, 1) : hash64(statement.id, 0, 2);
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
