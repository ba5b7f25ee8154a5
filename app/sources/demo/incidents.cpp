// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The planted cases that are no change of what people and services do anyway.
#include "app/sources/demo/call.h"

#include <algorithm>

namespace outlay::demo {

namespace {

/// A client that takes a limit hit in mid-stream for a failure of the whole request sends all
/// 118,000 tokens again at once, all night. Refused attempts are free; those that were admitted and
/// then cut off are billed for their prompt and for what had been streamed.
void playRetryStorm(Stage &stage)
{
    Rng rng("retry storm");
    Call base;
    base.seen = seenBy(DemoSource::LiteLlm);
    base.provider = "openai";
    base.model = "gpt-6.1-sol";
    base.user = base.key = "svc-nightly-digest";
    base.team = "research";
    base.project = "data-pipeline";
    base.environment = "prod";
    base.endpoint = "/v1/responses";
    base.task = "nightly-digest";
    base.tier = "standard";
    const TimeRange night = stormNight();
    constexpr std::int64_t documents = 48;
    constexpr std::int64_t attempts = 140;
    const std::int64_t pause = (night.to.micros - night.from.micros - microsPerMinute) / attempts;
    for (std::int64_t document = 0; document < documents; ++document) {
        const std::string operation = "digest-2026-11-11-" + std::to_string(document);
        const std::uint64_t prompt = rng.next();
        const std::int64_t size = rng.between(112'000, 124'000);
        for (std::int64_t attempt = 0; attempt < attempts; ++attempt) {
            Call call = base;
            call.at.micros = night.from.micros + attempt * pause + rng.below(microsPerMinute);
            call.operation = operation;
            call.attempt = static_cast<int>(attempt);
            call.promptHash = prompt;
            fail(call, 429, rng);
            if (attempt % 10 == 0 || attempt % 10 == 4 || attempt % 10 == 7) {
                call.usage[TokenClass::Input] = size;
                call.usage[TokenClass::Output] = rng.between(300, 900);
                call.responseId = "resp_" + rng.hex(48);
                call.requestId = "req_" + rng.hex(32);
                call.latencyMicros = rng.between(4, 11) * microsPerSecond;
            }
            stage.call(call);
        }
    }
}

/// 40,000 tests forgot the recorded answers: 40 fixtures a thousand times over, 0.007 USD each.
void playTestSuite(Stage &stage)
{
    Rng rng("test suite");
    Call base;
    base.seen = seenBy(DemoSource::LiteLlm);
    base.provider = "anthropic";
    base.model = standardModel;
    base.user = base.key = "svc-ci";
    base.team = "platform";
    base.project = "checkout-api";
    base.environment = "ci";
    base.endpoint = "/v1/messages";
    base.task = testSuiteRun;
    base.tier = "standard";
    base.tags = {{"commit", "4be01d92c7aa"}, {"job", "test"}};
    constexpr std::int64_t count = 40'000;
    const std::int64_t start = at(11, 12, 14, 5).micros;
    for (std::int64_t i = 0; i < count; ++i) {
        Call call = base;
        call.at.micros = start + i * (75 * microsPerMinute / count) + rng.below(microsPerSecond);
        // 20 sizes above and 20 below the mean, in pairs: the sum is exactly 280 USD.
        const std::int64_t fixture = i % 40;
        const std::int64_t off = (fixture % 20 + 1) * (fixture < 20 ? 1 : -1);
        call.usage[TokenClass::Input] = 2'100 + 50 * off;
        call.usage[TokenClass::Output] = 280 + 5 * off;
        call.promptHash = hash64("fixture " + std::to_string(fixture));
        complete(call, rng);
        call.stopReason = "end_turn";
        stage.call(call);
    }
}

/// A headless agent on a Saturday night, asking for the same failing command again and again.
void playLoop(Stage &stage)
{
    Rng rng("runaway loop");
    Call base;
    base.seen = seenBy(DemoSource::ClaudeCode);
    base.provider = "anthropic";
    base.model = premiumModel;
    base.user = "grace@northwind.example";
    base.team = "platform";
    base.project = "infra";
    base.environment = "dev";
    base.task = "INF-377";
    base.branch = "feature/INF-377";
    base.session = loopSession;
    base.agent = "main";
    base.tier = "standard";
    std::int64_t context = 24'000;
    Instant now = at(11, 14, 21, 12);
    const Instant end = at(11, 15, 6, 40);
    std::int64_t turn = 0;
    while (now < end) {
        Call call = base;
        call.at = now;
        const std::int64_t added = rng.between(900, 1'300);
        call.usage[TokenClass::Input] = rng.between(4, 12);
        call.usage[TokenClass::CacheRead] = turn == 0 ? 0 : context;
        call.usage[TokenClass::CacheWrite5m] = turn == 0 ? context + added : added;
        call.usage[TokenClass::Output] = rng.between(220, 420);
        call.promptHash = hash64("make deploy");
        complete(call, rng);
        call.stopReason = "tool_use";
        stage.call(call);
        context += added + call.usage[TokenClass::Output];
        if (context > 165'000)
            context = 30'000;
        now.micros += rng.between(5'500, 8'500) * 1'000;
        ++turn;
    }
}

/// Five waves of twelve sub-agents, each given the same 20,000 tokens to begin with, each writing
/// them to a cache of its own.
void playDuplicatedContext(Stage &stage)
{
    Rng rng("duplicated context");
    Call base;
    base.seen = seenBy(DemoSource::ClaudeCode, DemoSource::LiteLlm);
    base.provider = "anthropic";
    base.model = premiumModel;
    base.user = "farid@northwind.example";
    base.key = "dev-farid";
    base.team = "research";
    base.project = "data-pipeline";
    base.environment = "dev";
    base.endpoint = "/v1/messages";
    base.task = duplicatingTask;
    base.branch = "feature/" + std::string(duplicatingTask);
    base.session = "c81e6f0a-33d2-4f6b-9b7e-64d0a1f2e8b3";
    base.tier = "standard";
    for (int wave = 0; wave < 5; ++wave) {
        for (int helper = 0; helper < 12; ++helper) {
            Call call = base;
            call.parentAgent = "orchestrator";
            call.agent = "worker-" + std::to_string(wave * 12 + helper + 1);
            call.at = at(11, 17, 9 + wave, 5 + helper);
            std::int64_t context = duplicatedTokens;
            const std::int64_t turns = rng.between(8, 16);
            for (std::int64_t turn = 0; turn < turns; ++turn) {
                const std::int64_t added = turn == 0 ? 0 : rng.between(400, 2'200);
                call.usage = {};
                call.usage[TokenClass::Input] = rng.between(20, 400);
                call.usage[TokenClass::CacheRead] = turn == 0 ? 0 : context;
                call.usage[TokenClass::CacheWrite5m] = turn == 0 ? duplicatedTokens : added;
                call.usage[TokenClass::Output] = rng.skewed(80, 450, 1'800);
                Call made = call;
                complete(made, rng);
                stage.call(made);
                context += added + call.usage[TokenClass::Output];
                call.at.micros += rng.between(6, 25) * microsPerSecond;
            }
        }
    }
}

/// A backfill that packs each prompt as full as it can: at and just above 200,000 tokens, where the
/// whole request costs twice as much.
void playLongContext(Stage &stage)
{
    Rng rng("long context");
    Call base;
    base.seen = seenBy(DemoSource::LiteLlm);
    base.provider = "x-ai";
    base.model = "grok-4.7";
    base.user = "kavya@northwind.example";
    base.key = "dev-kavya";
    base.team = "research";
    base.project = "data-pipeline";
    base.environment = "dev";
    base.endpoint = "/v1/chat/completions";
    base.task = longContextTask;
    base.tier = "standard";
    for (int day = 9; day <= 13; ++day) {
        for (int i = 0; i < 72; ++i) {
            Call call = base;
            call.at = at(11, day, 5, i * 7);
            call.at.micros += rng.below(microsPerMinute);
            call.usage[TokenClass::Input] = i == 0 ? 200'000 : rng.between(200'001, 203'500);
            call.usage[TokenClass::Output] = rng.skewed(500, 1'100, 2'400);
            complete(call, rng);
            stage.call(call);
        }
    }
}

/// A preview nobody has listed a price for yet; the gateway reports no cost either.
void playUnpricedModel(Stage &stage)
{
    Rng rng("unpriced model");
    Call base;
    base.seen = seenBy(DemoSource::LiteLlm);
    base.provider = "x-ai";
    base.model = unpricedModel;
    base.user = "jonas@northwind.example";
    base.key = "dev-jonas";
    base.team = "research";
    base.project = "support-bot";
    base.environment = "dev";
    base.endpoint = "/v1/chat/completions";
    base.task = "SUP-291";
    base.tier = "standard";
    for (int day = 17; day <= 20; ++day) {
        for (int i = 0; i < 78; ++i) {
            Call call = base;
            call.at = at(11, day, 9, i * 5);
            call.at.micros += rng.below(microsPerMinute);
            call.usage[TokenClass::Input] = rng.skewed(900, 4'500, 22'000);
            call.usage[TokenClass::Output] = rng.skewed(120, 600, 2'200);
            complete(call, rng);
            stage.call(call);
        }
    }
}

} // namespace

void playIncidents(Stage &stage)
{
    playRetryStorm(stage);
    playTestSuite(stage);
    playLoop(stage);
    playDuplicatedContext(stage);
    playLongContext(stage);
    playUnpricedModel(stage);
}

} // namespace outlay::demo
