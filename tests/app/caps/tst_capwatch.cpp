// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertwords.h"
#include "app/caps/capwatch.h"
#include "app/caps/ownpushes.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "tests/fakes/fakelitellmadmin.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace outlay;
using namespace outlay::enforcement;
using namespace outlay::fakes;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30'000;
constexpr Instant start{1'795'867'200'000'000}; // 2026-11-28T12:00:00Z

Budget perUser()
{
    Budget budget;
    budget.id = "people";
    budget.name = "Per person";
    budget.each = DimensionRef{Dimension::User, {}};
    budget.limit = 50'000'000'000;
    budget.isCap = true;
    budget.overrides = {{"u-ana", 80'000'000'000}};
    budget.owner = "ada";
    return budget;
}

CapReading light(const char *member, CapStatus::Light light)
{
    CapReading reading;
    reading.cap.capId = std::string("people/") + member;
    reading.cap.name = std::string("Per person: ") + member;
    reading.cap.limit.maxBudget = Money{50'000'000'000};
    reading.status.light = light;
    reading.status.reason = "nothing is set there";
    return reading;
}

BudgetRules rules()
{
    BudgetRules rules;
    rules.budgets = {perUser()};
    return rules;
}

PushRecord push(const char *cap, PushStep::Outcome outcome, const char *undoes = "")
{
    PushRecord record;
    record.source = "proxy";
    record.undoes = undoes;
    PushStep step;
    step.capId = cap;
    step.outcome = outcome;
    step.wasSent = true;
    record.steps = {step};
    return record;
}

} // namespace

/// A gateway on loopback that forgets, and a watch that finds out by itself.
class TestCapWatch : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void onlyWhatHeldIsWatched();
    void oneAlertForManyMembers();
    void oneFailedAnswerSaysNothing();
    void aCapThatNeverHeldIsNoAlert();
    void aNewPeriodOfQuietMembersIsNoAlert();
    void asksNobodyBeforeAPush();
    void tellsThatALimitChangedAndThatItIsBack();
    void looksSoonAfterAPush();
    void saysAfterHalfADayThatNobodyCouldLook();

private:
    [[nodiscard]] std::string ledger() const
    {
        return m_dir->filePath(u"ledger.sqlite"_s).toStdString();
    }
    void pushAll(const BudgetRules &wanted = rules());
    /// What a look writes; nothing where it asked nobody.
    std::vector<Alert> look();
    [[nodiscard]] std::vector<Alert> alerts() const;

    Instant m_now = start;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeLiteLlmAdmin> m_fake;
    std::unique_ptr<FakeServer> m_server;
    SecretStore m_secrets;
    std::unique_ptr<LedgerQueue> m_queue;
    std::unique_ptr<CapWatch> m_watch;
    int m_looks = 0;
};

void TestCapWatch::init()
{
    m_now = start;
    m_looks = 0;
    m_dir = std::make_unique<QTemporaryDir>();
    m_fake = std::make_unique<FakeLiteLlmAdmin>();
    m_server = std::make_unique<FakeServer>(m_fake->handler());
    qputenv("OUTLAY_TEST_PUSH_KEY", m_fake->key);
    sources::SourceSettings settings;
    settings.name = "proxy";
    settings.kind = sources::SourceKind::LiteLlm;
    settings.secret = "env:OUTLAY_TEST_READ_KEY";
    settings.pushSecret = "env:OUTLAY_TEST_PUSH_KEY";
    settings.baseUrl = m_server->url();
    const auto ingest = Ingest::open(ledger());
    QVERIFY(ingest.has_value());
    QVERIFY(sources::addSource(**ingest, settings));
    QVERIFY((*ingest)->changeBudgets(
        [](const BudgetRules &) -> Result<BudgetRules> { return rules(); }));
    m_queue = std::make_unique<LedgerQueue>(ledger());
    m_watch = std::make_unique<CapWatch>(
        *m_queue, m_secrets, [this] { return m_now; }, [] { return true; });
    connect(m_watch.get(), &CapWatch::looked, this, [this] { ++m_looks; });
}

void TestCapWatch::cleanup()
{
    m_watch.reset();
    m_queue.reset();
}

void TestCapWatch::pushAll(const BudgetRules &wanted)
{
    sources::SourceSettings settings;
    const auto reader = LedgerReader::open(ledger());
    const auto gateways = capGateways(**reader);
    QCOMPARE(gateways->size(), std::size_t(1));
    const auto input = capInputOf(**reader, wanted, m_now);
    CapGateway gateway(gateways->front(), m_secrets, [this] { return m_now; });
    std::optional<PushRecord> pushed;
    std::optional<CapsSeen> after;
    const auto keep = [this](const PushRecord &record, const CapGateway::Done<Result<>> &done) {
        const auto ingest = Ingest::open(ledger());
        done(keepPush(**ingest, record));
    };
    gateway.open([&](const Result<> &opened) {
        QVERIFY(opened.has_value());
        gateway.look(*input, [&](const Result<CapsSeen> &seen) {
            QVERIFY(seen.has_value());
            gateway.push(makePlan(seen->caps, seen->readings, seen->facts), "ada", keep,
                         [&, was = *seen](const Result<PushRecord> &record) {
                             pushed = *record;
                             gateway.readBack(was, *record,
                                              [&](const CapsSeen &read) { after = read; });
                         });
        });
    });
    QTRY_VERIFY_WITH_TIMEOUT(after.has_value(), patience);
    QVERIFY(pushed->holds());
    QVERIFY(keepSeen(**Ingest::open(ledger()), **reader, "proxy", *after));
}

std::vector<Alert> TestCapWatch::alerts() const
{
    const auto reader = LedgerReader::open(ledger());
    const auto bodies = (*reader)->alerts({{0}, {start.micros * 2}}, 100);
    std::vector<Alert> all;
    for (const std::string &body : *bodies)
        all.push_back(*parseAlert(body));
    return all;
}

std::vector<Alert> TestCapWatch::look()
{
    const int before = m_looks;
    m_watch->look();
    if (!QTest::qWaitFor([&] { return m_looks > before; }, patience))
        qFatal("nobody looked");
    return alerts();
}

void TestCapWatch::onlyWhatHeldIsWatched()
{
    using enum PushStep::Outcome;
    QCOMPARE(pushedCaps({push("a", Holds), push("b", NotStored), push("c", AlreadyThere)}, "proxy"),
             (std::set<std::string>{"a", "c"}));
    QVERIFY(pushedCaps({push("a", Holds)}, "other").empty());
    QVERIFY(pushedCaps({push("a", Holds), push("a", Holds, "p1")}, "proxy").empty());
    PushRecord gone = push("a", Holds); // taken away as no budget wants it
    gone.steps[0].note = "b\tmoney\tada@desk\t2026-11-28T12:00:00Z";
    QVERIFY(pushedCaps({push("a", Holds), gone}, "proxy").empty());
}

/// Set, and never enforced, as keys skip it: it only warns, and that is no alert.
void TestCapWatch::aCapThatNeverHeldIsNoAlert()
{
    m_fake->set(u"key"_s, u"hash-ana-0123456789abcdef"_s, u"team_id"_s, u"t-core"_s);
    pushAll();
    QVERIFY(look().empty());
    m_fake->set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 500);
    m_now.micros += CapWatch::everyMicros;
    QVERIFY(look().empty());
    // Once it has held, it is one.
    m_fake->set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 80);
    m_fake->set(u"key"_s, u"hash-ana-0123456789abcdef"_s, u"team_id"_s, QJsonValue());
    m_now.micros += CapWatch::everyMicros;
    QVERIFY(look().empty());
    m_fake->set(u"key"_s, u"hash-ana-0123456789abcdef"_s, u"team_id"_s, u"t-core"_s);
    m_now.micros += CapWatch::everyMicros;
    const auto open = look();
    QCOMPARE(open.size(), std::size_t(1));
    QVERIFY2(open[0].detail.find("skip the user's budget") != std::string::npos,
             open[0].detail.c_str());
}

