// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/mapping.h"
#include "app/enforcement/pushplan.h"

#include <QTest>

using namespace outlay;
using namespace outlay::enforcement;
using Action = PlannedChange::Action;
using Kind = EnforcedEntity::Kind;

namespace {

constexpr Instant now{1'795'867'200'000'000};
constexpr std::int64_t dollar = 1'000'000'000;

DesiredCap cap(const std::string &id, const EnforcedEntity &entity, std::int64_t dollars)
{
    DesiredCap wanted;
    wanted.capId = id;
    wanted.name = id;
    wanted.entity = entity;
    wanted.limit.maxBudget = Money{dollars * dollar};
    wanted.fields.money = true;
    return wanted;
}

EnforcedState state(const EnforcedEntity &entity)
{
    EnforcedState known;
    known.entity = entity;
    known.metadata = "{}";
    known.readAt = now;
    return known;
}

EntityReading reading(const EnforcedState &known)
{
    return {known.entity,
            {.outcome = PointOutcome::Ok, .reason = {}, .state = known, .retryAfterMicros = {}}};
}

PlanFacts facts()
{
    PlanFacts known;
    known.point = "LiteLLM";
    known.behaviour.atLimit = PointBehaviour::AtLimit::Blocks;
    known.models.areModelsKnown = true;
    known.now = now;
    return known;
}

const EnforcedEntity ana{Kind::User, "u-ana", "Ana"};
const EnforcedEntity bob{Kind::User, "u-bob", ""};

std::vector<EnforcedState> directory()
{
    std::vector<EnforcedState> known{state(ana),
                                     state(bob),
                                     state({Kind::Key, "hash-1", "ana-laptop"}),
                                     state({Kind::Key, "hash-2", "shared"}),
                                     state({Kind::Key, "hash-3", "shared"}),
                                     state({Kind::Team, "t-core", "Core"})};
    known[0].email = "Ana@Haldenlabs.example";
    return known;
}

} // namespace

class TestPushPlan : public QObject
{
    Q_OBJECT

private slots:
    void planWritesOnlyWhatDiffers()
    {
        EnforcedState there = state(ana);
        there.limit.maxBudget = Money{80 * dollar};
        there.limit.budgetDuration = "30d";
        there.limit.rpm = 10;
        there.capId = "b1";
        DesiredCap wanted = cap("b1", ana, 80);
        PushPlan plan = makePlan({wanted}, {reading(there)}, facts());
        QCOMPARE(plan.changes[0].action, Action::Unchanged);
        wanted.limit.rpm = 60;
        wanted.fields.rpm = true;
        plan = makePlan({wanted}, {reading(there)}, facts());
        QCOMPARE(plan.changes[0].action, Action::Set);
        QCOMPARE(plan.changes[0].fields, (LimitFields{.money = false, .rpm = true, .tpm = false}));
        QCOMPARE(plan.changes[0].after.budgetDuration, std::optional<std::string>("30d"));
    }

    void warnsOfALimitThatSomebodyElseSet()
    {
        EnforcedState there = state(ana);
        there.limit.maxBudget = Money{5 * dollar};
        const PushPlan plan = makePlan({cap("b1", ana, 80)}, {reading(there)}, facts());
        QCOMPARE(plan.changes[0].warnings.size(), std::size_t(1));
        QVERIFY(plan.changes[0].warnings[0].find("did not set") != std::string::npos);
    }

    void readsNothingBlindly()
    {
        const PlanFacts about = facts();
        EntityReading broken{ana, {}};
        broken.answer.outcome = PointOutcome::Failed;
        QCOMPARE(makePlan({cap("b1", ana, 1)}, {broken}, about).changes[0].action,
                 Action::Unreadable);
        QCOMPARE(makePlan({cap("b1", ana, 1)}, {}, about).changes[0].action, Action::Unreadable);
        EnforcedState odd = state(ana);
        odd.problem = "no number";
        QCOMPARE(makePlan({cap("b1", ana, 1)}, {reading(odd)}, about).changes[0].action,
                 Action::Unreadable);
        DesiredCap quarter = cap("b1", ana, 1);
        quarter.period = PeriodKind::Quarter;
        QCOMPARE(makePlan({quarter}, {reading(state(ana))}, about).changes[0].action,
                 Action::Impossible);
        DesiredCap nobody = cap("b1", {}, 1);
        QCOMPARE(makePlan({nobody}, {}, about).changes[0].action, Action::Unmapped);
    }

