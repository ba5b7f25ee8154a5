// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/agentlineage.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace outlay;

namespace {

AgentTraces agent(const char *session, const char *name, std::int64_t first,
                  const char *startedBy = "")
{
    return {{session, name}, startedBy, {first}};
}

using Place = AgentPlace;

} // namespace

class TestAgentLineage : public QObject
{
    Q_OBJECT

private slots:
    void followsNamesWithinASession();
    void followsSessionsOfTheirOwn();
    void putsTheOthersBelowTheLead();
    void theEarliestLeadsWhereAllHaveNames();
    void failedAttemptsLeadNobody();
    void sessionsDoNotStandBelowEachOther();
    void agentsWithoutSessionsAreRoots();
    void breaksCirclesAtTheEarliest();
    void ordersStartersFirst();
    void doesNotDependOnTheOrderGiven();
};

void TestAgentLineage::followsNamesWithinASession()
{
    const auto places = placeAgents({agent("s", "", 1), agent("s", "plan", 2),
                                     agent("s", "code", 3, "plan"), agent("s", "test", 4, "code")});
    QCOMPARE(places[0], (Place{std::nullopt, false}));
    QCOMPARE(places[1], (Place{0, false}));
    QCOMPARE(places[2], (Place{1, true}));
    QCOMPARE(places[3], (Place{2, true}));
}

void TestAgentLineage::followsSessionsOfTheirOwn()
{
    // As Codex tells it: a thread each, the parent by its thread's id.
    const auto places = placeAgents(
        {agent("a", "", 1), agent("b", "worker", 2, "a"), agent("c", "worker", 3, "b")});
    QCOMPARE(places[0], (Place{std::nullopt, false}));
    QCOMPARE(places[1], (Place{0, true}));
    QCOMPARE(places[2], (Place{1, true}));
}

void TestAgentLineage::putsTheOthersBelowTheLead()
{
    // The agent without a name leads though another one was first; "gone" has no requests here.
    const auto places =
        placeAgents({agent("s", "explore", 1), agent("s", "", 2), agent("s", "test", 3, "gone")});
    QCOMPARE(places[0], (Place{1, false}));
    QCOMPARE(places[1], (Place{std::nullopt, false}));
    QCOMPARE(places[2], (Place{1, false}));
}

void TestAgentLineage::theEarliestLeadsWhereAllHaveNames()
{
    const auto places =
        placeAgents({agent("s", "b", 2), agent("s", "main", 1), agent("s", "a", 2)});
    QCOMPARE(places[0], (Place{1, false}));
    QCOMPARE(places[1], (Place{std::nullopt, false}));
    QCOMPARE(places[2], (Place{1, false}));
}

void TestAgentLineage::failedAttemptsLeadNobody()
{
    AgentTraces failed = agent("s", "", 1);
    failed.hasWorked = false;
    const auto places = placeAgents({failed, agent("s", "main", 2), agent("s", "explore", 3)});
    QCOMPARE(places, (std::vector<Place>{{1, false}, {}, {1, false}}));
    QCOMPARE(placeAgents({failed}), std::vector<Place>{Place{}});
}

void TestAgentLineage::sessionsDoNotStandBelowEachOther()
{
    const auto places = placeAgents({agent("a", "", 1), agent("b", "", 2)});
    QCOMPARE(places, (std::vector<Place>{{}, {}}));
}

void TestAgentLineage::agentsWithoutSessionsAreRoots()
{
    const auto places =
        placeAgents({agent("", "", 1), agent("", "plan", 2), agent("", "code", 3, "plan")});
    QCOMPARE(places, (std::vector<Place>{{}, {}, {1, true}}));
}

void TestAgentLineage::breaksCirclesAtTheEarliest()
{
    const auto places =
        placeAgents({agent("s", "a", 3, "b"), agent("s", "b", 1, "c"), agent("s", "c", 2, "a"),
                     agent("s", "d", 4, "a"), agent("s", "e", 5, "e")});
    QCOMPARE(places[0], (Place{1, true}));
    QCOMPARE(places[1], (Place{std::nullopt, false}));
    QCOMPARE(places[2], (Place{0, true}));
    QCOMPARE(places[3], (Place{0, true}));
    QCOMPARE(places[4], (Place{std::nullopt, false})); // of itself: nobody else leads
}

void TestAgentLineage::ordersStartersFirst()
{
    const std::vector<AgentTraces> agents{agent("s", "late", 9), agent("s", "", 1),
                                          agent("s", "deep", 5, "early"), agent("s", "early", 4),
                                          agent("r", "", 2)};
    QCOMPARE(treeOrder(agents, placeAgents(agents)), (std::vector<std::size_t>{1, 3, 2, 0, 4}));
}

void TestAgentLineage::doesNotDependOnTheOrderGiven()
{
    std::mt19937 random(11); // NOLINT: a fixed seed is the point
    for (int round = 0; round < 200; ++round) {
        std::vector<AgentTraces> agents;
        for (int i = 0; i < 8; ++i) {
            AgentTraces one{{std::to_string(random() % 3), std::to_string(i)},
                            "",
                            {static_cast<std::int64_t>(random() % 4)},
                            random() % 3 > 0};
            if (random() % 2 == 0)
                one.startedBy = std::to_string(random() % 9);
            agents.push_back(one);
        }
        const auto namesOf = [](const std::vector<AgentTraces> &given) {
            const std::vector<AgentPlace> places = placeAgents(given);
            std::vector<std::pair<AgentName, AgentName>> names;
            for (const std::size_t i : treeOrder(given, places))
                names.emplace_back(given[i].name, places[i].starter ? given[*places[i].starter].name
                                                                    : AgentName{});
            return names;
        };
        const auto names = namesOf(agents);
        // Everybody is in the tree, once, behind who started them.
        QCOMPARE(names.size(), agents.size());
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto before = [&](const AgentName &name) {
                return std::any_of(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i),
                                   [&](const auto &earlier) { return earlier.first == name; });
            };
            QVERIFY(!before(names[i].first));
            QVERIFY(names[i].second.isUnknown() || before(names[i].second));
        }
        std::shuffle(agents.begin(), agents.end(), random);
        QVERIFY2(namesOf(agents) == names, qPrintable(QStringLiteral("round %1").arg(round)));
    }
}

QTEST_APPLESS_MAIN(TestAgentLineage)
#include "tst_agentlineage.moc"
