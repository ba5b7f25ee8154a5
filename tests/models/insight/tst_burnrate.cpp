// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/burnrate.h"

#include <QTest>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

Instant at(const char *text)
{
    return *parseInstant(text);
}

/// 30 days.
const TimeRange november{at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")};

} // namespace

class TestBurnRate : public QObject
{
    Q_OBJECT

private slots:
    void windowsFollowThePeriod_data()
    {
        QTest::addColumn<qint64>("period");
        QTest::addColumn<qint64>("fastLong");
        QTest::addColumn<qint64>("fastShort");
        QTest::addColumn<qint64>("fastFactor");
        QTest::addColumn<qint64>("slowLong");
        QTest::addColumn<qint64>("slowShort");
        QTest::addColumn<qint64>("slowFactor");
        const auto add = [](const char *name, qint64 hours, qint64 fastLong, qint64 fastShort,
                            qint64 fastFactor, qint64 slowLong, qint64 slowShort,
                            qint64 slowFactor) {
            QTest::newRow(name) << hours * microsPerHour << fastLong << fastShort << fastFactor
                                << slowLong << slowShort << slowFactor;
        };
        // seconds; thousandths
        add("an hour", 1, 300, 60, 3'000, 900, 75, 2'000);
        add("a day", 24, 300, 60, 14'400, 1800, 150, 6'000);
        add("a day of 23 hours", 23, 300, 60, 14'400, 1800, 150, 6'000);
        add("a week", 168, 840, 70, 14'400, 5040, 420, 6'000);
        add("a month", 720, 3600, 300, 14'400, 21'600, 1800, 6'000);
        add("a month of 31 days", 744, 3720, 310, 14'400, 22'320, 1860, 6'000);
        add("a quarter", 2160, 10'800, 900, 14'400, 64'800, 5400, 6'000);
    }
    void windowsFollowThePeriod()
    {
        QFETCH(qint64, period);
        const BurnRules rules = burnRulesFor(period);
        QTEST(qint64(rules.fast.longMicros / microsPerSecond), "fastLong");
        QTEST(qint64(rules.fast.shortMicros / microsPerSecond), "fastShort");
        QTEST(qint64(rules.fast.factorMillis), "fastFactor");
        QTEST(qint64(rules.slow.longMicros / microsPerSecond), "slowLong");
        QTEST(qint64(rules.slow.shortMicros / microsPerSecond), "slowShort");
        QTEST(qint64(rules.slow.factorMillis), "slowFactor");
    }

    /// An alarm must leave some of the limit to save, and be about more than the even pace.
    void everyPeriodLeavesSomethingToSave()
    {
        for (std::int64_t minutes = 10; minutes < 1'000'000; minutes += 1 + minutes / 7) {
            const std::int64_t period = minutes * microsPerMinute;
            const BurnRules rules = burnRulesFor(period);
            for (const BurnRule &rule : {rules.fast, rules.slow}) {
                const double share = rule.factor() * double(rule.longMicros) / double(period);
                QVERIFY2(share > 0.01 && share < 0.5 + 1e-9, qPrintable(QString::number(minutes)));
                QVERIFY2(rule.factor() > 1.2, qPrintable(QString::number(minutes)));
                QVERIFY(rule.shortMicros <= rule.longMicros);
            }
            QVERIFY(rules.fast.longMicros <= rules.slow.longMicros);
        }
    }

    /// 720 USD in 720 hours is a dollar an hour: 14.40 in one hour is the fast factor exactly.
    void bothWindowsMustExceed()
    {
        const BurnRule fast = burnRulesFor(720 * microsPerHour).fast;
        const Instant now = at("2026-11-11T00:00:00Z");
        const Money limit{720 * usd};
        const auto judge = [&](std::int64_t inLong, std::int64_t inShort) {
            return judgeBurn(fast, {{inLong}, {inShort}}, november, now, {240 * usd}, limit);
        };
        const std::int64_t hour = 14'400'000'000;
        const std::int64_t minutes = 1'200'000'000;
        QVERIFY(!judge(hour, minutes).isBurning); // exceeding is more than reaching
        QVERIFY(judge(hour + 1, minutes + 1).isBurning);
        QVERIFY(!judge(hour + 1, minutes).isBurning);
        QVERIFY(!judge(hour, minutes + 1).isBurning);
        QCOMPARE(*judge(hour, minutes).longRate, 14.4);
        QCOMPARE(*judge(hour, minutes).shortRate, 14.4);
        // 480 USD are left, at 14.40 an hour for 33 h 20 min.
        QCOMPARE(*judge(hour, minutes).exhaustedAt, at("2026-11-12T09:20:00Z"));
    }

    void slowBurnIsSeenOverSixHours()
    {
        const BurnRule slow = burnRulesFor(720 * microsPerHour).slow;
        const Money limit{720 * usd};
        const BurnVerdict verdict = judgeBurn(slow, {{37 * usd}, {4 * usd}}, november,
                                              at("2026-11-03T00:00:00Z"), {100 * usd}, limit);
        QVERIFY(verdict.isBurning); // 6.17x over six hours, 8x over half an hour
        QCOMPARE(*verdict.shortRate, 8.0);
        QVERIFY(verdict.exhaustedAt);
        QVERIFY(!judgeBurn(slow, {{36 * usd}, {4 * usd}}, november, at("2026-11-03T00:00:00Z"),
                           {100 * usd}, limit)
                     .isBurning);
    }

    void thePaceMayNotUseUpTheLimit()
    {
        const BurnRule fast = burnRulesFor(720 * microsPerHour).fast;
        const Money limit{720 * usd};
        const Instant late = at("2026-11-30T12:00:00Z");
        const auto judge = [&](std::int64_t inLong, std::int64_t spent) {
            return judgeBurn(fast, {{inLong}, {inLong / 12}}, november, late, {spent}, limit);
        };
        QVERIFY(!judge(usd, 700 * usd).exhaustedAt); // 12 USD more, 20 are left
        QVERIFY(!judge(0, 700 * usd).exhaustedAt);
        QVERIFY(!judge(-usd, 700 * usd).exhaustedAt);
        QCOMPARE(*judge(usd, 720 * usd).exhaustedAt, late);
        QCOMPARE(*judge(2 * usd, 700 * usd).exhaustedAt, at("2026-11-30T22:00:00Z"));
    }

    void hugeAndEmptyLimitsAreJudged()
    {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        const TimeRange decade{at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")};
        const BurnRule fast = burnRulesFor(decade.to.micros - decade.from.micros).fast;
        const Instant now = at("2026-11-11T00:00:00Z");
        QVERIFY(judgeBurn(fast, {{most}, {most}}, decade, now, {}, {most}).isBurning);
        QVERIFY(!judgeBurn(fast, {{1}, {1}}, decade, now, {}, {most}).isBurning);
        const BurnVerdict none = judgeBurn(fast, {{most}, {most}}, decade, now, {}, {});
        QVERIFY(!none.longRate && !none.isBurning && !none.exhaustedAt);
    }
};

QTEST_GUILESS_MAIN(TestBurnRate)
#include "tst_burnrate.moc"
