// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"
#include "tests/fakes/fakeproviders.h"

#include <QDateTime>
#include <QTcpServer>

#include <array>
#include <csignal>

using namespace outlay::test;

namespace {

// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *ownKeyActivity =
    R"({"data":[{"date":"@","endpoint_id":"5b7f2d90","model":"openai/gpt-4.1-mini",)"
    R"("model_permaslug":"openai/gpt-4.1-mini","provider_name":"OpenAI","requests":3,)"
    R"("prompt_tokens":1000,"completion_tokens":100,"reasoning_tokens":0,)"
    R"("usage":1.0,"byok_usage_inference":0.41}]})";

} // namespace

/// The real executable: adding sources, polling, watching.
class TestCliSource : public QObject
{
    Q_OBJECT

private slots:
    void addsListsAndRemoves();
    void addingSaysHowItIsPaid();
    void timeOfASourceThatNeverSucceededIsSaid();
    void plansAndCoversShowTheirEffect();
    void refusesAKeyForAReference();
    void addsNothingThatSeesNothing();
    void aNameIsTakenOnce();
    void oneAccountIsPolledOnce();
    void ownKeysAtAPolledProviderAreSaid();
    void twoProcessesAddAtOnce();
    void pausesAndTrips();
    void aTakenPortIsNamedAndSendersAreTold();
    void aRefusedKeyIsAskedAgainByName();
    void whatIsNamedIsAskedThoughNothingIsDue();
    void secretsThatCannotBeReadAreUsage();
    void pollsWhatIsDueAndEnds();
    void pollSaysWhatIsNotWell();
    void watchTellsCommitsUntilStopped();
    void watchAndPollShareALedger();
    void twoMachinesMerge();
    void wrongUsageIsSaid_data();
    void wrongUsageIsSaid();

private:
    static QByteArray transcript(int number)
    {
        return QStringLiteral("{\"type\":\"assistant\",\"timestamp\":\"2026-11-01T10:00:00Z\","
                              "\"sessionId\":\"0b8ad3c1-0000-4000-8000-000000000001\","
                              "\"requestId\":\"req_0000000%1\",\"uuid\":\"u%1\",\"message\":{"
                              "\"id\":\"msg_0000000%1\",\"model\":\"claude-sonnet-4-5\","
                              "\"role\":\"assistant\",\"usage\":{\"input_tokens\":1000,"
                              "\"output_tokens\":10}}}\n")
            .arg(number)
            .toUtf8();
    }
    static QJsonObject sourceIn(const QJsonObject &list, const char *name)
    {
        const QJsonArray all = list[QStringLiteral("sources")].toArray();
        for (const QJsonValue &one : all) {
            if (one[QStringLiteral("name")] == QLatin1String(name) ||
                one[QStringLiteral("source")] == QLatin1String(name))
                return one.toObject();
        }
        return {};
    }
    /// Lines as they come, until one of the type is there.
    static QJsonObject waitFor(QProcess &process, QByteArray &seen, const char *type)
    {
        const QByteArray wanted = QByteArray("\"type\":\"") + type + '"';
        for (int tries = 0; tries < 400; ++tries) {
            seen += process.readAllStandardOutput();
            const QList<QByteArray> lines = seen.split('\n');
            for (const QByteArray &line : lines) {
                if (line.contains(wanted))
                    return QJsonDocument::fromJson(line).object();
            }
            process.waitForReadyRead(50);
        }
        return {};
    }
    static int stopped(QProcess &process)
    {
        ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
        return process.waitForFinished(20'000) ? process.exitCode() : -1;
    }
};

void TestCliSource::addsListsAndRemoves()
{
    const Sandbox box;
    const Ran none = box.run("source list");
    QCOMPARE(none.code, 0); // there is no ledger yet
    QVERIFY2(none.out.contains("No source yet"), none.out.constData());
    QVERIFY(box.run("source list --json").json()[QStringLiteral("sources")].toArray().isEmpty());
    box.write(QStringLiteral("logs/a.jsonl"), transcript(1));
    const Ran added = box.run("source add mine --kind files --path logs --format claude-code");
    QCOMPARE(added.code, 0);
    QVERIFY2(added.out.contains("holds 1 file"), added.out.constData());
    const QJsonObject live =
        sourceIn(box.run("source list --json").json(), "mine")[QStringLiteral("live")].toObject();
    QCOMPARE(live[QStringLiteral("kind")].toString(), QStringLiteral("files"));
    QCOMPARE(live[QStringLiteral("state")].toString(), QStringLiteral("idle"));
    QCOMPARE(live[QStringLiteral("paths")].toArray().first().toString(),
             box.path(QStringLiteral("logs"))); // wherever it is run from
    QVERIFY(box.run("source list").out.contains("Nobody watches now"));
    QCOMPARE(box.run("poll --once").code, 0);
    QCOMPARE(box.run("source remove mine").code, 0);
    const QJsonObject kept = sourceIn(box.run("source list --json").json(), "mine");
    QVERIFY(kept[QStringLiteral("live")].isNull());
    QCOMPARE(kept[QStringLiteral("events")].toInt(), 1); // its data stays
    const QByteArray before = box.run("report --json").out;
    const Ran rehearsed = box.run("source remove mine --data --dry-run --json");
    QCOMPARE(rehearsed.code, 0);
    const QJsonObject effect = rehearsed.json()[QStringLiteral("effect")].toObject();
    const QJsonObject was = effect[QStringLiteral("before")].toObject();
    const QJsonObject willBe = effect[QStringLiteral("after")].toObject();
    QCOMPARE(was[QStringLiteral("requests")].toInt(), 1);
    QCOMPARE(was[QStringLiteral("cost_usd")].toString(), QStringLiteral("0.003150000"));
    QCOMPARE(willBe[QStringLiteral("requests")].toInt(-1), 0);
    QCOMPARE(willBe[QStringLiteral("cost_usd")].toString(), QStringLiteral("0.000000000"));
    QVERIFY(box.run("source remove mine --data --dry-run").out.contains("Nothing was changed"));
    QCOMPARE(box.run("report --json").out, before);
    QCOMPARE(box.run("doctor").code, 0);
    const Ran gone = box.run("source remove mine --data --json");
    QCOMPARE(gone.code, 0);
    QCOMPARE(gone.json()[QStringLiteral("effect")].toObject(), effect);
    QCOMPARE(gone.json()[QStringLiteral("events")].toInt(), 1);
    QCOMPARE(box.run("source remove mine --data").code, 2);
}

void TestCliSource::addingSaysHowItIsPaid()
{
    const Sandbox box;
    box.write(QStringLiteral("logs/a.jsonl"), transcript(1));
    const Ran untold = box.run("source add one --kind files --path logs --json");
    QCOMPARE(untold.code, 0); // nobody to ask: no terminal
    QCOMPARE(untold.json()[QStringLiteral("plan")].toString(), QStringLiteral("unknown"));
    const Ran told =
        box.run("source add two --kind files --path logs --plan subscription --fee 20USD --json");
    QCOMPARE(told.json()[QStringLiteral("plan")].toString(), QStringLiteral("subscription"));
    QCOMPARE(box.run("poll --once").code, 0);
    const QJsonObject list = box.run("source list --json").json();
    QCOMPARE(sourceIn(list, "two")[QStringLiteral("plan")].toString(),
             QStringLiteral("subscription"));
    QCOMPARE(sourceIn(list, "one")[QStringLiteral("plan")].toString(), QStringLiteral("unknown"));
    // It is kept where a source is watched again.
    QCOMPARE(box.run("source remove two").code, 0);
    QCOMPARE(box.run("source add two --kind files --path logs --json")
                 .json()[QStringLiteral("plan")]
                 .toString(),
             QStringLiteral("subscription"));
    const Ran wrong = box.run("source add three --kind files --path logs --plan monthly");
    QCOMPARE(wrong.code, 2);
    QVERIFY(wrong.err.contains("choose metered"));
    QCOMPARE(box.run("source add three --kind files --path logs --fee 20USD").code, 2);
    const Ran unknown = box.run("source add three --kind files --path logs --format claud");
    QCOMPARE(unknown.code, 2);
    QVERIFY2(unknown.err.contains("--format: unknown format \"claud\"; known: auto"),
             unknown.err.constData());
    QVERIFY(sourceIn(box.run("source list --json").json(), "three").isEmpty());
}

void TestCliSource::timeOfASourceThatNeverSucceededIsSaid()
{
    const Sandbox box;
    box.write(QStringLiteral("log.jsonl"), logLine(1));
    QCOMPARE(box.run(importOf({QStringLiteral("log.jsonl")})).code, 0);
    const QByteArray before = box.run("report --json").out;
    QVERIFY(!box.run("doctor").out.contains("nothing was seen yet"));
    QCOMPARE(
        box.run("source add deaf --kind openai --secret env:OUTLAY_NO_SUCH_KEY --no-test").code, 0);
    const QByteArray doctor = box.run("doctor").out;
    QVERIFY2(doctor.contains("nothing was seen yet of what is watched as deaf"),
             doctor.constData());
    // History of watching is no part of the answer.
    QCOMPARE(box.run("report --json").out, before);
    QCOMPARE(box.run("source pause deaf").code, 0);
    QVERIFY(!box.run("doctor").out.contains("nothing was seen yet"));
}

void TestCliSource::plansAndCoversShowTheirEffect()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), transcript(1) + transcript(2));
    box.write(QStringLiteral("b.jsonl"), transcript(3));
    QCOMPARE(box.run("import --format claude-code --source one a.jsonl").code, 0);
    QCOMPARE(box.run("import --format claude-code --source two b.jsonl").code, 0);
    const auto effect = [&box](const QByteArray &words, const char *when, const char *figure) {
        return box.run(words.constData())
            .json()[QStringLiteral("effect")][QLatin1String(when)][QLatin1String(figure)]
            .toString();
    };
    const auto cost = [&box] {
        return box.run("report --json")
            .json()[QStringLiteral("total")][QStringLiteral("cost_usd")]
            .toString();
    };
    const QString all = QStringLiteral("0.009450000");
    const QString third = QStringLiteral("0.003150000");
    const QString two = QStringLiteral("0.006300000");
    QCOMPARE(cost(), all);
    const char *cover = "source cover one --by two --dry-run --json";
    QCOMPARE(effect(cover, "before", "cost_usd"), all);
    QCOMPARE(effect(cover, "after", "cost_usd"), third);
    QCOMPARE(effect(cover, "after", "set_aside_usd"), two);
    QCOMPARE(cost(), all);
    QCOMPARE(effect("source cover one --by two --json", "after", "cost_usd"), third);
    QCOMPARE(cost(), third);
    QCOMPARE(effect("source cover one --by none --json", "after", "cost_usd"), all);
    QCOMPARE(cost(), all);
    // Not in November.
    QCOMPARE(effect("source cover one --by two --from 2026-12-01 --json", "after", "cost_usd"),
             all);
    const char *plan = "source plan one subscription --fee 1USD --json --dry-run";
    QCOMPARE(effect(plan, "after", "list_value_usd"), two);
    QCOMPARE(cost(), all);
    QVERIFY(box.run("source plan one local").out.startsWith("Spend: "));
    // "one" is local now, and free; the fee of its only month comes on top, to the nano-dollar.
    const char *fee = "source plan one subscription --fee 200USD --from 2026-11-01 --dry-run";
    const Ran shown = box.run(fee);
    QVERIFY2(shown.out.startsWith("Fee: $200.00 of spend a month, from 2026-11-01 to the last "
                                  "month with requests.\nSpend: "),
             shown.out.constData());
    QVERIFY2(shown.out.contains("fees of plans: $0.00 -> $200.00"), shown.out.constData());
    const QByteArray feeJson = QByteArray(fee) + " --json";
    QCOMPARE(effect(feeJson, "before", "cost_usd"), third);
    QCOMPARE(effect(feeJson, "before", "fees_usd"), QStringLiteral("0.000000000"));
    QCOMPARE(effect(feeJson, "after", "cost_usd"), QStringLiteral("200.003150000"));
    QCOMPARE(effect(feeJson, "after", "fees_usd"), QStringLiteral("200.000000000"));
    QCOMPARE(effect(feeJson, "after", "residual_usd"), QStringLiteral("200.000000000"));
    QCOMPARE(cost(), third);
    QCOMPARE(effect(QByteArray(fee).replace(" --dry-run", " --json"), "after", "cost_usd"),
             QStringLiteral("200.003150000"));
    QCOMPARE(cost(), QStringLiteral("200.003150000")); // as the preview said
    QVERIFY(box.run(fee).out.contains("So far it changes no figure."));
    // A plan that begins after the last request costs nothing yet.
    const Ran later =
        box.run("source plan one subscription --fee 200USD --from 2026-12-01 --dry-run");
    QVERIFY2(later.out.contains("fees of plans: $200.00 -> $0.00"), later.out.constData());
    QCOMPARE(effect("source plan one local --json", "after", "cost_usd"), third);
    const Ran unknown = box.run("source cover one --by three");
    QCOMPARE(unknown.code, 2);
    QVERIFY2(unknown.err.contains("no source is called \"three\""), unknown.err.constData());
    QCOMPARE(box.run("source cover one --by one").code, 2);
    const Ran paused = box.run("source pause one --dry-run");
    QCOMPARE(paused.code, 2);
    QVERIFY2(paused.err.contains("nothing was done"), paused.err.constData());
    QCOMPARE(box.run("doctor").code, 0);
}

