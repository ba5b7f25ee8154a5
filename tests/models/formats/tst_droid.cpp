// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

const std::string path = "/home/dev/.factory/sessions/-p/7d1c-0000.settings.json";

QByteArray settings(const QByteArray &usage,
                    const QByteArray &at = R"("providerLockTimestamp":"2026-01-20T09:00:00Z",)")
{
    return R"({"model":"claude-opus-4-5-20251101","providerLock":"anthropic",)" + at +
           R"("tokenUsage":)" + usage + "}";
}

Collector read(const QByteArray &bytes)
{
    ReaderOptions options;
    options.path = path;
    return readWith("droid", bytes, options);
}

} // namespace

class TestDroid : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals() { compareWithExpected("droid", QStringLiteral("droid")); }

    void isTheSumOfASession()
    {
        const auto sink = read(settings(R"({"inputTokens":10,"outputTokens":5})"));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        const Seen &seen = sink.observations.front();
        QVERIFY(seen.o.isAggregate);
        QCOMPARE(seen[Field::Session], std::string("7d1c-0000"));
        QCOMPARE(seen[Field::Provider], std::string("anthropic"));
        QCOMPARE(toRfc3339(seen.o.at), std::string("2026-01-20T09:00:00Z"));
    }

    void aSessionThatGoesOnReplacesItsSum()
    {
        auto all = read(settings(R"({"inputTokens":10,"outputTokens":5})")).observations;
        const auto later = read(settings(R"({"inputTokens":90,"outputTokens":25})"));
        all.insert(all.end(), later.observations.begin(), later.observations.end());
        const auto events = mergedEvents("droid", all);
        QCOMPARE(events.size(), std::size_t(1));
        QCOMPARE(events[0][TokenClass::Input], std::int64_t(90));
    }

    void tellsByTheTotalWhatIsInsideWhat_data()
    {
        QTest::addColumn<QByteArray>("usage");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("output");
        QTest::newRow("caches beside")
            << QByteArray(R"({"inputTokens":100,"outputTokens":10,"cacheReadTokens":30,)"
                          R"("cacheCreationTokens":5,"totalTokens":145})")
            << 100LL << 10LL;
        QTest::newRow("caches inside")
            << QByteArray(R"({"inputTokens":100,"outputTokens":10,"cacheReadTokens":30,)"
                          R"("cacheCreationTokens":5,"totalTokens":110})")
            << 65LL << 10LL;
        QTest::newRow("thinking beside")
            << QByteArray(R"({"inputTokens":100,"outputTokens":10,"thinkingTokens":7,)"
                          R"("totalTokens":117})")
            << 100LL << 17LL;
        QTest::newRow("no total") << QByteArray(R"({"inputTokens":100,"outputTokens":10,)"
                                                R"("cacheReadTokens":30,"thinkingTokens":7})")
                                  << 100LL << 10LL;
    }
    void tellsByTheTotalWhatIsInsideWhat()
    {
        QFETCH(QByteArray, usage);
        QFETCH(qint64, input);
        QFETCH(qint64, output);
        const auto sink = read(settings(usage));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(qint64(sink.observations[0][TokenClass::Input]), input);
        QCOMPARE(qint64(sink.observations[0][TokenClass::Output]), output);
    }

    void refusesWhatItCannotPlace()
    {
        compareRejection("droid", settings(R"({"inputTokens":1,"totalTokens":7})"), "totalTokens",
                         path);
        compareRejection("droid", settings(R"({"inputTokens":1})", {}),
                         "providerLockTimestamp: missing", path);
        compareRejection("droid", settings(R"({"inputTokens":1})"), "file's name", "/tmp/a.json");
        compareRejection("droid", settings("3"), "tokenUsage: expected an object", path);
    }

    void ignoresTheTranscriptBesideIt()
    {
        const auto sink = readWith("droid", "{\"type\":\"session_start\",\"id\":\"7d1c\"}\n"
                                            "{\"type\":\"message\",\"message\":{}}\n");
        QCOMPARE(sink.ignoredCount, 2);
        QCOMPARE(read(settings(R"({"inputTokens":0})")).ignoredCount, 1);
    }
};

QTEST_GUILESS_MAIN(TestDroid)
#include "tst_droid.moc"
