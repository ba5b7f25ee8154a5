// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/enforcementjson.h"
#include "tests/app/enforcement/rig.h"

using namespace outlay;
using namespace outlay::enforcement;
using namespace outlay::fakes;
using namespace outlay::test;
using namespace Qt::StringLiterals;
using Behaviour = FakeLiteLlmAdmin::Behaviour;
using Kind = EnforcedEntity::Kind;
using Light = CapStatus::Light;
using Outcome = PushStep::Outcome;

namespace {

const QStringList pushedFields{u"max_budget"_s, u"budget_duration"_s, u"budget_reset_at"_s};

/// A snapshot without what a push of money may change: the limit, its window, Outlay's note.
QJsonObject withoutLimits(const QJsonObject &snapshot)
{
    QJsonObject all = snapshot;
    for (const QString &kind : all.keys()) {
        QJsonObject known = all.value(kind).toObject();
        for (const QString &id : known.keys()) {
            QJsonObject object = known.value(id).toObject();
            for (const QString &field : pushedFields)
                object.remove(field);
            QJsonObject metadata = object.value("metadata"_L1).toObject();
            metadata.remove("outlay"_L1);
            object.insert(u"metadata"_s, metadata);
            known.insert(id, object);
        }
        all.insert(kind, known);
    }
    return all;
}

const std::vector<DesiredCap> &threeCaps()
{
    static const std::vector<DesiredCap> caps{capFor(Kind::User, "u-ana"),
                                              capFor(Kind::Key, "hash-ana-0123456789abcdef"),
                                              capFor(Kind::Team, "t-core", 250'000'000'000)};
    return caps;
}

} // namespace

class TestPushRun : public QObject
{
    Q_OBJECT

private slots:
    void theLightIsRightForEveryWayAGatewayGoesWrong_data()
    {
        QTest::addColumn<int>("behaviour");
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("light");
        const auto row = [](const char *tag, Behaviour behaviour, Outcome outcome, Light light) {
            QTest::newRow(tag) << int(behaviour) << int(outcome) << int(light);
        };
        row("correct", Behaviour::Correct, Outcome::Holds, Light::Enforced);
        row("accepted but not stored", Behaviour::NotStored, Outcome::NotStored, Light::WarnsOnly);
        row("stored in cents", Behaviour::StoredInCents, Outcome::StoredDifferently,
            Light::Drifted);
        row("stored rounded", Behaviour::Rounded, Outcome::StoredDifferently, Light::Drifted);
        row("null ignored", Behaviour::NullIgnored, Outcome::Holds, Light::Enforced);
        row("metadata merged", Behaviour::MetadataMerged, Outcome::Holds, Light::Enforced);
        row("others changed", Behaviour::OthersChanged, Outcome::SettingsChanged, Light::Enforced);
        row("reset in the past", Behaviour::ResetInPast, Outcome::Holds, Light::NotEnforced);
        row("the amount lost", Behaviour::BudgetLost, Outcome::StoredDifferently,
            Light::NotEnforced);
    }
    void theLightIsRightForEveryWayAGatewayGoesWrong()
    {
        QFETCH(int, behaviour);
        QFETCH(int, outcome);
        QFETCH(int, light);
        for (const DesiredCap &cap : {threeCaps()[0], threeCaps()[1]}) {
            EnforcementRig rig;
            rig.fake.setBehaviour(Behaviour(behaviour));
            const QJsonObject before = rig.fake.snapshot();
            const PushRecord record = rig.push({cap});
            QCOMPARE(int(record.steps.at(0).outcome), outcome);
            const CapReading reading = rig.lights({cap}).at(0);
            QVERIFY2(int(reading.status.light) == light, reading.status.reason.c_str());
            if (Behaviour(behaviour) != Behaviour::OthersChanged)
                QCOMPARE(withoutLimits(rig.fake.snapshot()), withoutLimits(before));
            else
                QCOMPARE(record.steps.at(0).changedSettings, std::vector<std::string>{"models"});
            // Back to what it was, where the gateway does what it is told.
            rig.fake.setBehaviour(Behaviour::Correct);
            const PushRecord undone = rig.undo(record);
            QVERIFY2(undone.holds(), undone.stopReason.c_str());
            if (Behaviour(behaviour) != Behaviour::OthersChanged)
                QCOMPARE(rig.fake.snapshot(), before);
        }
    }

    void pushesUsersKeysAndTeamsAndUndoesThemExactly()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        const PushRecord record = rig.push(threeCaps());
        QVERIFY(record.holds());
        QCOMPARE(rig.fake.object(u"user"_s, u"u-ana"_s).value("max_budget"_L1).toDouble(),
                 80.123456789);
        QCOMPARE(rig.fake.object(u"team"_s, u"t-core"_s).value("max_budget"_L1).toDouble(), 250.0);
        QCOMPARE(withoutLimits(rig.fake.snapshot()), withoutLimits(before));
        for (const CapReading &reading : rig.lights(threeCaps()))
            QVERIFY2(reading.status.light == Light::Enforced, reading.status.reason.c_str());
        QVERIFY(rig.undo(record).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    void aSecondPushWritesNothing()
    {
        EnforcementRig rig;
        rig.push(threeCaps());
        const qsizetype sent = rig.fake.updates().size();
        const PushRecord again = rig.push(threeCaps());
        QVERIFY(again.holds());
        QCOMPARE(again.count(Outcome::AlreadyThere), std::size_t(3));
        QCOMPARE(rig.fake.updates().size(), sent);
    }

    void halfOfAPushFailingLeavesARecordOfWhichHold()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        rig.fake.failUpdate(2, jsonReply(500, R"({"error":{"message":"Internal Server Error"}})"));
        const PushRecord record = rig.push(threeCaps());
        QCOMPARE(record.steps[0].outcome, Outcome::Holds);
        QCOMPARE(record.steps[1].outcome, Outcome::NotStored);
        QCOMPARE(record.steps[2].outcome, Outcome::Holds);
        QVERIFY(!record.holds());
        const auto lights = rig.lights(threeCaps());
        QCOMPARE(lights[0].status.light, Light::Enforced);
        QCOMPARE(lights[1].status.light, Light::WarnsOnly);
        QCOMPARE(lights[2].status.light, Light::Enforced);
        QVERIFY(rig.undo(record).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    void whatWasStoredBehindAnErrorHolds()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        rig.fake.failUpdate(1, {.status = 500, .body = "{}"}, true);
        const PushRecord record = rig.push({threeCaps()[0]});
        QCOMPARE(record.steps[0].outcome, Outcome::Holds);
        QVERIFY(rig.undo(record).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    void waitsWhereItIsAskedTo()
    {
        EnforcementRig rig;
        const FakeReply limited{.status = 429, .body = "{}", .headers = {{"retry-after-ms", "5"}}};
        rig.fake.failUpdate(1, limited);
        rig.fake.failNext(limited, 2);
        QVERIFY(rig.push(threeCaps()).holds());
    }

    void doesNotWaitForAnHour()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        rig.fake.failUpdate(2, {.status = 429, .body = "{}", .headers = {{"retry-after", "3600"}}});
        const PushRecord record = rig.push(threeCaps());
        QCOMPARE(record.steps[0].outcome, Outcome::Holds);
        QCOMPARE(record.steps[1].outcome, Outcome::Failed);
        QCOMPARE(record.steps[2].outcome, Outcome::Waiting);
        QVERIFY(record.stopReason.find("3600 s") != std::string::npos);
        QVERIFY(!record.steps[1].wasSent);
        QVERIFY(rig.undo(record).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    void aRefusedKeyEndsThePushAndChangesNothing()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        const auto readings = rig.readAll(threeCaps());
        rig.point = rig.pointWith("sk-reader-CANARY");
        const PushRecord record = rig.run(makePlan(threeCaps(), readings, rig.planFacts()));
        QCOMPARE(record.count(Outcome::Waiting), std::size_t(2));
        QVERIFY(record.stopReason.find("401") != std::string::npos);
        QVERIFY(record.stopReason.find("CANARY") == std::string::npos);
        QCOMPARE(rig.fake.snapshot(), before);
        // Nor can it be read any more: the light is unknown, never green.
        for (const CapReading &reading : rig.lights(threeCaps()))
            QCOMPARE(reading.status.light, Light::Unknown);
    }

    void aKeyThatMayOnlyReadEndsItAtTheFirstWrite()
    {
        EnforcementRig rig;
        rig.fake.failUpdate(1, jsonReply(403, R"({"error":{"message":"not allowed"}})"));
        const PushRecord record = rig.push(threeCaps());
        QCOMPARE(record.steps[0].outcome, Outcome::Failed);
        QVERIFY(!record.steps[0].wasSent);
        QCOMPARE(record.steps[1].outcome, Outcome::Waiting);
        QVERIFY(sentEntities(record).empty());
    }

    void aPageFromAProxyInBetweenIsNoSuccess()
    {
        EnforcementRig rig;
        rig.fake.failUpdate(1, captivePortal());
        const PushRecord record = rig.push({threeCaps()[0]});
        QCOMPARE(record.steps[0].outcome, Outcome::NotStored);
        QCOMPARE(rig.lights({threeCaps()[0]})[0].status.light, Light::WarnsOnly);
        rig.fake.failNext(captivePortal(), 1);
        QCOMPARE(rig.lights({threeCaps()[0]})[0].status.light, Light::Unknown);
    }

    void aSlowAnswerIsReadBack()
    {
        EnforcementRig rig;
        rig.fake.failUpdate(1, {.isSilent = true}, true);
        QCOMPARE(rig.push({threeCaps()[0]}).steps[0].outcome, Outcome::Holds);
        rig.fake.failNext({.isSilent = true});
        QCOMPARE(rig.lights({threeCaps()[0]})[0].status.light, Light::Unknown);
    }

    void whoIsNotThereIsLeftOut()
    {
        EnforcementRig rig;
        for (const auto kind : {Kind::User, Kind::Key, Kind::Team}) {
            const DesiredCap cap = capFor(kind, "nobody");
            const PushPlan plan = makePlan({cap}, rig.readAll({cap}), rig.planFacts());
            QCOMPARE(plan.changes[0].action, PlannedChange::Action::NotFound);
            QCOMPARE(rig.run(plan).steps[0].outcome, Outcome::Skipped);
            QCOMPARE(rig.lights({cap})[0].status.light, Light::NotEnforced);
        }
        QVERIFY(rig.fake.updates().isEmpty());
    }

    void aKeyInATeamMakesTheUsersCapALeak()
    {
        EnforcementRig rig;
        const DesiredCap cap = capFor(Kind::User, "u-bob");
        const PushPlan plan = makePlan({cap}, rig.readAll({cap}), rig.planFacts());
        QCOMPARE(plan.changes[0].leaks, std::vector<Leak>{Leak::KeyInTeam});
        QVERIFY(rig.run(plan).holds());
        const CapReading reading = rig.lights({cap})[0];
        QCOMPARE(reading.status.light, Light::NotEnforced);
        QVERIFY(reading.status.reason.find("bob-ci") != std::string::npos);
    }

    void leavesAloneWhatChangedSinceThePreview()
    {
        EnforcementRig rig;
        const auto readings = rig.readAll(threeCaps());
        rig.fake.set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 7);
        const PushRecord record = rig.run(makePlan(threeCaps(), readings, rig.planFacts()));
        QCOMPARE(record.steps[0].outcome, Outcome::ChangedMeanwhile);
        QCOMPARE(record.steps[1].outcome, Outcome::Holds);
        QCOMPARE(rig.fake.object(u"user"_s, u"u-ana"_s).value("max_budget"_L1).toInt(), 7);
    }

    void anUndoLeavesAloneWhatSomebodyElseHasSetSince()
    {
        EnforcementRig rig;
        const PushRecord record = rig.push(threeCaps());
        rig.fake.set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 7);
        const PushRecord undone = rig.undo(record);
        QCOMPARE(undone.steps[0].outcome, Outcome::Skipped);
        QVERIFY(undone.steps[0].reason.find("$7") != std::string::npos);
        QCOMPARE(rig.fake.object(u"user"_s, u"u-ana"_s).value("max_budget"_L1).toInt(), 7);
        QVERIFY(rig.fake.object(u"team"_s, u"t-core"_s).value("max_budget"_L1).toInt() == 300);
        QCOMPARE(rig.lights({threeCaps()[0]})[0].status.light, Light::Drifted);
    }

    void takingALimitAwayIsReadBackToo()
    {
        for (const bool isIgnored : {false, true}) {
            EnforcementRig rig;
            DesiredCap cap = capFor(Kind::User, "u-ana");
            QVERIFY(rig.push({cap}).holds());
            rig.fake.setBehaviour(isIgnored ? Behaviour::NullIgnored : Behaviour::Correct);
            cap.isWithdrawn = true;
            const PushRecord record = rig.push({cap});
            QCOMPARE(record.holds(), !isIgnored);
            const CapReading reading = rig.lights({cap})[0];
            QCOMPARE(reading.status.light, isIgnored ? Light::Drifted : Light::WarnsOnly);
        }
    }

    void ratesArePushedBesideABudgetOfSomebodyElses()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        DesiredCap cap = capFor(Kind::User, "u-bob");
        cap.fields = {.money = false, .rpm = true, .tpm = true};
        cap.limit = {.maxBudget = {}, .budgetDuration = {}, .rpm = 30, .tpm = 5000};
        const PushRecord record = rig.push({cap});
        QVERIFY(record.holds());
        QCOMPARE(rig.fake.object(u"user"_s, u"u-bob"_s).value("max_budget"_L1).toInt(), 50);
        QVERIFY(!rig.fake.updates().at(0).contains("max_budget"));
        QCOMPARE(rig.lights({cap})[0].status.light, Light::Enforced);
        QVERIFY(rig.undo(record).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    void metadataThatWereNullAreNullAgain()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        const PushRecord record = rig.push({capFor(Kind::User, "u-cy")});
        QVERIFY(rig.fake.object(u"user"_s, u"u-cy"_s).value("metadata"_L1).isObject());
        QVERIFY(rig.undo(record).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    /// What is kept before a write suffices to take it back after the process has died.
    void aPushThatWasCutOffCanBeUndone()
    {
        EnforcementRig rig;
        const QJsonObject before = rig.fake.snapshot();
        const PushPlan plan = makePlan(threeCaps(), rig.readAll(threeCaps()), rig.planFacts());
        // Done, and never answered: so the push gets no further.
        rig.fake.failUpdate(2, {.isSilent = true}, true);
        std::string kept;
        {
            PushRun push(*rig.point, plan, {.id = "p1", .source = {}, .who = {}, .bounds = {}},
                         [] { return now; });
            connect(&push, &PushRun::advanced, &push, [&](const PushRecord &record) {
                if (!kept.empty() && record.steps[1].outcome != Outcome::Sent)
                    return;
                kept = pushesToJson({record});
            });
            push.start();
            QTRY_COMPARE(rig.fake.updates().size(), 2); // and dies
        }
        rig.point = rig.pointWith(rig.fake.key.toStdString());
        const auto stored = parsePushes(kept);
        QVERIFY2(stored.has_value(), stored ? "" : stored.error().text.c_str());
        QVERIFY(!stored->at(0).endedAt);
        QCOMPARE(sentEntities(stored->at(0)).size(), std::size_t(3)); // one of them perhaps
        QVERIFY(rig.undo(stored->at(0)).holds());
        QCOMPARE(rig.fake.snapshot(), before);
    }

    void theRecordSurvivesItsJsonAndHoldsNoContent()
    {
        EnforcementRig rig;
        rig.fake.set(u"user"_s, u"u-ana"_s, u"metadata"_s, QJsonObject{{u"token"_s, u"CANARY"_s}});
        rig.fake.failUpdate(2, jsonReply(500, "{}"));
        const PushRecord record = rig.push(threeCaps());
        const std::string json = pushesToJson({record});
        QVERIFY(json.find("CANARY") == std::string::npos);
        const auto back = parsePushes(json);
        QVERIFY(back.has_value());
        QCOMPARE(pushesToJson(*back), json);
        QCOMPARE(back->at(0).steps[0].wanted.maxBudget, std::optional(Money{80'123'456'789}));
        QVERIFY(parsePushes("")->empty());
        QVERIFY(!parsePushes("{}"));
        QVERIFY(!parsePushes(R"({"version":1,"pushes":[{"id":"a"}]})"));
    }
};

QTEST_GUILESS_MAIN(TestPushRun)
#include "tst_pushrun.moc"
