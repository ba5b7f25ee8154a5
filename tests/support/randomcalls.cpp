// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/randomcalls.h"

#include <algorithm>
#include <array>

namespace outlay::test {

namespace {

constexpr std::array<std::string_view, 4> models = {"claude-sonnet-4-5", "claude-opus-4-5",
                                                    "gpt-5-mini", "nobody-knows-1"};
constexpr std::array<std::string_view, 3> people = {"alice", "bob", ""};

} // namespace

RandomCalls::RandomCalls(std::uint32_t seed, int calls) : m_engine(seed)
{
    for (int i = 0; i < calls; ++i)
        call(i);
    sums();
}

/// Totals that tools told of sessions and days; some have requests of their own, some have none.
void RandomCalls::sums()
{
    for (int i = 0; i < 24; ++i) {
        Observation sum;
        sum.isAggregate = true;
        sum.requests = 1 + i % 5;
        sum.at = {(1'793'000'000LL + i * 36'000) * microsPerSecond};
        sum[Field::Provider] = "anthropic";
        sum[Field::Model] =
            i % 6 == 5 ? std::string_view() : models[static_cast<std::size_t>(i % 2)];
        sum.usage[TokenClass::Output] = 1000 + i;
        sum.outcome = Outcome::Success;
        sum.content = keep("sum " + std::to_string(i));
        const bool ofSession = i % 2 == 0;
        sum.source = ofSession ? "transcript" : "mapped";
        sum.rank = ofSession ? Rank::Transcript : Rank::MappedFile;
        sum.growth = ofSession ? Growth::Max : Growth::Once;
        if (ofSession) // sessions 0 to 8 have requests, over many days
            sum[Field::Session] = keep("session-" + std::to_string(i));
        m_observations.push_back(sum);
    }
}

std::int64_t RandomCalls::random(std::int64_t below)
{
    return static_cast<std::int64_t>(m_engine() % static_cast<std::uint32_t>(below));
}

std::string_view RandomCalls::keep(std::string text)
{
    return m_texts.emplace_back(std::move(text));
}

void RandomCalls::call(int number)
{
    Observation base;
    // Around two changes of summer time and a month's end.
    base.at = {(1'793'000'000LL + random(10 * 86'400)) * microsPerSecond + random(1'000'000)};
    const auto model = static_cast<std::size_t>(random(models.size()));
    base[Field::Model] = models[model];
    base[Field::Provider] = model < 2 ? "anthropic" : model == 2 ? "openai" : "";
    base.usage[TokenClass::Input] = random(3000);
    base.usage[TokenClass::CacheRead] = random(3) == 0 ? random(50'000) : 0;
    base.usage[TokenClass::CacheWrite5m] = random(3) == 0 ? random(5000) : 0;
    base.usage[TokenClass::Output] = 1 + random(2000);
    base.outcome = Outcome::Success;
    base.isFinal = true;
    const std::int64_t seen = 1 + random(7); // any non-empty set of the three observers
    if ((seen & 1) != 0)
        gateway(number, base);
    if ((seen & 2) != 0)
        transcript(number, base);
    if ((seen & 4) != 0)
        telemetry(number, base);
    if (random(10) == 0) { // a mapped record without any id
        Observation plain = base;
        plain.source = "mapped";
        plain.rank = Rank::MappedFile;
        plain.growth = Growth::Once;
        plain.content = keep("mapped\nrecord " + std::to_string(number % 7));
        plain.at = {1'793'100'000LL * microsPerSecond + number % 7};
        plain.usage = {};
        plain.usage[TokenClass::Output] = 10 + number % 7;
        plain[Field::Model] = models[0];
        plain[Field::Provider] = "anthropic";
        m_observations.push_back(plain);
    }
    if (number > 0 && random(25) == 0) { // late: one record that knows two responses
        Observation joining = base;
        joining.source = "telemetry";
        joining.rank = Rank::OtelLog;
        joining.growth = Growth::Once;
        joining.addToken(TokenSpace::Response, keep("msg_00000" + std::to_string(number)));
        joining.addToken(TokenSpace::Response, keep("msg_00000" + std::to_string(number - 1)));
        m_observations.push_back(joining);
    }
}

void RandomCalls::gateway(int number, Observation o)
{
    o.source = "gateway";
    o.rank = Rank::Gateway;
    o.growth = Growth::Once;
    const std::string text = std::to_string(number);
    o.addToken(TokenSpace::GatewayCall, keep("call_00000" + text + "/success"));
    if (random(12) == 0) {
        o.isGatewayCacheHit = true;
        o.servedTokens = o.usage.total();
        o.usage = {};
    } else {
        o.addToken(TokenSpace::Response, keep("msg_00000" + text));
        o.reported = Money{(1 + random(1000)) * 100'000 + random(1000)};
    }
    o[Field::User] = people[static_cast<std::size_t>(random(people.size()))];
    o[Field::Team] = "core";
    o[Field::Key] = keep("key-" + std::to_string(number % 3));
    o.tags = {{"env", number % 2 == 0 ? "prod" : "dev"}, {"app", "search"}};
    o.latencyMicros = 1000 + random(1'000'000);
    m_observations.push_back(o);
    if (random(8) == 0) { // delivered again, by a release that tells more
        Observation again = o;
        again[Field::Service] = number % 3 == 0 ? "" : number % 3 == 1 ? "vertex-ai" : "gemini-api";
        m_observations.push_back(again);
        again[Field::Service] = "gemini-api";
        m_observations.push_back(again);
    }
    if (random(8) == 0) { // a failed attempt before it
        Observation failed = o;
        failed.tokens.clear();
        failed.addToken(TokenSpace::GatewayCall, keep("call_00000" + text + "/failure"));
        failed.usage = {};
        failed.reported.reset();
        failed.outcome = Outcome::Error;
        failed.httpStatus = 429;
        m_observations.push_back(failed);
    }
}

void RandomCalls::transcript(int number, const Observation &base)
{
    const std::string text = std::to_string(number);
    const std::int64_t lines = 1 + random(3);
    for (std::int64_t line = 0; line < lines; ++line) {
        Observation o = base;
        o.source = "transcript";
        o.rank = Rank::Transcript;
        o.growth = Growth::Max;
        o.standing = 1;
        o.at.micros += line * 1000;
        o.isFinal = line + 1 == lines;
        o.hasCacheTtlSplit = true;
        o.usage[TokenClass::CacheWrite1h] = base.usage[TokenClass::CacheWrite5m] / 2;
        o.usage[TokenClass::CacheWrite5m] -= o.usage[TokenClass::CacheWrite1h];
        if (!o.isFinal)
            o.usage[TokenClass::Output] = 1 + line;
        o[Field::Session] = keep("session-" + std::to_string(number % 9));
        o[Field::Project] = "/home/dev/alpha";
        o[Field::Branch] = number % 4 == 0 ? "feature/OUT-17-thing" : "main";
        o.addToken(TokenSpace::Response, keep("msg_00000" + text));
        if (number % 5 != 0)
            o.addToken(TokenSpace::Request, keep("req_00000" + text));
        m_observations.push_back(o);
        if (line == 0 && random(4) == 0) { // copied into a side chain under another request
            Observation copy = o;
            copy.standing = 0;
            copy.tokens.clear();
            copy.usage[TokenClass::CacheRead] += 9999;
            copy[Field::Session] = "session-0";
            copy[Field::Agent] = "explorer";
            copy.addToken(TokenSpace::Response, keep("msg_00000" + text));
            copy.addToken(TokenSpace::Request, keep("req_copy_" + text));
            m_observations.push_back(copy);
        }
    }
}

void RandomCalls::telemetry(int number, Observation o)
{
    o.source = "telemetry";
    o.rank = Rank::OtelLog;
    o.growth = Growth::Once;
    const std::string text = std::to_string(number);
    o.addToken(TokenSpace::Request, keep("req_00000" + text));
    if (random(2) == 0)
        o.addToken(TokenSpace::Span, keep("aaaa" + text + "/bbbb" + text));
    o[Field::User] = "carol@example.com";
    o[Field::Agent] = number % 6 == 0 ? "reviewer" : "";
    o.client = Money{random(5'000'000)};
    o.usage[TokenClass::Output] += random(2) == 0 ? 3 : 0; // disagrees now and then
    m_observations.push_back(o);
}

std::vector<const Observation *> RandomCalls::shuffled(std::uint32_t seed) const
{
    std::vector<const Observation *> order;
    for (const Observation &observation : m_observations)
        order.push_back(&observation);
    std::mt19937 engine(seed);
    std::shuffle(order.begin(), order.end(), engine);
    return order;
}

std::vector<const Observation *> RandomCalls::without(std::string_view source) const
{
    std::vector<const Observation *> order;
    for (const Observation &observation : m_observations) {
        if (observation.source != source)
            order.push_back(&observation);
    }
    return order;
}

} // namespace outlay::test
