// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/repeatedprompt.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace outlay;

namespace {

PromptUse useAt(std::int64_t second, std::uint64_t prompt)
{
    return {{second * microsPerSecond}, prompt, "ana", false, "m", Money{10}};
}

std::vector<RepeatedPrompt> slowly(const std::vector<PromptUse> &all, const DetectorLimits &limits)
{
    std::vector<RepeatedPrompt> found;
    std::set<std::uint64_t> prompts;
    for (const PromptUse &use : all)
        prompts.insert(use.prompt);
    prompts.erase(0);
    const auto least = static_cast<std::size_t>(limits.repeatCount);
    for (const std::uint64_t prompt : prompts) {
        std::vector<PromptUse> own;
        std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                     [prompt](const PromptUse &use) { return use.prompt == prompt; });
        for (std::size_t first = 0; first + least <= own.size(); ++first) {
            std::size_t last = first + least - 1;
            if (own[last].at.micros - own[first].at.micros > limits.repeatMicros)
                continue;
            while (last + 1 < own.size() &&
                   own[last + 1].at.micros - own[last].at.micros <= limits.repeatMicros)
                ++last;
            RepeatedPrompt one;
            one.prompt = prompt;
            one.actor = own[first].actor;
            one.isKey = own[first].isKey;
            one.model = own[first].model;
            one.range = {own[first].at, own[last].at};
            one.count = static_cast<std::int64_t>(last - first + 1);
            for (std::size_t i = first + 1; i <= last; ++i)
                if (own[i].cost)
                    one.cost = one.cost.value_or(Money{}) + *own[i].cost;
                else
                    ++one.unpriced;
            found.push_back(one);
            first = last;
        }
    }
    std::sort(found.begin(), found.end(), [](const RepeatedPrompt &l, const RepeatedPrompt &r) {
        return std::tie(l.range.from, l.prompt) < std::tie(r.range.from, r.prompt);
    });
    return found;
}

} // namespace

class TestRepeatedPrompt : public QObject
{
    Q_OBJECT

private slots:
    void tenTimesInTenMinutes()
    {
        std::vector<PromptUse> uses;
        for (int i = 0; i < 9; ++i)
            uses.push_back(useAt(i, 7));
        QVERIFY(repeatedPrompts(uses, {}).empty());
        uses.push_back(useAt(600, 7));
        const auto found = repeatedPrompts(uses, {});
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].count, std::int64_t{10});
        QCOMPARE(found[0].cost.value(), Money{90}); // the first was of use
        QCOMPARE(found[0].unpriced, std::int64_t{0});
        uses.back().at.micros += 1;
        QVERIFY(repeatedPrompts(uses, {}).empty());
    }

    void whatHasNoPriceIsCountedApart()
    {
        std::vector<PromptUse> uses;
        for (int i = 0; i < 12; ++i) {
            uses.push_back(useAt(i, 7));
            uses.back().cost.reset();
        }
        const auto unpriced = repeatedPrompts(uses, {});
        QCOMPARE(unpriced.size(), std::size_t{1});
        QVERIFY(!unpriced[0].cost);
        QCOMPARE(unpriced[0].unpriced, std::int64_t{11}); // all but the first
        uses[3].cost = uses[11].cost = Money{10};
        const auto partly = repeatedPrompts(uses, {});
        QCOMPARE(partly[0].cost.value(), Money{20});
        QCOMPARE(partly[0].unpriced, std::int64_t{9});
    }

    void promptsThatNobodyHashedAreNotTheSame()
    {
        std::vector<PromptUse> uses;
        for (int i = 0; i < 50; ++i)
            uses.push_back(useAt(i, 0));
        QVERIFY(repeatedPrompts(uses, {}).empty());
    }

    void findsWhatLookingAtEveryWindowFinds()
    {
        const unsigned seed = 42;
        std::mt19937 random(seed);
        DetectorLimits limits;
        limits.repeatCount = 4;
        limits.repeatMicros = 20 * microsPerSecond;
        std::size_t total = 0;
        for (int round = 0; round < 3'000; ++round) {
            std::vector<PromptUse> uses;
            std::int64_t second = 1'000;
            for (unsigned i = 0; i < random() % 60; ++i) {
                second += random() % 12;
                uses.push_back(useAt(second, random() % 4));
                uses.back().actor = random() % 2 == 0 ? "ana" : "bob";
                if (random() % 6 == 0)
                    uses.back().cost.reset();
            }
            const auto fast = repeatedPrompts(uses, limits);
            const std::string what =
                "seed " + std::to_string(seed) + " round " + std::to_string(round);
            QVERIFY2(fast == slowly(uses, limits), what.c_str());
            total += fast.size();
        }
        QVERIFY(total > 100);
    }
};

QTEST_GUILESS_MAIN(TestRepeatedPrompt)
#include "tst_repeatedprompt.moc"
