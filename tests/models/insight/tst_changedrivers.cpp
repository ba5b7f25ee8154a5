// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/changedrivers.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <random>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;
constexpr std::int64_t none = 0;
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

SliceUse use(std::int64_t requests, std::int64_t nanos, std::int64_t tokens = 0,
             std::int64_t unpriced = 0)
{
    SliceUse made;
    made.requests = requests;
    made.unpriced = unpriced;
    made.usage[TokenClass::Input] = tokens;
    made.cost = {nanos};
    return made;
}

/// `atPrior`: what now would have cost at the prior prices; as it cost, where that is not told.
ChangeSlice slice(const std::string &model, const SliceUse &prior, const SliceUse &now,
                  std::optional<std::int64_t> atPrior = std::nullopt)
{
    return {"maker", model, "", prior, now, Money{atPrior.value_or(now.cost.nanos)}};
}

ChangeSplit split(const ChangeInput &input)
{
    auto result = splitChange(input);
    if (!result)
        qFatal("%s", result.error().text.c_str());
    return *std::move(result);
}

/// Volume, mix, efficiency, price, not itemised, unpriced.
std::vector<std::int64_t> amounts(const ChangeTerms &terms)
{
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < changeTermCount; ++i)
        all.push_back(terms[static_cast<ChangeTerm>(i)].nanos);
    return all;
}

using Amounts = std::vector<std::int64_t>;

ValueChange value(const char *text, std::int64_t prior, std::int64_t now)
{
    return {std::string(text), false, {prior}, {now}};
}

/// Random slices of every kind there is: appearing, vanishing, unpriced, with credits.
class RandomChange
{
public:
    explicit RandomChange(unsigned seed) : m_random(seed) {}

    ChangeInput input(std::int64_t highest)
    {
        ChangeInput input;
        const std::int64_t count = below(8);
        for (std::int64_t i = 0; i < count; ++i) {
            const SliceUse now = side(highest);
            const std::int64_t atPrior =
                below(3) == 0 ? now.cost.nanos : below(highest) - highest / 4;
            input.slices.push_back(slice(std::to_string(i), side(highest), now, atPrior));
        }
        input.priorNotItemised = {below(highest) - highest / 2};
        input.nowNotItemised = {below(highest) - highest / 2};
        return input;
    }

    std::int64_t below(std::int64_t bound)
    {
        return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(m_random);
    }

private:
    SliceUse side(std::int64_t highest)
    {
        const std::int64_t requests = below(4) == 0 ? 0 : below(highest);
        const std::int64_t cost = below(5) == 0 ? 0 : below(highest) - highest / 4;
        SliceUse made = use(requests, cost, below(3) == 0 ? 0 : below(highest), below(2));
        made.usage[TokenClass::CacheRead] = below(highest);
        return made;
    }

    std::mt19937_64 m_random;
};

} // namespace

class TestChangeDrivers : public QObject
{
    Q_OBJECT

private slots:
    void fourTermsByHand();
    void edges_data();
    void edges();
    void tokensThatGrowAlikeAreLength();
    void roundsHalfToEvenOnceALevel();
    void theSameTimesAsManyIsVolume();
    void sumsExactlyWhateverComes_data();
    void sumsExactlyWhateverComes();
    void orderOfSlicesDoesNotMatter();
    void refusesWhatLeaves64Bits_data();
    void refusesWhatLeaves64Bits();
    void theLargestAccountsAreLarge();
    void valuesThatExplainMost();
    void equalValuesKeepAnOrder();
    void withoutAChangeThereIsNoShare();
    void topAndRestAddUp();
    void refusesValuesThatLeave64Bits();
    void termsHaveNames();
};

