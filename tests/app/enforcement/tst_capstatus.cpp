// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/capstatus.h"

#include <QTest>

#include <array>

using namespace outlay;
using namespace outlay::enforcement;
using Light = CapStatus::Light;

namespace {

constexpr Instant now{1'795'867'200'000'000}; // 2026-11-28T12:00:00Z
constexpr std::int64_t dollar = 1'000'000'000;

DesiredCap cap(EnforcedEntity::Kind kind = EnforcedEntity::Kind::User)
{
    DesiredCap wanted;
    wanted.capId = "b1/ana";
    wanted.name = "Ana";
    wanted.entity = {kind, "u-ana", "Ana"};
    wanted.limit.maxBudget = Money{80 * dollar};
    wanted.limit.budgetDuration = "1mo";
    wanted.fields.money = true;
    wanted.periodEnd = Instant{now.micros + 3 * microsPerDay};
    return wanted;
}

CapFacts facts(const DesiredCap &wanted)
{
    CapFacts about;
    about.now = now;
    about.behaviour = {PointBehaviour::AtLimit::Blocks, PointBehaviour::InOutage::Refuses, {}};
    about.state = EnforcedState{};
    about.state->entity = wanted.entity;
    about.state->limit = wanted.limit;
    about.state->resetsAt = wanted.periodEnd;
    about.state->readAt = now;
    return about;
}

bool mentions(const std::vector<std::string> &sentences, const char *what)
{
    for (const std::string &sentence : sentences) {
        if (sentence.find(what) != std::string::npos)
            return true;
    }
    return false;
}

} // namespace

class TestCapStatus : public QObject
{
    Q_OBJECT

private slots:
    void isEnforcedOnlyIfReadBackEqualFreshAndWithoutLeak()
    {
        const DesiredCap wanted = cap();
        const CapStatus status = judge(wanted, facts(wanted));
        QCOMPARE(status.light, Light::Enforced);
        QVERIFY(status.leaks.empty() && status.notes.empty() && status.advice.empty());
        QCOMPARE(headline(status), std::string_view("enforced"));
    }

    /// What the gateway does not count it does not refuse, whatever limit it holds.
    void aGatewayThatCountsLessDoesNotRefuse()
    {
        const auto lit = [](std::int64_t counted, std::int64_t spend, std::int64_t minutesAgo,
                            std::int64_t hoursApart = 0) {
            DesiredCap wanted = cap();
            wanted.counted = Money{counted * dollar};
            wanted.usedUpAt = Instant{now.micros - minutesAgo * microsPerMinute};
            CapFacts about = facts(wanted);
            about.state->spend = Money{spend * dollar};
            about.state->resetsAt->micros += hoursApart * microsPerHour;
            return judge(wanted, about);
        };
        const CapStatus status = lit(100, 12, 60);
        QCOMPARE(status.light, Light::NotEnforced);
        QCOMPARE(status.leaks, std::vector<Leak>{Leak::CountsLess});
        QVERIFY2(status.reason.find("counts $12 of the $100 counted here") != std::string::npos,
                 status.reason.c_str());
        QVERIFY(!status.advice.empty());
        QCOMPARE(lit(100, 80, 60).light, Light::Enforced);       // used up there as well
        QCOMPARE(lit(79, 12, 60).light, Light::Enforced);        // nothing to refuse yet
        QCOMPARE(lit(100, 12, 5).light, Light::Enforced);        // it may not have been written yet
        QCOMPARE(lit(100, 12, 60, 5).light, Light::NotEnforced); // a day's end in another zone
        QCOMPARE(lit(100, 12, 60, 24 * 9).light, Light::Enforced); // another window's sum
    }

