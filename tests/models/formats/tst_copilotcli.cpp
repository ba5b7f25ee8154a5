// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/copilotstate.h"
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray shutdown(const QByteArray &metrics, int event = 1)
{
    return R"({"type":"session.shutdown","data":{"modelMetrics":)" + metrics +
           R"(},"id":"e000000)" + QByteArray::number(event) + R"(","timestamp":"2026-06-15T10:0)" +
           QByteArray::number(event) + ":00Z\"}\n";
}

QByteArray metrics(int input, int output, int read = 0, int written = 0)
{
    return R"({"gpt-5":{"requests":{"count":1,"cost":1},"usage":{"inputTokens":)" +
           QByteArray::number(input) + R"(,"outputTokens":)" + QByteArray::number(output) +
           R"(,"cacheReadTokens":)" + QByteArray::number(read) + R"(,"cacheWriteTokens":)" +
           QByteArray::number(written) + "}}}";
}

QByteArray said(int output)
{
    return R"({"type":"assistant.message","data":{"content":"secret words","outputTokens":)" +
           QByteArray::number(output) + "},\"timestamp\":\"2026-06-15T10:00:00Z\"}\n";
}

std::int64_t outputOf(const Collector &sink)
{
    std::int64_t sum = 0;
    for (const Seen &seen : sink.observations)
        sum += seen[TokenClass::Output];
    return sum;
}

} // namespace

class TestCopilotCli : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals()
    {
        compareWithExpected("copilot-cli", QStringLiteral("copilot-cli"));
    }

    void eachModelOfAnEndIsAnAggregate()
    {
        const auto all =
            observationsIn("copilot-cli", QStringLiteral(OUTLAY_TEST_DATA "/formats/copilot-cli"));
        QCOMPARE(all.size(), std::size_t(3));
        std::int64_t requests = 0;
        for (const Seen &seen : all) {
            QVERIFY(seen.o.isAggregate);
            QCOMPARE(seen[Field::Session], std::string("35059dc3-0000-4000-8000-0000000000c1"));
            QCOMPARE(seen[Field::Project], std::string("/home/dev/demo"));
            QCOMPARE(seen[Field::Branch], std::string("main"));
            // A premium request is no dollar.
            QVERIFY(!seen.o.client && !seen.o.reported && !seen.o.billed);
            requests += seen.o.requests;
        }
        QCOMPARE(requests, std::int64_t(15));
    }

    void endsOfAResumedSessionAddUpOrIncludeEachOther_data()
    {
        QTest::addColumn<QByteArray>("events");
        QTest::addColumn<qint64>("output");
        QTest::newRow("less than before: began at 0")
            << said(500) + shutdown(metrics(900, 500)) + said(300) + shutdown(metrics(800, 300), 2)
            << 800LL;
        QTest::newRow("more, and what was said fits into the difference: includes the first")
            << said(500) + shutdown(metrics(900, 500)) + said(300) + shutdown(metrics(1800, 800), 2)
            << 800LL;
        QTest::newRow("more, and what was said does not fit: began at 0")
            << said(500) + shutdown(metrics(900, 500)) + said(600) + shutdown(metrics(1800, 600), 2)
            << 1100LL;
        QTest::newRow("the same again: nothing")
            << said(500) + shutdown(metrics(900, 500)) + shutdown(metrics(900, 500), 2) << 500LL;
        QTest::newRow("an end without figures in between")
            << said(500) + shutdown(metrics(900, 500)) + said(300) + shutdown("{}", 2) + said(100) +
                   shutdown(metrics(1900, 900), 3)
            << 900LL;
    }
    void endsOfAResumedSessionAddUpOrIncludeEachOther()
    {
        QFETCH(QByteArray, events);
        QFETCH(qint64, output);
        const Collector whole = readWith("copilot-cli", events);
        QVERIFY2(whole.rejections.empty(), qPrintable(whole.reasons()));
        QCOMPARE(qint64(outputOf(whole)), output);
        // Wherever an import stopped and went on.
        for (qsizetype cut = events.indexOf('\n') + 1; cut > 0; cut = events.indexOf('\n', cut) + 1)
            QCOMPARE(qint64(outputOf(readInTwo("copilot-cli", events, cut))), output);
    }

    void saysWhenItCannotTell()
    {
        const Collector sink = readWith("copilot-cli", said(500) + shutdown(metrics(900, 500)) +
                                                           shutdown(metrics(1800, 900), 2));
        QCOMPARE(outputOf(sink), std::int64_t(500));
        QCOMPARE(sink.rejections.size(), std::size_t(1));
        QCOMPARE(sink.rejections[0].first, std::int64_t(3));
        QVERIFY2(sink.reasons().contains(u"cannot be told"), qPrintable(sink.reasons()));
    }

    void refusesWhatContradictsItself()
    {
        compareRejection("copilot-cli", shutdown(metrics(100, 5, 80, 30)),
                         "more than the inputTokens");
        compareRejection("copilot-cli", shutdown("7"), "modelMetrics: expected an object");
        compareRejection("copilot-cli", shutdown(metrics(-1, 5)), "inputTokens");
        compareRejection("copilot-cli", R"({"type":"session.shutdown","data":{"modelMetrics":{}}})",
                         "timestamp");
    }

    void takesTheSessionFromItsPlaceIfTheFileDoesNotTellIt()
    {
        ReaderOptions options;
        options.path = "/h/.copilot/session-state/abc-1/events.jsonl";
        QCOMPARE(readWith("copilot-cli", shutdown(metrics(1, 1)), options)
                     .observations.at(0)[Field::Session],
                 std::string("abc-1"));
        options.path = "/h/.copilot/session-state/abc-2.jsonl";
        QCOMPARE(readWith("copilot-cli", shutdown(metrics(1, 1)), options)
                     .observations.at(0)[Field::Session],
                 std::string("abc-2"));
    }

    void itsStateIsItsOwn()
    {
        CopilotState state;
        state.session = "a\nb";
        state.said = 7;
        state.last["a model"] = {1, 2, 3, 4, 5, 6};
        CopilotState other;
        QVERIFY(other.fromText(state.toText()));
        QCOMPARE(other.session, std::string("a b"));
        QCOMPARE(other.said, std::int64_t(7));
        QVERIFY(other.last == state.last);
        for (const char *broken : {"", "a", "a\nb\nc\nx", "a\nb\nc\n1\n1 2 3", "a\nb\nc\n-1",
                                   "a\nb\nc\n1\n1 2 3 4 5 x m"})
            QVERIFY2(!other.fromText(broken), broken);
    }
};

QTEST_GUILESS_MAIN(TestCopilotCli)
#include "tst_copilotcli.moc"
