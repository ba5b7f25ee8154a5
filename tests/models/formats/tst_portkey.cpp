// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

class TestPortkey : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void countsARowOnceThatIsInBothFiles();
    void readsOneRowWhole();
    void refusesOtherCurrencies();
    void asksForTheColumnsThatAreMissing();
    void refusesACostAloneWithoutItsCurrency();
    void goesOnInTheMiddleOfACsvFile();
};

void TestPortkey::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("JSON lines") << QByteArray("export.jsonl");
    QTest::newRow("CSV") << QByteArray("export.csv");
}

void TestPortkey::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("portkey");
    const Collector sink = readFixture("portkey", file.constData());
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.observations.size()), expected[u"rows"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes), expected[u"successes"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"errors"].toInteger());
    QCOMPARE(qint64(totals.cacheHits), expected[u"cache_hits"].toInteger());
    QCOMPARE(qint64(totals.served), expected[u"tokens_served"].toInteger());
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_usd"));
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.reported.nanos != nanosOf(wrong, "cost_if_every_amount_is_usd"));
    QVERIFY(totals.usage.total() != wrong[u"sum_of_total_units"].toInteger());
}

void TestPortkey::countsARowOnceThatIsInBothFiles()
{
    std::vector<Seen> all = readFixture("portkey", "export.jsonl").observations;
    const auto csv = readFixture("portkey", "export.csv").observations;
    all.insert(all.end(), csv.begin(), csv.end());
    QCOMPARE(eventsOf(all).size(), std::size_t(5));
}

void TestPortkey::readsOneRowWhole()
{
    for (const char *file : {"export.jsonl", "export.csv"}) {
        const Collector sink = readFixture("portkey", file);
        const Seen &seen = sink.observations[0];
        QCOMPARE(seen[Field::Provider], std::string("openai"));
        QCOMPARE(seen[Field::Model], std::string("gpt-4o-mini"));
        QCOMPARE(seen[Field::User], std::string("u-ana"));
        QCOMPARE(seen[Field::Task], std::string("OUT-1"));
        QCOMPARE(seen[Field::Endpoint], std::string("/v1/chat/completions"));
        QCOMPARE(seen[Field::Operation], std::string("trace-000001"));
        QCOMPARE(seen.o.latencyMicros, std::int64_t(900'000));
        QCOMPARE(sink.observations[2].o.httpStatus, 429);
        // The response that was exported names itself.
        QCOMPARE(sink.observations[1].tokens[0].second, std::string("msg_01PortkeyAbC"));
        QVERIFY(!sink.observations[4].o.reported);
    }
}

void TestPortkey::refusesOtherCurrencies()
{
    const Collector sink = readWith(
        "portkey", R"({"created_at":"2026-03-08T10:00:00Z","is_success":true,"ai_model":"x",)"
                   R"("req_units":1,"res_units":1,"cost":1,"cost_currency":"EUR"})");
    QVERIFY(sink.reasons().contains(u"cost_currency: only USD"));
}

void TestPortkey::asksForTheColumnsThatAreMissing()
{
    const Collector sink = readWith(
        "portkey", R"({"created_at":"2026-03-08T10:00:00Z","is_success":true,"ai_model":"x"})");
    QVERIFY(sink.reasons().contains(u"export req_units and res_units, or response"));
}

/// An image: its cost alone tells of it, in a unit that nothing tells.
void TestPortkey::refusesACostAloneWithoutItsCurrency()
{
    const auto row = [](const char *rest) {
        return readWith("portkey", QByteArray(R"({"created_at":"2026-03-08T10:00:00Z",)"
                                              R"("is_success":true,"ai_model":"dall-e-3",)") +
                                       rest + '}');
    };
    QVERIFY(row(R"("req_units":0,"res_units":0,"cost":4)").reasons().contains(u"cost_currency: "));
    const Collector cents = row(R"("req_units":0,"res_units":0,"cost":4,"cost_currency":"cents")");
    QCOMPARE(cents.observations.at(0).o.reported->nanos, std::int64_t(40'000'000));
    QCOMPARE(row(R"("req_units":0,"res_units":0,"cost":0)").rejections.size(), std::size_t(0));
    QVERIFY(!row(R"("req_units":9,"res_units":0,"cost":4)").observations.at(0).o.reported);
}

void TestPortkey::goesOnInTheMiddleOfACsvFile()
{
    const QByteArray file = bytesOf(gatewayFile("portkey", "export.csv"));
    Collector sink;
    const Format &format = *formatNamed("portkey");
    auto reader = format.create({});
    eachLine(file, [&](std::string_view line, std::int64_t number) {
        reader->line(line, number, sink);
        const std::string state = reader->state();
        reader = format.create({});
        QVERIFY(reader->restore(state));
    });
    reader->finish(sink);
    QCOMPARE(sink.observations.size(), std::size_t(5));
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
}

QTEST_APPLESS_MAIN(TestPortkey)
#include "tst_portkey.moc"