    /// Every combination of what can be wrong: the light is green for one of them alone, and the
    /// others say why and what to do.
    void everyCombinationOfFlawsReadsWarnsOnly()
    {
        constexpr int flaws = 14;
        int green = 0;
        for (int set = 0; set < 1 << flaws; ++set) {
            DesiredCap wanted = cap();
            CapFacts about = facts(wanted);
            const auto has = [set](int flaw) { return (set >> flaw & 1) != 0; };
            if (has(0))
                about.state->limit.maxBudget = Money{80 * dollar + 1};
            if (has(1))
                about.state->limit.budgetDuration = "7d";
            if (has(2))
                about.state->limit.maxBudget.reset();
            if (has(3))
                about.state->resetsAt = Instant{now.micros - microsPerHour};
            if (has(4))
                about.state->keysInTeams = {"key bob-ci"};
            if (has(5))
                about.isMasterKeyUsed = true;
            if (has(6))
                about.unpricedModels = {"local"};
            if (has(7))
                about.behaviour.atLimit = PointBehaviour::AtLimit::Queues;
            if (has(8))
                about.state->readAt = Instant{now.micros - 2 * microsPerHour};
            if (has(9))
                about.readProblem = "no answer in time";
            if (has(10))
                about.isMissing = true;
            if (has(11))
                about.state.reset();
            if (has(12))
                about.hasPoint = false;
            if (has(13))
                wanted.entity.id.clear();
            if (!about.state && (has(0) || has(1) || has(2) || has(3) || has(4) || has(8)))
                continue;
            const CapStatus status = judge(wanted, about);
            if (status.light == Light::Enforced) {
                ++green;
                QCOMPARE(set, 0);
                continue;
            }
            QVERIFY2(!status.reason.empty() && !status.advice.empty(),
                     qPrintable(QString::number(set)));
            QCOMPARE(headline(status), std::string_view("warns only"));
            if (has(12))
                QCOMPARE(headline(status, false), std::string_view("no enforcement point"));
        }
        QCOMPARE(green, 1);
    }

    void tellsWhatIsWrong_data()
    {
        QTest::addColumn<int>("flaw");
        QTest::addColumn<int>("light");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *tag, int flaw, Light light, const char *reason) {
            QTest::newRow(tag) << flaw << int(light) << QString::fromLatin1(reason);
        };
        row("a cent more", 0, Light::Drifted, "lets more through");
        row("a cent less", 1, Light::Drifted, "refuses earlier");
        row("another window", 2, Light::Drifted, "per 7d");
        row("for life", 3, Light::Drifted, "for life");
        row("nothing at all", 4, Light::WarnsOnly, "has no limit");
        row("a window without an amount", 5, Light::NotEnforced, "without an amount");
        row("a window that is over", 6, Light::NotEnforced, "has not begun anew");
        row("a key in a team", 7, Light::NotEnforced, "bob-ci");
        row("the master key", 8, Light::NotEnforced, "master key");
        row("a free model", 9, Light::NotEnforced, "local");
        row("a queue", 10, Light::NotEnforced, "lets them through later");
        row("read long ago", 11, Light::Unknown, "last read at");
        row("not readable", 12, Light::Unknown, "no answer in time");
        row("never read", 13, Light::WarnsOnly, "nothing was read back");
        row("unknown there", 14, Light::NotEnforced, "knows no");
        row("no gateway", 15, Light::NotEnforced, "no enforcement point");
        row("nobody knows what it does at the limit", 16, Light::NotEnforced,
            "not known to refuse");
        row("a limit that is no number", 17, Light::Unknown, "no number");
        row("a clock set back", 18, Light::Unknown, "clock");
        row("nobody mapped", 19, Light::NotEnforced, "two people");
    }
    void tellsWhatIsWrong()
    {
        QFETCH(int, flaw);
        QFETCH(int, light);
        QFETCH(QString, reason);
        DesiredCap wanted = cap();
        CapFacts about = facts(wanted);
        EnforcedLimit &limit = about.state->limit;
        switch (flaw) {
        case 0:
            limit.maxBudget = Money{80 * dollar + 10'000'000};
            break;
        case 1:
            limit.maxBudget = Money{80 * dollar - 10'000'000};
            break;
        case 2:
            limit.budgetDuration = "7d";
            break;
        case 3:
            limit.budgetDuration.reset();
            break;
        case 4:
            limit = {};
            break;
        case 5:
            limit.maxBudget.reset();
            break;
        case 6:
            about.state->resetsAt = Instant{now.micros - microsPerHour};
            break;
        case 7:
            about.state->keysInTeams = {"key bob-ci"};
            break;
        case 8:
            about.isMasterKeyUsed = true;
            break;
        case 9:
            about.unpricedModels = {"local"};
            break;
        case 10:
            about.behaviour.atLimit = PointBehaviour::AtLimit::Queues;
            break;
        case 11:
            about.state->readAt = Instant{now.micros - 2 * microsPerHour};
            break;
        case 12:
            about.readProblem = "no answer in time";
            break;
        case 13:
            about.state.reset();
            break;
        case 14:
            about.isMissing = true;
            break;
        case 15:
            about.hasPoint = false;
            break;
        case 16:
            about.behaviour = {};
            break;
        case 17:
            about.state->problem = "the gateway's \"max_budget\" is no number";
            break;
        case 18:
            about.state->readAt = Instant{now.micros + microsPerDay};
            break;
        default:
            wanted.entity.id.clear();
            wanted.unmapped = "two people have this key";
        }
        const CapStatus status = judge(wanted, about);
        QCOMPARE(int(status.light), light);
        QVERIFY2(status.reason.find(reason.toStdString()) != std::string::npos,
                 status.reason.c_str());
        QVERIFY(!status.advice.empty());
    }