void TestChangeDrivers::fourTermsByHand()
{
    // 200 requests become 300; b takes 240 of them; a takes 950 tokens instead of 1000 a request,
    // half of the rest saved by caches; then its price is halved.
    ChangeInput input;
    input.slices = {
        slice("a", use(100, 100 * usd, 100'000), use(60, 27 * usd, 57'000), 54 * usd),
        slice("b", use(100, 20 * usd, 100'000), use(240, 48 * usd, 240'000)),
    };
    input.priorNotItemised = {5 * usd};
    input.nowNotItemised = {7 * usd};
    const ChangeSplit result = split(input);
    QCOMPARE(result.prior.nanos, 125 * usd);
    QCOMPARE(result.now.nanos, 82 * usd);
    // 120 x 300/200 = 180; 60 x 1 + 240 x 0.2 = 108; 54 + 48 = 102; 27 + 48 = 75.
    QCOMPARE(amounts(result.terms),
             (Amounts{60 * usd, -72 * usd, -6 * usd, -27 * usd, 2 * usd, 0}));
    // a would have cost 57 by its tokens.
    QCOMPARE(result.efficiencyOfLength.nanos, -3 * usd);
    QCOMPARE(result.efficiencyOfClasses.nanos, -3 * usd);
    QCOMPARE(amounts(result.slices[0]), (Amounts{50 * usd, -90 * usd, -6 * usd, -27 * usd, 0, 0}));
    QCOMPARE(amounts(result.slices[1]), (Amounts{10 * usd, 18 * usd, 0, 0, 0, 0}));
}

void TestChangeDrivers::edges_data()
{
    QTest::addColumn<SliceUse>("prior");
    QTest::addColumn<SliceUse>("now");
    QTest::addColumn<std::int64_t>("atPrior");
    QTest::addColumn<Amounts>("terms");
    // Beside a slice of 10 requests for 10 USD in both periods.
    QTest::newRow("nothing") << use(0, 0) << use(0, 0) << none << Amounts{0, 0, 0, 0, 0, 0};
    // 10 -> 20 requests: 20; the new one at 3 instead of 1 a request: 10 + 30.
    QTest::newRow("a model that appears is mix at what it costs")
        << use(0, 0) << use(10, 30 * usd) << 30 * usd << Amounts{10 * usd, 20 * usd, 0, 0, 0, 0};
    // 20 requests for 40 -> 10: 20; the remaining ones cost 10.
    QTest::newRow("a model that vanishes")
        << use(10, 30 * usd) << use(0, 0) << none << Amounts{-20 * usd, -10 * usd, 0, 0, 0, 0};
    QTest::newRow("money without a request")
        << use(0, 4 * usd) << use(0, 9 * usd) << 9 * usd << Amounts{0, 0, 0, 0, 5 * usd, 0};
    QTest::newRow("money without a request before")
        << use(0, 4 * usd) << use(10, 10 * usd) << 10 * usd
        << Amounts{10 * usd, 0, 0, 0, -4 * usd, 0};
    QTest::newRow("a negative count is none")
        << use(-3, 4 * usd) << use(0, 0) << none << Amounts{0, 0, 0, 0, -4 * usd, 0};
    QTest::newRow("a credit") << use(0, 0) << use(0, -6 * usd) << none
                              << Amounts{0, 0, 0, 0, -6 * usd, 0};
    // 20 requests for -10 -> 20: each as it was; the credit is smaller by 5 of other tokens.
    QTest::newRow("requests that earn money")
        << use(10, -20 * usd) << use(10, -15 * usd) << -15 * usd << Amounts{0, 0, 5 * usd, 0, 0, 0};
    QTest::newRow("a price appears")
        << use(0, 0, 0, 10) << use(10, 30 * usd) << 30 * usd << Amounts{0, 0, 0, 0, 0, 30 * usd};
    QTest::newRow("a price is lost")
        << use(10, 30 * usd) << use(0, 0, 0, 9) << none << Amounts{0, 0, 0, 0, 0, -30 * usd};
    QTest::newRow("unpriced in both is nothing")
        << use(0, 0, 0, 5) << use(0, 0, 0, 500) << none << Amounts{0, 0, 0, 0, 0, 0};
    // 20 -> 20 requests; free before, 3 USD now.
    QTest::newRow("free becomes dear by its price")
        << use(10, 0) << use(10, 3 * usd) << none << Amounts{0, 0, 0, 3 * usd, 0, 0};
}

