// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/exposition.h"
#include "app/alerting/metrics/metricsendpoint.h"
#include "tests/support/httppost.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

namespace {

struct Series
{
    QString name;
    QMap<QString, QString> labels;
    QByteArray value;
};

struct Parsed
{
    QList<Series> series;
    QString problem; ///< empty: every line is as the format has it

    [[nodiscard]] QByteArray value(const QString &name, const QMap<QString, QString> &labels) const
    {
        for (const Series &one : series) {
            if (one.name == name && one.labels == labels)
                return one.value;
        }
        return "absent";
    }
    [[nodiscard]] int count(const QString &name) const
    {
        return int(std::count_if(series.begin(), series.end(),
                                 [&name](const Series &one) { return one.name == name; }));
    }
};

/// The labels between the braces; what is wrong with them.
QString readLabels(const QString &text, qsizetype &at, QMap<QString, QString> &labels)
{
    static const QRegularExpression name(u"[a-zA-Z_][a-zA-Z0-9_]*"_s);
    while (at < text.size() && text.at(at) != u'}') {
        const auto match = name.match(text, at, QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch())
            return u"no name of a label"_s;
        at += match.capturedLength();
        if (text.mid(at, 2) != u"=\""_s)
            return u"no =\" behind it"_s;
        QString value;
        for (at += 2; at < text.size() && text.at(at) != u'"'; ++at) {
            if (text.at(at) != u'\\') {
                value += text.at(at);
                continue;
            }
            const QChar escaped = text.size() > ++at ? text.at(at) : QChar();
            if (escaped != u'n' && escaped != u'\\' && escaped != u'"')
                return u"an escape that is none"_s;
            value += escaped == u'n' ? QChar(u'\n') : escaped;
        }
        if (at >= text.size())
            return u"a value without end"_s;
        if (labels.contains(match.captured()))
            return u"a label twice"_s;
        labels.insert(match.captured(), value);
        if (text.at(++at) == u',')
            ++at;
        else if (text.at(at) != u'}')
            return u"no comma"_s;
    }
    ++at;
    return {};
}

/// Version 0.0.4, strictly: families in one piece with HELP and TYPE before them, each series once.
Parsed parse(const QByteArray &bytes)
{
    static const QRegularExpression metric(u"^[a-zA-Z_:][a-zA-Z0-9_:]*"_s);
    static const QRegularExpression plainNumber(u"^-?[0-9]+(\\.[0-9]+)?(e[-+][0-9]+)?$"_s);
    Parsed result;
    const auto bad = [&result](const QString &line, const QString &why) {
        result.problem = why + ": "_L1 + line;
        return result;
    };
    if (!bytes.endsWith('\n'))
        return bad({}, u"the last line has no end"_s);
    if (bytes.contains('\r') || bytes.contains('\0'))
        return bad({}, u"a byte that does not belong"_s);
    QString family;
    QSet<QString> families, seen;
    QStringList lines = QString::fromUtf8(bytes).split(u'\n');
    lines.removeLast();
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines.at(i);
        if (line.startsWith(u"# HELP "_s)) {
            family = line.section(u' ', 2, 2);
            if (families.contains(family))
                return bad(line, u"a family twice"_s);
            families.insert(family);
            if (lines.value(++i) != "# TYPE "_L1 + family + " gauge"_L1)
                return bad(line, u"no TYPE behind it"_s);
            continue;
        }
        const auto match = metric.match(line);
        Series one{match.captured(), {}, {}};
        if (one.name.isEmpty() || one.name != family)
            return bad(line, u"outside its family"_s);
        qsizetype at = match.capturedLength();
        if (line.mid(at, 1) == u"{"_s) {
            const QString problem = readLabels(line, ++at, one.labels);
            if (!problem.isEmpty())
                return bad(line, problem);
        }
        one.value = line.mid(at + 1).toLatin1();
        if (line.mid(at, 1) != u" "_s || !plainNumber.match(line.mid(at + 1)).hasMatch())
            return bad(line, u"no number"_s);
        if (seen.contains(line.left(at)))
            return bad(line, u"a series twice"_s);
        seen.insert(line.left(at));
        result.series.append(one);
    }
    return result;
}

