// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

using namespace outlay::test;

namespace {

QByteArray weeks(int count)
{
    QByteArray lines;
    for (int i = 0; i < count * 7; ++i)
        lines += QByteArray::number(i % 7 == 6 ? 2.5 : 10.0 + i % 7) + '\n';
    return lines;
}

} // namespace

class TestCliForecast : public QObject
{
    Q_OBJECT

private slots:
    void oneLineAStepAndOneForTheSum()
    {
        const Ran ran = m_box.run("forecast --series --season 7 --horizon 14", weeks(9));
        QVERIFY2(ran.code == 0, ran.err.constData());
        QVERIFY(ran.err.isEmpty());
        const QList<QByteArray> lines = ran.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 15);
        double sum = 0;
        for (int i = 0; i < 14; ++i) {
            const QList<QByteArray> parts = lines[i].split(',');
            QCOMPARE(parts.size(), 3);
            QVERIFY(parts[0].toDouble() <= parts[1].toDouble());
            QVERIFY(parts[1].toDouble() <= parts[2].toDouble());
            QVERIFY(qAbs(parts[1].toDouble() - (i % 7 == 6 ? 2.5 : 10.0 + i % 7)) < 1e-6);
            sum += parts[1].toDouble();
        }
        QVERIFY(qAbs(lines[14].split(',')[1].toDouble() - sum) < 1e-6);
    }

    void jsonSaysTheMethodAndItsRecord()
    {
        const Ran ran = m_box.run("forecast --series --season 7 --horizon 2 --json", weeks(9));
        QVERIFY2(ran.code == 0, ran.err.constData());
        const QJsonObject json = ran.json();
        QCOMPARE(json[QStringLiteral("method")].toString(), QStringLiteral("seasonal naive"));
        QVERIFY(json[QStringLiteral("has_band")].toBool());
        QCOMPARE(json[QStringLiteral("steps")].toArray().size(), 2);
        QVERIFY(json[QStringLiteral("judged")].toInt() > 0);
        QCOMPARE(json[QStringLiteral("held")], json[QStringLiteral("judged")]);
    }

    /// Spent is what report says, to the nano-dollar; the end is above it.
    void theMonthAgreesWithTheReport()
    {
        QByteArray log;
        for (int i = 0; i < 400; ++i) {
            const QByteArray at = QStringLiteral("2026-10-%1T%2:30:00Z")
                                      .arg(1 + i / 20, 2, 10, QLatin1Char('0'))
                                      .arg(i % 20, 2, 10, QLatin1Char('0'))
                                      .toUtf8();
            log += logLine(1000 + i, "claude-sonnet-4-5", at.constData(), i % 2 ? "bob" : "alice");
        }
        m_box.write(QStringLiteral("log.jsonl"), log);
        QCOMPARE(m_box.run(importOf({QStringLiteral("log.jsonl")})).code, 0);
        const Ran ran = m_box.run("forecast --by user --at 2026-10-21 --tz UTC --json");
        QVERIFY2(ran.code == 0, ran.err.constData());
        const Ran report =
            m_box.run("report --by user --from 2026-10-01 --to 2026-10-21 --tz UTC --json");
        const QJsonArray rows = ran.json()[QStringLiteral("rows")].toArray();
        const QJsonArray spent = report.json()[QStringLiteral("rows")].toArray();
        QCOMPARE(rows.size(), 2);
        for (int i = 0; i < 2; ++i) {
            const QJsonObject row = rows[i].toObject();
            QCOMPARE(row[QStringLiteral("user")], spent[i].toObject()[QStringLiteral("user")]);
            QCOMPARE(row[QStringLiteral("spent_usd")],
                     spent[i].toObject()[QStringLiteral("cost_usd")]);
        }
        const QJsonObject total = ran.json()[QStringLiteral("total")].toObject();
        QCOMPARE(total[QStringLiteral("spent_usd")],
                 report.json()[QStringLiteral("total")].toObject()[QStringLiteral("cost_usd")]);
        QVERIFY(total[QStringLiteral("has_band")].toBool());
        QVERIFY(total[QStringLiteral("p50_usd")].toString().toDouble() >
                total[QStringLiteral("spent_usd")].toString().toDouble());
        QCOMPARE(ran.json()[QStringLiteral("period_end")].toString(),
                 QStringLiteral("2026-11-01T00:00:00Z"));
        const Ran early = m_box.run("forecast --at 2026-10-01T03:00:00Z --tz UTC --json");
        const QJsonObject none = early.json()[QStringLiteral("total")].toObject();
        QVERIFY(none[QStringLiteral("p50_usd")].isNull());
        QVERIFY(none[QStringLiteral("reason")].toString().contains(QStringLiteral("3%")));
        QVERIFY(m_box.run("forecast --at 2026-10-21").out.contains("month"));
    }

    /// A bill tells of its days: those after it are not free because it was read today.
    void daysNoBillTellsOfAreNotFree()
    {
        const Sandbox box;
        box.write(QStringLiteral("bill.csv"), focusBill(QDate(2026, 9, 1), 49)); // to 19 October
        QCOMPARE(box.run("import --format focus bill.csv").code, 0);
        const auto totalAt = [&](const char *line) {
            return box.run(line).json()[QStringLiteral("total")].toObject();
        };
        const auto usd = [](const QJsonObject &total, const char *field) {
            return total[QLatin1String(field)].toString().toDouble();
        };
        const QJsonObject total = totalAt("forecast --at 2026-10-31 --tz UTC --json");
        QCOMPARE(usd(total, "spent_usd"), 19 * 15.75);
        QVERIFY2(qAbs(usd(total, "p50_usd") - 31 * 15.75) < 1,
                 qPrintable(total[QStringLiteral("p50_usd")].toString()));
        QVERIFY(qAbs(usd(total, "unseen_usd") - 11 * 15.75) < 1);
        QVERIFY(qAbs(total[QStringLiteral("missing_share")].toDouble() - 11.0 / 30) < 0.01);
        // And where none is missing.
        const QJsonObject end = totalAt("forecast --at 2026-10-20 --tz UTC --json");
        QVERIFY2(qAbs(usd(end, "p50_usd") - 31 * 15.75) < 1,
                 qPrintable(end[QStringLiteral("p50_usd")].toString()));
    }

    void aLimitSaysWhenItIsPassed()
    {
        const QByteArray before = "--at 2026-10-21 --tz UTC --json --limit ";
        const auto limitOf = [&](const QByteArray &amount) {
            const QByteArray line = "forecast " + before + amount;
            const Ran ran = m_box.run(line.constData());
            return ran.json()[QStringLiteral("total")]
                .toObject()[QStringLiteral("limit")]
                .toObject();
        };
        const QJsonObject total = m_box.run("forecast --at 2026-10-21 --tz UTC --json")
                                      .json()[QStringLiteral("total")]
                                      .toObject();
        QVERIFY(!total.contains(QStringLiteral("limit")));
        const QByteArray middle = total[QStringLiteral("p50_usd")].toString().toUtf8();
        const QJsonObject likely = limitOf(middle);
        QCOMPARE(likely[QStringLiteral("state")].toString(), QStringLiteral("foreseen"));
        const QString at = likely[QStringLiteral("likely")].toString();
        QVERIFY(at > QStringLiteral("2026-10-21") && at <= QStringLiteral("2026-11-01T00:00:00Z"));
        QVERIFY(likely[QStringLiteral("earliest")].toString() <= at);
        QVERIFY(limitOf("1000000USD")[QStringLiteral("earliest")].isNull());
        QCOMPARE(limitOf("1000000USD")[QStringLiteral("state")].toString(),
                 QStringLiteral("not in this period"));
        QCOMPARE(limitOf("0.000001")[QStringLiteral("state")].toString(),
                 QStringLiteral("exhausted"));
        const Ran early =
            m_box.run("forecast --at 2026-10-01T03:00:00Z --tz UTC --limit 100 --json");
        const QJsonObject none =
            early.json()[QStringLiteral("total")].toObject()[QStringLiteral("limit")].toObject();
        QCOMPARE(none[QStringLiteral("state")].toString(), QStringLiteral("unknown"));
        QVERIFY(none[QStringLiteral("chance_to_exceed")].isNull());
        QVERIFY(m_box.run("forecast --at 2026-10-21 --limit 1000000")
                    .out.contains("not exhausted in this period"));
    }

    void otherPeriodsHoldTheMoment_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto add = [](const char *words, const char *from, const char *to) {
            QTest::addRow("%s", words)
                << QByteArray(words) << QString::fromLatin1(from) << QString::fromLatin1(to);
        };
        // A Wednesday; Kolkata is five and a half hours ahead.
        add("hour --tz UTC", "2026-10-14T12:00:00Z", "2026-10-14T13:00:00Z");
        add("day --tz Asia/Kolkata", "2026-10-13T18:30:00Z", "2026-10-14T18:30:00Z");
        add("week --tz UTC", "2026-10-12T00:00:00Z", "2026-10-19T00:00:00Z");
        add("quarter --tz UTC", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z");
        add("quarter --tz America/New_York", "2026-10-01T04:00:00Z", "2027-01-01T05:00:00Z");
    }
    void otherPeriodsHoldTheMoment()
    {
        QFETCH(QByteArray, words);
        const QByteArray line = "forecast --json --at 2026-10-14T12:31:00Z --period " + words;
        const Ran ran = m_box.run(line.constData());
        QVERIFY2(ran.code == 0, ran.err.constData());
        QTEST(ran.json()[QStringLiteral("period_start")].toString(), "from");
        QTEST(ran.json()[QStringLiteral("period_end")].toString(), "to");
        const QJsonObject total = ran.json()[QStringLiteral("total")].toObject();
        QVERIFY(total[QStringLiteral("p50_usd")].isString());
        QCOMPARE(total[QStringLiteral("fees_usd")].toString(), QStringLiteral("0.000000000"));
        QCOMPARE(total[QStringLiteral("missing_share")].toDouble(), 0.0);
    }

    /// A subscription's fee is known: it is neither spread over the month nor expected twice.
    void aPlansFeeIsAddedOnce()
    {
        Sandbox box;
        QByteArray log;
        for (int day = 1; day <= 20; ++day) {
            const QByteArray at =
                QStringLiteral("2026-10-%1T12:30:00Z").arg(day, 2, 10, QLatin1Char('0')).toUtf8();
            log += logLine(30 + day, "claude-sonnet-4-5", at.constData(), "alice");
        }
        box.write(QStringLiteral("log.jsonl"), log);
        QCOMPARE(box.run(importOf({QStringLiteral("log.jsonl")})).code, 0);
        const Ran planned = box.run("source plan --key somebody subscription --fee 200USD "
                                    "--from 2026-09-25");
        QVERIFY2(planned.code == 0, planned.err.constData());
        const Ran ran = box.run("forecast --at 2026-10-20T18:00:00Z --tz UTC --json");
        QVERIFY2(ran.code == 0, ran.err.constData());
        const QJsonObject total = ran.json()[QStringLiteral("total")].toObject();
        QCOMPARE(total[QStringLiteral("fees_usd")].toString(), QStringLiteral("200.000000000"));
        QVERIFY(total[QStringLiteral("p10_usd")].toString().toDouble() >= 200);
        QVERIFY(total[QStringLiteral("p50_usd")].toString().toDouble() < 250);
    }

    void wrongInputIsSaid_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("said");
        QTest::addRow("no number") << QByteArray("forecast --series") << QByteArray("1\n2\nx3\n")
                                   << QByteArray("standard input:3: \"x3\" is no number");
        QTest::addRow("infinite") << QByteArray("forecast --series") << QByteArray("1\ninf\n")
                                  << QByteArray("standard input:2");
        QTest::addRow("nothing") << QByteArray("forecast --series") << QByteArray("\n\n")
                                 << QByteArray("no values");
        QTest::addRow("season") << QByteArray("forecast --series --season 0") << QByteArray("1\n")
                                << QByteArray("--season 0: write a number");
        QTest::addRow("horizon") << QByteArray("forecast --series --horizon 1e3")
                                 << QByteArray("1\n") << QByteArray("--horizon 1e3");
        QTest::addRow("season without series")
            << QByteArray("forecast --season 7") << QByteArray() << QByteArray("--series");
        QTest::addRow("ledger with series") << QByteArray("forecast --series --by user")
                                            << QByteArray("1\n") << QByteArray("no --by");
        QTest::addRow("moment") << QByteArray("forecast --at whenever") << QByteArray()
                                << QByteArray("whenever");
        QTest::addRow("period") << QByteArray("forecast --period fortnight") << QByteArray()
                                << QByteArray("hour, day, week, month or quarter");
        QTest::addRow("limit") << QByteArray("forecast --limit plenty") << QByteArray()
                               << QByteArray("--limit");
        QTest::addRow("limit with series") << QByteArray("forecast --series --limit 5")
                                           << QByteArray("1\n") << QByteArray("no --limit");
        QTest::addRow("dimensions") << QByteArray("forecast --by user,model") << QByteArray()
                                    << QByteArray("one dimension");
    }
    void wrongInputIsSaid()
    {
        QFETCH(QByteArray, words);
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, said);
        const Ran ran = m_box.run(words.constData(), input);
        QCOMPARE(ran.code, 2);
        QVERIFY(ran.out.isEmpty());
        QVERIFY2(ran.err.contains(said), ran.err.constData());
    }

private:
    Sandbox m_box;
};

QTEST_GUILESS_MAIN(TestCliForecast)
#include "tst_cliforecast.moc"
