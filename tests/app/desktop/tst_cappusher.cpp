// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/cappusher.h"
#include "app/desktop/usercaps.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "tests/fakes/fakelitellmadmin.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <memory>

using namespace outlay;
using namespace outlay::enforcement;
using namespace outlay::fakes;
using namespace Qt::StringLiterals;
using Behaviour = FakeLiteLlmAdmin::Behaviour;

namespace {

constexpr int patience = 30'000;
constexpr Instant now{1'795'867'200'000'000}; // 2026-11-28T12:00:00Z

ui::UserCap cap(const char *user, std::int64_t dollars)
{
    return {user, Money{dollars * 1'000'000'000}, ui::BudgetPeriodWords::Kind::Month, true};
}

} // namespace

/// Pushes from the window against a gateway on loopback.
class TestCapPusher : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void saysHowToGetAGateway();
    void showsWhatHoldsAndWhatWouldBeSet();
    void pushesWhatWasReviewedReadsItBackAndTakesItBack();
    void tellsWhichHalfFailed();
    void neverCallsEnforcedWhatIsNotStored();
    void pushesNothingThatWasNotReviewed();
    void saysThatTheKeyIsRefused();

private:
    [[nodiscard]] std::string ledger() const
    {
        return m_dir->filePath(u"ledger.sqlite"_s).toStdString();
    }
    void addGateway(const char *name = "proxy")
    {
        sources::SourceSettings settings;
        settings.name = name;
        settings.kind = sources::SourceKind::LiteLlm;
        settings.secret = "env:OUTLAY_TEST_READ_KEY";
        settings.pushSecret = "env:OUTLAY_TEST_PUSH_KEY";
        settings.baseUrl = m_server->url();
        const auto ingest = Ingest::open(ledger());
        QVERIFY(ingest.has_value());
        QVERIFY(sources::addSource(**ingest, settings));
    }
    /// Each moment once: a push is named by its own.
    Instant tick() { return {now.micros + 1000 * ++m_ticks}; }
    void save(const std::vector<ui::UserCap> &caps);
    ui::CapPushPlan preview(std::uint64_t number,
                            const std::optional<std::vector<ui::UserCap>> &caps);
    ui::CapPushResult push(std::uint64_t number);
    ui::CapPushResult undo(const std::string &push);

    std::int64_t m_ticks = 0;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeLiteLlmAdmin> m_fake;
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<LedgerQueue> m_queue;
    std::unique_ptr<CapPusher> m_pusher;
};

void TestCapPusher::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_fake = std::make_unique<FakeLiteLlmAdmin>();
    m_server = std::make_unique<FakeServer>(m_fake->handler());
    qputenv("OUTLAY_TEST_PUSH_KEY", m_fake->key);
    QVERIFY(Ingest::open(ledger()).has_value());
    m_secrets = std::make_unique<SecretStore>();
    m_queue = std::make_unique<LedgerQueue>(ledger());
    m_pusher = std::make_unique<CapPusher>(
        *m_queue, *m_secrets, [this] { return tick(); }, Zone());
}

void TestCapPusher::cleanup()
{
    m_pusher.reset();
    m_queue.reset();
}

void TestCapPusher::save(const std::vector<ui::UserCap> &caps)
{
    const auto ingest = Ingest::open(ledger());
    QVERIFY(ingest.has_value());
    QVERIFY((*ingest)->changeBudgets(
        [&](const BudgetRules &rules) { return withUserCaps(rules, caps, Zone(), now); }));
}

ui::CapPushPlan TestCapPusher::preview(std::uint64_t number,
                                       const std::optional<std::vector<ui::UserCap>> &caps)
{
    QSignalSpy ready(m_pusher.get(), &CapPusher::previewReady);
    m_pusher->preview(number, caps, {});
    if (ready.isEmpty() && !ready.wait(patience))
        qFatal("no preview");
    return ready.first().at(1).value<ui::CapPushPlan>();
}

ui::CapPushResult TestCapPusher::push(std::uint64_t number)
{
    QSignalSpy ended(m_pusher.get(), &CapPusher::finished);
    m_pusher->push(number);
    if (ended.isEmpty() && !ended.wait(patience))
        qFatal("no end");
    return ended.first().first().value<ui::CapPushResult>();
}

ui::CapPushResult TestCapPusher::undo(const std::string &push)
{
    QSignalSpy ended(m_pusher.get(), &CapPusher::finished);
    m_pusher->undo(push);
    if (ended.isEmpty() && !ended.wait(patience))
        qFatal("no end");
    return ended.first().first().value<ui::CapPushResult>();
}

void TestCapPusher::saysHowToGetAGateway()
{
    const ui::CapPushPlan plan = preview(1, std::vector{cap("u-ana", 80)});
    QVERIFY2(plan.problem.contains(u"key to set caps"_s), qPrintable(plan.problem));
    QVERIFY(plan.gateways.empty());
}

void TestCapPusher::showsWhatHoldsAndWhatWouldBeSet()
{
    addGateway();
    const QJsonObject before = m_fake->snapshot();
    const ui::CapPushPlan plan =
        preview(1, std::vector{cap("u-ana", 80), cap("u-bob", 60), cap("u-nobody", 5)});
    QCOMPARE(plan.problem, QString());
    QCOMPARE(plan.gateway, std::string("proxy"));
    QCOMPARE(plan.point, u"LiteLLM"_s);
    QCOMPARE(plan.rows.size(), std::size_t(3));
    QCOMPARE(plan.rows[0].before, u"unlimited"_s);
    QCOMPARE(plan.rows[0].after, u"$80.00 per 1mo"_s);
    QCOMPARE(plan.rows[0].whom, u"user u-ana"_s);
    QCOMPARE(plan.rows[1].before, u"$50.00 per 7d"_s);
    // A key of a team skips it: known before anything is pushed.
    QVERIFY(plan.rows[1].mind.join(u' ').contains(u"skip this limit"_s));
    QVERIFY(plan.rows[1].mind.join(u' ').contains(u"Outlay did not set"_s));
    QCOMPARE(plan.rows[2].kind, ui::CapPushRow::Kind::Blocked);
    QVERIFY(!plan.rows[2].problem.isEmpty());
    QCOMPARE(m_fake->snapshot(), before);
}

void TestCapPusher::pushesWhatWasReviewedReadsItBackAndTakesItBack()
{
    addGateway();
    const QJsonObject before = m_fake->snapshot();
    const std::vector caps{cap("u-ana", 60)};
    QCOMPARE(preview(7, caps).rows.size(), std::size_t(1));
    save(caps);
    const QSignalSpy progress(m_pusher.get(), &CapPusher::progressed);
    const ui::CapPushResult result = push(7);
    QVERIFY2(result.problem.isEmpty(), qPrintable(result.problem));
    QVERIFY(result.rows.at(0).isSet);
    QVERIFY2(result.rows.at(0).isEnforced, qPrintable(result.rows.at(0).light));
    QCOMPARE(result.rows.at(0).light, u"enforced"_s);
    QCOMPARE(progress.last(), (QList<QVariant>{1, 1}));
    QCOMPARE(m_fake->object(u"user"_s, u"u-ana"_s).value("max_budget"_L1).toDouble(), 60.0);
    QCOMPARE(push(7).problem.isEmpty(), false); // once reviewed, once pushed

    const ui::CapPushPlan again = preview(8, {});
    QCOMPARE(again.rows.at(0).kind, ui::CapPushRow::Kind::Unchanged);
    QCOMPARE(again.last.id, result.undoId);
    const ui::CapPushResult undone = undo(result.undoId);
    QVERIFY(undone.isUndo);
    QVERIFY2(undone.problem.isEmpty(), qPrintable(undone.problem));
    QVERIFY(undone.rows.at(0).isSet);
    QVERIFY(!undone.rows.at(0).isEnforced);
    QCOMPARE(m_fake->snapshot(), before);
    const auto reader = LedgerReader::open(ledger());
    QCOMPARE(storedPushes(**reader)->size(), std::size_t(2));
    QVERIFY(preview(9, {}).last.id.empty()); // nothing is left to take back
}

void TestCapPusher::tellsWhichHalfFailed()
{
    addGateway();
    const std::vector caps{cap("u-ana", 80), cap("u-bob", 60)};
    (void)preview(1, caps);
    save(caps);
    FakeReply broken;
    broken.status = 500;
    m_fake->failUpdate(2, broken);
    const ui::CapPushResult result = push(1);
    QCOMPARE(result.rows.size(), std::size_t(2));
    QCOMPARE(result.rows[0].whom, u"user u-bob"_s); // what went wrong comes first
    QVERIFY(!result.rows[0].isSet && !result.rows[0].isEnforced);
    QVERIFY(result.rows[0].light.startsWith(u"warns only"_s));
    QVERIFY(result.rows[1].isSet && result.rows[1].isEnforced);
    QVERIFY(!result.undoId.empty());
}

void TestCapPusher::neverCallsEnforcedWhatIsNotStored()
{
    addGateway();
    m_fake->setBehaviour(Behaviour::NotStored);
    const std::vector caps{cap("u-bob", 60)};
    (void)preview(1, caps);
    save(caps);
    const ui::CapPushResult result = push(1);
    QVERIFY(!result.rows.at(0).isSet);
    QVERIFY(result.rows.at(0).outcome.startsWith(u"not stored"_s));
    QVERIFY(!result.rows.at(0).isEnforced);
    const auto reader = LedgerReader::open(ledger());
    const auto states = storedStates(**reader, "proxy");
    const auto bob = std::find_if(states->begin(), states->end(), [](const EnforcedState &one) {
        return one.entity.id == "u-bob";
    });
    QVERIFY(bob != states->end());
    QCOMPARE(bob->limit.maxBudget, std::optional(Money{50'000'000'000}));
}

void TestCapPusher::pushesNothingThatWasNotReviewed()
{
    addGateway();
    (void)preview(1, std::vector{cap("u-bob", 60)});
    save({cap("u-bob", 61)});
    const ui::CapPushResult result = push(1);
    QVERIFY(result.problem.contains(u"Review again"_s));
    QVERIFY(push(2).problem.contains(u"Review again"_s)); // nobody previewed that
    QVERIFY(m_fake->updates().isEmpty());
}

void TestCapPusher::saysThatTheKeyIsRefused()
{
    addGateway();
    qputenv("OUTLAY_TEST_PUSH_KEY", "sk-wrong-CANARY");
    const ui::CapPushPlan plan = preview(1, std::vector{cap("u-bob", 60)});
    QVERIFY(plan.problem.contains(u"401"_s));
    QVERIFY(!plan.problem.contains(u"CANARY"_s));
    QVERIFY(!push(1).problem.isEmpty());
}

QTEST_GUILESS_MAIN(TestCapPusher)
#include "tst_cappusher.moc"
