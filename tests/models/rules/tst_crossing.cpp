// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/crossing.h"
#include "models/rules/pace.h"

#include <QTest>

#include <limits>
#include <map>
#include <random>
#include <set>

using namespace outlay;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t quarter = 15 * microsPerMinute;

/// Looks at every step there is, one after the other.
std::vector<Episode> slowly(const std::vector<RollingStep> &steps, std::int64_t length,
                            std::int64_t limit, int percent, Instant until)
{
    const std::int64_t step = rollingStep(length);
    const std::int64_t count = length / step;
    std::map<std::int64_t, std::int64_t> consumed;
    for (const RollingStep &one : steps)
        consumed[one.at.micros / step] += one.consumed;
    std::vector<Episode> found;
    if (consumed.empty())
        return found;
    bool isOver = false;
    const std::int64_t last = consumed.rbegin()->first;
    for (std::int64_t at = consumed.begin()->first; at <= std::max(last, until.micros / step);
         ++at) {
        std::int64_t sum = 0;
        for (auto in = consumed.upper_bound(at - count); in != consumed.upper_bound(at); ++in)
            sum += in->second;
        const bool holds = sum * 1000 >= limit * percent * 9;
        if (isOver && !holds) {
            found.back().to = {at * step};
            isOver = false;
        }
        if (!isOver && consumed.contains(at) && sum * 100 >= limit * percent) {
            isOver = true;
            found.push_back({{at * step}, TimeRange{}.to, sum, {at * step}});
        }
        if (isOver && consumed.contains(at) && sum > found.back().peak) {
            found.back().peak = sum;
            found.back().peakAt = {at * step};
        }
    }
    return found;
}

std::string describe(const std::vector<Episode> &all)
{
    std::string text;
    for (const Episode &one : all)
        text += std::to_string(one.from.micros / quarter) + ".." +
                std::to_string(one.to == TimeRange{}.to ? -1 : one.to.micros / quarter) + " peak " +
                std::to_string(one.peak) + "; ";
    return text;
}

} // namespace

class TestCrossing : public QObject
{
    Q_OBJECT

private slots:
    void aPaceSaysWhenItIsReached()
    {
        const TimeRange period{{0}, {100 * microsPerDay}};
        const Instant now{25 * microsPerDay};
        const auto half = paceOf(10, 20, period, now);
        QVERIFY(half.has_value());
        QCOMPARE(half->end, std::int64_t(40));
        QVERIFY(half->limitAt == Instant{50 * microsPerDay});
        QVERIFY(!paceOf(4, 20, period, now)->limitAt); // not before its end
        QVERIFY(paceOf(20, 20, period, now)->limitAt == now);
        QCOMPARE(paceOf(0, 20, period, now)->end, std::int64_t(0));
        // Too early, and without an end.
        QVERIFY(!paceOf(10, 20, period, {2 * microsPerDay}));
        QVERIFY(!paceOf(10, 20, TimeRange{}, now));
        QVERIFY(!paceOf(10, 20, {{0}, TimeRange{}.to}, now));
        // A great amount is cut off, not turned around.
        const std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QCOMPARE(paceOf(most, most, period, now)->end, most);
    }

    void aThresholdIsReachedExactly()
    {
        QVERIFY(reaches(50, 100, 50));
        QVERIFY(!reaches(49, 100, 50));
        QVERIFY(reaches(1, 1, 100));
        QVERIFY(!reaches(0, 1, 1));
        QVERIFY(!reaches(-5, 1, 1));
        // 75 % of 3 is 2.25.
        QVERIFY(!reaches(2, 3, 75));
        QVERIFY(reaches(3, 3, 75));
        // Beyond 64 bits in between.
        QVERIFY(reaches(most, most, 100));
        QVERIFY(!reaches(most - 1, most, 100));
        QVERIFY(reaches(most / 2 + 1, most, 50));
        QVERIFY(!reaches(most / 2, most, 50));
    }

    void thresholdsAscendAndEndInExhausted()
    {
        Budget budget;
        budget.thresholds = {50, 75, 90};
        QVERIFY(reachedThresholds(budget, 49, 100).empty());
        QVERIFY(reachedThresholds(budget, 75, 100) == (std::vector{50, 75}));
        QVERIFY(reachedThresholds(budget, 1000, 100) == (std::vector{50, 75, 90, 100}));
        budget.thresholds.clear();
        QVERIFY(reachedThresholds(budget, 99, 100).empty());
        QVERIFY(reachedThresholds(budget, 100, 100) == std::vector{100});
    }