void TestChangeDrivers::edges()
{
    QFETCH(SliceUse, prior);
    QFETCH(SliceUse, now);
    QFETCH(std::int64_t, atPrior);
    QFETCH(Amounts, terms);
    ChangeInput input;
    input.slices = {slice("steady", use(10, 10 * usd), use(10, 10 * usd)),
                    slice("edge", prior, now, atPrior)};
    const ChangeSplit result = split(input);
    QCOMPARE(amounts(result.terms), terms);
    QCOMPARE(result.change().nanos, now.cost.nanos - prior.cost.nanos);
}

void TestChangeDrivers::tokensThatGrowAlikeAreLength()
{
    ChangeInput input;
    input.slices = {slice("a", use(10, 10 * usd, 1000), use(10, 15 * usd, 1500))};
    const ChangeSplit result = split(input);
    QCOMPARE(amounts(result.terms), (Amounts{0, 0, 5 * usd, 0, 0, 0}));
    QCOMPARE(result.efficiencyOfLength.nanos, 5 * usd);
    QCOMPARE(result.efficiencyOfClasses.nanos, 0);
    // Reasoning is inside output, and searches are no tokens.
    input.slices.front().now.usage[TokenClass::Reasoning] = 400;
    input.slices.front().now.usage[TokenClass::WebSearches] = 40;
    QCOMPARE(split(input).efficiencyOfLength.nanos, 5 * usd);
    // Without tokens there is no cost of one.
    input.slices = {slice("a", use(10, 10 * usd), use(10, 15 * usd))};
    QCOMPARE(split(input).efficiencyOfLength.nanos, 0);
    QCOMPARE(split(input).efficiencyOfClasses.nanos, 5 * usd);
}

void TestChangeDrivers::roundsHalfToEvenOnceALevel()
{
    const auto halved = [](std::int64_t nanos) {
        ChangeInput input;
        input.slices = {slice("a", use(2, nanos), use(1, nanos))};
        return amounts(split(input).terms);
    };
    // 0.5 -> 0, 1.5 -> 2, -0.5 -> 0, -1.5 -> -2; what is left is the request's own.
    QCOMPARE(halved(1), (Amounts{-1, 0, 1, 0, 0, 0}));
    QCOMPARE(halved(3), (Amounts{-1, 0, 1, 0, 0, 0}));
    QCOMPARE(halved(-1), (Amounts{1, 0, -1, 0, 0, 0}));
    QCOMPARE(halved(-3), (Amounts{1, 0, -1, 0, 0, 0}));
}

void TestChangeDrivers::theSameTimesAsManyIsVolume()
{
    RandomChange random(11);
    for (int round = 0; round < 300; ++round) {
        ChangeInput input;
        const std::int64_t factor = 1 + random.below(9);
        Money more;
        for (int i = 0; i < 5; ++i) {
            const SliceUse prior = use(1 + random.below(50), random.below(usd), random.below(900));
            const SliceUse now = use(prior.requests * factor, prior.cost.nanos * factor,
                                     prior.usage[TokenClass::Input] * factor);
            input.slices.push_back(slice(std::to_string(i), prior, now));
            more += now.cost - prior.cost;
        }
        QCOMPARE(amounts(split(input).terms), (Amounts{more.nanos, 0, 0, 0, 0, 0}));
    }
}

