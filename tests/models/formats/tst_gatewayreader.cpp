// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

/// What the formats of gateways' logs share.
class TestGatewayReader : public QObject
{
    Q_OBJECT

private slots:
    void readsARowTheSameInEveryFraming_data();
    void readsARowTheSameInEveryFraming();
    void namesTheRowThatIsBad();
    void refusesASuccessWithoutCountsInsteadOfCallingItFree();
    void takesLabelsAsFieldsAndTags();
    void refusesTextThatBeginsLikeJsonAndIsNone();
    void keepsSuccessAndFailureOfOneIdApart();
};

void TestGatewayReader::readsARowTheSameInEveryFraming_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("envelope");
    QTest::addColumn<QByteArray>("row");
    // Without ids, so that the content is the identity, which no framing may change.
    QTest::newRow("bifrost")
        << QByteArray("bifrost") << QByteArray("logs")
        << QByteArray(R"({"timestamp": "2026-03-04T10:00:00Z", "status": "success", )"
                      R"("token_usage": {"prompt_tokens": 1, "completion_tokens": 2}})");
    QTest::newRow("helicone")
        << QByteArray("helicone") << QByteArray("data")
        << QByteArray(R"({"request_created_at": "2026-03-04T10:00:00Z", )"
                      R"("response_status": 200, "prompt_tokens": 1, "completion_tokens": 2})");
    QTest::newRow("cloudflare") << QByteArray("cloudflare-gateway") << QByteArray("result")
                                << QByteArray(
                                       R"({"created_at": "2026-03-04T10:00:00Z", "success": true, )"
                                       R"("tokens_in": 1, "tokens_out": 2})");
}

void TestGatewayReader::readsARowTheSameInEveryFraming()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, envelope);
    QFETCH(QByteArray, row);
    const QByteArray plain = QJsonDocument::fromJson(row).toJson(QJsonDocument::Compact);
    const QByteArray page = "{\"" + envelope + "\":[" + row + "]}";
    const Collector first = readWith(format.toStdString(), row);
    QCOMPARE(first.observations.size(), std::size_t(1));
    QVERIFY(first.observations[0].tokens.empty());
    for (const QByteArray &bytes :
         {plain, QByteArray("[" + row + "]"), page, QJsonDocument::fromJson(page).toJson(),
          QByteArray("\xef\xbb\xbf" + plain + "\r\n")}) {
        const Collector sink = readWith(format.toStdString(), bytes);
        QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        QCOMPARE(sink.observations[0].content, first.observations[0].content);
        QCOMPARE(sink.observations[0].o.usage.counts, first.observations[0].o.usage.counts);
    }
}

void TestGatewayReader::namesTheRowThatIsBad()
{
    const QByteArray good = R"({"created_at":"2026-03-04T10:00:00Z","success":true,)"
                            R"("tokens_in":1,"tokens_out":2})";
    const QByteArray bad = QByteArray(good).replace("\"tokens_in\":1", "\"tokens_in\":-1");
    const QByteArray timeless = R"({"success":true,"tokens_in":1})";
    const Collector page =
        readWith("cloudflare-gateway", "{\"result\":[\n" + good + ",\n" + bad + ",\n7,\n" +
                                           timeless + ",\n" + good + "\n]}");
    QCOMPARE(page.observations.size(), std::size_t(2));
    QCOMPARE(page.rejections.size(), std::size_t(3));
    QCOMPARE(page.rejections[0].first, std::int64_t(2));
    QCOMPARE(page.rejections[0].second, std::string("tokens_in: is negative"));
    QCOMPARE(page.rejections[1].second, std::string("the record is no JSON object"));
    QVERIFY(page.rejections[2].second.starts_with("created_at: missing"));
    const Collector lines = readWith("cloudflare-gateway", good + "\n{\"a\":\n" + good);
    QCOMPARE(lines.observations.size(), std::size_t(2));
    QCOMPARE(lines.rejections[0].first, std::int64_t(2));
}

void TestGatewayReader::refusesASuccessWithoutCountsInsteadOfCallingItFree()
{
    const Collector sink =
        readWith("cloudflare-gateway",
                 R"({"created_at":"2026-03-04T10:00:00Z","success":true,"cost":0.04,"model":"x"})");
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY(sink.reasons().contains(u"no token counts"));
    const Collector failed =
        readWith("cloudflare-gateway",
                 R"({"created_at":"2026-03-04T10:00:00Z","success":false,"status_code":500})");
    QCOMPARE(failed.observations.size(), std::size_t(1));
    QVERIFY(!failed.observations[0].o.reported);
}

void TestGatewayReader::takesLabelsAsFieldsAndTags()
{
    const Seen seen =
        onlyOne("cloudflare-gateway",
                R"({"created_at":"2026-03-04T10:00:00Z","success":true,"tokens_in":1,"metadata":)"
                R"("{\"Task-Id\":\"T1\",\"team\":\"core\",\"_user\":\"ana\",\"env\":\"prod\",)"
                R"(\"nested\":{\"a\":1},\"n\":7,\"empty\":\"\",\"gone\":null}"})");
    QCOMPARE(seen[Field::Task], std::string("T1"));
    QCOMPARE(seen[Field::Team], std::string("core"));
    QCOMPARE(seen[Field::User], std::string("ana"));
    QCOMPARE(seen[Field::Environment], std::string("prod"));
    QCOMPARE(seen.tags.at("n"), std::string("7"));
    QVERIFY(!seen.tags.contains("nested") && !seen.tags.contains("empty"));
    QVERIFY(!seen.tags.contains("gone"));
}

void TestGatewayReader::refusesTextThatBeginsLikeJsonAndIsNone()
{
    const Collector sink =
        readWith("cloudflare-gateway", R"({"created_at":"2026-03-04T10:00:00Z","success":true,)"
                                       R"("tokens_in":1,"metadata":"{\"task\":"})");
    QCOMPARE(sink.observations.size(), std::size_t(0));
    QVERIFY(sink.reasons().contains(u"metadata: text that should be JSON"));
}

void TestGatewayReader::keepsSuccessAndFailureOfOneIdApart()
{
    const auto row = [](const char *success) -> QByteArray {
        return QByteArray(R"({"id":"01JNX00000001","created_at":"2026-03-04T10:00:00Z",)"
                          R"("tokens_in":1,"success":)") +
               success + '}';
    };
    const Seen good = onlyOne("cloudflare-gateway", row("true"));
    const Seen bad = onlyOne("cloudflare-gateway", row("false"));
    QCOMPARE(good.tokens[0].second, std::string("cloudflare-gateway/01JNX00000001/success"));
    QCOMPARE(bad.tokens[0].second, std::string("cloudflare-gateway/01JNX00000001/failure"));
    QVERIFY(good.tokens[0].first == TokenSpace::GatewayCall);
}

QTEST_APPLESS_MAIN(TestGatewayReader)
#include "tst_gatewayreader.moc"
