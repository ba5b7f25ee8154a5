// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertwords.h"
#include "app/alerting/pricewatch.h"

#include <QTest>

using namespace outlay;
using namespace outlay::alerting;

namespace {

std::shared_ptr<const PriceBook> bookWith(const char *input, const char *output, const char *from)
{
    const std::string json =
        std::string(R"({"outlay_prices":1,"entries":[{"provider":"acme","model":"m1",)") +
        R"("origin":"test","confidence":"high","periods":[{"from":")" + from +
        R"(","rates":{"input":")" + input + R"(","output":")" + output + R"("}}]}]})";
    auto book = PriceBook::build({{"override", json}});
    if (!book)
        qFatal("%s", book.error().text.c_str());
    return *std::move(book);
}

constexpr Instant now{1'793'000'000'000'000};

std::vector<UsedModel> used()
{
    UsedModel one{"acme", "m1", {}};
    one.usage[TokenClass::Input] = 10'000'000;
    one.usage[TokenClass::Output] = 1'000'000;
    one.usage[TokenClass::Reasoning] = 500'000; // inside the output
    return {one, {"acme", "unknown", {}}};
}

} // namespace

class TestPriceWatch : public QObject
{
    Q_OBJECT

private slots:
    void whatIsSeenFirstIsNoNews()
    {
        const auto book = bookWith("3", "15", "2026-01-01T00:00:00Z");
        const PriceNews first = priceNews(*book, used(), {}, now);
        QVERIFY(first.reports.empty());
        QVERIFY(first.seen.find("acme/m1") != std::string::npos);
        QVERIFY(first.seen.find("unknown") == std::string::npos);
        const PriceNews again = priceNews(*book, used(), first.seen, now);
        QVERIFY(again.reports.empty());
        QCOMPARE(again.seen, first.seen);
        QVERIFY(priceNews(*book, used(), "{broken", now).reports.empty());
    }

    void aChangeIsToldWithWhatItMakesOfTheLastMonth()
    {
        const std::string seen =
            priceNews(*bookWith("3", "15", "2026-01-01T00:00:00Z"), used(), {}, now).seen;
        const auto dearer = bookWith("5", "12.5", "2026-01-01T00:00:00Z");
        const PriceNews news = priceNews(*dearer, used(), seen, now);
        QCOMPARE(news.reports.size(), std::size_t(1));
        const Alert &alert = news.reports[0].alert;
        QVERIFY(news.reports[0].isTrue);
        QCOMPARE(alert.kind, AlertKind::PriceChange);
        // 10 million at 2 more, 1 million at 2.5 less.
        QCOMPARE(alert.atStake->nanos, 17'500'000'000);
        QVERIFY2(alert.detail.find("input_tokens 3 → 5, output_tokens 15 → 12.5") == 0,
                 alert.detail.c_str());
        QVERIFY(wordsFor(alert, Zone()).title.find("m1") != std::string::npos);
        QVERIFY(priceNews(*dearer, used(), news.seen, now).reports.empty());
    }

    void aDateThatComesIsAChange()
    {
        const auto book = PriceBook::build(
            {{"override",
              R"({"outlay_prices":1,"entries":[{"provider":"acme","model":"m1","origin":"test",
                 "confidence":"high","periods":[
                 {"from":"2026-01-01T00:00:00Z","to":"2026-12-01T00:00:00Z",
                  "rates":{"input":"3","output":"15"}},
                 {"from":"2026-12-01T00:00:00Z","rates":{"input":"2","output":"15"}}]}]})"}});
        QVERIFY2(book.has_value(), book ? "" : book.error().text.c_str());
        const Instant before = *parseInstant("2026-11-30T23:59:59Z");
        const Instant after = *parseInstant("2026-12-01T00:00:00Z");
        const std::string seen = priceNews(**book, used(), {}, before).seen;
        const PriceNews news = priceNews(**book, used(), seen, after);
        QCOMPARE(news.reports.size(), std::size_t(1));
        QCOMPARE(news.reports[0].alert.atStake->nanos, -10'000'000'000);
    }
};

QTEST_GUILESS_MAIN(TestPriceWatch)
#include "tst_pricewatch.moc"