void TestChangeDrivers::sumsExactlyWhateverComes_data()
{
    QTest::addColumn<std::int64_t>("highest");
    QTest::newRow("a few nano-dollars") << std::int64_t{7};
    QTest::newRow("a team") << std::int64_t{900'000'000'000};
    QTest::newRow("all that fits") << (std::int64_t{1} << 59);
}

void TestChangeDrivers::sumsExactlyWhateverComes()
{
    QFETCH(std::int64_t, highest);
    RandomChange random(20261123);
    int splits = 0;
    for (int round = 0; round < 4000; ++round) {
        const ChangeInput input = random.input(highest);
        const auto result = splitChange(input);
        if (!result) {
            QVERIFY(result.error().kind == Error::Kind::OutOfRange);
            QVERIFY(highest > usd * usd / 2);
            continue;
        }
        ++splits;
        Int128 change = Int128(input.nowNotItemised.nanos) - input.priorNotItemised.nanos;
        Int128 all = 0;
        QCOMPARE(result->slices.size(), input.slices.size());
        for (std::size_t i = 0; i < input.slices.size(); ++i) {
            const ChangeSlice &from = input.slices[i];
            const Int128 delta = Int128(from.now.cost.nanos) - from.prior.cost.nanos;
            change += delta;
            Int128 terms = 0;
            for (const std::int64_t amount : amounts(result->slices[i]))
                terms += amount;
            if (terms != delta)
                qWarning("round %d slice %zu", round, i);
            QVERIFY(terms == delta);
        }
        for (const std::int64_t amount : amounts(result->terms))
            all += amount;
        QVERIFY2(all == change, qPrintable(QString::number(round)));
        QVERIFY(result->change() == result->now - result->prior);
        QVERIFY(result->efficiencyOfLength + result->efficiencyOfClasses ==
                result->terms[ChangeTerm::Efficiency]);
    }
    QVERIFY2(splits > 400, qPrintable(QString::number(splits)));
}

void TestChangeDrivers::orderOfSlicesDoesNotMatter()
{
    RandomChange random(3);
    std::mt19937 shuffling(4);
    for (int round = 0; round < 200; ++round) {
        ChangeInput input = random.input(1'000'000);
        const ChangeSplit before = split(input);
        std::shuffle(input.slices.begin(), input.slices.end(), shuffling);
        const ChangeSplit after = split(input);
        QCOMPARE(amounts(after.terms), amounts(before.terms));
        QCOMPARE(after.efficiencyOfLength.nanos, before.efficiencyOfLength.nanos);
    }
}

void TestChangeDrivers::refusesWhatLeaves64Bits_data()
{
    QTest::addColumn<std::vector<ChangeSlice>>("slices");
    const std::vector<ChangeSlice> doubled = {slice("a", use(1, most), use(2, 0))};
    QTest::newRow("a level") << doubled;
    QTest::newRow("a sum of costs") << std::vector<ChangeSlice>{
        slice("a", use(1, 0), use(1, most)), slice("b", use(1, 0), use(1, most))};
    QTest::newRow("a difference") << std::vector<ChangeSlice>{
        slice("a", use(1, least), use(1, most))};
    QTest::newRow("a count of requests") << std::vector<ChangeSlice>{
        slice("a", use(most, 0), use(1, 0)), slice("b", use(most, 0), use(1, 0))};
    ChangeSlice tokens = slice("a", use(1, 1, most), use(1, 1));
    tokens.prior.usage[TokenClass::Output] = most;
    QTest::newRow("a count of tokens") << std::vector<ChangeSlice>{tokens};
}

void TestChangeDrivers::refusesWhatLeaves64Bits()
{
    QFETCH(std::vector<ChangeSlice>, slices);
    const auto result = splitChange({slices, {}, {}});
    QVERIFY(!result);
    QVERIFY(result.error().kind == Error::Kind::OutOfRange);
}

void TestChangeDrivers::theLargestAccountsAreLarge()
{
    // Products of 126 bits.
    const ChangeSplit result =
        split({{slice("a", use(most, most, most), use(most, most, most))}, {}, {}});
    QCOMPARE(amounts(result.terms), (Amounts{0, 0, 0, 0, 0, 0}));
    const ChangeSplit gone = split({{slice("a", use(most, most), use(0, 0))}, {}, {}});
    QCOMPARE(amounts(gone.terms), (Amounts{-most, 0, 0, 0, 0, 0}));
}

void TestChangeDrivers::valuesThatExplainMost()
{
    const auto result =
        topChanges({value("steady", 50, 50), value("up", 10, 100), value("down", 90, 20),
                    value("small", 1, 3), value("new", 0, 40), value("less", 9, 8)});
    QVERIFY(result.has_value());
    QCOMPARE(result->top.size(), std::size_t(3));
    QCOMPARE(*result->top[0].value.value, std::string("up"));
    QCOMPARE(*result->top[1].value.value, std::string("down"));
    QCOMPARE(*result->top[2].value.value, std::string("new"));
    // 160 -> 221.
    QCOMPARE(result->change().nanos, 61);
    QCOMPARE(result->top[1].delta.nanos, -70);
    QCOMPARE(result->top[1].share.value_or(0), -70.0 / 61);
    QCOMPARE(result->restDelta().nanos, 1);
    QCOMPARE(result->restPrior.nanos, 60);
    QCOMPARE(result->restCount, std::size_t(2));
}

void TestChangeDrivers::equalValuesKeepAnOrder()
{
    std::vector<ValueChange> values = {{std::nullopt, true, {0}, {5}},
                                       {std::nullopt, false, {5}, {0}},
                                       value("b", 5, 0),
                                       value("a", 0, 5)};
    std::mt19937 shuffling(9);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(values.begin(), values.end(), shuffling);
        const auto result = topChanges(values, 9);
        QVERIFY(result.has_value());
        QCOMPARE(result->top[0].value.value.value_or(""), std::string("a"));
        QCOMPARE(result->top[1].value.value.value_or(""), std::string("b"));
        QVERIFY(!result->top[2].value.value && !result->top[2].value.isNotItemised);
        QVERIFY(result->top[3].value.isNotItemised);
    }
}

