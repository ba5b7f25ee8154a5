// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Twelve people and their coding agents: sessions in working hours, a context that grows turn by
// turn and is compacted, sub-agents, a model each of them prefers.
#include "app/sources/demo/call.h"

#include <algorithm>
#include <span>

namespace outlay::demo {

namespace {

struct Person
{
    std::string_view name; ///< user is name@northwind.example
    std::string_view team;
    std::string_view project, otherProject;
    std::string_view ticketPrefix;
    int minutesEastOfUtc;
    int joinedMonth, joinedDay; ///< the pilot began with half of them
    bool usesCodex;
    std::string_view model, lighterModel;
    Seen seen;
    int sessionsPerDay;
};

constexpr Seen transcript = seenBy(DemoSource::ClaudeCode);
constexpr Seen rollout = seenBy(DemoSource::Codex);
constexpr Seen transcriptAndGateway = seenBy(DemoSource::ClaudeCode, DemoSource::LiteLlm);
constexpr Seen transcriptAndOtlp = seenBy(DemoSource::ClaudeCode, DemoSource::Otlp);
constexpr Seen rolloutAndOtlp = seenBy(DemoSource::Codex, DemoSource::Otlp);

constexpr std::string_view opus = premiumModel;
constexpr std::string_view sonnet = standardModel;
constexpr std::string_view haiku = "claude-haiku-5-5";
constexpr std::string_view sol = "gpt-6.1-sol";
constexpr std::string_view oldSol = "gpt-5.6-sol";
constexpr std::string_view luna = "gpt-6-luna";

constexpr Person people[] = {
    {"alice", "platform", "infra", "checkout-api", "INF", 60, 10, 1, false, opus, sonnet,
     transcriptAndGateway, 4},
    {"bob", "platform", "checkout-api", "infra", "CHK", 60, 10, 1, true, sol, luna, rollout, 4},
    {"carol", "product", "mobile-app", "docs-portal", "MOB", -300, 10, 12, false, sonnet, sonnet,
     transcript, 4},
    {"dmitri", "platform", "data-pipeline", "infra", "DAT", 60, 10, 19, false, sonnet, haiku,
     transcriptAndOtlp, 3},
    {"elena", "product", "mobile-app", "checkout-api", "MOB", 60, 10, 5, false, sonnet, sonnet,
     transcript, 4},
    {"farid", "research", "data-pipeline", "support-bot", "DAT", 0, 10, 26, false, opus, sonnet,
     transcriptAndGateway, 3},
    {"grace", "platform", "infra", "checkout-api", "INF", -300, 10, 26, false, opus, sonnet,
     transcript, 3},
    {"hugo", "product", "mobile-app", "mobile-app", "MOB", -300, 11, 2, false, sonnet, sonnet,
     transcript, 4},
    {"ines", "product", "docs-portal", "mobile-app", "DOC", 60, 11, 2, true, oldSol, luna,
     rolloutAndOtlp, 3},
    {"jonas", "research", "support-bot", "data-pipeline", "SUP", 60, 10, 12, false, sonnet, haiku,
     transcriptAndOtlp, 3},
    {"kavya", "research", "data-pipeline", "docs-portal", "DAT", 330, 10, 26, true, sol, oldSol,
     rollout, 4},
    {"liam", "product", "checkout-api", "docs-portal", "CHK", 0, 10, 19, false, opus, sonnet,
     transcript, 4},
};

/// Share of premium requests in mobile-app, in thousandths: a tenth until November, then up by
/// about four points a day.
int premiumShare(std::int64_t day)
{
    const std::int64_t since = day - daysFromCivil({2026, 11, 2});
    return since <= 0 ? 100 : static_cast<int>(std::min<std::int64_t>(880, 100 + since * 42));
}

class Session
{
public:
    Session(const Person &person, Stage &stage, Rng &rng)
        : m_person(person)
        , m_stage(stage)
        , m_rng(rng)
    {
    }

    void play(Instant start, std::int64_t ticket);

private:
    void describe(Instant start, std::int64_t ticket);
    void chooseModel(std::int64_t day);
    void turn();
    void fillUsage(Call &call, std::int64_t context, std::int64_t added, bool isCacheCold);
    void spawn();
    void emit(Call &call);