    void utilizationIsRoundedOnce()
    {
        QCOMPARE(utilizationOf(1, 3), 0.3333);
        QCOMPARE(utilizationOf(9'996'000, 9'996'001), 0.9999); // not yet reached
        QCOMPARE(utilizationOf(0, 3), 0.0);
        QCOMPARE(utilizationOf(5, 0), 0.0);
        QCOMPARE(utilizationOf(most, most), 1.0);
    }

    void aRunEndsBelowNineTenthsOfItsThreshold()
    {
        const std::int64_t hour = 4 * quarter;
        const auto at = [](std::int64_t step) { return Instant{step * quarter}; };
        // 100 in one step, and then 89: the window falls from 189 to 89.
        const std::vector<RollingStep> falls{{at(0), 100}, {at(2), 89}};
        QCOMPARE(describe(episodes(falls, hour, 100, 100, at(100))),
                 std::string("0..4 peak 189; "));
        const std::vector<RollingStep> hovers{{at(0), 100}, {at(2), 90}, {at(5), 15}};
        QCOMPARE(describe(episodes(hovers, hour, 100, 100, at(100))),
                 std::string("0..6 peak 190; "));
        QCOMPARE(describe(episodes(hovers, hour, 100, 100, at(5))),
                 std::string("0..-1 peak 190; "));
    }

    void episodesAreThoseOfEveryStepLookedAt()
    {
        const unsigned seed = 4'711;
        std::mt19937 random(seed);
        for (int round = 0; round < 5'000; ++round) {
            const int lengths[] = {1, 4, 5, 8, 97, 145};
            const std::int64_t length = lengths[random() % 6] * quarter;
            const std::int64_t step = rollingStep(length);
            std::vector<RollingStep> steps;
            std::int64_t at = static_cast<std::int64_t>(random() % 10);
            for (unsigned i = 0; i < random() % 30; ++i) {
                at += 1 + random() % (random() % 5 == 0 ? 60 : 3);
                // A correction now and then.
                const std::int64_t consumed = random() % 12 == 0
                                                  ? -static_cast<std::int64_t>(random() % 20)
                                                  : static_cast<std::int64_t>(random() % 60);
                steps.push_back({{at * step}, consumed});
            }
            const Instant until{(at + static_cast<std::int64_t>(random() % 8)) * step};
            const int percent = std::array{50, 90, 100}[random() % 3];
            const std::string fast = describe(episodes(steps, length, 100, percent, until));
            const std::string slow = describe(slowly(steps, length, 100, percent, until));
            const std::string what = "seed " + std::to_string(seed) + " round " +
                                     std::to_string(round) + "\n" + fast + "\n" + slow;
            QVERIFY2(fast == slow, what.c_str());
        }
    }

    void aWindowHoldsNoMoreThanItsLength()
    {
        for (const int quarters : {1, 4, 97, 145, 500}) {
            const std::int64_t length = quarters * quarter;
            const std::int64_t step = rollingStep(length);
            std::vector<RollingStep> steps;
            for (int i = 0; i < 200; ++i)
                steps.push_back({{i * step}, 1});
            const std::int64_t sum = windowSum(steps, length, {150 * step});
            QVERIFY(sum * step <= length);
            QVERIFY((sum + 1) * step > length);
            // The peak of an episode is that of the fullest window.
            QCOMPARE(episodes(steps, length, 1, 1, {200 * step}).front().peak, sum);
        }
    }

    void idsTellEverythingApart()
    {
        std::set<std::string> seen;
        for (const char *budget : {"a", "ab"})
            for (const char *member : {"", "b", "bc"})
                for (const std::int64_t period : {0, 1})
                    for (const int percent : {50, 100})
                        for (const std::int64_t arming : {0, 1}) {
                            const std::string id =
                                crossingId(budget, member, {period}, percent, arming);
                            QCOMPARE(id.size(), std::size_t{32});
                            QVERIFY(seen.insert(id).second);
                            QVERIFY(seen.insert(id.substr(0, 16)).second);
                        }
        // Two desktops of different versions deliver one message: never change it.
        QCOMPARE(crossingId("a", "b", {1}, 50, 0), crossingId("a", "b", {1}, 50, 0));
    }
};

QTEST_GUILESS_MAIN(TestCrossing)
#include "tst_crossing.moc"
