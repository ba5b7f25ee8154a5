// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Webhooks, metrics and quiet hours by the real command, against a receiver on loopback.
#include "app/cli/alertstext.h"
#include "tests/app/cli/sandbox.h"
#include "tests/fakes/fakeserver.h"

#include <QDateTime>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::test;

namespace {

FakeServer::Handler always(int code)
{
    return [code](const FakeRequest &) { return FakeReply{.status = code, .body = "{}"}; };
}

} // namespace

class TestCliAlerts : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<Sandbox>();
        m_box->setVariable(QStringLiteral("HOOK_KEY"), QStringLiteral("CANARY-key"));
    }

    void addsChangesAndRemovesWebhooks()
    {
        QCOMPARE(m_box
                     ->run("alerts webhook add pager --url https://hooks.example.com/CANARY "
                           "--secret env:HOOK_KEY --route team=core,urgency=critical --route "
                           "owner=kim")
                     .code,
                 0);
        QJsonObject hook = only();
        QCOMPARE(hook[QStringLiteral("url")].toString(),
                 QStringLiteral("https://hooks.example.com/…"));
        QCOMPARE(hook[QStringLiteral("routes")].toArray(),
                 (QJsonArray{QStringLiteral("team=core,urgency=critical"),
                             QStringLiteral("owner=kim")}));
        QVERIFY(hook[QStringLiteral("enabled")].toBool());
        QCOMPARE(m_box->run("alerts webhook set pager --off --route all").code, 0);
        hook = only();
        QVERIFY(!hook[QStringLiteral("enabled")].toBool());
        QVERIFY(hook[QStringLiteral("routes")].toArray().isEmpty());
        QCOMPARE(m_box->run("alerts webhook add pager --url env:X").code, 2);
        QCOMPARE(m_box->run("alerts webhook remove pager").code, 0);
        QCOMPARE(m_box->run("alerts webhook remove pager").code, 2);
    }

    void refusesSecretsAndNonsense_data()
    {
        QTest::addColumn<QString>("words");
        QTest::newRow("no address") << QStringLiteral("add a");
        QTest::newRow("an address in the open")
            << QStringLiteral("add a --url http://example.com/x");
        QTest::newRow("an address that is a secret")
            << QStringLiteral("add a --kind slack --url https://hooks.slack.com/CANARY");
        QTest::newRow("a key instead of its place")
            << QStringLiteral("add a --url env:X --secret CANARY-key");
        QTest::newRow("no route") << QStringLiteral("add a --url env:X --route team");
        QTest::newRow("no kind") << QStringLiteral("add a --url env:X --kind pigeon");
        QTest::newRow("no name") << QStringLiteral("add --url env:X");
        QTest::newRow("no such webhook") << QStringLiteral("set b --off");
        QTest::newRow("nothing it does") << QStringLiteral("launch a");
    }
    void refusesSecretsAndNonsense()
    {
        QFETCH(QString, words);
        const Ran ran = m_box->run(QStringLiteral("alerts webhook %1").arg(words).split(u' '));
        QCOMPARE(ran.code, 2);
        QVERIFY2(!ran.err.contains("CANARY"), ran.err.constData());
        QVERIFY(!ran.err.isEmpty());
    }

    void sendsATest()
    {
        FakeServer server(always(200));
        addHook(server);
        Ran ran = m_box->run("alerts webhook test pager --json");
        QCOMPARE(ran.code, 0);
        QVERIFY(ran.json()[QStringLiteral("delivered")].toBool());
        const FakeRequest request = server.requests().at(0);
        QVERIFY(request.headers.contains("x-outlay-signature"));
        QVERIFY(request.body.contains("\"kind\":\"test\""));
        server.setHandler(always(404));
        ran = m_box->run("alerts webhook test pager");
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.out.contains("404"), ran.out.constData());
    }

    void watchDeliversOnceAndListsWhatBecameOfIt()
    {
        FakeServer server(always(200));
        addHook(server);
        QCOMPARE(m_box->run("budget add --name all --limit 1USD --period month").code, 0);
        for (int round = 0; round < 2; ++round) { // the second one is a restart
            QProcess watch;
            m_box->prepare(watch, QStringLiteral("watch --no-poll --no-otlp").split(u' '));
            watch.start();
            QVERIFY(watch.waitForStarted());
            if (round == 0)
                import();
            QTRY_COMPARE_WITH_TIMEOUT(int(server.requests().size()), 1, 20'000);
            QTRY_COMPARE_WITH_TIMEOUT(only()[QStringLiteral("delivered")].toInt(), 1, 20'000);
            watch.terminate();
            QVERIFY(watch.waitForFinished());
        }
        QCOMPARE(int(server.requests().size()), 1);
        QVERIFY(server.requests().at(0).body.contains("budget_exhausted"));
    }

    /// An alert that another one speaks for is open, and says who keeps it quiet.
    void whatIsMutedSaysByWhom()
    {
        QCOMPARE(m_box->run("budget add --name All --limit 1USD --period month").code, 0);
        QCOMPARE(m_box
                     ->run("budget add --name Part --parent All --scope user=alice --limit 0.5USD "
                           "--period month")
                     .code,
                 0);
        import();
        const QJsonArray open =
            m_box->run("alerts list --json").json()[QStringLiteral("alerts")].toArray();
        QString speaker;
        for (const QJsonValue one : open) {
            QCOMPARE(one[QStringLiteral("muted_by")], QJsonValue(QJsonValue::Null));
            if (one[QStringLiteral("budget")].toString() == QStringLiteral("All"))
                speaker = one[QStringLiteral("id")].toString();
        }
        QVERIFY(!speaker.isEmpty());
        int muted = 0;
        for (const QJsonValue one :
             m_box->run("alerts list --all --json").json()[QStringLiteral("alerts")].toArray()) {
            if (one[QStringLiteral("budget")].toString() != QStringLiteral("Part") ||
                one[QStringLiteral("state")].toString() != QStringLiteral("open"))
                continue; // its lower thresholds are spoken for
            ++muted;
            QCOMPARE(one[QStringLiteral("muted_by")].toString(), QStringLiteral("All"));
            QCOMPARE(one[QStringLiteral("inhibited_by")].toString(), speaker);
            const Ran shown = m_box->run({QStringLiteral("alerts"), QStringLiteral("show"),
                                          one[QStringLiteral("id")].toString()});
            QVERIFY2(shown.out.contains("open (muted by All)"), shown.out.constData());
        }
        QCOMPARE(muted, 1);
        const Ran all = m_box->run("alerts list --all");
        QVERIFY2(all.out.contains("open (muted by All)"), all.out.constData());
        QVERIFY(!all.out.contains("muted by one of these"));
        const Ran list = m_box->run("alerts list"); // it is not there, and not hidden either
        QVERIFY2(list.out.contains("1 more is open and muted by one of these"),
                 list.out.constData());
    }

    /// Listed only has several reasons, and each is said.
    void whatIsOnlyListedSaysWhy()
    {
        using cli::listedText;
        Alert alert;
        alert.isListedOnly = true;
        alert.knownAt = alert.happenedAt = Instant{40 * microsPerDay};
        QVERIFY(listedText(alert).find("only listed") != std::string::npos);
        alert.inhibitedBy = "other";
        QVERIFY(listedText(alert).find("Another alert") != std::string::npos);
        alert.endedAt = alert.knownAt;
        QVERIFY(listedText(alert).find("more than a day") == std::string::npos);
        alert.endedAt = Instant{38 * microsPerDay};
        QVERIFY(listedText(alert).find("more than a day") != std::string::npos);
    }

    /// What programs read: each line an object, an alert with every field.
    void watchTellsOfAnAlertInJson()
    {
        QCOMPARE(m_box->run("budget add --name all --limit 1USD --period month --owner kim").code,
                 0);
        QProcess watch;
        m_box->prepare(watch, QStringLiteral("watch --no-poll --no-otlp").split(u' '));
        watch.start();
        QVERIFY(watch.waitForStarted());
        import();
        QByteArray seen;
        const auto told = [&] {
            seen += watch.readAllStandardOutput();
            return seen.contains("\"kind\":\"budget_exhausted\"") && seen.endsWith('\n');
        };
        QTRY_VERIFY_WITH_TIMEOUT(told(), 20'000);
        watch.terminate();
        QVERIFY(watch.waitForFinished());
        QJsonObject alert;
        const QList<QByteArray> lines = seen.trimmed().split('\n');
        for (const QByteArray &line : lines) {
            const QJsonDocument document = QJsonDocument::fromJson(line);
            QVERIFY2(document.isObject(), line.constData());
            QVERIFY(document[QStringLiteral("at")].isString());
            if (document[QStringLiteral("kind")].toString() == QStringLiteral("budget_exhausted"))
                alert = document.object();
        }
        QStringList keys = alert.keys();
        keys.sort();
        QCOMPARE(keys.join(u' '),
                 QStringLiteral("at cost_usd happened_at id kind known_at muted scope "
                                "source_lag_seconds state text threshold title type "
                                "unpriced_requests"));
        QCOMPARE(alert[QStringLiteral("type")].toString(), QStringLiteral("alert"));
        QCOMPARE(alert[QStringLiteral("state")].toString(), QStringLiteral("open"));
        QCOMPARE(alert[QStringLiteral("threshold")].toInt(), 100);
        QVERIFY(alert[QStringLiteral("muted")].isNull());
        QVERIFY(alert[QStringLiteral("scope")].toArray().isEmpty());
        QVERIFY(alert[QStringLiteral("source_lag_seconds")].isDouble());
        // Money is a decimal string, and the listed alert is the same one.
        const QJsonObject listed = m_box->run("alerts list --json").json();
        bool isListed = false;
        for (const QJsonValue one : listed[QStringLiteral("alerts")].toArray()) {
            if (one[QStringLiteral("id")] != alert[QStringLiteral("id")])
                continue;
            isListed = true;
            QCOMPARE(one[QStringLiteral("cost_usd")], alert[QStringLiteral("cost_usd")]);
            QCOMPARE(one[QStringLiteral("at")], alert[QStringLiteral("happened_at")]);
        }
        QVERIFY(isListed);
    }

    void deadLettersAreListed()
    {
        FakeServer server(always(410));
        addHook(server);
        QCOMPARE(m_box->run("budget add --name all --limit 1USD --period month").code, 0);
        import();
        QProcess watch;
        m_box->prepare(watch, QStringLiteral("watch --no-poll --no-otlp").split(u' '));
        watch.start();
        QTRY_COMPARE_WITH_TIMEOUT(only()[QStringLiteral("dead")].toInt(), 1, 20'000);
        watch.terminate();
        QVERIFY(watch.waitForFinished());
        const QJsonObject listed = m_box->run("alerts webhook list --json").json();
        const QJsonObject letter =
            listed[QStringLiteral("dead_letters")].toArray().at(0).toObject();
        QVERIFY(letter[QStringLiteral("reason")].toString().contains(QStringLiteral("410")));
        QCOMPARE(letter[QStringLiteral("webhook")].toString(), QStringLiteral("pager"));
    }

    void setsQuietHoursAndKinds()
    {
        QCOMPARE(m_box
                     ->run("alerts settings set --quiet 22:00-07:00 --quiet-days fri,sat --tz "
                           "Europe/Berlin --mute price_change,burn_rate")
                     .code,
                 0);
        QJsonObject shown = m_box->run("alerts settings show --json").json();
        const QJsonObject quiet = shown[QStringLiteral("quiet")].toObject();
        QVERIFY(quiet[QStringLiteral("enabled")].toBool());
        QCOMPARE(quiet[QStringLiteral("from")].toString(), QStringLiteral("22:00"));
        QCOMPARE(quiet[QStringLiteral("zone")].toString(), QStringLiteral("Europe/Berlin"));
        QCOMPARE(quiet[QStringLiteral("days")].toArray().size(), 2);
        QVERIFY(!shown[QStringLiteral("burn_rate")].toBool());
        QCOMPARE(m_box->run("alerts settings set --quiet off --unmute price_change").code, 0);
        shown = m_box->run("alerts settings show --json").json();
        QVERIFY(shown[QStringLiteral("listed_only")].toArray().isEmpty());
        for (const char *wrong :
             {"alerts settings set --quiet 7-8", "alerts settings set --mute x",
              "alerts settings set --quiet on --tz Mars/North", "alerts settings reset"})
            QCOMPARE(m_box->run(wrong).code, 2);
    }

    void switchesMetrics()
    {
        const QJsonObject on =
            m_box->run("alerts metrics on --port 19465 --token env:HOOK_KEY --json").json();
        QVERIFY(on[QStringLiteral("enabled")].toBool());
        QCOMPARE(on[QStringLiteral("port")].toInt(), 19465);
        QCOMPARE(m_box->run("alerts metrics on --token CANARY").code, 2);
        QCOMPARE(m_box->run("alerts metrics on --port 4318").code, 2);
        QVERIFY(
            !m_box->run("alerts metrics off --json").json()[QStringLiteral("enabled")].toBool());
    }

    void sendsMetricsToACollector()
    {
        const auto push = [this](const char *arguments) {
            return m_box->run(arguments).json()[QStringLiteral("push")].toObject();
        };
        const QJsonObject on = push("alerts metrics push http://127.0.0.1:4318/ --every 30 "
                                    "--header X-Team:search --json");
        QVERIFY(on[QStringLiteral("enabled")].toBool());
        QCOMPARE(on[QStringLiteral("endpoint")].toString(),
                 QStringLiteral("http://127.0.0.1:4318"));
        QCOMPARE(on[QStringLiteral("every_seconds")].toInt(), 30);
        QCOMPARE(on[QStringLiteral("headers")].toArray(), QJsonArray{QStringLiteral("X-Team")});
        const Ran told = m_box->run("alerts metrics push http://127.0.0.1:4318");
        QVERIFY2(told.out.startsWith("Metrics are pushed"), told.out.constData());
        QVERIFY2(told.out.contains("http://127.0.0.1:4318/v1/metrics"), told.out.constData());
        // A header may be a key: it does not go along to another address.
        const QJsonObject moved = push("alerts metrics push https://otel.example.com --json");
        QVERIFY(moved[QStringLiteral("headers")].toArray().isEmpty());
        QCOMPARE(moved[QStringLiteral("every_seconds")].toInt(), 30);
        QVERIFY(!push("alerts metrics push off --json")[QStringLiteral("enabled")].toBool());
        for (const char *wrong :
             {"alerts metrics push", "alerts metrics push http://otel.example.com:4318",
              "alerts metrics push https://otel.example.com/v1/metrics",
              "alerts metrics push https://otel.example.com --every 5",
              "alerts metrics push https://otel.example.com --header Authorization:CANARY"})
            QCOMPARE(m_box->run(wrong).code, 2);
    }

private:
    [[nodiscard]] QJsonObject only() const
    {
        const Ran ran = m_box->run("alerts webhook list --json");
        return ran.json()[QStringLiteral("webhooks")].toArray().at(0).toObject();
    }
    void addHook(const FakeServer &server)
    {
        const QString url = QString::fromStdString(server.url(QStringLiteral("/hook")));
        QCOMPARE(m_box
                     ->run({QStringLiteral("alerts"), QStringLiteral("webhook"),
                            QStringLiteral("add"), QStringLiteral("pager"), QStringLiteral("--url"),
                            url, QStringLiteral("--secret"), QStringLiteral("env:HOOK_KEY")})
                     .code,
                 0);
    }
    /// Two dollars and more, just now.
    void import()
    {
        const QByteArray now = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toUtf8();
        m_box->write(QStringLiteral("log.jsonl"),
                     logLine(1000, "claude-sonnet-4-5", now.constData()));
        QCOMPARE(m_box->run(importOf({QStringLiteral("log.jsonl")})).code, 0);
    }

    std::unique_ptr<Sandbox> m_box;
};

QTEST_GUILESS_MAIN(TestCliAlerts)
#include "tst_clialerts.moc"