void TestCliSource::refusesAKeyForAReference()
{
    const Sandbox box;
    const Ran ran = box.run("source add x --kind openai --secret sk-canary-0123456789");
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains("names where the key is"), ran.err.constData());
    QVERIFY(!ran.err.contains("canary") && !ran.out.contains("canary"));
    QVERIFY(!QFile::exists(box.path(QStringLiteral(".local/share/outlay/ledger.sqlite"))));
}

void TestCliSource::addsNothingThatSeesNothing()
{
    const Sandbox box;
    // Port 9 is nobody's; the variable is not set.
    const Ran noKey = box.run("source add x --kind openai --secret env:NOT_SET --json "
                              "--base-url http://127.0.0.1:9");
    QCOMPARE(noKey.code, 2);
    QVERIFY(noKey.json()[QStringLiteral("source")].isNull());
    QVERIFY2(noKey.out.contains("NOT_SET"), noKey.out.constData());
    const Ran all = box.run("source add x --kind openai --secret env:NOT_SET --no-test");
    QCOMPARE(all.code, 0);
    const Ran tested = box.run("source test x --json");
    QCOMPARE(tested.code, 1);
    QCOMPARE(tested.json()[QStringLiteral("usable")].toBool(true), false);
}

void TestCliSource::aNameIsTakenOnce()
{
    const Sandbox box;
    QCOMPARE(box.run("source add x --kind otlp --port 45391 --no-test").code, 0);
    const Ran again = box.run("source add x --kind otlp --port 45392 --no-test");
    QCOMPARE(again.code, 2);
    QVERIFY2(again.err.contains("watched already"), again.err.constData());
    const Ran port = box.run("source add y --kind otlp --port 45391 --no-test");
    QCOMPARE(port.code, 2);
    QVERIFY2(port.err.contains("45391 already"), port.err.constData());
}

