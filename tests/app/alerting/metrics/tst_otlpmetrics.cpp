// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricspushsettings.h"
#include "app/alerting/metrics/otlpmetrics.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

namespace {

constexpr Instant noon{1'795'435'200'000'001};

MetricsSnapshot sample()
{
    MetricsSnapshot snapshot;
    snapshot.version = "0.1.0";
    snapshot.spend = {{"openai", "today", Money{12'345'678'901}},
                      {"anthropic", "today", Money{-1}}};
    snapshot.budgets = {{"R&D", "team=core", 0.5, Money{50'000'000'000}, Money{25'000'000'000}},
                        {"tokens", "", std::numeric_limits<double>::quiet_NaN(), {}, {}}};
    snapshot.alerts = {{"open", "budget_exhausted", 2}};
    snapshot.sources = {{"acme", 90'500'000}, {"never", {}}};
    return snapshot;
}

QJsonObject only(const QJsonValue &list)
{
    const QJsonArray array = list.toArray();
    return array.size() == 1 ? array.at(0).toObject() : QJsonObject();
}

QJsonObject scoped(const MetricsSnapshot &snapshot, QJsonObject *resource = nullptr)
{
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromStdString(otlpMetrics(snapshot, noon)));
    const QJsonObject all = only(document.object().value(u"resourceMetrics"_s));
    if (resource)
        *resource = all.value(u"resource"_s).toObject();
    return only(all.value(u"scopeMetrics"_s));
}

QJsonObject metric(const MetricsSnapshot &snapshot, const QString &name)
{
    QJsonObject found;
    const QJsonArray metrics = scoped(snapshot).value(u"metrics"_s).toArray();
    for (const QJsonValue one : metrics) {
        if (one.toObject().value(u"name"_s) == name)
            found = one.toObject();
    }
    return found;
}

QJsonArray points(const MetricsSnapshot &snapshot, const QString &name)
{
    return metric(snapshot, name).value(u"gauge"_s).toObject().value(u"dataPoints"_s).toArray();
}

QMap<QString, QString> attributes(const QJsonValue &holder)
{
    QMap<QString, QString> all;
    const QJsonArray list = holder.toObject().value(u"attributes"_s).toArray();
    for (const QJsonValue one : list)
        all.insert(one.toObject().value(u"key"_s).toString(),
                   one.toObject().value(u"value"_s).toObject().value(u"stringValue"_s).toString());
    return all;
}

} // namespace

class TestOtlpMetrics : public QObject
{
    Q_OBJECT

private slots:
    void namesItsResourceAndScope()
    {
        QJsonObject resource;
        const QJsonObject scope = scoped(sample(), &resource).value(u"scope"_s).toObject();
        QCOMPARE(scope.value(u"name"_s).toString(), u"outlay"_s);
        const QMap<QString, QString> expected{{u"service.name"_s, u"outlay"_s},
                                              {u"service.version"_s, u"0.1.0"_s}};
        QCOMPARE(attributes(resource), expected);
    }

    void figuresAreThoseOfTheSnapshot()
    {
        const QJsonArray spend = points(sample(), u"outlay.spend"_s);
        QCOMPARE(spend.size(), 2);
        const QJsonObject first = spend.at(0).toObject();
        QCOMPARE(first.value(u"asDouble"_s).toDouble(), 12.345678901);
        QCOMPARE(first.value(u"timeUnixNano"_s).toString(), u"1795435200000001000"_s);
        const QMap<QString, QString> labels{{u"period"_s, u"today"_s},
                                            {u"provider"_s, u"openai"_s}};
        QCOMPARE(attributes(first), labels);
        QCOMPARE(spend.at(1).toObject().value(u"asDouble"_s).toDouble(), -0.000000001);
        QCOMPARE(metric(sample(), u"outlay.spend"_s).value(u"unit"_s).toString(), u"{USD}"_s);
        QCOMPARE(only(points(sample(), u"outlay.budget.limit"_s)).value(u"asDouble"_s).toDouble(),
                 50.0);
        QCOMPARE(only(points(sample(), u"outlay.source.age"_s)).value(u"asDouble"_s).toDouble(),
                 90.5);
    }

    /// Whole numbers are text in OTLP's JSON, since JSON readers round large ones.
    void countsAreWholeNumbers()
    {
        const QJsonObject alerts = only(points(sample(), u"outlay.alerts"_s));
        QCOMPARE(alerts.value(u"asInt"_s).toString(), u"2"_s);
        QVERIFY(!alerts.contains(u"asDouble"_s));
    }

    void whatIsUnknownIsAbsent()
    {
        QCOMPARE(points(sample(), u"outlay.source.age"_s).size(), 1);
        QCOMPARE(points(sample(), u"outlay.budget.utilization"_s).size(), 1); // not the NaN
        QVERIFY(metric({}, u"outlay.spend"_s).isEmpty());
    }

    void hostileNamesStayValues()
    {
        MetricsSnapshot snapshot;
        snapshot.sources = {{"a\"}],\"x\":\xff\n", 1}};
        const QJsonObject point = only(points(snapshot, u"outlay.source.age"_s));
        QCOMPARE(attributes(point).value(u"source"_s), u"a\"}],\"x\":\uFFFD\n"_s);
    }

    void readsWhatWasNotTaken_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("said");
        QTest::newRow("all") << QByteArray("{}") << QString();
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("no JSON") << QByteArray("ok") << QString();
        QTest::newRow("an empty part") << QByteArray(R"({"partialSuccess":{}})") << QString();
        QTest::newRow("as text")
            << QByteArray(
                   R"({"partialSuccess":{"rejectedDataPoints":"3","errorMessage":"too\nold"}})")
            << u"3 points were not taken: too old"_s;
        QTest::newRow("as a number") << QByteArray(R"({"partialSuccess":{"rejectedDataPoints":2}})")
                                     << u"2 points were not taken"_s;
        QTest::newRow("a warning")
            << QByteArray(R"({"partialSuccess":{"errorMessage":"slow down"}})")
            << u"the collector warns: slow down"_s;
    }
    void readsWhatWasNotTaken()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, said);
        QCOMPARE(QString::fromStdString(rejectedPoints(answer.toStdString())), said);
    }

    void settingsComeBackAndAreStrict()
    {
        QVERIFY(!parseMetricsPushSettings("").value().isEnabled);
        MetricsPushSettings settings;
        settings.isEnabled = true;
        settings.endpoint = "https://otel.example.com:4318";
        settings.headers = {{"Authorization", "env:OTEL_AUTH"}, {"X-Scope-OrgID", "team"}};
        settings.everySeconds = 30;
        QVERIFY(parseMetricsPushSettings(toJson(settings)).value() == settings);
        for (const char *json :
             {R"({"version":2})", R"({"version":1,"enabled":true})",
              R"({"version":1,"endpoint":"http://otel.example.com:4318"})",
              R"({"version":1,"endpoint":"https://ana:CANARY@example.com"})",
              R"({"version":1,"endpoint":"https://example.com/v1/metrics/"})",
              R"({"version":1,"endpoint":"https://example.com?key=CANARY"})",
              R"({"version":1,"every_seconds":5})",
              R"({"version":1,"headers":[{"name":"Authorization","value":"Bearer CANARY"}]})",
              R"({"version":1,"ca_file":"relative.pem"})", R"({"version":1,"interval":60})"}) {
            const auto read = parseMetricsPushSettings(json);
            QVERIFY2(!read, json);
            QVERIFY2(read.error().text.find("CANARY") == std::string::npos, json);
        }
    }
};

QTEST_GUILESS_MAIN(TestOtlpMetrics)
#include "tst_otlpmetrics.moc"
