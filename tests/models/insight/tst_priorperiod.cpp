// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/priorperiod.h"

#include <QTest>

using namespace outlay;

namespace {

Instant at(const QString &text)
{
    return parseInstant(text.toStdString()).value_or(Instant{});
}

QString text(Instant instant)
{
    return QString::fromStdString(toRfc3339(instant));
}

} // namespace

class TestPriorPeriod : public QObject
{
    Q_OBJECT

private slots:
    void comparesLikeWithLike_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("priorFrom");
        QTest::addColumn<QString>("priorTo");
        const auto row = [](const char *tag, const char *zone, const char *from, const char *to,
                            const char *priorFrom, const char *priorTo) {
            QTest::newRow(tag) << zone << from << to << priorFrom << priorTo;
        };
        row("a month", "UTC", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z",
            "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
        row("a quarter, over the year's end", "UTC", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z",
            "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z");
        row("the month so far", "UTC", "2026-11-01T00:00:00Z", "2026-11-23T17:00:00Z",
            "2026-10-01T00:00:00Z", "2026-10-23T17:00:00Z");
        row("30 March after a February", "UTC", "2026-03-01T00:00:00Z", "2026-03-30T12:00:00Z",
            "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
        row("seven days", "UTC", "2026-11-17T00:00:00Z", "2026-11-24T00:00:00Z",
            "2026-11-10T00:00:00Z", "2026-11-17T00:00:00Z");
        row("seven days, today included", "UTC", "2026-11-17T00:00:00Z", "2026-11-23T17:00:00Z",
            "2026-11-10T00:00:00Z", "2026-11-16T17:00:00Z");
        row("the first day so far", "UTC", "2026-11-01T00:00:00Z", "2026-11-01T09:00:00Z",
            "2026-10-01T00:00:00Z", "2026-10-01T09:00:00Z");
        row("hours", "UTC", "2026-11-23T09:30:00Z", "2026-11-23T12:00:00Z", "2026-11-23T07:00:00Z",
            "2026-11-23T09:30:00Z");
        // Clocks went back on 25 October: midnights are 22:00 before, 23:00 UTC after.
        row("a month of Berlin", "Europe/Berlin", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z",
            "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z");
        row("a day of 25 hours before", "Europe/Berlin", "2026-10-25T23:00:00Z",
            "2026-10-26T23:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        // Twelve hours into the day, which is 11:00 on the day of 25.
        row("a week of Berlin so far", "Europe/Berlin", "2026-10-25T23:00:00Z",
            "2026-10-28T11:00:00Z", "2026-10-22T22:00:00Z", "2026-10-25T10:00:00Z");
    }

    void comparesLikeWithLike()
    {
        QFETCH(QString, zone);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const auto named = Zone::named(zone.toStdString());
        QVERIFY(named.has_value());
        const TimeRange prior = priorPeriod({at(from), at(to)}, *named);
        QTEST(text(prior.from), "priorFrom");
        QTEST(text(prior.to), "priorTo");
    }
};

QTEST_GUILESS_MAIN(TestPriorPeriod)
#include "tst_priorperiod.moc"
