// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support.h"

#include "models/pricing/repricing.h"

#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr std::int64_t usd = 1'000'000'000;
using How = Repriced::How;

/// 4 USD per million until November, then 3; a discount of 10 % from 10 November on "shy".
std::shared_ptr<const PriceBook> dated()
{
    return bookOf({overrides(
        R"({"provider": "acme", "model": "thinker", "input": "4", "to": "2026-11-01"},
           {"provider": "acme", "model": "thinker", "input": "3", "from": "2026-11-01"},
           {"provider": "acme", "model": "late", "input": "1", "from": "2026-11-01"},
           {"provider": "acme", "model": "steady", "input": "2"})")});
}

/// A million tokens in, on 23 November.
PricedUse used(std::string_view model, std::int64_t nanos, Basis basis = Basis::Estimated)
{
    return {request("acme", model), {nanos}, basis, false};
}

} // namespace

class TestRepricing : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_book = dated();
        QVERIFY(m_book);
    }

    void estimatesTakeTheListOfThatTime()
    {
        Repricer repricer(*m_book, *m_book);
        const Repriced then = repricer.reprice(used("thinker", 3 * usd), at("2026-10-23"));
        QVERIFY(then.how == How::Quoted);
        QCOMPARE(then.cost.nanos, 4 * usd);
        const Repriced same = repricer.reprice(used("thinker", 3 * usd), at("2026-11-02"));
        QVERIFY(same.how == How::Unchanged);
        QCOMPARE(same.cost.nanos, 3 * usd);
    }

    void whatHadNoPriceThenIsUnknown()
    {
        Repricer repricer(*m_book, *m_book);
        const Repriced late = repricer.reprice(used("late", usd), at("2026-10-23"));
        QVERIFY(late.how == How::Unknown);
        QCOMPARE(late.cost.nanos, usd);
        QVERIFY(repricer.reprice(used("nobody's", usd), at("2026-10-23")).how == How::Unknown);
    }

    void figuresOfOthersFollowInProportion()
    {
        Repricer repricer(*m_book, *m_book);
        // A gateway asks 1 nano-dollar more than 3: x 4/3 = 4,000,000,001.33.
        for (const Basis basis : {Basis::Billed, Basis::Reported, Basis::Client}) {
            const Repriced then =
                repricer.reprice(used("thinker", 3 * usd + 1, basis), at("2026-10-23"));
            QVERIFY(then.how == How::Scaled);
            QCOMPARE(then.cost.nanos, 4 * usd + 1);
        }
        const Repriced late = repricer.reprice(used("late", 5, Basis::Reported), at("2026-10-23"));
        QVERIFY(late.how == How::Unknown);
        const Repriced huge = repricer.reprice(
            used("thinker", 9'000'000'000LL * usd, Basis::Reported), at("2026-10-23"));
        QVERIFY(huge.how == How::Unknown);
    }

    void whatPricesHaveNoSayInStays()
    {
        Repricer repricer(*m_book, *m_book);
        PricedUse fee = used("thinker", 0);
        fee.isFixed = true;
        const Repriced then = repricer.reprice(fee, at("2026-10-23"));
        QVERIFY(then.how == How::Unchanged);
        QCOMPARE(then.cost.nanos, 0);
    }

    void aDraftPricesItsOwnTime()
    {
        const auto draft = bookOf({overrides(
            R"({"provider": "acme", "model": "thinker", "input": "5"},
               {"provider": "acme", "model": "steady", "input": "2"},
               {"provider": "acme", "model": "new", "input": "7"})")});
        QVERIFY(draft);
        Repricer repricer(*m_book, *draft);
        QCOMPARE(repricer.reprice(used("thinker", 3 * usd)).cost.nanos, 5 * usd);
        QCOMPARE(repricer.reprice(used("steady", 2 * usd)).cost.nanos, 2 * usd);
        // What had no price gets one.
        QCOMPARE(repricer.reprice(used("new", 0)).cost.nanos, 7 * usd);
        QVERIFY(repricer.reprice(used("late", usd)).how == How::Unknown);
    }

    void hoursAreThoseOfTheRequest()
    {
        // Dearer on week-ends: 22 November is a Sunday, 22 October a Thursday.
        const auto book = bookOf({overrides(
            R"({"provider": "acme", "model": "tide", "rates": {"input": "1"}, "to": "2026-11-01",
                "windows": [{"name": "week-end", "weekdays": [0, 6],
                             "utc": [["00:00", "23:59"]], "rates": {"input": "2"}}]},
               {"provider": "acme", "model": "tide", "rates": {"input": "4"}, "from": "2026-11-01",
                "windows": [{"name": "week-end", "weekdays": [0, 6],
                             "utc": [["00:00", "23:59"]], "rates": {"input": "8"}}]})")});
        QVERIFY(book);
        Repricer repricer(*book, *book);
        const PricedUse sunday{request("acme", "tide", 1'000'000, 0, at("2026-11-22T12:00:00Z")),
                               {8 * usd},
                               Basis::Estimated,
                               false};
        QCOMPARE(repricer.reprice(sunday, at("2026-10-22T12:00:00Z")).cost.nanos, 2 * usd);
    }

    void aDiscountIsPartOfThePrice()
    {
        const auto book =
            bookOf({overrides(R"({"provider": "acme", "model": "steady", "input": "2"})",
                              R"("discounts": [{"provider": "acme", "model": "*", "percent": "10",
                              "from": "2026-11-10"}], )")});
        QVERIFY(book);
        const auto handle = book->resolve("acme", "steady", "");
        QVERIFY(!book->isConstant(handle, {at("2026-11-09"), at("2026-11-11")}));
        QVERIFY(book->isConstant(handle, {at("2026-11-10"), at("2026-12-11")}));
        QVERIFY(book->isConstant(handle, {at("2026-11-09"), at("2026-11-10")}));
        QVERIFY(book->isConstant(0, {at("2026-11-09"), at("2026-11-11")}));
        Repricer repricer(*book, *book);
        const PricedUse use{request("acme", "steady"), {1'800'000'000}, Basis::Estimated, false};
        QCOMPARE(repricer.reprice(use, at("2026-11-01")).cost.nanos, 2 * usd);
    }

private:
    std::shared_ptr<const PriceBook> m_book;
};

QTEST_GUILESS_MAIN(TestRepricing)
#include "tst_repricing.moc"