    void aTeamsKeyDoesNotLeakForTheKeyOrTheTeamItself()
    {
        for (const auto kind : {EnforcedEntity::Kind::Key, EnforcedEntity::Kind::Team}) {
            const DesiredCap wanted = cap(kind);
            CapFacts about = facts(wanted);
            about.state->keysInTeams = {"key bob-ci"};
            about.state->teamId = kind == EnforcedEntity::Kind::Key ? "t-core" : "";
            const CapStatus status = judge(wanted, about);
            QCOMPARE(status.light, Light::Enforced);
            QCOMPARE(mentions(status.notes, "team's budget"), kind == EnforcedEntity::Kind::Key);
        }
    }

    void showsAWindowThatEndsAtAnotherTime()
    {
        const DesiredCap wanted = cap();
        CapFacts about = facts(wanted);
        about.state->resetsAt = Instant{now.micros + 2 * microsPerDay};
        const CapStatus status = judge(wanted, about);
        QCOMPARE(status.light, Light::Enforced);
        QVERIFY(mentions(status.notes, "2026-11-30T12:00:00Z"));
        QCOMPARE(status.resetsAt, about.state->resetsAt);
    }

    void saysThatItFailsOpen()
    {
        const DesiredCap wanted = cap();
        CapFacts about = facts(wanted);
        about.behaviour.inOutage = PointBehaviour::InOutage::MayPass;
        QVERIFY(mentions(judge(wanted, about).notes, "fails open"));
    }

    void aLateResetIsALeakOnlyWhenItWasReadAfterwards()
    {
        const DesiredCap wanted = cap();
        CapFacts about = facts(wanted);
        about.state->readAt = Instant{now.micros - 30 * microsPerMinute};
        about.state->resetsAt = Instant{now.micros - 20 * microsPerMinute};
        QCOMPARE(judge(wanted, about).light, Light::Enforced);
        about.state->readAt = now;
        QCOMPARE(judge(wanted, about).light, Light::NotEnforced);
    }

    void ratesAreComparedByThemselves()
    {
        DesiredCap wanted = cap();
        wanted.fields = {.money = false, .rpm = true, .tpm = true};
        wanted.limit = {.maxBudget = {}, .budgetDuration = {}, .rpm = 60, .tpm = 1000};
        CapFacts about = facts(wanted);
        about.state->limit.maxBudget = Money{5}; // not meant
        about.state->keysInTeams = {"key bob-ci"};
        QCOMPARE(judge(wanted, about).light, Light::Enforced);
        about.state->limit.tpm = 1001;
        QCOMPARE(judge(wanted, about).light, Light::Drifted);
    }

    void aWithdrawnCapIsNeverEnforced()
    {
        DesiredCap wanted = cap();
        CapFacts about = facts(wanted);
        wanted.isWithdrawn = true;
        wanted.limit = {};
        QCOMPARE(judge(wanted, about).light, Light::Drifted);
        about.state->limit = {};
        QCOMPARE(judge(wanted, about).light, Light::WarnsOnly);
    }

    /// What stands there once a cap is gone is told as what it is.
    void whatAWithdrawnCapLeavesIsSaid()
    {
        DesiredCap gone = cap();
        CapFacts about = facts(gone);
        gone.isWithdrawn = true;
        gone.limit = {};
        const auto says = [&](const char *words) {
            return judge(gone, about).reason.find(words) != std::string::npos;
        };
        about.state->capId = gone.capId;
        QVERIFY(says("the cap is gone, and the gateway still has"));
        about.state->capId.clear();
        QVERIFY(says("without Outlay's note"));
        about.setBy = "eve@lap (its cap one, since 2026-11-01)";
        QVERIFY(says("was set by eve@lap"));
        QCOMPARE(judge(gone, about).light, Light::WarnsOnly);
        about.setBy.clear();
        gone.limit = about.state->limit; // as prepared() has it
        QVERIFY(says("again, as before Outlay's first push"));
        QCOMPARE(judge(gone, about).light, Light::WarnsOnly);
    }
};

QTEST_APPLESS_MAIN(TestCapStatus)
#include "tst_capstatus.moc"
