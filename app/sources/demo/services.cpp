// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What runs without a person: two products, a nightly digest, an extraction, CI, evaluations.
#include "app/sources/demo/call.h"

#include <array>

namespace outlay::demo {

namespace {

/// Requests of an hour against the busiest one, in hundredths, by UTC hour: customers in Europe
/// and America.
constexpr std::array<int, 24> trafficShape{14, 10, 8,   7,  8,  14, 26, 44, 68, 86, 94, 98,
                                           92, 96, 100, 98, 94, 86, 78, 70, 58, 44, 32, 22};

std::int64_t hourlyRequests(std::int64_t busiest, std::int64_t day, int hour, Rng &rng)
{
    const std::int64_t weekly = weekday(day) == 5 ? 55 : weekday(day) == 6 ? 48 : 100;
    const std::int64_t mean = busiest * trafficShape[static_cast<std::size_t>(hour)] * weekly / 100;
    return mean * rng.between(82, 118) / 10'000;
}

/// Pilot in October, launch on 2 November.
std::int64_t launched(std::int64_t day, std::int64_t pilot, std::int64_t full)
{
    return day < daysFromCivil({2026, 11, 2}) ? pilot : full;
}

Call serviceCall(std::string_view service, std::string_view team, std::string_view project,
                 std::string_view environment)
{
    Call call;
    call.seen = seenBy(DemoSource::LiteLlm);
    call.user = "svc-" + std::string(service);
    call.key = call.user;
    call.team = team;
    call.project = project;
    call.environment = environment;
    call.endpoint = "/v1/chat/completions";
    call.tier = "standard";
    return call;
}

template <typename Visit> void eachDay(Visit visit)
{
    const TimeRange range = demoRange();
    for (std::int64_t day = floorDivide(range.from.micros, microsPerDay);
         day * microsPerDay < range.to.micros; ++day)
        visit(day);
}

void emit(Stage &stage, const Call &call)
{
    if (demoRange().contains(call.at))
        stage.call(call);
}

/// Answers customers: a system prompt of 14,000 tokens read from the cache, until it breaks.
void playSupportBot(Stage &stage)
{
    Rng rng("support bot");
    Call base = serviceCall("support-bot", "product", "support-bot", "prod");
    base.provider = "anthropic";
    base.model = standardModel;
    base.endpoint = "/v1/messages";
    static constexpr std::string_view features[] = {"answer", "answer", "answer", "triage",
                                                    "summary"};
    constexpr std::int64_t systemPrompt = 14'000;
    eachDay([&](std::int64_t day) {
        for (int hour = 0; hour < 24; ++hour) {
            const std::int64_t count = hourlyRequests(launched(day, 16, 190), day, hour, rng);
            for (std::int64_t i = 0; i < count; ++i) {
                Call call = base;
                call.at = at(day, hour * minutesPerHour, rng.below(microsPerHour));
                call.session = "conv-" + rng.hex(12);
                call.tags = {{"feature",
                              std::string(rng.pick(std::span<const std::string_view>(features)))}};
                // A timestamp in front of the prompt makes every prefix a new one.
                const bool broken = brokenCacheRange().contains(call.at);
                const bool cold = broken || rng.chance(20);
                call.usage[TokenClass::Input] = rng.skewed(180, 1'400, 6'500);
                call.usage[cold ? TokenClass::CacheWrite5m : TokenClass::CacheRead] = systemPrompt;
                call.usage[TokenClass::Output] = rng.skewed(60, 320, 1'400);
                if (rng.chance(200)) // one trace in five is kept
                    call.seen = seenBy(DemoSource::LiteLlm, DemoSource::Otlp);
                if (rng.chance(5))
                    fail(call, rng.chance(500) ? 529 : 500, rng);
                else
                    complete(call, rng);
                emit(stage, call);
            }
        }
    });
}

/// Search with retrieved passages; the gateway's own cache answers repeated questions.
void playSearch(Stage &stage)
{
    Rng rng("search");
    Call base = serviceCall("search", "product", "docs-portal", "prod");
    base.provider = "google";
    base.model = "gemini-3.8-flash";
    eachDay([&](std::int64_t day) {
        for (int hour = 0; hour < 24; ++hour) {
            const std::int64_t count = hourlyRequests(launched(day, 12, 130), day, hour, rng);
            for (std::int64_t i = 0; i < count; ++i) {
                Call call = base;
                call.at = at(day, hour * minutesPerHour, rng.below(microsPerHour));
                const std::int64_t input = rng.skewed(2'800, 6'200, 16'000);
                const std::int64_t output = rng.skewed(50, 240, 900);
                if (rng.chance(60)) {
                    complete(call, rng);
                    call.isGatewayCacheHit = true;
                    call.servedTokens = input + output;
                    call.latencyMicros = rng.between(4'000, 22'000);
                    call.timeToFirstTokenMicros = call.latencyMicros;
                } else {
                    call.usage[TokenClass::Input] = input;
                    call.usage[TokenClass::Output] = output;
                    if (rng.chance(4))
                        fail(call, 503, rng);
                    else
                        complete(call, rng);
                }
                emit(stage, call);
            }
        }
    });
}

/// Every night the day's documents are condensed, a hundred thousand tokens at a time.
void playDigest(Stage &stage)
{
    Rng rng("nightly digest");
    Call base = serviceCall("nightly-digest", "research", "data-pipeline", "prod");
    base.provider = "openai";
    base.model = "gpt-6.1-sol";
    base.endpoint = "/v1/responses";
    eachDay([&](std::int64_t day) {
        if (stormNight().contains(at(day, 3 * minutesPerHour)))
            return; // that night is a case of its own
        const std::int64_t count = rng.between(38, 58);
        for (std::int64_t i = 0; i < count; ++i) {
            Call call = base;
            call.at = at(day, 125 + rng.below(100), rng.below(microsPerMinute));
            call.task = "nightly-digest";
            call.usage[TokenClass::Input] = rng.between(96'000, 124'000);
            call.usage[TokenClass::Output] = rng.between(1'400, 2'600);
            call.usage[TokenClass::Reasoning] = call.usage[TokenClass::Output] / 4;
            complete(call, rng);
            emit(stage, call);
        }
    });
}

/// Tables out of long contracts, well below the model's step.
void playExtraction(Stage &stage)
{
    Rng rng("extraction");
    Call base = serviceCall("extract", "research", "data-pipeline", "prod");
    base.provider = "x-ai";
    base.model = "grok-4.7";
    eachDay([&](std::int64_t day) {
        if (weekday(day) >= 5)
            return;
        const std::int64_t count = launched(day, 14, 34) + rng.between(-4, 4);
        for (std::int64_t i = 0; i < count; ++i) {
            Call call = base;
            call.at = at(day, 7 * minutesPerHour + rng.below(600), rng.below(microsPerMinute));
            call.task = "contract-extraction";
            call.usage[TokenClass::Input] = rng.between(38'000, 165'000);
            call.usage[TokenClass::Output] = rng.skewed(300, 1'200, 4'000);
            complete(call, rng);
            emit(stage, call);
        }
    });
}

/// A bot reviews each pull request: a few calls to two small models and one thorough one.
void playReviews(Stage &stage)
{
    Rng rng("reviews");
    static constexpr std::string_view projects[] = {"checkout-api", "mobile-app",  "data-pipeline",
                                                    "infra",        "support-bot", "docs-portal"};
    std::int64_t run = 17'200;
    eachDay([&](std::int64_t day) {
        const std::int64_t runs = weekday(day) >= 5 ? 4 : launched(day, 16, 40);
        for (std::int64_t i = 0; i < runs; ++i) {
            Call base = serviceCall("ci", "platform",
                                    rng.pick(std::span<const std::string_view>(projects)), "ci");
            base.task = "review-run-" + std::to_string(++run);
            base.tags = {{"commit", rng.hex(12)}, {"job", "review"}};
            const std::int64_t minute = 7 * minutesPerHour + rng.below(720);
            const std::int64_t calls = rng.between(5, 13);
            for (std::int64_t n = 0; n < calls; ++n) {
                Call call = base;
                call.at = at(day, minute, n * rng.between(4, 15) * microsPerSecond);
                const bool thorough = n + 1 == calls;
                call.provider = thorough || n % 2 == 0 ? "anthropic" : "openai";
                call.model = thorough                       ? standardModel
                             : call.provider == "anthropic" ? smallModel(call.at)
                                                            : "gpt-6-luna";
                call.usage[TokenClass::Input] =
                    thorough ? rng.skewed(9'000, 26'000, 70'000) : rng.skewed(2'000, 9'000, 40'000);
                call.usage[TokenClass::Output] = rng.skewed(150, 600, 2'500);
                complete(call, rng);
                emit(stage, call);
            }
        }
    });
}

/// Sunday nights, in batches at half the price: the new model against the one in use.
void playEvaluations(Stage &stage)
{
    Rng rng("evaluations");
    Call base = serviceCall("evals", "research", "support-bot", "ci");
    base.tier = "batch";
    eachDay([&](std::int64_t day) {
        if (weekday(day) != 6)
            return;
        for (int i = 0; i < 1'200; ++i) {
            Call call = base;
            call.provider = i % 3 == 0 ? "google" : i % 3 == 1 ? "openai" : "anthropic";
            call.model = i % 3 == 0 ? "gemini-4-argon" : i % 3 == 1 ? "gpt-5.6-sol" : premiumModel;
            call.task = "weekly-eval";
            call.at = at(day, 3 * minutesPerHour + i / 12, rng.below(microsPerMinute));
            call.usage[TokenClass::Input] = rng.between(9'000, 16'000);
            call.usage[TokenClass::Output] = rng.skewed(400, 1'300, 3'000);
            complete(call, rng);
            emit(stage, call);
        }
    });
}

} // namespace

void playServices(Stage &stage)
{
    playSupportBot(stage);
    playSearch(stage);
    playDigest(stage);
    playExtraction(stage);
    playReviews(stage);
    playEvaluations(stage);
}

} // namespace outlay::demo
