// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/demo.h"

#include "models/money/hash.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

using namespace outlay;

namespace {

/// A request as the observations of it, joined by their tokens, describe it.
struct Event
{
    Instant at;
    std::map<Dimension, std::string> values;
    std::string agent, tier;
    TokenUsage usage;
    Outcome outcome = Outcome::Unknown;
    int httpStatus = 0;
    int observers = 0;
    std::optional<Money> cost;
    std::optional<Money> reported;
    bool isPriced = false;
};

constexpr std::array fieldsOf{
    std::pair{Dimension::Provider, Field::Provider},
    std::pair{Dimension::Model, Field::Model},
    std::pair{Dimension::User, Field::User},
    std::pair{Dimension::Key, Field::Key},
    std::pair{Dimension::Project, Field::Project},
    std::pair{Dimension::Environment, Field::Environment},
    std::pair{Dimension::Task, Field::Task},
    std::pair{Dimension::Session, Field::Session},
};

class Recorder : public Sink
{
public:
    void observation(const Observation &seen) override
    {
        ++observations;
        digest = hash64(seen.content, digest, static_cast<std::uint64_t>(seen.at.micros));
        for (const std::string_view text : seen.fields)
            digest = hash64(text, digest, static_cast<std::uint64_t>(seen.latencyMicros));
        for (const std::int64_t count : seen.usage.counts)
            digest ^= hash64("count", digest, static_cast<std::uint64_t>(count));
        for (const Tag &tag : seen.tags)
            digest = hash64(tag.value, digest, hash64(tag.key));
        check(seen);
        join(seen);
    }
    void statement(const Statement &) override { ++others; }
    void lineage(const LineageVector &) override { ++others; }
    void span(const SpanRecord &) override { ++others; }
    void ignored() override { ++others; }
    void rejected(std::int64_t, std::string_view) override { ++others; }

    std::vector<Event> events;
    std::uint64_t digest = 0;
    std::int64_t observations = 0;
    int others = 0;
    std::string firstFault;

private:
    void fault(const std::string &text, const Observation &seen)
    {
        if (firstFault.empty())
            firstFault = text + ": " + std::string(seen.content);
    }

    void check(const Observation &seen)
    {
        if (!isPlausible(seen.at) || !demoRange().contains(seen.at))
            fault("time", seen);
        if (seen.tokens.empty())
            fault("no identity", seen);
        for (const std::int64_t count : seen.usage.counts) {
            if (count < 0 || count > 1'000'000)
                fault("count", seen);
        }
        if (seen.usage[TokenClass::Reasoning] > seen.usage[TokenClass::Output])
            fault("more reasoning than output", seen);
        if (seen.usage.prompt() > 300'000)
            fault("longer than any prompt here", seen);
        if (seen[Field::Provider].empty() || seen[Field::Model].empty() ||
            seen[Field::User].empty() || seen[Field::Project].empty())
            fault("unknown provider, model, user or project", seen);
    }

    void join(const Observation &seen)
    {
        std::size_t index = events.size();
        for (const IdentityToken &token : seen.tokens) {
            const auto place = m_tokens.find(identityHash(token));
            if (place != m_tokens.end())
                index = place->second;
        }
        for (const IdentityToken &token : seen.tokens)
            m_tokens[identityHash(token)] = index;
        if (index == events.size())
            events.emplace_back();
        Event &event = events[index];
        if (event.observers++ > 0 && (event.usage != seen.usage || event.at != seen.at))
            fault("two observers disagree", seen);
        event.at = seen.at;
        event.usage = seen.usage;
        event.outcome = seen.outcome;
        event.httpStatus = std::max(event.httpStatus, seen.httpStatus);
        event.tier = seen[Field::Tier];
        if (!seen[Field::Agent].empty())
            event.agent = seen[Field::Agent];
        if (seen.reported)
            event.reported = seen.reported;
        for (const auto &[dimension, field] : fieldsOf) {
            if (!seen[field].empty())
                event.values[dimension] = seen[field];
        }
    }

    std::unordered_map<std::uint64_t, std::size_t> m_tokens;
};

void price(std::vector<Event> &events, const PriceBook &book)
{
    for (Event &event : events) {
        if (event.usage.isZero()) {
            event.cost = Money{};
            continue;
        }
        PriceRequest request;
        request.provider = event.values[Dimension::Provider];
        request.model = event.values[Dimension::Model];
        request.at = event.at;
        request.tier = event.tier;
        request.usage = event.usage;
        event.cost = book.price(request).cost;
    }
}

bool matches(const Event &event, const PlantedCase &planted)
{
    return planted.range.contains(event.at) &&
           std::all_of(planted.where.begin(), planted.where.end(), [&event](const auto &part) {
               const auto value = event.values.find(part.first);
               return value != event.values.end() && value->second == part.second;
           });
}

} // namespace

class TestDemo : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void isTheSameToTheByteEveryTime();
    void handsOverPlausibleObservationsOnly();
    void isATeamAsDescribed();
    void manifestEqualsTheObservations();
    void gatewayReportsWhatTheBookSays();
    void someRequestsAreSeenByTwoSources();
    void weekendsAndNightsAreQuieter();
    void plantedCasesEqualTheManifest_data();
    void plantedCasesEqualTheManifest();
    void stormCostsAboutFiveHundredDollarsOf429s();
    void testSuiteCosts280DollarsExactly();
    void subAgentsWriteTheSameContextEach();
    void longPromptsStandAtAndAboveTheStep();
    void brokenCacheReadsNothing();
    void premiumShareRises();
    void manifestIsJson();

private:
    [[nodiscard]] std::vector<const Event *> planted(const std::string &name) const;

