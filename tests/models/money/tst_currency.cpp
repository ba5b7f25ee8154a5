// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/currency.h"

#include <QTest>

#include <limits>
#include <random>

using namespace outlay;

class TestCurrency : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatItWrites_data();
    void readsWhatItWrites();
    void refusesWhatIsNoRateOfADay_data();
    void refusesWhatIsNoRateOfADay();
    void convertsExactlyWhateverTheAmount();
    void saysItsRateAndItsDay();
    void knowsCurrenciesThatAreNoHundredths();
};

void TestCurrency::readsWhatItWrites_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("rate");
    QTest::newRow("hundredths") << QByteArray("EUR=0.92@2026-11-01") << 920'000'000LL;
    QTest::newRow("a billionth") << QByteArray("XAU=0.000000001@2026-11-01") << 1LL;
    QTest::newRow("whole") << QByteArray("JPY=155@2024-02-29") << 155'000'000'000LL;
    QTest::newRow("ten million") << QByteArray("IRR=10000000@2026-11-01")
                                 << 10'000'000'000'000'000LL;
}

void TestCurrency::readsWhatItWrites()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, rate);
    const auto currency = parseCurrency(text.toStdString());
    QVERIFY2(currency.has_value(), currency ? "" : currency.error().text.c_str());
    QCOMPARE(qint64(currency->rate), rate);
    QCOMPARE(QByteArray::fromStdString(toString(*currency)), text);
}

void TestCurrency::refusesWhatIsNoRateOfADay_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"", "EUR", "EUR=0.92", "EUR@2026-11-01", "eur=0.92@2026-11-01", "EURO=0.92@2026-11-01",
          "USD=1@2026-11-01", "EUR=0@2026-11-01", "EUR=-1@2026-11-01", "EUR=x@2026-11-01",
          "EUR=0.0000000001@2026-11-01", "EUR=10000001@2026-11-01", "EUR=0.92@2026-02-30",
          "EUR=0.92@2026-11", "EUR=0.92@today", "EUR=1e400@2026-11-01", "EUR=0.92@2026-11-01Z"})
        QTest::newRow(text) << QByteArray(text);
}

void TestCurrency::refusesWhatIsNoRateOfADay()
{
    QFETCH(QByteArray, text);
    const auto currency = parseCurrency(text.toStdString());
    QVERIFY(!currency.has_value());
    QCOMPARE(static_cast<int>(currency.error().kind), static_cast<int>(Error::Kind::Usage));
}

void TestCurrency::convertsExactlyWhateverTheAmount()
{
    std::mt19937_64 random(20261129);
    std::uniform_int_distribution<std::int64_t> rates(1, 10'000'000'000'000'000);
    std::uniform_int_distribution<std::int64_t> amounts(std::numeric_limits<std::int64_t>::min(),
                                                        std::numeric_limits<std::int64_t>::max());
    for (int i = 0; i < 10'000; ++i) {
        const Currency currency{"EUR", rates(random), "2026-11-01"};
        const std::int64_t amount = amounts(random);
        const Int128 parts = partsOf({amount}, currency);
        QCOMPARE(static_cast<qint64>(parts / currency.rate), qint64(amount));
        QVERIFY(parts % currency.rate == 0);
        // Of two amounts the shown sum is the sum's: nothing is rounded before it is written.
        const std::int64_t half = amount / 2;
        QVERIFY(partsOf({half}, currency) + partsOf({amount - half}, currency) == parts);
    }
}

void TestCurrency::saysItsRateAndItsDay()
{
    QCOMPARE(currencyWords(*parseCurrency("EUR=0.920@2026-11-01")),
             std::string("EUR at 0.92 of 2026-11-01"));
    QCOMPARE(rateText(*parseCurrency("JPY=150@2026-11-01")), std::string("150"));
}

void TestCurrency::knowsCurrenciesThatAreNoHundredths()
{
    QCOMPARE(decimalsOf("EUR"), 2);
    QCOMPARE(decimalsOf("JPY"), 0);
    QCOMPARE(decimalsOf("KWD"), 3);
}

QTEST_GUILESS_MAIN(TestCurrency)
#include "tst_currency.moc"
