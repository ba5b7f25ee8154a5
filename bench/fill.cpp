// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "models/ingest/ingest.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

namespace outlay::bench {

namespace {

constexpr std::int64_t batch = 1'000'000;
constexpr std::int64_t days = 90;

struct Model
{
    std::string_view provider, name;
};
constexpr std::array models{
    Model{"anthropic", "claude-opus-5-5"},
    Model{"anthropic", "claude-sonnet-5-5"},
    Model{"anthropic", "claude-haiku-5-5"},
    Model{"openai", "gpt-6.1-sol"},
    Model{"openai", "gpt-6-luna"},
    Model{"openai", "gpt-5.6-sol"},
    Model{"google", "gemini-4-argon"},
    Model{"google", "gemini-3.8-flash"},
    Model{"x-ai", "grok-4.7"},
    Model{"deepseek", "deepseek-flash"},
};

std::uint64_t mixed(std::uint64_t value)
{
    value = (value + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 31)) * 0x94d049bb133111eb;
    return value ^ (value >> 29);
}

/// Event number i, always the same: 300 users with a key or two each, 25 teams, 40 projects; 64
/// sessions at a time, of 50 requests each, by one user in one project with one model and a helper.
class Generator
{
public:
    const Observation &event(std::int64_t i, std::int64_t count, bool isSecondObserver)
    {
        std::uint64_t bits = mixed(static_cast<std::uint64_t>(i));
        const auto draw = [&bits](std::uint64_t below) {
            const std::uint64_t drawn = bits % below;
            bits = mixed(bits);
            return drawn;
        };
        m_seen.clear();
        const std::int64_t session = i / (50 * atOnce) * atOnce + i % atOnce;
        std::uint64_t chosen = mixed(static_cast<std::uint64_t>(session) ^ 0x5e5510);
        const auto choose = [&chosen](std::uint64_t below) {
            const std::uint64_t drawn = chosen % below;
            chosen = mixed(chosen);
            return drawn;
        };
        const std::uint64_t user = choose(300) * choose(300) / 300;
        const Model &model =
            models[(choose(models.size()) + (draw(5) == 0 ? 1 : 0)) % models.size()];
        // In time order with some jitter, as logs arrive.
        m_seen.at.micros =
            begin + i * (days * microsPerDay / count) + static_cast<std::int64_t>(draw(60'000'000));
        m_id = "msg_01" + std::to_string(mixed(static_cast<std::uint64_t>(i) ^ 0x5eed));
        m_user = "user-" + std::to_string(user) + "@example.com";
        m_key = "key-" + std::to_string(user + (user % 3 == 0 ? choose(2) * 300 : 0));
        m_team = "team-" + std::to_string(user % 25);
        m_project = "project-" + std::to_string((user + choose(3)) % 40);
        m_session = "session-" + std::to_string(session);
        m_content = (isSecondObserver ? "b" : "a") + m_id;
        m_seen.content = m_content;
        m_seen.addToken(TokenSpace::Response, m_id);
        m_seen[Field::Provider] = model.provider;
        m_seen[Field::Model] = model.name;
        m_seen[Field::User] = m_user;
        m_seen[Field::Key] = m_key;
        m_seen[Field::Team] = m_team;
        m_seen[Field::Project] = m_project;
        m_seen[Field::Session] = m_session;
        m_seen[Field::Tier] = "standard";
        m_seen.usage[TokenClass::Input] = static_cast<std::int64_t>(draw(4'000));
        m_seen.usage[TokenClass::CacheRead] = static_cast<std::int64_t>(draw(90'000));
        m_seen.usage[TokenClass::Output] = static_cast<std::int64_t>(draw(2'000));
        m_seen.outcome = Outcome::Success;
        m_seen.httpStatus = 200;
        m_seen.isFinal = true;
        m_seen.latencyMicros = static_cast<std::int64_t>(draw(20'000'000));
        return m_seen;
    }

private:
    static constexpr std::int64_t atOnce = 64;
    static constexpr std::int64_t begin = 1'787'184'000 * microsPerSecond; // 2026-08-20
    Observation m_seen;
    std::string m_id, m_user, m_key, m_team, m_project, m_session, m_content;
};

Format formatOf(std::string_view name, Rank rank)
{
    Format format{};
    format.name = name;
    format.title = name;
    format.rank = rank;
    format.growth = Growth::Once;
    return format;
}

std::uintmax_t ledgerBytes(const std::string &ledger)
{
    std::uintmax_t sum = 0;
    for (const std::string_view suffix : {"", "-wal"}) {
        std::error_code error;
        const auto size = std::filesystem::file_size(ledger + std::string(suffix), error);
        sum += error ? 0 : size;
    }
    return sum;
}

} // namespace

bool fill(const std::string &ledger, std::int64_t count, int budgets)
{
    auto ingest = Ingest::open(ledger);
    if (!ingest) {
        std::fprintf(stderr, "%s\n", ingest.error().text.c_str());
        return false;
    }
    if (!setBudgets(**ingest, budgets))
        return false;
    const Format gateway = formatOf("litellm", Rank::Gateway);
    const Format spans = formatOf("otlp", Rank::OtelSpan);
    Generator generator;
    for (std::int64_t done = 0; done < count; done += batch) {
        const std::int64_t to = std::min(count, done + batch);
        const double before = cpuSeconds();
        const auto pass = [&](const Format &format, std::int64_t every) {
            return (*ingest)->importFrom(format, std::string(format.name), [&](Sink &sink) {
                for (std::int64_t i = done; i < to; i += every)
                    sink.observation(generator.event(i, count, every > 1));
            });
        };
        const auto first = pass(gateway, 1);
        const double single = cpuSeconds() - before;
        const auto second = first ? pass(spans, 4) : first;
        if (!second) {
            std::fprintf(stderr, "%s\n", second.error().text.c_str());
            return false;
        }
        std::printf("{\"events\":%lld,\"single_us\":%.3f,\"all_us\":%.3f,\"bytes\":%llu}\n",
                    static_cast<long long>(to), single * 1e6 / static_cast<double>(to - done),
                    (cpuSeconds() - before) * 1e6 / static_cast<double>(to - done),
                    static_cast<unsigned long long>(ledgerBytes(ledger)));
        std::fflush(stdout);
    }
    return true;
}

} // namespace outlay::bench