void TestCliSource::oneAccountIsPolledOnce()
{
    const Sandbox box;
    const char *acme = "source add acme --kind openai --secret env:KEY --no-test";
    const char *again = "source add again --kind openai --secret env:KEY --no-test";
    QCOMPARE(box.run(acme).code, 0);
    const Ran refused = box.run(again);
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("already polled as acme (both use the key at env:KEY); its money "
                                  "would count twice"),
             refused.err.constData());
    QVERIFY(!box.run("doctor").out.contains("counts twice"));
    const QStringList meant = QString::fromLatin1(again).split(QLatin1Char(' '));
    QCOMPARE(box.run(meant + QStringList{QStringLiteral("--same-account")}).code, 0);
    const Ran doctor = box.run("doctor");
    QVERIFY2(doctor.out.contains("one account is polled as acme and as again"),
             doctor.out.constData());
    // Another provider's key may lie under the same name, and a gateway's requests count once.
    QCOMPARE(box.run("source add other --kind anthropic --secret env:KEY --no-test").code, 0);
}

void TestCliSource::ownKeysAtAPolledProviderAreSaid()
{
    outlay::fakes::FakeOpenRouter provider;
    const QDate day = QDateTime::currentDateTimeUtc().date().addDays(-2);
    provider.setInterceptor([day](const outlay::fakes::FakeRequest &request)
                                -> std::optional<outlay::fakes::FakeReply> {
        if (!request.path.endsWith("/activity"))
            return std::nullopt;
        return outlay::fakes::jsonReply(
            200, QByteArray(ownKeyActivity).replace('@', day.toString(Qt::ISODate).toUtf8()));
    });
    const outlay::fakes::FakeServer server(provider.handler());
    Sandbox box;
    box.setVariable(QStringLiteral("ROUTER_KEY"), QString::fromUtf8(provider.key));
    const QStringList add{QStringLiteral("source"),
                          QStringLiteral("add"),
                          QStringLiteral("router"),
                          QStringLiteral("--kind"),
                          QStringLiteral("openrouter"),
                          QStringLiteral("--secret"),
                          QStringLiteral("env:ROUTER_KEY"),
                          QStringLiteral("--base-url"),
                          QString::fromStdString(server.url(QStringLiteral("/api/v1")))};
    const Ran added = box.run(add);
    QVERIFY2(added.code == 0, added.err.constData());
    QCOMPARE(box.run("poll --once").code, 0);
    QVERIFY(!box.run("doctor").out.contains("own keys at"));
    QCOMPARE(box.run("source add acme --kind openai --secret env:NONE --no-test").code, 0);
    const Ran doctor = box.run("doctor");
    QVERIFY2(doctor.out.contains("$0.41 of router were paid with own keys at OpenAI, "
                                 "which acme polls"),
             doctor.out.constData());
    QVERIFY(doctor.out.contains("--own-keys-elsewhere --secret env:ROUTER_KEY "
                                "--base-url http://127.0.0.1:"));
    const auto spend = [&box] {
        const QJsonObject report = box.run("report --json --from 30d").json();
        return report[QStringLiteral("total")][QStringLiteral("cost_usd")].toString();
    };
    QCOMPARE(spend(), QStringLiteral("1.410000000"));
    QCOMPARE(box.run("source remove router").code, 0);
    QCOMPARE(box.run(add + QStringList{QStringLiteral("--own-keys-elsewhere")}).code, 0);
    QCOMPARE(box.run("poll --once --source router").code, 0);
    QVERIFY(!box.run("doctor").out.contains("own keys at"));
    QCOMPARE(spend(), QStringLiteral("1.000000000"));
}

