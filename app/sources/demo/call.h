// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/demo/demo.h"
#include "app/sources/demo/rng.h"

#include <string>
#include <vector>

namespace outlay::demo {

using Seen = std::uint8_t; ///< a bit per DemoSource
[[nodiscard]] constexpr Seen seenBy(DemoSource source)
{
    return static_cast<Seen>(1U << static_cast<unsigned>(source));
}
template <typename... More> [[nodiscard]] constexpr Seen seenBy(DemoSource first, More... more)
{
    return static_cast<Seen>(seenBy(first) | seenBy(more...));
}

/// One request as it happened, before any source looks at it.
struct Call
{
    Instant at;
    Seen seen = 0;
    std::string provider, model;
    std::string user, key, team, project, environment, endpoint;
    std::string task, session, agent, parentAgent, branch;
    std::string tier, stopReason;
    std::string responseId, requestId; ///< empty where the request came to nothing
    std::string callId;                ///< the gateway's
    std::string traceId, spanId;
    std::string operation; ///< the same for all attempts of one request
    std::vector<std::pair<std::string, std::string>> tags;
    TokenUsage usage;
    std::int64_t servedTokens = 0;
    bool isGatewayCacheHit = false;
    Outcome outcome = Outcome::Success;
    int httpStatus = 200;
    int attempt = 0;
    std::int64_t timeToFirstTokenMicros = -1;
    std::int64_t latencyMicros = -1;
    std::uint64_t promptHash = 0;
};

/// Where the play's calls go: a source's view of them, or the manifest's sums.
class Stage
{
public:
    virtual ~Stage() = default;
    virtual void call(const Call &call) = 0;
};

/// Ids, latency and stop reason of a request that went through, as its provider writes them.
void complete(Call &call, Rng &rng);
/// A request that failed before any token: no ids of the provider, no usage; the gateway alone saw
/// it.
void fail(Call &call, int httpStatus, Rng &rng);

inline constexpr std::int64_t minutesPerHour = 60;

/// UTC: days since 1970 and minutes into that day; a day of 2026.
[[nodiscard]] Instant at(std::int64_t day, std::int64_t minutes, std::int64_t micros = 0);
[[nodiscard]] Instant at(int month, int day, int hour, int minute);
/// 0 = Monday.
[[nodiscard]] constexpr int weekday(std::int64_t day)
{
    return static_cast<int>((day + 3) % 7);
}

// The parts of the play, each on random streams of its own.
void playCoding(Stage &stage);    ///< people with their coding agents
void playServices(Stage &stage);  ///< products in production, CI, evaluations
void playIncidents(Stage &stage); ///< the planted cases that are no change of the former

/// Intervals of cases that change what people and services do.
inline constexpr std::string_view premiumModel = "claude-opus-5-5";
inline constexpr std::string_view standardModel = "claude-sonnet-5-5";
/// The small Claude of that day: Haiku 5.5 came out on 7 October.
[[nodiscard]] std::string_view smallModel(Instant at);
[[nodiscard]] TimeRange stormNight();
[[nodiscard]] TimeRange brokenCacheRange();
[[nodiscard]] TimeRange driftRange();

/// The planted cases with filters and words; sums still zero.
[[nodiscard]] std::vector<PlantedCase> plantedCases();
/// The same request done right, for what was avoidable; nullopt: it need not have been made.
[[nodiscard]] std::optional<Call> doneRight(const PlantedCase &planted, const Call &call);

inline constexpr std::string_view subscriptionKey = "claude-max-liam";
inline constexpr std::string_view testSuiteRun = "ci-run-18842";
inline constexpr std::string_view loopSession = "5f0d8c1e-7a44-4b0e-9c3d-2f61a7e0b915";
inline constexpr std::string_view duplicatingTask = "DATA-318";
inline constexpr std::string_view longContextTask = "DATA-305";
inline constexpr std::string_view unpricedModel = "grok-5-beta";
inline constexpr std::int64_t duplicatedTokens = 20'000;

} // namespace outlay::demo
