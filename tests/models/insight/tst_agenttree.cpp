// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/agenttree.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace outlay;

namespace {

constexpr std::int64_t start = 1'795'000'000; // seconds since 1970, in November 2026

/// What a call of claude-sonnet-4-5 sent and got: USD 3 a million tokens of input, 3.75 of
/// five-minute cache writes, 0.30 of cache reads, 15 of output.
struct Sent
{
    std::int64_t input = 0, write = 0, read = 0, output = 0;
};

/// From 0 to below `limit`.
std::int64_t below(std::int64_t limit, std::mt19937 &random)
{
    return static_cast<std::int64_t>(random()) % limit;
}

Sent anything(std::mt19937 &random)
{
    return {below(3'000, random), below(9'000, random), below(150'000, random),
            below(4'000, random)};
}

EventRow call(std::int64_t second, const char *session, const char *agent, const Sent &sent,
              const char *model = "claude-sonnet-4-5")
{
    EventRow event;
    event.at = {(start + second) * microsPerSecond};
    event.dimensions.resize(dimensionCount - 1);
    const auto set = [&event](Dimension dimension, const char *value) {
        if (*value != '\0')
            event.dimensions[static_cast<std::size_t>(dimension)] = value;
    };
    set(Dimension::Provider, "anthropic");
    set(Dimension::Model, model);
    set(Dimension::Session, session);
    set(Dimension::Agent, agent);
    event.usage[TokenClass::Input] = sent.input;
    event.usage[TokenClass::CacheWrite5m] = sent.write;
    event.usage[TokenClass::CacheRead] = sent.read;
    event.usage[TokenClass::Output] = sent.output;
    PriceRequest request;
    request.provider = "anthropic";
    request.model = model;
    request.at = event.at;
    request.usage = event.usage;
    event.cost = PriceBook::shipped()->price(request).cost;
    return event;
}

using Events = std::vector<EventRow>;

AgentTree treeOf(const Events &events)
{
    auto tree = agentTree(
        [&events](const std::function<bool(const EventRow &)> &visit) {
            for (const EventRow &event : events) {
                if (!visit(event))
                    break;
            }
            return Result<>();
        },
        *PriceBook::shipped());
    if (!tree)
        qFatal("%s", tree.error().text.c_str());
    return *std::move(tree);
}

/// A lead that sends 20,000 tokens and tells three agents the same 500; the first of them makes two
/// calls; the lead reads their reports.
Events broadcast()
{
    Events events{call(0, "s", "", {.write = 20'000, .output = 500})};
    for (const char *agent : {"a", "b", "c"})
        events.push_back(call(10, "s", agent, {.write = 20'500, .output = 100}));
    events.push_back(call(20, "s", "a", {.write = 1'000, .read = 20'600, .output = 400}));
    events.push_back(call(30, "s", "", {.write = 600, .read = 20'500, .output = 200}));
    return events;
}

Money micros(std::int64_t usd)
{
    return {usd * 1000};
}

QByteArray textOf(const AgentTree &tree)
{
    QByteArray text;
    for (const Agent &agent : tree.agents) {
        for (const std::int64_t number :
             {agent.requests, agent.cost.value_or(Money{-1}).nanos, agent.share.team.nanos,
              agent.share.duplicated.nanos, agent.share.carried.nanos, agent.share.carriedTokens,
              agent.overhead.value_or(-1), agent.reread.value_or(-1), agent.report.sent.nanos,
              agent.report.receivedCost.nanos})
            text += QByteArray::number(static_cast<qlonglong>(number)) + ' ';
        text += agent.name.session + "/" + agent.name.agent + "\n";
    }
    return text;
}

} // namespace

class TestAgentTree : public QObject
{
    Q_OBJECT

private slots:
    void aBroadcastByHand();
    void reportsByHand();
    void oneAgentIsNoTeam();
    void withoutCachesNothingIsDuplicated();
    void aPrefixReadFromTheCacheStays();
    void plansCountAtListPrices();
    void whatIsNotPricedIsOnNeitherSide();
    void whatNobodyClaimsIsNoTeam();
    void countsWhatWasSentAgain();
    void helpersAreNoContext();
    void noContextGrowsBeyondTheWindow();
    void sumsWhatTotalsCount();
    void theOrderOfReadingDoesNotMatter();
};

void TestAgentTree::aBroadcastByHand()
{
    const AgentTree tree = treeOf(broadcast());
    QCOMPARE(tree.agents.size(), std::size_t{4});
    QCOMPARE(tree.teams.size(), std::size_t{1});
    QCOMPARE(tree.teams[0].agents, std::size_t{4});
    QCOMPARE(tree.agents[0].overhead.value_or(0), std::int64_t{20'000});
    QCOMPARE(tree.agents[1].overhead.value_or(0), std::int64_t{20'500});
    const TeamCost &cost = tree.cost;
    // 20,000 x 3.75 + 500 x 15; 3 x (20,500 x 3.75 + 100 x 15); 1,000 x 3.75 + 20,600 x 0.30 +
    // 400 x 15; 600 x 3.75 + 20,500 x 0.30 + 200 x 15.
    QCOMPARE(cost.team, micros(82'500 + 235'125 + 15'930 + 11'400));
    QCOMPARE(tree.listed.cost.value_or(Money{}), cost.team);
    // The prefix and the broadcast, three times, at 0.30 in place of 3.75.
    QCOMPARE(cost.duplicatedTokens, std::int64_t{3 * 20'500});
    QCOMPARE(cost.duplicated, micros(212'175));
    QCOMPARE(cost.oneAgent(), micros(132'780));
    QCOMPARE(cost.multiplierMillis().value_or(0), std::int64_t{2'598});
    // Its second call would have had two answers of 100 before it. The lead's last call has read
    // all reports; what it would have had besides is the 1,000 tokens that "a" read and the 100 it
    // said before.
    QCOMPARE(cost.carriedTokens, std::int64_t{200 + 1'100});
    QCOMPARE(cost.carried, micros(60 + 330));
    QCOMPARE(cost.alone(), micros(133'170));
}

void TestAgentTree::reportsByHand()
{
    const AgentTree tree = treeOf(broadcast());
    QCOMPARE(tree.agents[0].report, AgentReport{});
    QCOMPARE(tree.agents[1].report, (AgentReport{400, micros(6'000), 400, micros(1'500)}));
    QCOMPARE(tree.agents[2].report, (AgentReport{100, micros(1'500), 100, micros(375)}));
    QCOMPARE(tree.agents[3].report, (AgentReport{100, micros(1'500), 100, micros(375)}));
}

void TestAgentTree::oneAgentIsNoTeam()
{
    Events events;
    std::mt19937 random(3); // NOLINT: a fixed seed is the point
    for (int i = 0; i < 50; ++i)
        events.push_back(call(i, "s", "", anything(random)));
    const AgentTree tree = treeOf(events);
    QCOMPARE(tree.cost.duplicated, Money{});
    QCOMPARE(tree.cost.carried, Money{});
    QCOMPARE(tree.cost.alone(), tree.cost.team);
    QCOMPARE(tree.cost.multiplierMillis().value_or(0), std::int64_t{1000});
}

void TestAgentTree::withoutCachesNothingIsDuplicated()
{
    const AgentTree tree = treeOf({call(0, "s", "", {.input = 20'000, .output = 100}),
                                   call(1, "s", "a", {.input = 20'100, .output = 50}),
                                   call(2, "s", "b", {.input = 15'000, .output = 50})});
    QCOMPARE(tree.cost.duplicated, Money{});
    QCOMPARE(tree.cost.multiplierMillis().value_or(0), std::int64_t{1000});
    // "a" was told all there was. "b" was not, as far as the lead's first prompt tells: it would
    // have had two answers before it, at 3 USD a million.
    QCOMPARE(tree.cost.carriedTokens, std::int64_t{50 + 100});
    QCOMPARE(tree.cost.carried, micros(150 * 3));
}

void TestAgentTree::aPrefixReadFromTheCacheStays()
{
    const AgentTree tree =
        treeOf({call(0, "s", "", {.write = 20'000, .output = 100}),
                call(1, "s", "a", {.input = 50, .write = 3'000, .read = 18'000, .output = 10})});
    // Of the first 20,100 it read 18,000 as one agent would have; 2,100 writes are left.
    QCOMPARE(tree.cost.duplicatedTokens, std::int64_t{2'100});
    QCOMPARE(tree.cost.duplicated, Money{2'100 * 3'450});
}

void TestAgentTree::plansCountAtListPrices()
{
    Events events = broadcast();
    Money listValue;
    for (EventRow &event : events) {
        event.isListValue = true;
        event.estimate = event.cost;
        listValue += *event.cost;
        event.cost = Money{};
    }
    const AgentTree tree = treeOf(events);
    QCOMPARE(tree.listed.cost, std::optional(Money{}));
    QCOMPARE(tree.listed.listValue, listValue);
    QCOMPARE(tree.cost, treeOf(broadcast()).cost);
}

void TestAgentTree::whatIsNotPricedIsOnNeitherSide()
{
    Events events = broadcast();
    events.push_back(call(40, "s", "d", {.write = 30'000, .output = 9}, "no-such-model"));
    const AgentTree tree = treeOf(events);
    QCOMPARE(tree.cost.unpriced, std::int64_t{1});
    QCOMPARE(tree.listed.unpricedRequests, std::int64_t{1});
    QCOMPARE(tree.cost.team, treeOf(broadcast()).cost.team);
    QCOMPARE(tree.cost.duplicated, treeOf(broadcast()).cost.duplicated);
    QVERIFY(!tree.agents.back().cost);
}

void TestAgentTree::whatNobodyClaimsIsNoTeam()
{
    const AgentTree tree = treeOf(
        {call(0, "", "", {.write = 20'000, .output = 9}), call(1, "", "", {.write = 20'000})});
    QCOMPARE(tree.agents.size(), std::size_t{1});
    QVERIFY(tree.teams.empty());
    QVERIFY(!tree.agents[0].team);
    QVERIFY(!tree.cost.multiplierMillis());
    QCOMPARE(tree.listed.requests, std::int64_t{2});
    QVERIFY(!tree.agents[0].reread); // they may be of conversations that have nothing in common
}

void TestAgentTree::countsWhatWasSentAgain()
{
    const AgentTree tree = treeOf({call(0, "s", "", {.write = 10'000}),
                                   call(1, "s", "", {.write = 1'000, .read = 10'000}),
                                   call(2, "s", "", {.write = 12'000}), // it had expired
                                   call(3, "s", "", {.input = 100, .read = 2'000}), // cut down
                                   call(4, "s", "", {.input = 2'500})});
    QCOMPARE(tree.agents[0].cacheRead, std::int64_t{12'000});
    QCOMPARE(tree.agents[0].reread.value(), std::int64_t{11'000 + 100 + 2'100});
}

void TestAgentTree::helpersAreNoContext()
{
    Events events = broadcast();
    // A title, by a small model, before everything else.
    events.insert(events.begin(),
                  call(-5, "s", "", {.input = 300, .output = 9}, "claude-haiku-4-5"));
    const AgentTree tree = treeOf(events);
    QCOMPARE(tree.agents[0].overhead.value_or(0), std::int64_t{20'000});
    QCOMPARE(tree.cost.duplicated, treeOf(broadcast()).cost.duplicated);
    QCOMPARE(tree.cost.carried, treeOf(broadcast()).cost.carried);
}

void TestAgentTree::noContextGrowsBeyondTheWindow()
{
    const AgentTree tree = treeOf({call(0, "s", "", {.write = 10'000}),
                                   call(1, "s", "", {.write = 140'000, .read = 10'000}),
                                   call(2, "s", "a", {.write = 10'000}),
                                   call(3, "s", "a", {.write = 90'000, .read = 10'000})});
    QCOMPARE(tree.agents[1].share.carriedTokens, std::int64_t{140'000 + 100'000});
}

void TestAgentTree::sumsWhatTotalsCount()
{
    Events events = broadcast();
    events.push_back(call(41, "s", "x", {.input = 1'000}));
    events.back().isSetAside = true;
    events.push_back(call(42, "s", "x", {.input = 1'000}));
    events.back().isControl = true;
    events.push_back(call(43, "s", "", {.input = 7'000}));
    events.back().requests = 5; // a sum of five: no call of its own
    const AgentTree tree = treeOf(events);
    QCOMPARE(tree.agents.size(), std::size_t{4});
    QCOMPARE(tree.listed.requests, std::int64_t{6 + 5});
    QCOMPARE(tree.cost.team, treeOf(broadcast()).cost.team + *events.back().cost);
    QCOMPARE(tree.cost.carried, treeOf(broadcast()).cost.carried);
    TeamCost shares;
    for (const Agent &agent : tree.agents)
        shares += agent.share;
    QCOMPARE(shares, tree.cost);
    QCOMPARE(tree.teams[0].cost, tree.cost);
}

void TestAgentTree::theOrderOfReadingDoesNotMatter()
{
    std::mt19937 random(5); // NOLINT: a fixed seed is the point
    for (int round = 0; round < 20; ++round) {
        Events events;
        for (int i = 0; i < 60; ++i) {
            const std::string agent(1, static_cast<char>('a' + random() % 4));
            events.push_back(
                call(below(6, random), "s", agent == "a" ? "" : agent.c_str(), anything(random)));
            if (random() % 3 == 0)
                events.back().parentAgent = std::string(1, static_cast<char>('a' + random() % 5));
        }
        const auto byTime = [](const EventRow &l, const EventRow &r) { return l.at < r.at; };
        std::stable_sort(events.begin(), events.end(), byTime);
        const QByteArray expected = textOf(treeOf(events));
        std::shuffle(events.begin(), events.end(), random);
        std::stable_sort(events.begin(), events.end(), byTime);
        QCOMPARE(textOf(treeOf(events)), expected);
    }
}

QTEST_APPLESS_MAIN(TestAgentTree)
#include "tst_agenttree.moc"