void TestCliSource::twoProcessesAddAtOnce()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), transcript(1));
    QCOMPARE(box.run("import --format claude-code a.jsonl").code, 0); // there is a ledger
    for (int round = 0; round < 10; ++round) {
        std::array<QProcess, 2> both;
        for (int i = 0; i < 2; ++i) {
            QProcess &process = both[std::size_t(i)];
            box.prepare(process,
                        {QStringLiteral("source"), QStringLiteral("add"),
                         QStringLiteral("s-%1-%2").arg(i).arg(round), QStringLiteral("--kind"),
                         QStringLiteral("files"), QStringLiteral("--path"),
                         QStringLiteral("a.jsonl"), QStringLiteral("--no-test")});
            process.start();
        }
        for (QProcess &process : both) {
            QVERIFY(process.waitForFinished(120'000));
            QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        }
    }
    int watched = 0;
    const QJsonObject list = box.run("source list --json").json();
    for (const QJsonValue source : list[QStringLiteral("sources")].toArray())
        watched += source[QStringLiteral("live")].isObject() ? 1 : 0;
    QCOMPARE(watched, 20);
}

void TestCliSource::pausesAndTrips()
{
    const Sandbox box;
    QCOMPARE(box.run("source add x --kind openai --secret env:NOT_SET --no-test").code, 0);
    QCOMPARE(box.run("source add t --kind otlp --port 45393 --no-test").code, 0);
    QCOMPARE(box.run("source pause x").code, 0);
    const auto state = [&] {
        return sourceIn(box.run("source list --json").json(),
                        "x")[QStringLiteral("live")][QStringLiteral("state")]
            .toString();
    };
    QCOMPARE(state(), QStringLiteral("paused"));
    QCOMPARE(box.run("source resume x").code, 0);
    QCOMPARE(state(), QStringLiteral("idle"));
    QCOMPARE(box.run("source trip x").code, 0);
    QCOMPARE(state(), QStringLiteral("broken")); // though nobody watches
    QVERIFY(box.run("source list").out.contains("stopped by hand"));
    QCOMPARE(box.run("source reset x --json").json()[QStringLiteral("asked")].toString(),
             QStringLiteral("reset"));
    QCOMPARE(state(), QStringLiteral("idle"));
    const Ran none = box.run("source trip t");
    QCOMPARE(none.code, 2);
    QVERIFY2(none.err.contains("no breaker"), none.err.constData());
    const Ran nobody = box.run("source pause nobody");
    QCOMPARE(nobody.code, 2);
    QVERIFY2(nobody.err.contains("there are: x, t"), nobody.err.constData());
}

void TestCliSource::aTakenPortIsNamedAndSendersAreTold()
{
    const Sandbox box;
    QTcpServer taker;
    QVERIFY(taker.listen(QHostAddress::LocalHost));
    const QByteArray port = QByteArray::number(taker.serverPort());
    const QByteArray endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" + port;
    const Ran ran = box.run(QByteArray("source add t --kind otlp --port " + port).constData());
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.out.contains(QByteArray("port " + port + " is taken by ")), ran.out.constData());
    QVERIFY2(ran.out.contains(" is free (--port "), ran.out.constData());
    QVERIFY2(ran.out.contains(endpoint), ran.out.constData());
}