MetricsSnapshot sample()
{
    MetricsSnapshot snapshot;
    snapshot.version = "0.1.0";
    snapshot.spend = {{"openai", "today", Money{12'345'678'901}},
                      {"openai", "month", Money{9'000'000'000'000'000'001}},
                      {"anthropic", "today", Money{-1}}};
    snapshot.budgets = {{"R&D", "team=core", 0.5, Money{50'000'000'000}, Money{25'000'000'000}},
                        {"tokens", "", 1.25, {}, {}}};
    snapshot.alerts = {{"open", "budget_exhausted", 2}, {"resolved", "budget_exhausted", 7}};
    snapshot.sources = {{"acme", 90'500'000}, {"never", {}}};
    return snapshot;
}

QByteArray text(const MetricsSnapshot &snapshot)
{
    return QByteArray::fromStdString(exposition(snapshot));
}

int statusOf(int port, const test::HttpFields &fields, const QByteArray &method = "GET",
             const QByteArray &path = "/metrics")
{
    test::RawClient client(port);
    client.send(test::requestOf(method, path, fields, {}));
    return client.reply().status;
}

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private slots:
    void everyFigureIsExact()
    {
        const Parsed parsed = parse(text(sample()));
        QVERIFY2(parsed.problem.isEmpty(), qPrintable(parsed.problem));
        const auto spend = [&parsed](const QString &provider, const QString &period) {
            return parsed.value(u"outlay_spend_usd"_s,
                                {{u"provider"_s, provider}, {u"period"_s, period}});
        };
        QCOMPARE(spend(u"openai"_s, u"today"_s), "12.345678901");
        QCOMPARE(spend(u"openai"_s, u"month"_s), "9000000000.000000001");
        QCOMPARE(spend(u"anthropic"_s, u"today"_s), "-0.000000001");
        const QMap<QString, QString> budget{{u"budget"_s, u"R&D"_s}, {u"scope"_s, u"team=core"_s}};
        QCOMPARE(parsed.value(u"outlay_budget_utilization_ratio"_s, budget), "0.5");
        QCOMPARE(parsed.value(u"outlay_budget_limit_usd"_s, budget), "50.000000000");
        QCOMPARE(parsed.value(u"outlay_budget_consumed_usd"_s, budget), "25.000000000");
        QCOMPARE(parsed.value(u"outlay_alerts"_s,
                              {{u"state"_s, u"open"_s}, {u"kind"_s, u"budget_exhausted"_s}}),
                 "2");
        QCOMPARE(parsed.value(u"outlay_source_age_seconds"_s, {{u"source"_s, u"acme"_s}}),
                 "90.500000");
        QCOMPARE(parsed.value(u"outlay_build_info"_s, {{u"version"_s, u"0.1.0"_s}}), "1");
    }

    void whatIsUnknownIsAbsent()
    {
        const Parsed parsed = parse(text(sample()));
        QCOMPARE(parsed.count(u"outlay_source_age_seconds"_s), 1);
        QCOMPARE(parsed.count(u"outlay_budget_utilization_ratio"_s), 2);
        QCOMPARE(parsed.count(u"outlay_budget_limit_usd"_s), 1);
        const Parsed empty = parse(text({}));
        QVERIFY2(empty.problem.isEmpty(), qPrintable(empty.problem));
        QCOMPARE(empty.count(u"outlay_spend_usd"_s), 0);
    }

    void hostileNamesStayValues_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name :
             {u"a\"b"_s, u"a\\"_s, u"a\\n"_s, u"a\nb"_s, u"\"} 1\noutlay_spend_usd{x=\"y"_s,
              u"{},= #"_s, u"日本 😀"_s, u"# HELP x y"_s})
            QTest::newRow(qPrintable(name)) << name;
    }
    void hostileNamesStayValues()
    {
        QFETCH(QString, name);
        MetricsSnapshot snapshot = sample();
        snapshot.budgets[0].name = snapshot.sources[0].name = snapshot.version =
            snapshot.spend[0].provider = snapshot.alerts[0].kind = name.toStdString();
        const Parsed parsed = parse(text(snapshot));
        QVERIFY2(parsed.problem.isEmpty(), qPrintable(parsed.problem));
        QCOMPARE(parsed.value(u"outlay_source_age_seconds"_s, {{u"source"_s, name}}), "90.500000");
        QCOMPARE(
            parsed.value(u"outlay_spend_usd"_s, {{u"provider"_s, name}, {u"period"_s, u"today"_s}}),
            "12.345678901");
    }

    void bytesThatAreNoTextAndTwinsAreNotShownTwice()
    {
        MetricsSnapshot snapshot = sample();
        snapshot.sources = {{"a\xff", 1}, {"a\xfe", 2}, {std::string(5'000, 'a'), 3}};
        const Parsed parsed = parse(text(snapshot));
        QVERIFY2(parsed.problem.isEmpty(), qPrintable(parsed.problem));
        QCOMPARE(parsed.count(u"outlay_source_age_seconds"_s), 2);
        QVERIFY(text(snapshot).size() < 5'000);
    }

    void tooManyBudgetsAreCounted()
    {
        MetricsSnapshot snapshot;
        for (int i = 0; i < 1'234; ++i)
            snapshot.budgets.push_back({"b" + std::to_string(i), "", 0.1, Money{1}, {}});
        for (int i = 0; i < 600; ++i)
            snapshot.sources.push_back({"s" + std::to_string(i), i});
        const Parsed parsed = parse(text(snapshot));
        QVERIFY2(parsed.problem.isEmpty(), qPrintable(parsed.problem));
        QCOMPARE(parsed.count(u"outlay_budget_utilization_ratio"_s), 500);
        QCOMPARE(parsed.count(u"outlay_budget_limit_usd"_s), 500);
        const auto leftOut = [&parsed](const QString &what) {
            return parsed.value(u"outlay_metrics_left_out"_s, {{u"what"_s, what}});
        };
        QCOMPARE(leftOut(u"budgets"_s), "734");
        QCOMPARE(leftOut(u"sources"_s), "100");
        QCOMPARE(leftOut(u"spend"_s), "0");
    }

    void answersPrometheus()
    {
        MetricsEndpoint endpoint([] { return sample(); }, {});
        const auto port = endpoint.listen(0);
        QVERIFY(port.has_value());
        test::RawClient client(*port);
        for (int scrape = 0; scrape < 2; ++scrape) { // on one connection
            client.send(test::requestOf("GET", "/metrics", {}, {}));
            const test::HttpReply reply = client.reply();
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.field("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
            QCOMPARE(reply.body, text(sample()));
        }
        MetricsEndpoint second([] { return sample(); }, {});
        const auto taken = second.listen(*port);
        QVERIFY(!taken && taken.error().kind == Error::Kind::Busy);
    }

    void refusesStrangers_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("status");
        const auto row = [](const char *tag, const char *method, const char *path,
                            const char *field, const char *value, int status) {
            QTest::newRow(tag) << QByteArray(method) << QByteArray(path) << QByteArray(field)
                               << QByteArray(value) << status;
        };
        row("a name made to point here", "GET", "/metrics", "Host", "evil.example", 403);
        row("one that begins like ours", "GET", "/metrics", "Host", "localhost.evil.example", 403);
        row("a web page", "GET", "/metrics", "Origin", "http://evil.example", 403);
        row("another path", "GET", "/", "X-A", "b", 404);
        row("a path with more", "GET", "/metrics/x", "X-A", "b", 404);
        row("the whole address", "GET", "http://evil.example/metrics", "X-A", "b", 404);
        row("POST", "POST", "/metrics", "X-A", "b", 405);
        row("DELETE", "DELETE", "/metrics", "X-A", "b", 405);
        row("a query is fine", "GET", "/metrics?a=b", "X-A", "b", 200);
        row("another name of this machine", "GET", "/metrics", "Host", "localhost:1", 200);
    }
    void refusesStrangers()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, value);
        QFETCH(int, status);
        std::atomic<int> asked = 0;
        MetricsEndpoint endpoint(
            [&asked] {
                ++asked;
                return sample();
            },
            {});
        const int port = endpoint.listen(0).value();
        QCOMPARE(statusOf(port, {{field, value}}, method, path), status);
        QCOMPARE(asked.load(), status == 200 ? 1 : 0);
    }

    void asksForItsToken()
    {
        MetricsEndpoint endpoint([] { return sample(); }, "CANARY-token");
        const int port = endpoint.listen(0).value();
        QCOMPARE(statusOf(port, {}), 401);
        QCOMPARE(statusOf(port, {{"Authorization", "Bearer wrong"}}), 401);
        QCOMPARE(statusOf(port, {{"Authorization", "Bearer CANARY-toke"}}), 401);
        QCOMPARE(statusOf(port, {{"Authorization", "Basic CANARY-token"}}), 401);
        QCOMPARE(statusOf(port, {{"Authorization", "Bearer CANARY-token"}}), 200);
    }

    void isHeardHoweverManyDawdle()
    {
        MetricsEndpoint endpoint([] { return sample(); }, {});
        const int port = endpoint.listen(0).value();
        std::vector<std::unique_ptr<test::RawClient>> dawdlers;
        for (int i = 0; i < 60; ++i) {
            dawdlers.push_back(std::make_unique<test::RawClient>(port));
            dawdlers.back()->send("GET /metrics HTTP/1.1\r\nHost: 127");
        }
        QCOMPARE(statusOf(port, {}), 200);
        QCOMPARE(statusOf(port, {{"X-Long", QByteArray(20'000, 'a')}}), 431);
    }

    void settingsComeBackAndAreStrict()
    {
        const MetricsSettings off = parseMetricsSettings("").value();
        QVERIFY(!off.isEnabled);
        QVERIFY(off.listenPort() == defaultMetricsPort && defaultMetricsPort != 4318);
        MetricsSettings settings;
        settings.isEnabled = true;
        settings.port = 9999;
        settings.tokenSecret = "env:METRICS_TOKEN";
        QVERIFY(parseMetricsSettings(toJson(settings)).value() == settings);
        for (const char *json :
             {R"({"version":2})", R"({"version":1,"port":70000})", R"({"version":1,"port":4318})",
              R"({"version":1,"token_secret":"CANARY"})", R"({"version":1,"host":"0.0.0.0"})",
              R"({"version":1,"enabled":1})", "[]"}) {
            const auto read = parseMetricsSettings(json);
            QVERIFY2(!read, json);
            QVERIFY(read.error().text.find("CANARY") == std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
