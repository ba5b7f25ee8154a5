// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/keytest.h"
#include "tests/fakes/fakeproviders.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;

namespace {

// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *anyJson = R"({"status":"ok"})";
constexpr const char *busy = R"({"error":"busy"})";
constexpr const char *refused = R"({"error":"no"})";

struct Trial
{
    std::vector<Finding> findings;
    bool isUsable = false;

    [[nodiscard]] int count(const std::string &text) const
    {
        return int(std::count_if(findings.begin(), findings.end(), [&text](const Finding &one) {
            return one.text.find(text) != std::string::npos;
        }));
    }
};

/// What is found out where every question is answered so.
Trial tried(SourceKind kind, const std::string &key, const FakeReply &reply)
{
    const FakeServer server([reply](const FakeRequest &) { return reply; });
    HttpSettings http;
    http.baseUrl = server.url({});
    KeyTest test(kind, http, [] { return Instant{fixtureNowMicros}; });
    Trial trial;
    QObject::connect(&test, &KeyTest::finished, &test,
                     [&trial](const std::vector<Finding> &findings, bool isUsable) {
                         trial = {findings, isUsable};
                     });
    QSignalSpy finished(&test, &KeyTest::finished);
    if (!test.start(Secret(key)))
        qFatal("the test does not start");
    if (!QTest::qWaitFor([&] { return finished.count() == 1; }, 30'000))
        qFatal("the test does not end");
    return trial;
}

} // namespace

/// What a trial of a key makes of answers.
class TestKeyTest : public QObject
{
    Q_OBJECT

private slots:
    void aPageThatIsNoAnswerIsNotSeen_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("key");
        QTest::newRow("openai") << int(SourceKind::OpenAi) << u"sk-admin-0123456789"_s;
        QTest::newRow("deepseek") << int(SourceKind::DeepSeek) << u"sk-0123456789"_s;
        QTest::newRow("helicone") << int(SourceKind::Helicone) << u"sk-helicone-0123456"_s;
        QTest::newRow("vertex") << int(SourceKind::Vertex) << u"ya29.0123456789"_s;
        QTest::newRow("cursor") << int(SourceKind::Cursor) << u"key_0123456789"_s;
    }
    void aPageThatIsNoAnswerIsNotSeen()
    {
        QFETCH(int, kind);
        QFETCH(QString, key);
        for (const char *body : {anyJson, "[]"}) {
            const Trial trial = tried(SourceKind(kind), key.toStdString(), {.body = body});
            QVERIFY(!trial.isUsable);
            QVERIFY(trial.count("is not what") > 0);
            QCOMPARE(trial.count("sees "), 0);
        }
    }

    void aBusyServerSaysNothingOfTheKey_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("too many requests") << 429;
        QTest::newRow("server error") << 500;
    }
    void aBusyServerSaysNothingOfTheKey()
    {
        QFETCH(int, status);
        const Trial trial =
            tried(SourceKind::Helicone, "sk-helicone-0123456", {.status = status, .body = busy});
        QVERIFY(!trial.isUsable);
        QCOMPARE(trial.count("the key needs"), 0);
        QCOMPARE(trial.count("says nothing of the key"), 1); // once, though it has two ways to ask
    }

    void whatIsMissingIsSaidOnce()
    {
        const Trial trial =
            tried(SourceKind::Helicone, "sk-helicone-0123456", {.status = 403, .body = refused});
        QCOMPARE(trial.count("does not see the log of requests"), 1);
        QCOMPARE(trial.count("the key needs"), 1);
    }
};

QTEST_GUILESS_MAIN(TestKeyTest)
#include "tst_keytest.moc"