    std::shared_ptr<const PriceBook> m_book;
    DemoManifest m_manifest;
    Recorder m_recorder;
};

void TestDemo::initTestCase()
{
    m_book = PriceBook::shipped();
    QVERIFY(m_book);
    m_manifest = demoManifest(*m_book);
    for (const DemoSource source : demoSources)
        produceDemo(source, *m_book, m_recorder);
    price(m_recorder.events, *m_book);
}

std::vector<const Event *> TestDemo::planted(const std::string &name) const
{
    std::vector<const Event *> found;
    for (const PlantedCase &planted : m_manifest.planted) {
        for (const Event &event : m_recorder.events) {
            if (planted.name == name && matches(event, planted))
                found.push_back(&event);
        }
    }
    return found;
}

void TestDemo::isTheSameToTheByteEveryTime()
{
    Recorder again;
    for (const DemoSource source : demoSources)
        produceDemo(source, *m_book, again);
    QCOMPARE(again.digest, m_recorder.digest);
    QCOMPARE(toJson(demoManifest(*m_book)), toJson(m_manifest));
}

void TestDemo::handsOverPlausibleObservationsOnly()
{
    QCOMPARE(m_recorder.firstFault, std::string());
    QCOMPARE(m_recorder.others, 0);
}

void TestDemo::isATeamAsDescribed()
{
    std::map<Dimension, std::set<std::string>> seen;
    for (const Event &event : m_recorder.events) {
        for (const auto &[dimension, value] : event.values)
            seen[dimension].insert(value);
    }
    const std::set<std::string> &users = seen[Dimension::User];
    const auto people = std::count_if(users.begin(), users.end(), [](const std::string &user) {
        return user.find('@') != std::string::npos;
    });
    QCOMPARE(people, 12);
    QCOMPARE(seen[Dimension::Project].size(), 6U);
    QCOMPARE(seen[Dimension::Provider].size(), 4U);
    QCOMPARE(seen[Dimension::Environment], (std::set<std::string>{"ci", "dev", "prod"}));
    QVERIFY(m_manifest.events > 240'000 && m_manifest.events < 270'000);
    const Money withFees =
        m_manifest.cost + m_manifest.subscription.fee + m_manifest.subscription.fee;
    QVERIFY2(withFees > Money{8'500'000'000'000} && withFees < Money{9'500'000'000'000},
             toDecimal(withFees).c_str());
}

