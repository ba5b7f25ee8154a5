// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetpush.h"
#include "app/cli/commandline.h"
#include "app/cli/effect.h"
#include "app/enforcement/mapping.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "tests/fakes/fakelitellmadmin.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>

using namespace outlay;
using namespace outlay::cli;
using namespace outlay::enforcement;
using namespace outlay::fakes;
using namespace Qt::StringLiterals;

namespace {

/// Caps the budget list would give.
CapInput input()
{
    CapInput given;
    for (const auto &[member, kind] : {std::pair{"Ana Lima", EnforcedEntity::Kind::User},
                                       std::pair{"Core", EnforcedEntity::Kind::Team}}) {
        CapToPush one;
        one.member = member;
        one.cap.capId = std::string("b1/") + member;
        one.cap.name = member;
        one.cap.entity.kind = kind;
        one.cap.limit.maxBudget = Money{12'345'678'901};
        one.cap.fields.money = true;
        given.caps.push_back(one);
    }
    given.people = {{"Ana Lima", "ana@haldenlabs.example", {}, {}}};
    return given;
}

int runBudget(Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.front() == "push")
        return pushCaps(arguments, input());
    if (words.front() == "drift")
        return checkDrift(arguments, input());
    if (words.front() == "undo-push")
        return undoPush(arguments, words.size() > 1 ? words[1] : std::string());
    return listLimits(arguments);
}

constexpr std::array options{Option{"to", "SOURCE", ""}, Option{"from", "SOURCE", ""},
                             dryRunOption};
constexpr Verb verb{"budget", "for tests", "", options, "", runBudget};

} // namespace