void TestCliSource::aRefusedKeyIsAskedAgainByName()
{
    const Sandbox box;
    outlay::fakes::FakeOpenAi provider;
    outlay::fakes::FakeServer server(provider.handler());
    box.write(QStringLiteral("key"), "sk-admin-not-yet-allowed-0123");
    QFile::setPermissions(box.path(QStringLiteral("key")), QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray add = "source add a --kind openai --no-test --base-url " +
                           QByteArray::fromStdString(server.url(QStringLiteral("/v1"))) +
                           " --secret file:" + box.path(QStringLiteral("key")).toUtf8();
    QCOMPARE(box.run(add.constData()).code, 0);
    const auto asked = [&](const char *command) {
        server.clearRequests();
        (void)box.run(command);
        return server.requests().size();
    };
    QVERIFY(asked("poll --once") > 0);
    QCOMPARE(asked("poll --once"), std::size_t(0)); // the clock alone does not
    QVERIFY(asked("poll --once --source a") > 0);
    QCOMPARE(box.run("source reset a").code, 0);
    QVERIFY(asked("poll --once") > 0);
    QCOMPARE(box.run("source pause a").code, 0);
    QCOMPARE(box.run("source resume a").code, 0);
    QVERIFY(asked("poll --once") > 0);
    QCOMPARE(asked("poll --once"), std::size_t(0));
}

void TestCliSource::whatIsNamedIsAskedThoughNothingIsDue()
{
    const Sandbox box;
    outlay::fakes::FakeOpenAi provider;
    outlay::fakes::FakeServer server(provider.handler());
    box.write(QStringLiteral("key"), provider.key);
    QFile::setPermissions(box.path(QStringLiteral("key")), QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray add = "source add a --kind openai --no-test --base-url " +
                           QByteArray::fromStdString(server.url(QStringLiteral("/v1"))) +
                           " --secret file:" + box.path(QStringLiteral("key")).toUtf8();
    QCOMPARE(box.run(add.constData()).code, 0);
    const auto asked = [&](const char *command) {
        server.clearRequests();
        const Ran ran = box.run(command);
        if (ran.code != 0)
            qWarning("%s", ran.out.constData());
        return server.requests().size();
    };
    QVERIFY(asked("poll --once") > 0);
    QCOMPARE(asked("poll --once"), std::size_t(0));
    QVERIFY(asked("poll --once --source a") > 0);
}

void TestCliSource::secretsThatCannotBeReadAreUsage()
{
    const Sandbox box;
    box.write(QStringLiteral("open"), "a passphrase");
    QFile::setPermissions(box.path(QStringLiteral("open")),
                          QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    const Ran open = box.run("source add x --kind openai --secret passphrase:x --no-test "
                             "--passphrase-file open");
    QCOMPARE(open.code, 2);
    QVERIFY2(open.err.contains("chmod 600"), open.err.constData());
    const Ran locked = box.run("source add x --kind openai --secret passphrase:x --no-test "
                               "--key-stdin",
                               "sk-admin-0123456789abcdef\n");
    QCOMPARE(locked.code, 2);
    QVERIFY2(locked.err.contains("--passphrase-file"), locked.err.constData());
    QVERIFY2(locked.err.contains("OUTLAY_PASSPHRASE_FILE"), locked.err.constData());
}

void TestCliSource::pollsWhatIsDueAndEnds()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), transcript(1) + transcript(2));
    QCOMPARE(box.run("source add mine --kind files --path a.jsonl").code, 0);
    const Ran first = box.run("poll --once --json");
    QCOMPARE(first.code, 0);
    QCOMPARE(sourceIn(first.json(), "mine")[QStringLiteral("new")].toInt(), 2);
    const Ran again = box.run("poll --once --json");
    QCOMPARE(sourceIn(again.json(), "mine")[QStringLiteral("new")].toInt(), 0);
    QVERIFY(box.run("report --by source").out.contains("mine"));
}