    void aClashIsOfThoseThatClash()
    {
        DesiredCap fast = cap("fast", ana, 1);
        fast.fields = {.money = false, .rpm = true, .tpm = false};
        fast.limit = {};
        fast.limit.rpm = 30;
        DesiredCap slow = fast;
        slow.capId = slow.name = "slow";
        const PushPlan plan =
            makePlan({fast, cap("money", ana, 2), slow}, {reading(state(ana))}, facts());
        QCOMPARE(plan.changes.size(), std::size_t(3));
        for (const std::size_t i : {0U, 2U})
            QCOMPARE(plan.changes[i].problem, std::string("several caps want to set user Ana: fast "
                                                          "and slow; keep one of them"));
        QCOMPARE(plan.changes[1].action, Action::Set);
        QCOMPARE(plan.changes[1].name, std::string("money"));
    }

    void twoCapsForOnePlaceGetNone()
    {
        const PushPlan plan = makePlan({cap("b1", ana, 1), cap("b2", ana, 2), cap("b3", bob, 3)},
                                       {reading(state(ana)), reading(state(bob))}, facts());
        QCOMPARE(plan.count(Action::Impossible), std::size_t(2));
        QCOMPARE(plan.changes[2].action, Action::Set);
    }

    void capsOfDifferentPartsShareAPlace()
    {
        DesiredCap rate = cap("b2", ana, 1);
        rate.fields = {.money = false, .rpm = true, .tpm = false};
        rate.limit = {};
        rate.limit.rpm = 30;
        std::vector<DesiredCap> caps{cap("b1", ana, 5), rate};
        PushPlan plan = makePlan(caps, {reading(state(ana))}, facts());
        QCOMPARE(plan.changes.size(), std::size_t(1));
        const PlannedChange both = plan.changes[0];
        QCOMPARE(both.action, Action::Set);
        QVERIFY(both.after.maxBudget && both.after.rpm == 30);
        QCOMPARE(capsNoted(both.note.value_or("")), (std::vector<std::string>{"b1", "b2"}));
        // As it is afterwards, nothing is left to do.
        EnforcedState there = state(ana);
        there.limit = both.after;
        there.capId = *both.note;
        QCOMPARE(makePlan(caps, {reading(there)}, facts()).changes[0].action, Action::Unchanged);
        // One of them goes: its part does, and the other's stays, noted alone.
        caps[1].isWithdrawn = true;
        caps[1].fields.money = true; // they were written together once
        leaveToWanted(caps);
        const PlannedChange less = makePlan(caps, {reading(there)}, facts()).changes[0];
        QVERIFY(!less.isWithdrawn && !less.after.rpm);
        QCOMPARE(less.after.maxBudget, both.after.maxBudget);
        QCOMPARE(less.note.value_or(""), std::string("b1"));
        QVERIFY(less.warnings.back().find("takes away 30 requests/min") != std::string::npos);
        // Who is no longer noted has nothing taken away.
        there.capId = "b1";
        QVERIFY(makePlan(caps, {reading(there)}, facts()).changes[0].after.rpm == 30);
    }

    /// Lines of a note say whose parts are whose, and each ledger knows its own.
    void notesOfTwoLedgersStandBesideEachOther()
    {
        PlanFacts about = facts();
        about.who = "ada@desk";
        DesiredCap rate = cap("one", ana, 1);
        rate.fields = {.money = false, .rpm = true, .tpm = false};
        rate.limit = {};
        rate.limit.rpm = 30;
        EnforcedState there = state(ana);
        const std::string theirs = "one\tmoney\teve@lap\t2026-11-01T00:00:00Z";
        there.capId = theirs;
        there.limit.maxBudget = Money{5 * dollar};
        const PlannedChange beside = makePlan({rate}, {reading(there)}, about).changes[0];
        const std::string mine = "one\trpm\tada@desk\t2026-11-28T12:00:00Z";
        QCOMPARE(beside.note.value_or(""), theirs + '\n' + mine);
        QVERIFY(beside.warnings.back().find("eve@lap (its cap one, since 2026-11-01") !=
                std::string::npos);
        // Found again a day later it stays to the letter, and is taken away alone.
        there.capId = *beside.note;
        there.limit.rpm = 30;
        about.ownLines = {"one\tada@desk\t2026-11-28T12:00:00Z"};
        about.now.micros += microsPerDay;
        QCOMPARE(makePlan({rate}, {reading(there)}, about).changes[0].action, Action::Unchanged);
        rate.isWithdrawn = true;
        const PlannedChange gone = makePlan({rate}, {reading(there)}, about).changes[0];
        QCOMPARE(gone.note.value_or(""), theirs);
        QVERIFY(!gone.after.rpm && gone.after.maxBudget);
        QCOMPARE(noteTakenBack(theirs + '\n' + mine, "", mine), theirs);
        // What is taken over from another ledger is no longer noted as theirs.
        const PlannedChange over =
            makePlan({cap("two", ana, 9)}, {reading(there)}, about).changes[0];
        QVERIFY(over.note.value_or("").find("eve@lap") == std::string::npos);
        QVERIFY(over.warnings.front().find("which this replaces: eve@lap") != std::string::npos);
    }

