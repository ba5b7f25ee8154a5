// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/otlpprotobuf.h"

#include "models/formats/format.h"
#include "tests/models/formats/collector.h"
#include "tests/support/otlpencode.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

QJsonObject fixture(const char *name)
{
    return QJsonDocument::fromJson(
               bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/formats/otlp/") + QString::fromUtf8(name)))
        .object();
}

Collector read(std::string json)
{
    Collector sink;
    const std::size_t size = json.size();
    json.append(recordPadding, '\0');
    formatNamed("otlp")->create({})->document({json.data(), size}, sink);
    return sink;
}

Collector readJson(const QJsonObject &request)
{
    return read(QJsonDocument(request).toJson().toStdString());
}

Collector readProtobuf(OtlpSignal signal, const QByteArray &bytes)
{
    std::string json;
    const auto done = otlpJsonOf(signal, {bytes.data(), std::size_t(bytes.size())}, json);
    if (!done)
        qFatal("%s", done.error().text.c_str());
    return read(std::move(json));
}

void compare(const Seen &left, const Seen &right)
{
    QCOMPARE(left.content, right.content);
    QCOMPARE(left.tokens, right.tokens);
    QCOMPARE(left.texts, right.texts);
    QCOMPARE(left.tags, right.tags);
    QCOMPARE(left.o.usage.counts, right.o.usage.counts);
    QCOMPARE(left.o.at.micros, right.o.at.micros);
    QCOMPARE(left.o.client.has_value(), right.o.client.has_value());
    if (left.o.client)
        QCOMPARE(left.o.client->nanos, right.o.client->nanos);
    QCOMPARE(left.o.latencyMicros, right.o.latencyMicros);
    QVERIFY(left.o.outcome == right.o.outcome);
}

void compare(const Collector &left, const Collector &right)
{
    QCOMPARE(left.ignoredCount, right.ignoredCount);
    QCOMPARE(left.reasons(), right.reasons());
    QCOMPARE(left.observations.size(), right.observations.size());
    for (std::size_t i = 0; i < left.observations.size(); ++i)
        compare(left.observations[i], right.observations[i]);
    QCOMPARE(left.spans.size(), right.spans.size());
    for (std::size_t i = 0; i < left.spans.size(); ++i) {
        const SeenSpan &l = left.spans[i];
        const SeenSpan &r = right.spans[i];
        QCOMPARE(l.trace, r.trace);
        QCOMPARE(l.id, r.id);
        QCOMPARE(l.parent, r.parent);
        QCOMPARE(l.agentName, r.agentName);
        QVERIFY(l.span.kind == r.span.kind);
        QCOMPARE(l.span.start.micros, r.span.start.micros);
        QCOMPARE(l.usage.size(), r.usage.size());
        if (!l.usage.empty())
            compare(l.usage[0], r.usage[0]);
    }
}

/// One log record with these attributes, beside what makes it count.
QJsonObject logRequest(const QJsonArray &more, const QJsonObject &fields = {})
{
    const auto attribute = [](const char *key, const QJsonObject &value) {
        return QJsonObject{{QStringLiteral("key"), QString::fromUtf8(key)},
                           {QStringLiteral("value"), value}};
    };
    QJsonArray attributes{
        attribute("event.name", {{QStringLiteral("stringValue"), QStringLiteral("api_request")}}),
        attribute("model", {{QStringLiteral("stringValue"), QStringLiteral("claude-opus-4-5")}}),
        attribute("input_tokens", {{QStringLiteral("intValue"), QStringLiteral("1234")}})};
    for (const QJsonValue each : more)
        attributes.append(each);
    QJsonObject record{{QStringLiteral("timeUnixNano"), QStringLiteral("1773133200000000000")},
                       {QStringLiteral("attributes"), attributes}};
    for (auto it = fields.begin(); it != fields.end(); ++it)
        record[it.key()] = it.value();
    const QJsonObject scope{
        {QStringLiteral("scope"),
         QJsonObject{{QStringLiteral("name"), QStringLiteral("com.anthropic.claude_code.events")}}},
        {QStringLiteral("logRecords"), QJsonArray{record}}};
    return {{QStringLiteral("resourceLogs"),
             QJsonArray{QJsonObject{{QStringLiteral("scopeLogs"), QJsonArray{scope}}}}}};
}

QJsonObject attribute(const char *key, const QJsonObject &value)
{
    return {{QStringLiteral("key"), QString::fromUtf8(key)}, {QStringLiteral("value"), value}};
}

std::string errorOf(const QByteArray &bytes, OtlpSignal signal = OtlpSignal::Logs,
                    std::size_t most = mostOtlpJson)
{
    std::string json;
    const auto done = otlpJsonOf(signal, {bytes.data(), std::size_t(bytes.size())}, json, most);
    return done ? std::string() : done.error().text;
}

QByteArray nested(int levels)
{
    QByteArray value = ProtobufWriter().bytes(1, "x").data();
    for (int i = 0; i < levels; ++i)
        value = ProtobufWriter().bytes(5, ProtobufWriter().bytes(1, value).data()).data();
    const QByteArray keyValue = ProtobufWriter().bytes(1, "deep").bytes(2, value).data();
    const QByteArray record = ProtobufWriter().bytes(6, keyValue).data();
    const QByteArray scope = ProtobufWriter().bytes(2, record).data();
    return ProtobufWriter().bytes(1, ProtobufWriter().bytes(2, scope).data()).data();
}

} // namespace

