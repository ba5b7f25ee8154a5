// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ledgerfixture.h"

#include <algorithm>

namespace outlay::test {

namespace {

class Generator
{
public:
    Generator(LedgerFixture &ledger, unsigned seed, const TimeRange &range)
        : m_ledger(ledger)
        , m_random(seed)
        , m_range(range)
    {
        for (int i = 0; i < 40; ++i)
            m_profiles.push_back(m_ledger.profile(randomProfile()));
        for (int i = 0; i < 25; ++i)
            m_threads.push_back(m_ledger.thread(
                {pick("session", 12), pick("agent", 4), pick("agent", 4), 0, pick("branch", 3)}));
        m_tagsets = {0,
                     0,
                     m_ledger.tagset({{"env", "prod"}}),
                     m_ledger.tagset({{"env", "ci"}, {"team", "a"}}),
                     m_ledger.tagset({{"env", "prod"}, {"flag", "x:y"}}),
                     m_ledger.tagset({{"flag", "a"}, {"flag", "b"}})};
    }

    StoredEvent event()
    {
        StoredEvent event;
        event.state.at = instant();
        event.state.profile = one(m_profiles);
        event.derived.attributed = one(m_profiles);
        event.state.thread = chance(5) ? 0 : one(m_threads);
        event.state.tags = one(m_tagsets);
        event.state.ending = chance(2) ? m_ledger.ending({pick("stop", 2), 200}) : 0;
        event.derived.task = pick("task", 8);
        event.derived.price = pick("price", 4);
        event.state.isCacheHit = chance(10);
        event.state.servedTokens = event.state.isCacheHit ? number(1000) : 0;
        event.state.requests = chance(20) ? number(40) : 1;
        event.state.retries = static_cast<std::int32_t>(chance(9) ? number(3) : 0);
        for (std::int64_t &count : event.state.usage.counts)
            count = chance(2) ? number(100'000) : 0;
        if (chance(2))
            event.state.latencyMicros = number(5'000'000);
        event.state.billed = money(9);
        event.state.reported = money(3);
        event.state.client = money(6);
        event.derived.cost = chance(6) ? std::nullopt : money(1);
        event.derived.estimate = chance(3) ? event.derived.cost : money(2);
        event.derived.quarantined = money(12);
        event.derived.basis = static_cast<Basis>(1 + number(4));
        event.derived.isListValue = chance(8);
        event.derived.isSetAside = chance(15);
        event.derived.isControl = chance(30);
        return event;
    }

    FixtureResidual residual()
    {
        return {instant(), one(m_profiles), {number(5'000'000) - 1'000'000}};
    }

private:
    std::int64_t number(std::int64_t below)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(below));
    }
    bool chance(int oneIn) { return number(oneIn) == 0; }

    TextId pick(const std::string &prefix, int values)
    {
        const std::int64_t which = number(values + 1);
        return which == 0 ? 0 : m_ledger.text(prefix + std::to_string(which));
    }

    template <typename T> T one(const std::vector<T> &values)
    {
        return values[static_cast<std::size_t>(number(static_cast<std::int64_t>(values.size())))];
    }

    std::optional<Money> money(int oneIn)
    {
        if (!chance(oneIn))
            return std::nullopt;
        // Few different amounts, so that rows tie and their keys decide the order.
        return Money{chance(3) ? number(4) * 1'000'000 : number(3'000'000'000)};
    }

    Instant instant()
    {
        const std::int64_t length = m_range.to.micros - m_range.from.micros;
        const std::int64_t at =
            m_range.from.micros +
            static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(length));
        switch (number(4)) {
        case 0:
            return {floorDivide(at, 15 * microsPerMinute) * 15 * microsPerMinute};
        case 1:
            return {floorDivide(at, 30 * microsPerMinute) * 30 * microsPerMinute - 1};
        default:
            return {at};
        }
    }

    Profile randomProfile()
    {
        Profile profile;
        const auto set = [&](ProfileField field, const char *prefix, int values) {
            profile[field] = pick(prefix, values);
        };
        set(ProfileField::Source, "source", 3);
        set(ProfileField::Provider, "provider", 2);
        set(ProfileField::Model, "model", 5);
        set(ProfileField::ModelGroup, "group", 2);
        set(ProfileField::User, "user", 5);
        set(ProfileField::Key, "key", 6);
        set(ProfileField::Team, "team", 2);
        set(ProfileField::Project, "project", 3);
        set(ProfileField::Environment, "environment", 2);
        set(ProfileField::Endpoint, "endpoint", 2);
        set(ProfileField::Tier, "tier", 2);
        set(ProfileField::CostCenter, "center", 2);
        set(ProfileField::TaskKind, "kind", 2);
        set(ProfileField::Plan, "plan", 2);
        profile.outcome = static_cast<Outcome>(number(5));
        profile.seesFailures = !chance(3);
        return profile;
    }

    LedgerFixture &m_ledger;
    std::mt19937_64 m_random;
    TimeRange m_range;
    std::vector<std::uint32_t> m_profiles, m_threads, m_tagsets;
};

} // namespace

void fillAtRandom(LedgerFixture &ledger, unsigned seed, int events, const TimeRange &range)
{
    Generator generator(ledger, seed, range);
    for (int i = 0; i < events; ++i)
        ledger.add(generator.event());
    for (int i = 0; i < events / 100; ++i)
        ledger.addResidual(generator.residual());
    ledger.write();
}

} // namespace outlay::test