void TestDemo::manifestEqualsTheObservations()
{
    Money cost;
    Money listValue;
    std::int64_t unpriced = 0;
    for (Event &event : m_recorder.events) {
        const bool isMetered = event.values[Dimension::Key] != m_manifest.subscription.key;
        (isMetered ? cost : listValue) += event.cost.value_or(Money{});
        unpriced += event.cost ? 0 : 1;
    }
    QCOMPARE(static_cast<std::int64_t>(m_recorder.events.size()), m_manifest.events);
    QCOMPARE(toDecimal(cost), toDecimal(m_manifest.cost));
    QCOMPARE(toDecimal(listValue), toDecimal(m_manifest.listValue));
    QCOMPARE(unpriced, m_manifest.unpriced);
    QCOMPARE(unpriced, m_manifest.planted.back().events);
    std::int64_t observations = 0;
    for (const std::int64_t count : m_manifest.observations) {
        QVERIFY(count > 10'000);
        observations += count;
    }
    QCOMPARE(observations, m_recorder.observations);
    Money months;
    for (const DemoMonth &month : m_manifest.months)
        months += month.cost;
    QCOMPARE(toDecimal(months), toDecimal(m_manifest.cost));
}

void TestDemo::gatewayReportsWhatTheBookSays()
{
    std::int64_t reported = 0;
    for (const Event &event : m_recorder.events) {
        if (event.reported) {
            ++reported;
            QVERIFY(event.reported == event.cost);
        }
    }
    QVERIFY(reported > 100'000);
}

void TestDemo::someRequestsAreSeenByTwoSources()
{
    const auto twice = std::count_if(m_recorder.events.begin(), m_recorder.events.end(),
                                     [](const Event &event) { return event.observers == 2; });
    QVERIFY(twice > 30'000);
    QCOMPARE(m_recorder.observations - m_manifest.events, twice);
}

void TestDemo::weekendsAndNightsAreQuieter()
{
    std::int64_t weekend = 0;
    std::int64_t weekdays = 0;
    std::int64_t night = 0;
    std::int64_t noon = 0;
    for (Event &event : m_recorder.events) {
        if (event.values[Dimension::Environment] != "dev" ||
            event.values[Dimension::User].rfind("elena", 0) != 0)
            continue;
        const std::int64_t day = floorDivide(event.at.micros, microsPerDay);
        const std::int64_t hour = (event.at.micros - day * microsPerDay) / microsPerHour;
        ((day + 3) % 7 >= 5 ? weekend : weekdays) += 1;
        night += hour < 6 ? 1 : 0;
        noon += hour >= 9 && hour < 15 ? 1 : 0;
    }
    QVERIFY(weekend * 10 < weekdays);
    QVERIFY(night * 10 < noon);
}

void TestDemo::plantedCasesEqualTheManifest_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_manifest.planted.size(); ++i)
        QTest::newRow(m_manifest.planted[i].name.c_str()) << static_cast<int>(i);
}

void TestDemo::plantedCasesEqualTheManifest()
{
    QFETCH(int, index);
    const PlantedCase &planted = m_manifest.planted[static_cast<std::size_t>(index)];
    std::int64_t events = 0;
    std::int64_t errors = 0;
    std::optional<Money> cost;
    for (const Event &event : m_recorder.events) {
        if (!matches(event, planted))
            continue;
        ++events;
        errors += event.outcome == Outcome::Error ? 1 : 0;
        // The subscription's requests would have a list value instead of a cost.
        QVERIFY(!event.values.contains(Dimension::Key) ||
                event.values.at(Dimension::Key) != m_manifest.subscription.key);
        if (event.cost)
            cost = cost.value_or(Money{}) + *event.cost;
    }
    QVERIFY(events > 0);
    QCOMPARE(events, planted.events);
    QCOMPARE(errors, planted.errors);
    QCOMPARE(cost.has_value(), planted.cost.has_value());
    if (cost) {
        QCOMPARE(toDecimal(*cost), toDecimal(*planted.cost));
        QVERIFY(*planted.avoidable > Money{} && *planted.avoidable <= *planted.cost);
    }
    QCOMPARE(planted.cost.has_value(), planted.name != "unpriced_model");
}

void TestDemo::stormCostsAboutFiveHundredDollarsOf429s()
{
    Money cost;
    std::int64_t free = 0;
    for (const Event *event : planted("retry_storm")) {
        QCOMPARE(event->httpStatus, 429);
        free += event->usage.isZero() ? 1 : 0;
        cost += event->cost.value_or(Money{});
    }
    QVERIFY(cost > Money{450'000'000'000} && cost < Money{550'000'000'000});
    QVERIFY(free > 4'000);
}

void TestDemo::testSuiteCosts280DollarsExactly()
{
    const std::vector<const Event *> calls = planted("live_test_suite");
    QCOMPARE(calls.size(), 40'000U);
    Money cost;
    for (const Event *call : calls)
        cost += call->cost.value_or(Money{});
    QCOMPARE(toDecimal(cost), std::string("280.000000000"));
}

void TestDemo::subAgentsWriteTheSameContextEach()
{
    std::map<std::string, int> written;
    for (const Event *call : planted("duplicated_context"))
        written[call->agent] += call->usage[TokenClass::CacheWrite5m] == 20'000 ? 1 : 0;
    QCOMPARE(written.size(), 60U);
    for (const auto &[agent, count] : written)
        QVERIFY2(count == 1, agent.c_str());
}

void TestDemo::longPromptsStandAtAndAboveTheStep()
{
    std::int64_t shortest = 1'000'000;
    for (const Event *call : planted("long_context_step"))
        shortest = std::min(shortest, call->usage.prompt());
    QCOMPARE(shortest, 200'000);
    for (const PlantedCase &planted : m_manifest.planted) {
        if (planted.name == "long_context_step")
            QVERIFY(*planted.avoidable + *planted.avoidable > *planted.cost);
    }
}

void TestDemo::brokenCacheReadsNothing()
{
    for (const Event *call : planted("broken_prompt_cache"))
        QCOMPARE(call->usage[TokenClass::CacheRead], 0);
}

void TestDemo::premiumShareRises()
{
    // Thousandths of mobile-app's agent requests, by week of November.
    std::array<std::int64_t, 3> premium{};
    std::array<std::int64_t, 3> all{};
    const Instant begin = *parseInstant("2026-11-02");
    for (Event &event : m_recorder.events) {
        const std::int64_t week = floorDivide(event.at.micros - begin.micros, 7 * microsPerDay);
        if (event.values[Dimension::Project] != "mobile-app" || week < 0 || week >= 3 ||
            event.values[Dimension::Environment] != "dev")
            continue;
        ++all[static_cast<std::size_t>(week)];
        premium[static_cast<std::size_t>(week)] +=
            event.values[Dimension::Model] == "claude-opus-5-5" ? 1 : 0;
    }
    QVERIFY(premium[0] * 100 < 35 * all[0]);
    QVERIFY(premium[1] * all[0] > premium[0] * all[1]);
    QVERIFY(premium[2] * 100 > 60 * all[2]);
}

void TestDemo::manifestIsJson()
{
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(m_manifest)), &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    const QJsonObject root = document.object();
    QCOMPARE(root.value(QLatin1String("events")).toInteger(), m_manifest.events);
    QCOMPARE(root.value(QLatin1String("cost_usd")).toString().toStdString(),
             toDecimal(m_manifest.cost));
    const QJsonArray planted = root.value(QLatin1String("planted")).toArray();
    QCOMPARE(planted.size(), 8);
    const QJsonObject storm = planted.first().toObject();
    QCOMPARE(storm.value(QLatin1String("where")).toObject().value(QLatin1String("key")).toString(),
             QLatin1String("svc-nightly-digest"));
    QVERIFY(planted.last().toObject().value(QLatin1String("cost_usd")).isNull());
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