void TestChangeDrivers::withoutAChangeThereIsNoShare()
{
    const auto result = topChanges({value("a", 0, 5), value("b", 5, 0)});
    QVERIFY(result.has_value());
    QCOMPARE(result->top.size(), std::size_t(2));
    QVERIFY(!result->top.front().share);
    const auto nothing = topChanges({});
    QVERIFY(nothing.has_value() && nothing->top.empty());
    QCOMPARE(nothing->change().nanos, 0);
}

void TestChangeDrivers::topAndRestAddUp()
{
    RandomChange random(77);
    for (int round = 0; round < 500; ++round) {
        std::vector<ValueChange> values;
        Money change;
        for (std::int64_t i = random.below(30); i > 0; --i) {
            values.push_back(value(std::to_string(i).c_str(), random.below(40), random.below(40)));
            change += values.back().now - values.back().prior;
        }
        const auto result = topChanges(values);
        QVERIFY(result.has_value());
        QCOMPARE(result->change().nanos, change.nanos);
        Money sum = result->restDelta();
        for (const ExplainedChange &top : result->top) {
            QVERIFY(top.delta != Money{});
            sum += top.delta;
        }
        QCOMPARE(sum.nanos, change.nanos);
    }
}

void TestChangeDrivers::refusesValuesThatLeave64Bits()
{
    QVERIFY(!topChanges({value("a", least, most)}));
    QVERIFY(!topChanges({value("a", 0, most), value("b", 0, most)}));
    QVERIFY(topChanges({value("a", 0, most), value("b", 0, -most)}).has_value());
}

void TestChangeDrivers::termsHaveNames()
{
    QCOMPARE(name(ChangeTerm::Volume), std::string_view("volume"));
    QCOMPARE(name(ChangeTerm::NotItemised), std::string_view("not_itemised"));
    QCOMPARE(name(ChangeTerm::Unpriced), std::string_view("unpriced"));
}

QTEST_GUILESS_MAIN(TestChangeDrivers)
#include "tst_changedrivers.moc"
