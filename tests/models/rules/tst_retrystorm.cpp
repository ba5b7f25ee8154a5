// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/retrystorm.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace outlay;

namespace {

Attempt attemptAt(std::int64_t second, bool isRefused, const std::string &actor = "key-1",
                  const std::string &model = "m")
{
    return {{second * microsPerSecond},  actor, true, model, isRefused, Money{10},
            isRefused && second % 3 == 0};
}

/// By the definition: for each actor and model, over all windows.
std::vector<RetryStorm> slowly(const std::vector<Attempt> &all, const DetectorLimits &limits)
{
    std::vector<RetryStorm> found;
    std::set<std::pair<std::string, std::string>> runs;
    for (const Attempt &one : all)
        runs.emplace(one.actor, one.model);
    for (const auto &[actor, model] : runs) {
        std::vector<Attempt> own, refused;
        for (const Attempt &one : all) {
            if (one.actor != actor || one.model != model || actor.empty())
                continue;
            own.push_back(one);
            if (one.isRefused)
                refused.push_back(one);
        }
        const auto least = static_cast<std::size_t>(limits.stormAttempts);
        std::size_t next = 0; // refused ones before it belong to a storm that is over
        for (std::size_t i = 0; i < refused.size(); ++i) {
            if (i + 1 < next + least ||
                refused[i].at.micros - refused[i + 1 - least].at.micros > limits.stormMicros)
                continue;
            std::size_t first = i + 1 - least, last = i;
            // As many as there were within the time when it was found.
            while (first > next &&
                   refused[i].at.micros - refused[first - 1].at.micros <= limits.stormMicros)
                --first;
            while (last + 1 < refused.size() &&
                   refused[last + 1].at.micros - refused[last].at.micros <=
                       stormQuietMicros(limits))
                ++last;
            RetryStorm storm;
            storm.actor = actor;
            storm.model = model;
            storm.isKey = true;
            storm.range = {refused[first].at, refused[last].at};
            storm.refused = static_cast<std::int64_t>(last - first + 1);
            for (const Attempt &one : own) {
                if (one.at >= storm.range.from && one.at <= storm.range.to) {
                    ++storm.attempts;
                    storm.failed += one.isFailure ? 1 : 0;
                    storm.unpriced += one.cost ? 0 : 1;
                    storm.cost = storm.cost.value_or(Money{}) + one.cost.value_or(Money{});
                }
            }
            found.push_back(storm);
            i = last;
            next = last + 1;
        }
    }
    std::sort(found.begin(), found.end(), [](const RetryStorm &l, const RetryStorm &r) {
        return std::tie(l.range.from, l.actor, l.model) < std::tie(r.range.from, r.actor, r.model);
    });
    return found;
}

} // namespace

class TestRetryStorm : public QObject
{
    Q_OBJECT

private slots:
    void twentyRefusalsInAMinuteAreAStorm()
    {
        std::vector<Attempt> attempts;
        for (int i = 0; i < 19; ++i)
            attempts.push_back(attemptAt(3 * i, true));
        QVERIFY(retryStorms(attempts, {}).empty());
        attempts.push_back(attemptAt(60, true)); // exactly 60 s after the first
        auto storms = retryStorms(attempts, {});
        QCOMPARE(storms.size(), std::size_t{1});
        QCOMPARE(storms[0].refused, std::int64_t{20});
        attempts.back().at.micros += 1;
        QVERIFY(retryStorms(attempts, {}).empty());
    }

    void whatIsAdmittedInBetweenCostsToo()
    {
        std::vector<Attempt> attempts;
        for (int i = 0; i < 40; ++i)
            attempts.push_back(attemptAt(i, i % 2 == 0));
        const auto storms = retryStorms(attempts, {});
        QCOMPARE(storms.size(), std::size_t{1});
        QCOMPARE(storms[0].refused, std::int64_t{20});
        QCOMPARE(storms[0].failed, std::int64_t{7});    // by the server: 0, 6, …, 36
        QCOMPARE(storms[0].attempts, std::int64_t{39}); // not the one after the last refusal
        QCOMPARE(storms[0].cost.value_or(Money{}), Money{390});
    }

    void whatHasNoPriceIsNotFree()
    {
        std::vector<Attempt> attempts;
        for (int i = 0; i < 40; ++i) {
            attempts.push_back(attemptAt(i, true));
            attempts.back().cost.reset();
        }
        QVERIFY(!retryStorms(attempts, {}).at(0).cost);
        attempts[30].cost = Money{7};
        QCOMPARE(retryStorms(attempts, {}).at(0).cost.value_or(Money{}), Money{7});
    }

    void othersAndOtherModelsAreNoPartOfIt()
    {
        std::vector<Attempt> attempts;
        for (int i = 0; i < 38; ++i)
            attempts.push_back(attemptAt(i, true, i % 2 == 0 ? "key-1" : "key-2"));
        QVERIFY(retryStorms(attempts, {}).empty());
        for (Attempt &one : attempts)
            one.actor = {}; // nobody knows whether it is the same
        QVERIFY(retryStorms(attempts, {}).empty());
    }

    void findsWhatLookingAtEveryWindowFinds()
    {
        const unsigned seed = 815;
        std::mt19937 random(seed);
        DetectorLimits limits;
        limits.stormAttempts = 5;
        limits.stormMicros = 10 * microsPerSecond;
        std::size_t total = 0;
        for (int round = 0; round < 3'000; ++round) {
            std::vector<Attempt> attempts;
            std::int64_t second = 1'000;
            for (unsigned i = 0; i < random() % 60; ++i) {
                second += random() % (random() % 10 == 0 ? 80 : 4);
                attempts.push_back(attemptAt(second, random() % 4 != 0,
                                             random() % 3 == 0 ? "key-2" : "key-1",
                                             random() % 5 == 0 ? "n" : "m"));
                // Times are unlike: ties would leave open what lies between.
                attempts.back().at.micros += static_cast<std::int64_t>(i);
                if (random() % 6 == 0)
                    attempts.back().cost.reset();
            }
            const auto fast = retryStorms(attempts, limits);
            const std::string what =
                "seed " + std::to_string(seed) + " round " + std::to_string(round);
            QVERIFY2(fast == slowly(attempts, limits), what.c_str());
            total += fast.size();
        }
        QVERIFY(total > 100);
    }
};

QTEST_GUILESS_MAIN(TestRetryStorm)
#include "tst_retrystorm.moc"
