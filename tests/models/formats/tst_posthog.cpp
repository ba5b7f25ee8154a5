// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

class TestPostHog : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals_data();
    void comesToItsExpectedTotals();
    void readsOneCallWhole();
    void whatIsSaidIsNotRead();
};

void TestPostHog::comesToItsExpectedTotals_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("lines") << QByteArray("events.jsonl");
    QTest::newRow("page") << QByteArray("page.json");
}

void TestPostHog::comesToItsExpectedTotals()
{
    QFETCH(QByteArray, file);
    const QJsonObject expected = expectedOf("posthog");
    const Collector sink = readFixture("posthog", file.constData());
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.ignoredCount), expected[u"ignored"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(qint64(eventsOf(sink.observations).size()), expected[u"calls"].toInteger());
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes), expected[u"successes"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"errors"].toInteger());
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_usd"));
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(totals.usage.prompt() != wrong[u"prompt_with_all_caches_inside"].toInteger());
    QVERIFY(totals.usage.prompt() != wrong[u"prompt_with_all_caches_beside"].toInteger());
    QVERIFY(totals.reported.nanos != nanosOf(wrong, "cost_with_the_trace_usd"));
}

void TestPostHog::readsOneCallWhole()
{
    const auto calls = readFixture("posthog", "events.jsonl").observations;
    QCOMPARE(calls[0][Field::Provider], std::string("openai"));
    QCOMPARE(calls[0][Field::Model], std::string("gpt-4o-mini"));
    QCOMPARE(calls[0][Field::User], std::string("u-ana"));
    QCOMPARE(calls[0][Field::Session], std::string("s-1"));
    QCOMPARE(calls[0].o.latencyMicros, std::int64_t(1'500'000));
    QCOMPARE(calls[0].o.timeToFirstTokenMicros, std::int64_t(250'000));
    QCOMPARE(calls[0].tags.at("name"), std::string("plan"));
    QCOMPARE(calls[3].o.httpStatus, 429);
    QCOMPARE(int(calls[3].o.outcome), int(Outcome::Error));
}

void TestPostHog::whatIsSaidIsNotRead()
{
    for (const Seen &call : readFixture("posthog", "events.jsonl").observations) {
        for (const std::string &text : call.texts)
            QVERIFY(text.find("invented") == std::string::npos);
        for (const auto &[key, text] : call.tagList)
            QVERIFY(text.find("invented") == std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestPostHog)
#include "tst_posthog.moc"