class TestBudgetPush : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_fake = std::make_unique<FakeLiteLlmAdmin>();
        m_fake->followClock();
        m_server = std::make_unique<FakeServer>(m_fake->handler());
        qputenv("OUTLAY_TEST_PUSH_KEY", m_fake->key);
        auto ingest = Ingest::open(ledger());
        QVERIFY(ingest.has_value());
        sources::SourceSettings settings;
        settings.name = "proxy";
        settings.kind = sources::SourceKind::LiteLlm;
        settings.secret = "env:OUTLAY_TEST_READ_KEY";
        settings.pushSecret = "env:OUTLAY_TEST_PUSH_KEY";
        settings.baseUrl = m_server->url();
        QVERIFY(sources::addSource(**ingest, settings));
    }

    void showsPushesChecksAndTakesBack()
    {
        const QJsonObject before = m_fake->snapshot();
        QCOMPARE(run({"push", "--dry-run"}), exitcode::done);
        QVERIFY(m_out.find("unlimited -> $12.345678901 per 1mo") != std::string::npos);
        QVERIFY(m_out.find("Nothing was changed") != std::string::npos);
        QCOMPARE(m_fake->snapshot(), before);
        QVERIFY(m_fake->updates().isEmpty());

        QCOMPARE(run({"drift", "--json"}), exitcode::rejected);
        QCOMPARE(json().value("caps"_L1)[0]["reads"_L1].toString(), u"warns only"_s);
        QCOMPARE(json().value("caps"_L1)[0]["light"_L1].toString(), u"warns_only"_s);

        QCOMPARE(run({"push", "--to", "proxy", "--json"}), exitcode::done);
        QCOMPARE(json().value("caps"_L1)[0]["reads"_L1].toString(), u"enforced"_s);
        QCOMPARE(json()["push"_L1]["steps"_L1][1]["outcome"_L1].toString(), u"holds"_s);
        QCOMPARE(run({"drift"}), exitcode::done);
        QVERIFY(m_out.find("Ana Lima: enforced") != std::string::npos);

        m_fake->set(u"user"_s, u"u-ana"_s, u"rpm_limit"_s, 3); // nobody's business
        QCOMPARE(run({"undo-push"}), exitcode::done);
        m_fake->set(u"user"_s, u"u-ana"_s, u"rpm_limit"_s, QJsonValue());
        QCOMPARE(m_fake->snapshot(), before);
        QCOMPARE(run({"undo-push"}), exitcode::usage); // there is none left
        QVERIFY(m_err.find("no push to take back") != std::string::npos);
    }

    void keepsWhatWasReadForScreens()
    {
        QCOMPARE(run({"push"}), exitcode::done);
        const auto reader = LedgerReader::open(ledger());
        QVERIFY(reader.has_value());
        const auto states = storedStates(**reader, "proxy");
        QVERIFY(states.has_value());
        QCOMPARE(states->size(), std::size_t(6)); // all that the gateway has
        int ours = 0;
        for (const EnforcedState &state : *states) {
            if (state.capId.empty())
                continue;
            ++ours;
            QCOMPARE(state.limit.maxBudget, std::optional(Money{12'345'678'901}));
        }
        QCOMPARE(ours, 2);
        const auto pushes = storedPushes(**reader);
        QCOMPARE(pushes->size(), std::size_t(1));
        QVERIFY(pushes->at(0).holds());
    }

    /// By what was listed: whom it knows, also those without a limit, and what it has no more.
    void keepsAllThatTheGatewayListed()
    {
        QCOMPARE(run({"limits"}), exitcode::done);
        const auto known = [this] { return *knownStates(**LedgerReader::open(ledger()), "proxy"); };
        const auto has = [&](const char *id) {
            const KnownStates all = known();
            return std::any_of(all.states.begin(), all.states.end(),
                               [&](const EnforcedState &one) { return one.entity.id == id; });
        };
        QVERIFY(known().listedAt.has_value());
        for (const auto kind :
             {EnforcedEntity::Kind::User, EnforcedEntity::Kind::Key, EnforcedEntity::Kind::Team})
            QVERIFY(known().isComplete(kind));
        QVERIFY(has("u-cy") && has("t-core") && !has("u-gone"));
        // A person is found by the address that the list told.
        const KnownStates all = known();
        DesiredCap cap;
        cap.entity.kind = EnforcedEntity::Kind::User;
        QCOMPARE(mapped(cap, "Ana Lima", input().people, all.states).entity.id,
                 std::string("u-ana"));
        QCOMPARE(mapped(cap, "zoe", {}, all.states).unmapped,
                 std::string("the gateway knows no user zoe"));
        // What cannot be listed is not said to be missing, and stays as it was.
        const auto ingest = Ingest::open(ledger());
        PointList later;
        later.at = Instant{all.listedAt->micros + microsPerSecond};
        later.unlisted = {EnforcedEntity::Kind::Key};
        QVERIFY(keepStates(**ingest, **LedgerReader::open(ledger()), "proxy", {}, later));
        QVERIFY(!known().isComplete(EnforcedEntity::Kind::User)); // whose keys may be theirs
        QVERIFY(known().isComplete(EnforcedEntity::Kind::Team));
        QVERIFY(has("hash-bob-0123456789abcdef") && !has("t-core"));
    }

    void saysWhatDidNotHold()
    {
        m_fake->setBehaviour(FakeLiteLlmAdmin::Behaviour::StoredInCents);
        QCOMPARE(run({"push"}), exitcode::rejected);
        QVERIFY(m_out.find("stored differently") != std::string::npos);
        QVERIFY(m_out.find("Ana Lima: warns only") != std::string::npos);
        QVERIFY((m_out + m_err).find("CANARY") == std::string::npos);
    }

    void listsTheLimitsThereAre()
    {
        QCOMPARE(run({"limits", "import", "--from", "proxy"}), exitcode::done);
        QVERIFY(m_out.find("user u-bob") != std::string::npos);
        QVERIFY(m_out.find("$50 per 7d, 60 requests/min") != std::string::npos);
        QVERIFY(m_out.find("Ana") == std::string::npos); // has none
        QCOMPARE(run({"limits", "import", "--json"}), exitcode::done);
        QCOMPARE(json().value("limits"_L1).toArray().size(), 6);
    }

    void namesAGatewayThatIsNone()
    {
        QCOMPARE(run({"push", "--to", "elsewhere"}), exitcode::usage);
        QVERIFY(m_err.find("source list") != std::string::npos);
        qputenv("OUTLAY_TEST_PUSH_KEY", "sk-wrong-CANARY");
        QCOMPARE(run({"push"}), exitcode::usage);
        QVERIFY(m_err.find("401") != std::string::npos &&
                m_err.find("CANARY") == std::string::npos);
    }

private:
    [[nodiscard]] std::string ledger() const
    {
        return m_dir->filePath(u"ledger.sqlite"_s).toStdString();
    }

    int run(std::vector<std::string> words)
    {
        words.insert(words.begin(), "budget");
        words.insert(words.end(), {"--ledger", ledger()});
        QStringList given;
        for (const std::string &word : words)
            given.append(QString::fromStdString(word));
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), given);
        if (!process.waitForFinished(60'000))
            qFatal("the command did not end");
        m_out = process.readAllStandardOutput().toStdString();
        m_err = process.readAllStandardError().toStdString();
        return process.exitCode();
    }
    [[nodiscard]] QJsonObject json() const
    {
        return QJsonDocument::fromJson(QByteArray::fromStdString(m_out)).object();
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<FakeLiteLlmAdmin> m_fake;
    std::unique_ptr<FakeServer> m_server;
    std::string m_out, m_err;
};

// A command has an application of its own, and the proxy one too: so the test calls itself.
int main(int argc, char *argv[])
{
    if (argc > 1 && std::string_view(argv[1]) == verb.name) {
        Output out(stdout);
        Output err(stderr);
        const std::array<const Verb *, 1> verbs{&verb};
        return runCommandLine({argv + 1, argv + argc}, verbs, {out, err, Instant{}});
    }
    QCoreApplication application(argc, argv);
    TestBudgetPush test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_budgetpush.moc"