    void onlyItsOwnLimitIsTakenAway()
    {
        DesiredCap gone = cap("b1", ana, 1);
        gone.isWithdrawn = true;
        for (const std::string &noted : {std::string("b1"), std::string("b2"), std::string()}) {
            EnforcedState there = state(ana);
            there.limit.maxBudget = Money{5'000'000'000};
            there.capId = noted;
            const PlannedChange change = makePlan({gone}, {reading(there)}, facts()).changes[0];
            QVERIFY(change.isWithdrawn);
            QCOMPARE(change.action, noted == "b1" ? Action::Set : Action::Foreign);
            QCOMPARE(change.after.maxBudget.has_value(), noted != "b1");
        }
    }

    void partsThatAreMoreThanTheWholeAreNamed()
    {
        std::vector<DesiredCap> caps{cap("team", {Kind::Team, "t-core", {}}, 100),
                                     cap("a", ana, 60), cap("b", bob, 40)};
        caps[1].parentId = caps[2].parentId = "team";
        QVERIFY(checkSums(caps).empty());
        caps[2].limit.maxBudget->nanos += 1;
        QCOMPARE(checkSums(caps).size(), std::size_t(1));
        QVERIFY(checkSums(caps)[0].find("100.000000001") != std::string::npos);
        caps[2].isWithdrawn = true;
        QVERIFY(checkSums(caps).empty());
    }

    void mapsPeopleToTheirUserOrTheirOnlyKey_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QString>("id");
        QTest::newRow("by the gateway's user id") << "Ana Lima"
                                                  << "u-ana";
        QTest::newRow("by e-mail, whatever its case") << "Anna"
                                                      << "u-ana";
        QTest::newRow("by the only key") << "Laptop"
                                         << "hash-1";
        QTest::newRow("not by a name that two keys have") << "Shared"
                                                          << "";
        QTest::newRow("not by two users") << "Both"
                                          << "";
        QTest::newRow("not by nothing") << "Nobody"
                                        << "";
        QTest::newRow("an id itself") << "u-bob"
                                      << "u-bob";
        QTest::newRow("an alias itself") << "Ana"
                                         << "u-ana";
        QTest::newRow("a stranger") << "u-zoe"
                                    << "";
    }
    void mapsPeopleToTheirUserOrTheirOnlyKey()
    {
        QFETCH(QString, member);
        QFETCH(QString, id);
        const std::vector<PersonIds> people{{"Ana Lima", "", {"u-ana"}, {"ana-laptop"}},
                                            {"Anna", "ana@haldenlabs.example", {}, {}},
                                            {"Laptop", "", {}, {"ana-laptop", "hash-1"}},
                                            {"Shared", "", {}, {"shared"}},
                                            {"Both", "", {"u-ana", "u-bob"}, {}},
                                            {"Nobody", "nobody@haldenlabs.example", {}, {}}};
        const DesiredCap found =
            mapped(cap("b1", {}, 1), member.toStdString(), people, directory());
        QCOMPARE(QString::fromStdString(found.entity.id), id);
        QCOMPARE(found.unmapped.empty(), !id.isEmpty());
    }

    void mapsTeamsAndKeysByIdOrAlias()
    {
        const DesiredCap team = mapped(cap("b1", {Kind::Team, {}, {}}, 1), "Core", {}, directory());
        QCOMPARE(team.entity.id, std::string("t-core"));
        const DesiredCap key = mapped(cap("b1", {Kind::Key, {}, {}}, 1), "hash-3", {}, directory());
        QCOMPARE(key.entity.alias, std::string("shared"));
        QVERIFY(!mapped(cap("b1", {Kind::Key, {}, {}}, 1), "", {}, directory()).unmapped.empty());
    }
};

QTEST_APPLESS_MAIN(TestPushPlan)
#include "tst_pushplan.moc"
