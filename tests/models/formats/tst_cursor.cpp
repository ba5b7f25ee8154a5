// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray rowOf(const QByteArray &row)
{
    return "Date,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,"
           "Output Tokens,Total Tokens,Cost\n" +
           row + '\n';
}

} // namespace

class TestCursor : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals() { compareWithExpected("cursor", QStringLiteral("cursor")); }

    void tellsByTheTotalWhatTheFirstColumnIs_data()
    {
        QTest::addColumn<QByteArray>("counts");
        QTest::addColumn<qint64>("input");
        QTest::addColumn<qint64>("written");
        QTest::newRow("what was written")
            << QByteArray("28342,775,105891,21282,156290") << 775LL << 28342LL;
        QTest::newRow("the whole input")
            << QByteArray("1200,1000,5000,300,6500") << 1000LL << 200LL;
        QTest::newRow("thousands apart")
            << QByteArray(R"("1200","0","5000","300","6500")") << 0LL << 1200LL;
    }
    void tellsByTheTotalWhatTheFirstColumnIs()
    {
        QFETCH(QByteArray, counts);
        QFETCH(qint64, input);
        QFETCH(qint64, written);
        const auto sink = readWith(
            "cursor", rowOf("2025-11-13T18:36:05.846Z,Included,auto,No," + counts + ",0.19"));
        QVERIFY2(sink.observations.size() == 1, qPrintable(sink.reasons()));
        QCOMPARE(qint64(sink.observations[0][TokenClass::Input]), input);
        QCOMPARE(qint64(sink.observations[0][TokenClass::CacheWrite5m]), written);
    }

    void tellsWhatIsChargedFromWhatIsIncluded_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QByteArray>("cost");
        QTest::addColumn<qint64>("billed"); // -1: none
        QTest::addColumn<qint64>("client");
        QTest::newRow("on demand")
            << QByteArray("On-Demand") << QByteArray("$0.03") << 30'000'000LL << -1LL;
        QTest::newRow("usage-based")
            << QByteArray("Usage-based") << QByteArray("0.03") << 30'000'000LL << -1LL;
        QTest::newRow("included, with its worth")
            << QByteArray("Included") << QByteArray("0.19") << 0LL << 190'000'000LL;
        QTest::newRow("included, by the word")
            << QByteArray("Included") << QByteArray("Included") << 0LL << 0LL;
        QTest::newRow("free") << QByteArray("Free") << QByteArray("-") << 0LL << 0LL;
        QTest::newRow("with a decimal comma")
            << QByteArray("On-Demand") << QByteArray("\"$0,12\"") << 120'000'000LL << -1LL;
        QTest::newRow("no number") << QByteArray("On-Demand") << QByteArray("NaN") << -1LL << -1LL;
    }
    void tellsWhatIsChargedFromWhatIsIncluded()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QByteArray, cost);
        QFETCH(qint64, billed);
        QFETCH(qint64, client);
        const auto sink = readWith(
            "cursor", rowOf("2025-11-13T18:36:05.846Z," + kind + ",gpt-5,No,0,1,0,1,2," + cost));
        const Observation &o = sink.observations.at(0).o;
        QCOMPARE(o.billed ? qint64(o.billed->nanos) : -1, billed);
        QCOMPARE(o.client ? qint64(o.client->nanos) : -1, client);
        QVERIFY(!o.reported);
    }

    void theOlderExportSaysWhatIsTheMembersToPay()
    {
        const auto sink =
            readWith("cursor", bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/formats/cursor/"
                                                                       "usage-2025-02.csv")));
        QCOMPARE(sink.observations.size(), std::size_t(2));
        QCOMPARE(sink.observations[0].o.billed.value().nanos, std::int64_t(0));
        QCOMPARE(sink.observations[1].o.billed.value().nanos, std::int64_t(50'000'000));
        QVERIFY(!sink.observations[0].o.canSeeFailures);
    }

    void seesFailures()
    {
        const auto sink = readWith(
            "cursor",
            rowOf("2025-11-13T18:36:05.846Z,\"Errored, No Charge\",gpt-5,No,0,0,0,0,0,-\n"
                  "2025-11-13T18:37:05.846Z,\"Aborted, Not Charged\",gpt-5,No,0,0,0,0,0,-"));
        QCOMPARE(sink.observations.size(), std::size_t(2));
        QCOMPARE(int(sink.observations[0].o.outcome), int(Outcome::Error));
        QCOMPARE(int(sink.observations[1].o.outcome), int(Outcome::Cancelled));
        QVERIFY(sink.observations[0].o.canSeeFailures);
    }

    void refusesWhatItCannotRead()
    {
        compareRejection("cursor", rowOf("2025-11-13T18:36:05.846Z,Free,auto,No,1,2,3,4,5,-"),
                         "Total Tokens");
        compareRejection("cursor",
                         rowOf("2025-11-13T18:36:05.846Z,On-Demand,auto,No,0,1,0,1,2,-$0.12"),
                         "Cost: is negative");
        compareRejection("cursor",
                         rowOf("2025-11-13T18:36:05.846Z,On-Demand,auto,No,0,1,0,1,2,\"$1,234\""),
                         "may part thousands or decimals");
        compareRejection("cursor", rowOf("yesterday,Free,auto,No,0,1,0,1,2,-"), "Date");
        compareRejection("cursor", rowOf("2025-11-13T18:36:05.846Z,Free,auto,No,0,x,0,1,2,-"),
                         "Input (w/o Cache Write)");
        compareRejection("cursor", rowOf("2025-11-13T18:36:05.846Z,Included,auto,No,,,,,,-"),
                         "Total Tokens: missing, which is not 0");
        compareRejection("cursor",
                         R"({"totalUsageEventsCount":1,"usageEvents":[{"timestamp":)"
                         R"("1793704811003","model":"gpt-5","kind":"Usage-based"}]})",
                         "tokenUsage: missing");
        compareRejection("cursor", "Date,Model\n2025-11-13,auto\n",
                         "the header has no column \"Input (w/ Cache Write)\"");
    }

    /// Pages of the Admin API: cents, and what the plan includes is no charge.
    void readsPagesOfTheAdminApi()
    {
        QFile file(
            QStringLiteral(OUTLAY_TEST_DATA "/providers/cursor/filtered-usage-events-page1.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray page = file.readAll();
        const Format *format = sniff({page.constData(), std::size_t(page.size())}, {});
        QVERIFY(format != nullptr);
        QCOMPARE(format->name, std::string_view("cursor"));
        const auto sink = readWith("cursor", page);
        QVERIFY2(sink.observations.size() == 2, qPrintable(sink.reasons()));
        const auto &first = sink.observations[0];
        QCOMPARE(qint64(first[TokenClass::Input]), 1260);
        QCOMPARE(qint64(first[TokenClass::CacheWrite5m]), 6112);
        QCOMPARE(qint64(first[TokenClass::CacheRead]), 119640);
        QCOMPARE(qint64(first[TokenClass::Output]), 4500);
        QCOMPARE(first.o.billed->nanos, 197'500'000); // 19.75 cents, the token fee among them
        QVERIFY(!first.o.client);
        QByteArray included = page;
        included.replace("Usage-based", "Included in Business");
        const auto plan = readWith("cursor", included);
        QCOMPARE(plan.observations[0].o.billed->nanos, 0);
        QCOMPARE(plan.observations[0].o.client->nanos, 197'500'000);
        QByteArray damaged = page;
        damaged.replace("19.75", "\"much\"");
        QCOMPARE(readWith("cursor", damaged).observations.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestCursor)
#include "tst_cursor.moc"