    const Person &m_person;
    Stage &m_stage;
    Rng &m_rng;
    Call m_call;
    std::int64_t m_context = 0;
    bool m_isCacheCold = true;
};

void Session::describe(Instant start, std::int64_t ticket)
{
    const bool elsewhere = m_rng.chance(150);
    m_call = Call{};
    m_call.at = start;
    m_call.seen = m_person.seen;
    m_call.provider = m_person.usesCodex ? "openai" : "anthropic";
    m_call.user = std::string(m_person.name) + "@northwind.example";
    m_call.team = m_person.team;
    m_call.project = elsewhere ? m_person.otherProject : m_person.project;
    m_call.environment = "dev";
    m_call.endpoint = m_person.usesCodex ? "/v1/responses" : "/v1/messages";
    m_call.task = std::string(m_person.ticketPrefix) + "-" + std::to_string(ticket);
    m_call.branch = "feature/" + m_call.task;
    m_call.tier = "standard";
    m_call.agent = "main";
    m_call.session = m_rng.hex(8) + "-" + m_rng.hex(4) + "-4" + m_rng.hex(3) + "-9" + m_rng.hex(3) +
                     "-" + m_rng.hex(12);
    if (m_person.seen & seenBy(DemoSource::LiteLlm))
        m_call.key = "dev-" + std::string(m_person.name);
    if (m_person.name == "liam")
        m_call.key = subscriptionKey;
}

void Session::chooseModel(std::int64_t day)
{
    if (m_call.project == "mobile-app" && m_call.provider == "anthropic")
        m_call.model = m_rng.chance(premiumShare(day)) ? premiumModel : standardModel;
    else
        m_call.model = m_rng.chance(820) ? m_person.model : m_person.lighterModel;
}

void Session::play(Instant start, std::int64_t ticket)
{
    describe(start, ticket);
    chooseModel(floorDivide(start.micros, microsPerDay));
    m_context = m_rng.between(16'000, 30'000);
    m_isCacheCold = true;
    const std::int64_t turns = m_rng.skewed(12, 48, 160);
    for (std::int64_t i = 0; i < turns; ++i) {
        turn();
        if (!m_person.usesCodex && m_rng.chance(14))
            spawn();
        // People read what came back now and then; after five minutes the cache is gone.
        const bool pause = m_rng.chance(45);
        m_call.at.micros += pause ? m_rng.between(3, 22) * microsPerMinute
                                  : m_rng.skewed(5, 12, 50) * microsPerSecond;
        m_isCacheCold = pause && m_rng.chance(600);
    }
}

void Session::turn()
{
    const std::int64_t added = m_rng.skewed(300, 3'000, 17'000);
    fillUsage(m_call, m_context, added, m_isCacheCold);
    emit(m_call);
    m_context += added + m_call.usage[TokenClass::Output];
    if (m_context > 168'000)
        m_context = m_rng.between(22'000, 38'000); // compacted
}

void Session::fillUsage(Call &call, std::int64_t context, std::int64_t added, bool isCacheCold)
{
    const std::int64_t output = m_rng.skewed(60, 900, 7'000);
    call.usage = {};
    call.usage[TokenClass::Output] = output;
    if (call.provider == "anthropic") {
        call.usage[TokenClass::Input] = m_rng.between(3, 220);
        call.usage[TokenClass::CacheRead] = isCacheCold ? 0 : context;
        call.usage[TokenClass::CacheWrite5m] = isCacheCold ? context + added : added;
    } else {
        // The provider caches whole blocks of 128 tokens and says nothing of writes here.
        const std::int64_t cached = isCacheCold ? 0 : context / 128 * 128;
        call.usage[TokenClass::CacheRead] = cached;
        call.usage[TokenClass::Input] = context + added - cached;
        call.usage[TokenClass::Reasoning] = output * m_rng.between(20, 65) / 100;
    }
}

/// One to four helpers look something up and report back.
void Session::spawn()
{
    static constexpr std::string_view kinds[] = {"explore", "test-writer", "reviewer"};
    const std::int64_t count = m_rng.between(1, 4);
    for (std::int64_t i = 0; i < count; ++i) {
        Call call = m_call;
        call.parentAgent = "main";
        call.agent = m_rng.pick(std::span<const std::string_view>(kinds));
        if (call.project != "mobile-app" || call.model != premiumModel)
            call.model = call.agent == "explore" ? smallModel(call.at) : m_call.model;
        std::int64_t context = m_rng.between(7'000, 13'000);
        const std::int64_t turns = m_rng.between(3, 14);
        for (std::int64_t turn = 0; turn < turns; ++turn) {
            call.at.micros += m_rng.skewed(3, 7, 20) * microsPerSecond;
            const std::int64_t added = m_rng.skewed(200, 1'800, 9'000);
            fillUsage(call, context, added, turn == 0);
            emit(call);
            context += added + call.usage[TokenClass::Output];
        }
    }
}

void Session::emit(Call &call)
{
    if (!demoRange().contains(call.at))
        return;
    Call made = call;
    if ((made.seen & seenBy(DemoSource::LiteLlm)) && m_rng.chance(6)) {
        fail(made, 529, m_rng); // overloaded; only the gateway sees it, the client tries again
        m_stage.call(made);
        made = call;
        made.attempt = 1;
        made.at.micros += 2 * microsPerSecond;
        if (!demoRange().contains(made.at))
            return;
    }
    complete(made, m_rng);
    m_stage.call(made);
}

/// Nine to half past six of the person's clock, with a dip at noon.
Instant sessionStart(const Person &person, std::int64_t day, Rng &rng)
{
    std::int64_t minute = rng.between(9 * minutesPerHour, 18 * minutesPerHour + 30);
    if (minute >= 12 * minutesPerHour && minute < 13 * minutesPerHour)
        minute += rng.chance(700) ? 75 : 0;
    return at(day, minute - person.minutesEastOfUtc, rng.below(microsPerMinute));
}

void playPerson(const Person &person, Stage &stage)
{
    Rng rng(person.name);
    Session session(person, stage, rng);
    const std::int64_t last = floorDivide(demoRange().to.micros, microsPerDay);
    std::int64_t ticket = rng.between(120, 420);
    for (std::int64_t day = daysFromCivil({2026, person.joinedMonth, person.joinedDay});
         day <= last; ++day) {
        const bool weekend = weekday(day) >= 5;
        if (weekend ? !rng.chance(90) : rng.chance(60))
            continue; // off
        if (rng.chance(400))
            ticket += rng.between(1, 7);
        const std::int64_t sessions =
            weekend ? 1 : rng.between(person.sessionsPerDay - 1, person.sessionsPerDay + 1);
        for (std::int64_t i = 0; i < sessions; ++i)
            session.play(sessionStart(person, day, rng), ticket);
    }
}

} // namespace

void playCoding(Stage &stage)
{
    for (const Person &person : people)
        playPerson(person, stage);
}

} // namespace outlay::demo
