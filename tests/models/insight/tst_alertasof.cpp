// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/alertasof.h"

#include <QTest>

using namespace outlay;

namespace {

constexpr Instant hour(std::int64_t number)
{
    return {number * microsPerHour};
}

AlertLogRow step(std::int64_t at, const char *what, const char *who = "")
{
    return {0, "a", hour(at), what, who, false};
}

Alert resolvedByBob()
{
    Alert alert;
    alert.id = "a";
    alert.state = AlertState::Resolved;
    alert.knownAt = hour(1);
    alert.endedAt = hour(9);
    alert.acknowledgedAt = hour(5);
    alert.acknowledgedBy = "bob";
    return alert;
}

std::vector<AlertLogRow> wholeLife()
{
    return {step(1, "open"),    step(3, "snoozed", "ana"),
            step(4, "woke"),    step(5, "acknowledged", "bob"),
            step(6, "changed"), step(9, "resolved")};
}

} // namespace

class TestAlertAsOf : public QObject
{
    Q_OBJECT

private slots:
    void isWhatItWas_data();
    void isWhatItWas();
    void whatWasDoneAfterwardsIsLeftOut();
    void whatWasKnownAfterwardsIsAsItBecameKnown();
    void whatCameBackWasInHand();
    void withoutALogItIsAsItIsKept();
};

void TestAlertAsOf::isWhatItWas_data()
{
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("state");
    QTest::newRow("open") << 3 << QStringLiteral("open");
    QTest::newRow("snoozed") << 4 << QStringLiteral("snoozed");
    QTest::newRow("woken") << 5 << QStringLiteral("open");
    QTest::newRow("in hand") << 7 << QStringLiteral("acknowledged");
    QTest::newRow("at its end, which is no part of the period")
        << 9 << QStringLiteral("acknowledged");
    QTest::newRow("over") << 10 << QStringLiteral("resolved");
}

void TestAlertAsOf::isWhatItWas()
{
    QFETCH(const int, end);
    Alert alert = resolvedByBob();
    std::vector<AlertLogRow> log = wholeLife();
    putBackTo(hour(end), alert, log);
    const std::string_view state = name(alert.state);
    QTEST(QString::fromLatin1(state.data(), qsizetype(state.size())), "state");
    QCOMPARE(alert.endedAt.has_value(), end > 9);
}

void TestAlertAsOf::whatWasDoneAfterwardsIsLeftOut()
{
    Alert alert = resolvedByBob();
    std::vector<AlertLogRow> log = wholeLife();
    putBackTo(hour(4), alert, log);
    QCOMPARE(log.size(), std::size_t(2));
    QVERIFY(alert.acknowledgedBy.empty());
    QVERIFY(!alert.acknowledgedAt);
}

void TestAlertAsOf::whatWasKnownAfterwardsIsAsItBecameKnown()
{
    Alert alert = resolvedByBob();
    alert.knownAt = hour(20);
    std::vector<AlertLogRow> log{step(20, "open"), step(20, "told with others"),
                                 step(21, "acknowledged", "bob")};
    putBackTo(hour(10), alert, log);
    QCOMPARE(log.size(), std::size_t(2));
    QCOMPARE(static_cast<int>(alert.state), static_cast<int>(AlertState::Open));
}

void TestAlertAsOf::whatCameBackWasInHand()
{
    Alert alert = resolvedByBob();
    std::vector<AlertLogRow> log{step(1, "open"), step(2, "acknowledged", "bob"),
                                 step(3, "corrected"), step(4, "there again")};
    putBackTo(hour(5), alert, log);
    QCOMPARE(static_cast<int>(alert.state), static_cast<int>(AlertState::Acknowledged));
    QCOMPARE(alert.acknowledgedBy, std::string("bob"));
}

void TestAlertAsOf::withoutALogItIsAsItIsKept()
{
    Alert alert = resolvedByBob();
    std::vector<AlertLogRow> none;
    putBackTo(hour(5), alert, none);
    QVERIFY(alert == resolvedByBob());
}

QTEST_APPLESS_MAIN(TestAlertAsOf)
#include "tst_alertasof.moc"
