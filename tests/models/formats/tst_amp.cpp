// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

class TestAmp : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals() { compareWithExpected("amp", QStringLiteral("amp")); }

    void anEntryIsKnownByItsThreadAndIdOrPlace()
    {
        const auto all = observationsIn("amp", QStringLiteral(OUTLAY_TEST_DATA "/formats/amp"));
        QCOMPARE(all.size(), std::size_t(3));
        QCOMPARE(all[0].tokens.at(0).second,
                 std::string("amp/T-0f1e2d3c-0000-4000-8000-0000000000a1/"
                             "0f1e2d3c-0000-4000-8000-0000000000e1"));
        QCOMPARE(all[1].tokens.at(0).second,
                 std::string("amp/T-0f1e2d3c-0000-4000-8000-0000000000a1/#2"));
        QCOMPARE(all[2].tokens.at(0).second,
                 std::string("amp/T-0f1e2d3c-0000-4000-8000-0000000000a2/m1"));
        for (const Seen &seen : all) {
            // Credits are no dollars.
            QVERIFY(!seen.o.client && !seen.o.reported && !seen.o.billed);
            QVERIFY(seen[Field::Session].starts_with("T-"));
        }
    }

    void aThreadThatGrowsCountsItsCallsOnce()
    {
        const QByteArray event =
            R"({"timestamp":"2026-05-01T01:02:03Z","model":"gpt-5","tokens":{"input":1,"output":2}})";
        const auto thread = [](const QByteArray &events) -> QByteArray {
            return R"({"id":"T-1","usageLedger":{"events":[)" + events + "]}}";
        };
        const auto first = readWith("amp", thread(event));
        const auto second = readWith("amp", thread(event + ',' + event));
        auto all = first.observations;
        all.insert(all.end(), second.observations.begin(), second.observations.end());
        QCOMPARE(eventsOf(all).size(), std::size_t(2));
    }

    void aLedgersInputMayIncludeItsCaches()
    {
        const auto sink = readWith(
            "amp",
            R"({"id":"T-1","messages":[{"role":"assistant","messageId":2,"usage":)"
            R"({"inputTokens":10,"cacheReadInputTokens":70,"cacheCreationInputTokens":20}}],)"
            R"("usageLedger":{"events":[{"timestamp":"2026-05-01T01:02:03Z","model":"m",)"
            R"("tokens":{"input":100,"output":2},"toMessageId":2}]}})");
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(sink.observations[0][TokenClass::Input], std::int64_t(10));
        QCOMPARE(sink.observations[0].o.usage.prompt(), std::int64_t(100));
    }

    void refusesWhatContradictsItself_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("another input than the message's")
            << QByteArray(
                   R"({"id":"T-1","messages":[{"role":"assistant","messageId":2,"usage":)"
                   R"({"inputTokens":10,"cacheReadInputTokens":70}}],"usageLedger":{"events":[)"
                   R"({"timestamp":"2026-05-01T01:02:03Z","tokens":{"input":33},"toMessageId":2}]}})")
            << QByteArray("tokens.input");
        QTest::newRow("another sum")
            << QByteArray(
                   R"({"id":"T-1","messages":[{"role":"assistant","usage":{"inputTokens":10,)"
                   R"("cacheReadInputTokens":7,"totalInputTokens":10,)"
                   R"("timestamp":"2026-05-01T01:02:03Z"}}]})")
            << QByteArray("totalInputTokens");
        QTest::newRow("no time")
            << QByteArray(
                   R"({"id":"T-1","messages":[{"role":"assistant","usage":{"inputTokens":10}}]})")
            << QByteArray("usage.timestamp");
    }
    void refusesWhatContradictsItself()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, reason);
        compareRejection("amp", bytes, reason);
    }
};

QTEST_GUILESS_MAIN(TestAmp)
#include "tst_amp.moc"
