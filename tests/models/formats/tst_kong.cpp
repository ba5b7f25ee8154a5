// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/totals.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;
using enum TokenClass;

class TestKong : public QObject
{
    Q_OBJECT

private slots:
    void comesToItsExpectedTotals();
    void marksTheCachedPartThatKongLoses();
    void readsOneCallWhole();
    void tellsTwoCallsOfOneRequestApart();
};

void TestKong::comesToItsExpectedTotals()
{
    const QJsonObject expected = expectedOf("kong");
    const Collector sink = readFixture("kong", "file.log");
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    QCOMPARE(qint64(sink.ignoredCount), expected[u"ignored"].toInteger());
    const Totals totals = totalsOf(sink.observations);
    QCOMPARE(qint64(eventsOf(sink.observations).size()), expected[u"calls"].toInteger());
    QCOMPARE(difference(expected, totals.usage), QString());
    QCOMPARE(qint64(totals.successes), expected[u"successes"].toInteger());
    QCOMPARE(qint64(totals.errors), expected[u"errors"].toInteger());
    QCOMPARE(qint64(totals.cacheHits), expected[u"cache_hits"].toInteger());
    QCOMPARE(qint64(totals.served), expected[u"tokens_served"].toInteger());
    QCOMPARE(totals.reported.nanos, nanosOf(expected, "cost_usd"));
    const QJsonObject wrong = expected[u"wrong_answers_to_test_against"].toObject();
    QVERIFY(qint64(sink.observations.size()) != wrong[u"calls_if_one_a_line"].toInteger());
    QVERIFY(totals.usage.prompt() != wrong[u"prompt_with_the_cache_hit"].toInteger());
}

void TestKong::marksTheCachedPartThatKongLoses()
{
    const auto calls = readFixture("kong", "file.log").observations;
    QVERIFY(!calls[0].tags.contains("counts"));
    QCOMPARE(calls[1].tags.at("counts"), std::string("cached part not told"));
    // No cost was configured: unknown, not 0.
    QVERIFY(!calls[1].o.reported);
}

void TestKong::readsOneCallWhole()
{
    const auto calls = readFixture("kong", "file.log").observations;
    QCOMPARE(calls[0][Field::Provider], std::string("openai"));
    QCOMPARE(calls[0][Field::Model], std::string("gpt-4o-mini"));
    QCOMPARE(calls[0][Field::User], std::string("ana"));
    QCOMPARE(calls[0][Field::Endpoint], std::string("/llm/chat"));
    QCOMPARE(calls[0].o.at.micros, std::int64_t(1'773'057'600'000'000));
    QCOMPARE(calls[0].o.latencyMicros, std::int64_t(1'400'000));
    QCOMPARE(calls[0].tags.at("plugin"), std::string("ai-proxy"));
    QCOMPARE(calls[3].o.httpStatus, 429);
}

void TestKong::tellsTwoCallsOfOneRequestApart()
{
    const auto calls = readFixture("kong", "file.log").observations;
    QVERIFY(calls[4].tokens != calls[5].tokens);
    QVERIFY(calls[4].content != calls[5].content);
}

QTEST_APPLESS_MAIN(TestKong)
#include "tst_kong.moc"