/// A month begins, and those capped have done nothing in it: they are capped as before.
void TestCapWatch::aNewPeriodOfQuietMembersIsNoAlert()
{
    BudgetRules november = rules();
    november.budgets[0].overrides.push_back({"u-cy", 50'000'000'000}); // as if at work by then
    pushAll(november);
    QVERIFY(look().empty());
    for (const QString &user : {u"u-ana"_s, u"u-cy"_s})
        m_fake->set(u"user"_s, user, u"budget_reset_at"_s, u"2027-01-01T00:00:00Z"_s);
    m_now = {1'796'212'800'000'000}; // 2026-12-02T12:00:00Z
    QVERIFY(look().empty());
    const auto reader = LedgerReader::open(ledger());
    const auto input = capInputOf(**reader, rules(), m_now);
    QCOMPARE(input->caps.size(), std::size_t(2));
    for (const CapToPush &one : input->caps)
        QVERIFY(!one.cap.isWithdrawn);
    m_fake->set(u"user"_s, u"u-cy"_s, u"max_budget"_s, 500);
    m_now.micros += CapWatch::everyMicros;
    QCOMPARE(look().size(), std::size_t(1)); // and watched as before
}

void TestCapWatch::oneAlertForManyMembers()
{
    using enum CapStatus::Light;
    std::vector<CapReading> lights{light("bob", Enforced), light("never-pushed", WarnsOnly)};
    std::set<std::string> pushed{"people/bob"};
    for (int i = 0; i < 312; ++i) {
        const std::string member = "m" + std::to_string(i);
        lights.push_back(light(member.c_str(), Drifted));
        pushed.insert("people/" + member);
    }
    const auto reports = capReports("proxy", lights, pushed, rules(), {}, start);
    QCOMPARE(reports.size(), std::size_t(1));
    const Alert &alert = reports.front().alert;
    QCOMPARE(alert.count, std::int64_t(312));
    QCOMPARE(alert.budgetId, std::string("people"));
    QCOMPARE(alert.owner, std::string("ada"));
    QVERIFY(alert.scope.empty());
    QVERIFY(alert.detail.find("nothing is set there") != std::string::npos);
    // Found again it is the same, and over when all of them hold.
    const auto again =
        capReports("proxy", lights, pushed, rules(), {alert}, {start.micros + microsPerHour});
    QCOMPARE(again.front().alert.id, alert.id);
    QCOMPARE(again.front().alert.happenedAt, start);
    const auto over =
        capReports("proxy", {light("bob", Enforced)}, pushed, rules(), {alert}, start);
    QCOMPARE(over.size(), std::size_t(1));
    QVERIFY(!over.front().isTrue);
    QVERIFY(capReports("other", {light("bob", Enforced)}, pushed, rules(), {alert}, start).empty());
}

void TestCapWatch::oneFailedAnswerSaysNothing()
{
    using enum CapStatus::Light;
    const std::set<std::string> pushed{"people/bob"};
    QVERIFY(capReports("proxy", {light("bob", Unknown)}, pushed, rules(), {}, start).empty());
    const Alert known =
        capReports("proxy", {light("bob", Drifted)}, pushed, rules(), {}, start).front().alert;
    QCOMPARE(known.scope.front().second, std::string("bob"));
    QVERIFY(capReports("proxy", {light("bob", Unknown)}, pushed, rules(), {known}, start).empty());
}

void TestCapWatch::asksNobodyBeforeAPush()
{
    m_watch->look();
    QTest::qWait(0);
    QCOMPARE(m_server->requests().size(), std::size_t(0));
    QCOMPARE(m_looks, 0);
}

void TestCapWatch::tellsThatALimitChangedAndThatItIsBack()
{
    pushAll();
    QVERIFY(look().empty()); // all is well
    const auto asked = m_server->requests().size();
    m_fake->set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 500);
    m_now.micros += CapWatch::everyMicros - microsPerMinute;
    m_watch->look();
    QCOMPARE(m_server->requests().size(), asked); // politely
    m_now.micros += microsPerMinute;
    const auto open = look();
    QCOMPARE(open.size(), std::size_t(1));
    QCOMPARE(open[0].kind, AlertKind::CapNotEnforced);
    QCOMPARE(open[0].state, AlertState::Open);
    QCOMPARE(open[0].scope, (decltype(open[0].scope){{"user", "u-ana"}}));
    QVERIFY2(open[0].detail.find("500") != std::string::npos, open[0].detail.c_str());
    // What the gateway counts is told as that, and as nothing the ledger knows.
    QCOMPARE(open[0].consumed, std::int64_t(0));
    QCOMPARE(alerting::evidenceOf(open[0], "LiteLLM counts"), std::string("$12.50"));
    const std::string text = alerting::wordsFor(open[0], *Zone::named("UTC")).text;
    QVERIFY2(text.find("LiteLLM counts $12.50 of the $80.00") == 0, text.c_str());
    m_now.micros += CapWatch::everyMicros;
    QCOMPARE(look().size(), std::size_t(1)); // still that one
    m_fake->set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 80);
    m_now.micros += CapWatch::everyMicros;
    const auto over = look();
    QCOMPARE(over.size(), std::size_t(1));
    QCOMPARE(over[0].state, AlertState::Resolved);
    // What was read is there for the lights of screens.
    const auto reader = LedgerReader::open(ledger());
    const auto known = knownStates(**reader, "proxy");
    QVERIFY(known && !known->states.empty());
    QVERIFY(known->isComplete(EnforcedEntity::Kind::User));
    for (const EnforcedState &state : known->states) // all that it has, wanted or not
        QCOMPARE(state.readAt, m_now);
}

void TestCapWatch::looksSoonAfterAPush()
{
    pushAll();
    m_fake->set(u"user"_s, u"u-ana"_s, u"max_budget"_s, 500);
    QCOMPARE(look().size(), std::size_t(1));
    m_now.micros += microsPerMinute;
    pushAll();
    const auto over = look(); // though half an hour has not passed
    QCOMPARE(over.at(0).state, AlertState::Resolved);
}

void TestCapWatch::saysAfterHalfADayThatNobodyCouldLook()
{
    pushAll();
    QVERIFY(look().empty());
    qputenv("OUTLAY_TEST_PUSH_KEY", "sk-wrong-CANARY");
    m_now.micros += CapWatch::everyMicros;
    QVERIFY(look().empty());
    m_now.micros += CapWatch::blindMicros;
    const auto open = look();
    QCOMPARE(open.size(), std::size_t(1));
    QVERIFY(open[0].detail.find("not read back since") != std::string::npos);
    QVERIFY(open[0].detail.find("CANARY") == std::string::npos);
}

QTEST_GUILESS_MAIN(TestCapWatch)
#include "tst_capwatch.moc"
