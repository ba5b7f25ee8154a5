// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/call.h"

namespace outlay::demo {

namespace {

/// Output tokens a provider streams in a second, roughly.
constexpr std::int64_t tokensPerSecond = 85;

void nameResponse(Call &call, Rng &rng)
{
    if (call.provider == "anthropic") {
        call.responseId = rng.id("msg_01", 22);
        call.requestId = rng.id("req_011C", 20);
        call.stopReason = rng.chance(620) ? "tool_use" : "end_turn";
    } else if (call.provider == "openai") {
        call.responseId = "resp_" + rng.hex(48);
        call.requestId = "req_" + rng.hex(32);
        call.stopReason = "completed";
    } else if (call.provider == "google") {
        call.responseId = rng.id("", 22);
        call.stopReason = "STOP";
    } else {
        call.responseId = rng.hex(8) + "-" + rng.hex(4) + "-" + rng.hex(4) + "-" + rng.hex(12);
        call.stopReason = "stop";
    }
}

void nameAttempt(Call &call, Rng &rng)
{
    call.callId = rng.hex(8) + "-" + rng.hex(4) + "-4" + rng.hex(3) + "-" + rng.hex(12);
    call.traceId = rng.hex(32);
    call.spanId = rng.hex(16);
}

} // namespace

void complete(Call &call, Rng &rng)
{
    nameAttempt(call, rng);
    nameResponse(call, rng);
    call.outcome = Outcome::Success;
    call.httpStatus = 200;
    call.timeToFirstTokenMicros = rng.skewed(280'000, 640'000, 2'400'000) + call.usage.prompt() * 4;
    const std::int64_t rate = tokensPerSecond * rng.between(70, 140) / 100;
    call.latencyMicros =
        call.timeToFirstTokenMicros + call.usage[TokenClass::Output] * microsPerSecond / rate;
}

void fail(Call &call, int httpStatus, Rng &rng)
{
    nameAttempt(call, rng);
    // Without an id of the provider nothing would join another source's view to the gateway's.
    call.seen = seenBy(DemoSource::LiteLlm);
    call.responseId.clear();
    call.requestId.clear();
    call.stopReason.clear();
    call.usage = {};
    call.outcome = Outcome::Error;
    call.httpStatus = httpStatus;
    call.timeToFirstTokenMicros = -1;
    call.latencyMicros = rng.skewed(60'000, 190'000, 1'500'000);
}

std::string_view smallModel(Instant when)
{
    return when < at(10, 7, 0, 0) ? "claude-haiku-4-5" : "claude-haiku-5-5";
}

Instant at(std::int64_t day, std::int64_t minutes, std::int64_t micros)
{
    return {day * microsPerDay + minutes * microsPerMinute + micros};
}

Instant at(int month, int day, int hour, int minute)
{
    return at(daysFromCivil({2026, month, day}), hour * minutesPerHour + minute);
}

} // namespace outlay::demo
