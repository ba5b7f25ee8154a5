// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/enforcementpoint.h"
#include "models/pricing/jsonnode.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay::enforcement {

// What a LiteLLM proxy's objects mean, and what is sent to it. Pure. Paths and fields: LiteLLM's
// documentation of users, virtual keys and teams, as read in 2026.

/// "user/info?user_id=u-ana"
[[nodiscard]] std::string infoPath(const EnforcedEntity &entity);
/// "user/update"
[[nodiscard]] std::string updatePath(EnforcedEntity::Kind kind);

/// A key as pasted ("sk-…") becomes its hash, which is what the proxy calls it.
[[nodiscard]] std::string keyHash(std::string_view keyOrHash);

/// The answer to infoPath(). Malformed where it is none; a Usage error where there is no such
/// entity, which older releases say with a 200.
[[nodiscard]] Result<EnforcedState> readInfo(const EnforcedEntity &entity, std::string_view body,
                                             Instant readAt);
/// A row of a list.
[[nodiscard]] Result<EnforcedState> readRow(EnforcedEntity::Kind kind, const JsonNode &row,
                                            Instant readAt);
/// Whether the body of a 404 says that the entity is missing, rather than the path.
[[nodiscard]] bool saysNotFound(std::string_view body);
/// The proxy's own words in an error, at most 200 characters; may be empty.
[[nodiscard]] std::string errorWords(std::string_view body);

/// The body of an update: the id, the fields that are meant, and the metadata if they change.
[[nodiscard]] std::string updateBody(const LimitWrite &write);

/// Deployments of /model/info whose tokens cost nothing, by model name, sorted, each once.
[[nodiscard]] Result<std::vector<std::string>> readUnpricedModels(std::string_view body);

/// A node as JSON text: members in their order, numbers as they were written.
[[nodiscard]] std::string jsonText(const JsonNode &node);

} // namespace outlay::enforcement