class TestOtlpProtobuf : public QObject
{
    Q_OBJECT

private slots:
    void givesTheSameAsJson_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("signal");
        QTest::newRow("traces") << QStringLiteral("traces.json") << int(OtlpSignal::Traces);
        QTest::newRow("traces sent again")
            << QStringLiteral("traces-retry.json") << int(OtlpSignal::Traces);
        QTest::newRow("traces that say where they are from")
            << QStringLiteral("origin.json") << int(OtlpSignal::Traces);
        QTest::newRow("logs") << QStringLiteral("claude-code-logs.json") << int(OtlpSignal::Logs);
        QTest::newRow("metrics") << QStringLiteral("claude-code-metrics.json")
                                 << int(OtlpSignal::Metrics);
    }

    void givesTheSameAsJson()
    {
        QFETCH(QString, file);
        QFETCH(int, signal);
        const QJsonObject request = fixture(file.toUtf8().constData());
        QVERIFY(!request.isEmpty());
        const Collector json = readJson(request);
        QVERIFY(json.records() > 0);
        compare(json, readProtobuf(OtlpSignal(signal), protobufOf(OtlpSignal(signal), request)));
    }

    void identityHoldsWhateverTheWriterOfJsonDoes_data()
    {
        QTest::addColumn<QJsonObject>("fields");
        QTest::addColumn<QJsonObject>("more");
        const QJsonObject none;
        QTest::newRow("defaults written out")
            << QJsonObject{{QStringLiteral("severityNumber"), 0},
                           {QStringLiteral("droppedAttributesCount"), 0},
                           {QStringLiteral("flags"), 0},
                           {QStringLiteral("traceId"), QString()},
                           {QStringLiteral("body"), QJsonValue::Null}}
            << none;
        QTest::newRow("a field nobody knows")
            << QJsonObject{{QStringLiteral("newInProtocol2"), QStringLiteral("x")}} << none;
        QTest::newRow("upper case ids")
            << QJsonObject{{QStringLiteral("traceId"),
                            QStringLiteral("4BF92F3577B34DA6A3CE929D0E0E4736")}}
            << none;
        QTest::newRow("an integer as a number")
            << none << attribute("n", {{QStringLiteral("intValue"), 5}});
        QTest::newRow("a negative integer as a string")
            << none << attribute("n", {{QStringLiteral("intValue"), QStringLiteral("-7")}});
        QTest::newRow("a double") << none
                                  << attribute("n", {{QStringLiteral("doubleValue"), 0.0425}});
        QTest::newRow("a large double")
            << none << attribute("n", {{QStringLiteral("doubleValue"), 1.5e21}});
        QTest::newRow("bytes") << none
                               << attribute("n", {{QStringLiteral("bytesValue"),
                                                   QStringLiteral("aGVsbG8=")}});
        QTest::newRow("escapes") << none
                                 << attribute("n",
                                              {{QStringLiteral("stringValue"),
                                                QStringLiteral("\"\\\n\u0001 \u20ac \U0001F600")}});
        QTest::newRow("a list in a map")
            << none
            << attribute(
                   "n",
                   {{QStringLiteral("kvlistValue"),
                     QJsonObject{
                         {QStringLiteral("values"),
                          QJsonArray{attribute(
                              "inner",
                              {{QStringLiteral("arrayValue"),
                                QJsonObject{
                                    {QStringLiteral("values"),
                                     QJsonArray{QJsonObject{{QStringLiteral("boolValue"), true}},
                                                QJsonObject{}}}}}})}}}}});
    }

    void identityHoldsWhateverTheWriterOfJsonDoes()
    {
        QFETCH(QJsonObject, fields);
        QFETCH(QJsonObject, more);
        const QJsonObject request =
            logRequest(more.isEmpty() ? QJsonArray() : QJsonArray{more}, fields);
        const Collector json = readJson(request);
        QCOMPARE(json.observations.size(), std::size_t(1));
        compare(json, readProtobuf(OtlpSignal::Logs, protobufOf(OtlpSignal::Logs, request)));
    }

    void otherAttributesAreAnotherIdentity()
    {
        const auto contentWith = [](const QJsonObject &more) {
            return readJson(logRequest({more})).observations.at(0).content;
        };
        QVERIFY(contentWith(attribute("n", {{QStringLiteral("intValue"), 5}})) !=
                contentWith(attribute("n", {{QStringLiteral("intValue"), 6}})));
        QVERIFY(
            contentWith(attribute("n", {{QStringLiteral("stringValue"), QStringLiteral("a")}})) !=
            contentWith(attribute("m", {{QStringLiteral("stringValue"), QStringLiteral("a")}})));
    }

    void passesOverWhatItDoesNotKnow()
    {
        const QByteArray good = protobufOf(OtlpSignal::Logs, logRequest({}));
        const QByteArray more = good + ProtobufWriter()
                                           .varint(900, 1)
                                           .fixed64(901, 2)
                                           .fixed32(902, 3)
                                           .bytes(903, "abc")
                                           .varint(1, 7) // resource_logs is no number
                                           .data();
        compare(readProtobuf(OtlpSignal::Logs, good), readProtobuf(OtlpSignal::Logs, more));
    }

    void anEmptyRequestIsEmpty()
    {
        std::string json;
        QVERIFY(otlpJsonOf(OtlpSignal::Traces, {}, json));
        QCOMPARE(json, std::string("{}"));
    }

    void ofAChoiceTheLastCounts()
    {
        const QByteArray value = ProtobufWriter().varint(3, 5).bytes(1, "api_request").data();
        const QByteArray name = ProtobufWriter().bytes(1, "event.name").bytes(2, value).data();
        const QByteArray record = ProtobufWriter().bytes(6, name).data();
        const QByteArray scope = ProtobufWriter().bytes(2, record).data();
        std::string json;
        const QByteArray all =
            ProtobufWriter().bytes(1, ProtobufWriter().bytes(2, scope).data()).data();
        QVERIFY(otlpJsonOf(OtlpSignal::Logs, {all.data(), std::size_t(all.size())}, json));
        QVERIFY(json.find("\"stringValue\":\"api_request\"") != std::string::npos);
        QVERIFY(json.find("intValue") == std::string::npos);
    }

    void textThatIsNoUtf8IsMarked()
    {
        for (const char *bad :
             {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
            const QByteArray name = ProtobufWriter().bytes(1, QByteArray("a") + bad + "b").data();
            const QByteArray scope = ProtobufWriter().bytes(1, name).data();
            const QByteArray all =
                ProtobufWriter().bytes(1, ProtobufWriter().bytes(2, scope).data()).data();
            std::string json;
            QVERIFY(otlpJsonOf(OtlpSignal::Logs, {all.data(), std::size_t(all.size())}, json));
            QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(json)).isNull());
            QVERIFY(json.find("a\xef\xbf\xbd") != std::string::npos);
        }
    }

    void refusesWhatIsDamaged_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("cut off") << QByteArray("\x0a\x05\x01\x02") << "beyond the end";
        QTest::newRow("no length") << QByteArray("\x0a") << "cut off";
        QTest::newRow("endless number") << QByteArray(12, '\xff') << "no end";
        QTest::newRow("field 0") << QByteArray("\x02\x00", 2) << "field number";
        QTest::newRow("a group") << QByteArray("\x0b\x0c") << "wire type";
        QTest::newRow("half a fixed64") << QByteArray("\x09\x01\x02") << "cut off";
        QTest::newRow("a thousand levels") << nested(1000) << "100 levels";
    }

    void refusesWhatIsDamaged()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const QString error = QString::fromStdString(errorOf(bytes));
        QVERIFY2(error.contains(says), qPrintable(error));
        QVERIFY2(error.contains(u"at byte"), qPrintable(error));
    }

    void takesModerateNesting() { QCOMPARE(errorOf(nested(20)), std::string()); }

    void boundsWhatItBecomes()
    {
        const QByteArray text(1 << 20, '\x01'); // six bytes each as JSON
        const QByteArray name = ProtobufWriter().bytes(1, text).data();
        const QByteArray scope = ProtobufWriter().bytes(1, name).data();
        const QByteArray all =
            ProtobufWriter().bytes(1, ProtobufWriter().bytes(2, scope).data()).data();
        std::string json;
        QVERIFY(
            !otlpJsonOf(OtlpSignal::Logs, {all.data(), std::size_t(all.size())}, json, 1 << 20));
        QVERIFY(json.size() < (3U << 20));
        QCOMPARE(errorOf(all), std::string());
    }

    void boundsHowManyFields()
    {
        QByteArray many;
        for (int i = 0; i < 4'000'001; ++i)
            many.append("\x10\x01", 2);
        QVERIFY(errorOf(many).find("4 million") != std::string::npos);
    }

    void everyPrefixAndFlippedByteIsBorne()
    {
        const QByteArray good = protobufOf(OtlpSignal::Traces, fixture("traces.json"));
        for (int size = 0; size < good.size(); size += 7)
            (void)errorOf(good.left(size), OtlpSignal::Traces);
        std::mt19937 random(20261123);
        for (int i = 0; i < 3000; ++i) {
            QByteArray bad = good;
            for (int flips = 0; flips < 3; ++flips)
                bad[int(random() % unsigned(bad.size()))] = char(random());
            std::string json;
            if (otlpJsonOf(OtlpSignal::Traces, {bad.data(), std::size_t(bad.size())}, json))
                (void)read(std::move(json));
        }
    }
};

QTEST_APPLESS_MAIN(TestOtlpProtobuf)
#include "tst_otlpprotobuf.moc"
