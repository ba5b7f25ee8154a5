// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

class TestCloudflareGateway : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void readsOneRowWhole();
    void readsTruthAsDatabasesExportIt();
};

void TestCloudflareGateway::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("page") << QByteArray("logs-page.json");
    QTest::newRow("lines") << QByteArray("rows.jsonl");
}

void TestCloudflareGateway::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("cloudflare-gateway");
    const Collector sink = readFixture("cloudflare-gateway", file.constData());
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
    QVERIFY(totals.usage[Input] != wrong[u"sum_of_tokens_in"].toInteger());
    QVERIFY(qint64(sink.observations.size()) !=
            wrong[u"requests_if_fallbacks_were_hidden"].toInteger());
}

void TestCloudflareGateway::readsOneRowWhole()
{
    const auto rows = readFixture("cloudflare-gateway", "logs-page.json").observations;
    QCOMPARE(rows[0][Field::User], std::string("u-ana"));
    QCOMPARE(rows[0][Field::Task], std::string("OUT-1"));
    QCOMPARE(rows[0][Field::Endpoint], std::string("chat/completions"));
    QCOMPARE(rows[0].o.latencyMicros, std::int64_t(900'000));
    QCOMPARE(rows[2].o.httpStatus, 529);
    QCOMPARE(rows[3][Field::Provider], std::string("google"));
    QCOMPARE(rows[3].o.attempt, 2);
    QCOMPARE(rows[3].tags.at("custom_cost"), std::string("true"));
}

void TestCloudflareGateway::readsTruthAsDatabasesExportIt()
{
    for (const char *yes : {"true", "1", "\"true\"", "\"True\""}) {
        const Seen seen =
            onlyOne("cloudflare-gateway",
                    QByteArray(R"({"created_at":"2026-03-04T10:00:00Z","tokens_in":1,"success":)") +
                        yes + R"(,"cached":)" + yes + "}");
        QVERIFY(seen.o.outcome == Outcome::Success);
        QVERIFY(seen.o.isGatewayCacheHit);
    }
}

QTEST_APPLESS_MAIN(TestCloudflareGateway)
#include "tst_cloudflaregateway.moc"