void TestCliSource::pollSaysWhatIsNotWell()
{
    const Sandbox box;
    QCOMPARE(box.run("poll --once").code, 3); // no ledger yet
    QCOMPARE(box.run("source add x --kind openai --secret env:NOT_SET --no-test").code, 0);
    const Ran ran = box.run("poll --once");
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.out.contains("needs a key"), ran.out.constData());
    QVERIFY2(ran.err.contains("NOT_SET"), ran.err.constData());
    QCOMPARE(box.run("poll --once --source nobody").code, 2);
}

void TestCliSource::watchTellsCommitsUntilStopped()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), transcript(1));
    QCOMPARE(box.run("source add mine --kind files --path a.jsonl").code, 0);
    QProcess watch;
    box.prepare(watch, {QStringLiteral("watch")});
    watch.start();
    QByteArray seen;
    const QJsonObject commit = waitFor(watch, seen, "commit");
    QCOMPARE(commit[QStringLiteral("source")].toString(), QStringLiteral("mine"));
    QCOMPARE(commit[QStringLiteral("new")].toInt(), 1);
    QVERIFY(!commit[QStringLiteral("at")].toString().isEmpty());
    QVERIFY(seen.contains("\"type\":\"watching\""));
    QVERIFY(box.run("source list").out.contains("Watched by outlay-cli"));
    QCOMPARE(stopped(watch), 0);
    const QList<QByteArray> lines = seen.trimmed().split('\n');
    for (const QByteArray &line : lines)
        QVERIFY2(QJsonDocument::fromJson(line).isObject(), line.constData());
    QVERIFY(box.run("source list").out.contains("Nobody watches now"));
}

