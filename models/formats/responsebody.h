// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/formats/usageobject.h"

#include <string>
#include <string_view>

namespace outlay {

/// What a response says, gathered from one body or from the events of a stream. Owns its texts:
/// a stream's events are parsed one after another.
struct ResponseFacts
{
    std::string id;
    std::string requestId;
    std::string model;
    std::string provider;
    std::string created; ///< as written
    std::string tier, speed, geo, searchContext;
    std::string stopReason;
    TokenUsage usage;
    UsageObject::Shape shape = UsageObject::Shape::None; ///< None: no usage seen yet
    bool hasCacheTtlSplit = false;
    std::optional<Money> charge;
    Outcome outcome = Outcome::Success;
    std::int64_t latencyMicros = -1;

    void clear() { *this = {}; }
    /// Takes in a body, or one more event of the stream: texts once known stay, counts grow.
    void add(JsonValue body, Complaint &complaint);
};

/// The body inside wrappers: the lines of batch results, {"response": …}, {"body": …}, stream
/// events. `isBatch` is set where the wrapper tells it; what is no wrapper is its own body.
[[nodiscard]] JsonValue unwrapped(JsonValue root, bool &isBatch);

/// A provider's error answer: carries no usage by rule.
[[nodiscard]] bool isErrorBody(JsonValue body);

} // namespace outlay
