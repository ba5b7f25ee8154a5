// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pointopener.h"
#include "tests/app/enforcement/rig.h"

using namespace outlay;
using namespace outlay::enforcement;
using namespace outlay::fakes;
using namespace outlay::test;
using namespace Qt::StringLiterals;
using Kind = EnforcedEntity::Kind;

namespace {

PointList listOf(EnforcementPoint &point)
{
    PointList found;
    bool isDone = false;
    point.list([&](PointList list) {
        found = std::move(list);
        isDone = true;
    });
    if (!QTest::qWaitFor([&] { return isDone; }, 30'000))
        qFatal("no answer");
    return found;
}

const EnforcedState *stateOf(const PointList &list, const std::string &id)
{
    for (const EnforcedState &state : list.states) {
        if (state.entity.id == id)
            return &state;
    }
    return nullptr;
}

sources::SourceSettings gateway(const std::string &url)
{
    sources::SourceSettings settings;
    settings.name = "proxy";
    settings.kind = sources::SourceKind::LiteLlm;
    settings.baseUrl = url;
    settings.secret = "env:OUTLAY_TEST_READ_KEY";
    settings.pushSecret = "env:OUTLAY_TEST_PUSH_KEY";
    return settings;
}

} // namespace

class TestLiteLlmPoint : public QObject
{
    Q_OBJECT

private slots:
    void listsEveryLimitOverAllPages()
    {
        EnforcementRig rig;
        const PointList list = listOf(*rig.point);
        QVERIFY(list.outcome == PointOutcome::Ok && list.gaps.empty());
        QCOMPARE(list.states.size(), std::size_t(6));
        const EnforcedState *bob = stateOf(list, "u-bob");
        QVERIFY(bob != nullptr);
        QCOMPARE(bob->limit.maxBudget, std::optional(Money{50'000'000'000}));
        QCOMPARE(bob->limit.rpm, std::optional<std::int64_t>(60));
        QCOMPARE(bob->keysInTeams, std::vector<std::string>{"key bob-ci"});
        QCOMPARE(stateOf(list, "hash-bob-0123456789abcdef")->teamId, std::string("t-core"));
        QCOMPARE(stateOf(list, "t-core")->limit.budgetDuration, std::optional<std::string>("1mo"));
        QVERIFY(rig.fake.updates().isEmpty());
    }

    void saysWhatItMayNotList()
    {
        EnforcementRig rig;
        rig.fake.failNext(jsonReply(403, R"({"error":{"message":"only admins"}})"));
        const PointList list = listOf(*rig.point);
        QCOMPARE(list.outcome, PointOutcome::Ok);
        QCOMPARE(list.gaps.size(), std::size_t(1));
        QVERIFY(list.gaps[0].starts_with("users could not be listed"));
        QVERIFY(stateOf(list, "t-core") != nullptr);
    }

    void endsWhereTheKeyIsRefusedOrAPageComesBack()
    {
        EnforcementRig rig;
        rig.fake.failNext(captivePortal());
        QCOMPARE(listOf(*rig.point).outcome, PointOutcome::Unreachable);
        rig.point = rig.pointWith("sk-other-CANARY");
        const PointList refused = listOf(*rig.point);
        QCOMPARE(refused.outcome, PointOutcome::Refused);
        QVERIFY(refused.reason.find("CANARY") == std::string::npos);
    }

    void doesNotFollowARedirectWithAWrite()
    {
        EnforcementRig rig;
        const DesiredCap cap = capFor(Kind::User, "u-ana");
        rig.fake.failUpdate(1,
                            {.status = 307, .body = {}, .headers = {{"Location", "/elsewhere"}}});
        const PushRecord record = rig.push({cap});
        QCOMPARE(record.steps[0].outcome, PushStep::Outcome::NotStored);
        QCOMPARE(rig.server.count("/elsewhere"), 0);
    }

    void aWrongAddressIsNotAMissingUser()
    {
        EnforcementRig rig;
        const DesiredCap cap = capFor(Kind::User, "u-ana");
        rig.fake.failNext(jsonReply(404, R"({"detail":"Not Found"})"));
        QCOMPARE(rig.lights({cap})[0].status.light, CapStatus::Light::Unknown);
    }

    void neverPushesWithTheKeyThatPolls()
    {
        sources::SourceSettings settings = gateway("http://127.0.0.1:1");
        QVERIFY(checkCanPush(settings));
        settings.pushSecret = settings.secret;
        QVERIFY(!checkCanPush(settings));
        settings.pushSecret.clear();
        QVERIFY(checkCanPush(settings).error().text.find("--push-secret") != std::string::npos);
        settings = gateway({});
        settings.kind = sources::SourceKind::OpenAi;
        QVERIFY(!checkCanPush(settings));
    }

    void opensTheGatewayWithThePushingKey()
    {
        EnforcementRig rig;
        qputenv("OUTLAY_TEST_PUSH_KEY", rig.fake.key);
        SecretStore secrets;
        PointOpener opener(gateway(rig.server.url()), secrets);
        std::unique_ptr<EnforcementPoint> point;
        opener.start([&](Result<std::unique_ptr<EnforcementPoint>> opened) {
            if (opened)
                point = *std::move(opened);
        });
        QTRY_VERIFY(point);
        QCOMPARE(listOf(*point).states.size(), std::size_t(6));
        qunsetenv("OUTLAY_TEST_PUSH_KEY");
        PointOpener closed(gateway(rig.server.url()), secrets);
        std::string problem;
        closed.start([&](Result<std::unique_ptr<EnforcementPoint>> opened) {
            problem = opened ? std::string() : opened.error().text;
        });
        QTRY_VERIFY(!problem.empty());
        QVERIFY(problem.starts_with("push_secret"));
    }
};

QTEST_GUILESS_MAIN(TestLiteLlmPoint)
#include "tst_litellmpoint.moc"