void TestCliSource::watchAndPollShareALedger()
{
    const Sandbox box;
    box.write(QStringLiteral("a.jsonl"), transcript(1));
    QCOMPARE(box.run("source add mine --kind files --path a.jsonl").code, 0);
    QProcess watch, second;
    box.prepare(watch, {QStringLiteral("watch")});
    watch.start();
    QByteArray seen, seenToo;
    QVERIFY(!waitFor(watch, seen, "commit").isEmpty());
    const Ran poll = box.run("poll --once --json");
    QCOMPARE(poll.code, 0);
    QVERIFY2(poll.out.contains("outlay-cli (process"), poll.out.constData());
    box.prepare(second, {QStringLiteral("watch")});
    second.start();
    const QJsonObject waiting = waitFor(second, seenToo, "waiting");
    QVERIFY(waiting[QStringLiteral("holder")].toString().startsWith(QStringLiteral("outlay-cli")));
    QCOMPARE(stopped(watch), 0);
    QVERIFY(!waitFor(second, seenToo, "watching").isEmpty()); // its turn
    QCOMPARE(stopped(second), 0);
}

void TestCliSource::twoMachinesMerge()
{
    // Both saw request 2; the server is always on.
    const Sandbox laptop, server;
    laptop.write(QStringLiteral("a.jsonl"), transcript(1) + transcript(2));
    server.write(QStringLiteral("b.jsonl"), transcript(2) + transcript(3));
    QCOMPARE(laptop.run("source add mine --kind files --path a.jsonl").code, 0);
    QCOMPARE(server.run("source add theirs --kind files --path b.jsonl").code, 0);
    QCOMPARE(laptop.run("poll --once").code, 0);
    QCOMPARE(server.run("poll --once").code, 0);
    QCOMPARE(server.run("export --format observations --output out.jsonl").code, 0);
    laptop.write(QStringLiteral("server.jsonl"), server.read(QStringLiteral("out.jsonl")));
    QCOMPARE(laptop.run("import server.jsonl").code, 0);
    const QJsonObject total =
        laptop.run("report --json").json()[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("requests")].toInt(), 3);
    QCOMPARE(total[QStringLiteral("input_tokens")].toInt(), 3000);
    QCOMPARE(laptop.run("import server.jsonl").code, 0); // and again: nothing twice
    QCOMPARE(laptop.run("report --json").json()[QStringLiteral("total")].toObject(), total);
}

void TestCliSource::wrongUsageIsSaid_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("source add") << QByteArray("name it");
    QTest::newRow("source add x") << QByteArray("say what it is");
    QTest::newRow("source add x --kind gopher") << QByteArray("one of openai");
    QTest::newRow("source add x --kind gemini") << QByteArray("no usage API for Gemini keys");
    QTest::newRow("source add x --kind openai --secret env:K --base-url "
                  "https://api.openai.com/v1/organization")
        << QByteArray("--base-url: leave out /organization and what follows");
    QTest::newRow("source add x --kind openai") << QByteArray("--secret: say where its key is");
    QTest::newRow("source add x --kind litellm --secret env:K") << QByteArray("--base-url: ");
    QTest::newRow("source add x --kind otlp --port many") << QByteArray("--port is a number");
    QTest::newRow("source add x --kind otlp --header A:b") << QByteArray("--header: ");
    QTest::newRow("source add x --kind openai --secret env:K --header A")
        << QByteArray("NAME:VALUE");
    QTest::newRow("source add x --kind openai --secret env:K --key-stdin")
        << QByteArray("keychain:outlay/x");
    QTest::newRow("source dance x") << QByteArray("cannot do \"dance\"");
    QTest::newRow("watch acme") << QByteArray("--source acme");
    QTest::newRow("poll acme") << QByteArray("--source acme");
}

void TestCliSource::wrongUsageIsSaid()
{
    QFETCH(const QByteArray, says);
    const Sandbox box;
    const Ran ran = box.run(QTest::currentDataTag());
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains(says), ran.err.constData());
}

QTEST_GUILESS_MAIN(TestCliSource)
#include "tst_clisource.moc"
