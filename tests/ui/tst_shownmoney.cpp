// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axisscale.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"

#include <QTest>

#include <random>
#include <thread>

using namespace outlay;
using namespace outlay::ui;

class TestShownMoney : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { setShownCurrency({}); }
    void writesMoneyInTheCurrencyShown_data();
    void writesMoneyInTheCurrencyShown();
    void keepsExactFiguresAndLimitsInDollars();
    void roundsOnceHalfToEven();
    void marksAxesRoundInTheCurrencyShown_data();
    void marksAxesRoundInTheCurrencyShown();
    void saysTheRateAndItsDay();
    void isAskedForOnAnyThread();

private:
    static void show(const char *text) { setShownCurrency(*parseCurrency(text)); }
    const QLocale m_english{QLocale::English, QLocale::UnitedStates};
};

void TestShownMoney::writesMoneyInTheCurrencyShown_data()
{
    QTest::addColumn<QByteArray>("currency");
    QTest::addColumn<qint64>("nanos");
    QTest::addColumn<QString>("text");
    const QByteArray euro("EUR=0.92@2026-11-01");
    QTest::newRow("zero") << euro << 0LL << QStringLiteral("€0.00");
    QTest::newRow("a total") << euro << 4'812'370'000'000LL << QStringLiteral("€4,427.38");
    QTest::newRow("a credit") << euro << -4'812'370'000'000LL << QStringLiteral("-€4,427.38");
    QTest::newRow("less than a cent") << euro << 1LL << QStringLiteral("<€0.01");
    QTest::newRow("half a cent of it to even")
        << QByteArray("EUR=0.5@2026-11-01") << 30'000'000LL << QStringLiteral("€0.02");
    QTest::newRow("no hundredths")
        << QByteArray("JPY=155.5@2026-11-01") << 12'340'000'000LL << QStringLiteral("¥1,919");
    QTest::newRow("less than one of those")
        << QByteArray("JPY=155@2026-11-01") << 1'000'000LL << QStringLiteral("<¥1");
    QTest::newRow("letters") << QByteArray("CHF=0.9@2026-11-01") << 1'000'000'000'000LL
                             << QStringLiteral("CHF\u00a0900.00");
    QTest::newRow("the greatest") << QByteArray("IRR=10000000@2026-11-01")
                                  << std::numeric_limits<qint64>::max()
                                  << QStringLiteral("IRR\u00a092,233,720,368,547,758.07");
}

void TestShownMoney::writesMoneyInTheCurrencyShown()
{
    QFETCH(QByteArray, currency);
    QFETCH(qint64, nanos);
    QFETCH(QString, text);
    show(currency.constData());
    QCOMPARE(money({nanos}, m_english), text);
}

void TestShownMoney::keepsExactFiguresAndLimitsInDollars()
{
    show("EUR=0.92@2026-11-01");
    const Money amount{156'537'880'946};
    QCOMPARE(moneyExact(amount, m_english), QStringLiteral("$156.537880946"));
    QCOMPARE(dollars(amount, m_english), QStringLiteral("$156.54"));
    QCOMPARE(picosExact(1'250'000'000, m_english), QStringLiteral("$0.00125"));
    QCOMPARE(moneyFine(amount, m_english), QStringLiteral("€144.0149"));
    QCOMPARE(moneyCompact({50'000'000'000'000}, m_english), QStringLiteral("€46K"));
    QCOMPARE(moneyWhole(amount, m_english), QStringLiteral("€144"));
    QCOMPARE(signedMoney(amount, m_english), QStringLiteral("+€144.01"));
}

/// Against the rational number: the shown hundredths are never further off than half of one, and
/// at half of one they are even.
void TestShownMoney::roundsOnceHalfToEven()
{
    std::mt19937_64 random(1129);
    std::uniform_int_distribution<std::int64_t> rates(1'000'000, 5'000'000'000);
    std::uniform_int_distribution<std::int64_t> amounts(20'000'000'000, 900'000'000'000'000);
    for (int i = 0; i < 5'000; ++i) {
        Currency currency{"EUR", rates(random), "2026-11-01"};
        Money amount{amounts(random)};
        if (i % 2 == 0) { // ties
            currency.rate = 500'000'000;
            amount.nanos = amount.nanos / 10'000'000 * 10'000'000;
        }
        setShownCurrency(currency);
        QString text = money(amount, m_english);
        const qint64 cents = text.remove(u'€').remove(u',').remove(u'.').toLongLong();
        constexpr Int128 cent = currencyParts / 100;
        const Int128 off = partsOf(amount, currency) - Int128{cents} * cent;
        const Int128 twice = 2 * (off < 0 ? -off : off);
        QVERIFY2(twice < cent || (twice == cent && cents % 2 == 0), qPrintable(text));
    }
}

void TestShownMoney::marksAxesRoundInTheCurrencyShown_data()
{
    QTest::addColumn<QByteArray>("currency");
    QTest::addColumn<qint64>("greatest");
    QTest::addColumn<QStringList>("marks");
    QTest::newRow("euros") << QByteArray("EUR=0.92@2026-11-01") << 318'123'456'789LL
                           << QStringList{QStringLiteral("€0"), QStringLiteral("€100"),
                                          QStringLiteral("€200"), QStringLiteral("€300")};
    QTest::newRow("halves") << QByteArray("EUR=0.92@2026-11-01") << 2'000'000'000LL
                            << QStringList{QStringLiteral("€0"), QStringLiteral("€0.50"),
                                           QStringLiteral("€1.00"), QStringLiteral("€1.50"),
                                           QStringLiteral("€2.00")};
    QTest::newRow("thousands") << QByteArray("JPY=155.37@2026-11-01") << 300'000'000'000LL
                               << QStringList{QStringLiteral("¥0"), QStringLiteral("¥20K"),
                                              QStringLiteral("¥40K"), QStringLiteral("¥60K")};
}

void TestShownMoney::marksAxesRoundInTheCurrencyShown()
{
    QFETCH(QByteArray, currency);
    QFETCH(qint64, greatest);
    QFETCH(QStringList, marks);
    show(currency.constData());
    const AxisScale scale = axisFor({}, {greatest}, 4);
    QVERIFY(scale.greatest.nanos >= greatest);
    QStringList shown;
    for (const Money mark : scale.marks())
        shown << moneyTick(mark, scale.step, m_english);
    QCOMPARE(shown, marks);
}

void TestShownMoney::saysTheRateAndItsDay()
{
    QVERIFY(currencyNote(m_english).isEmpty());
    show("EUR=0.92@2026-11-01");
    QCOMPARE(currencyNote(m_english), QStringLiteral("EUR at 0.92 of 2026-11-01"));
    QCOMPARE(currencyNote(QLocale(QLocale::German, QLocale::Germany)),
             QStringLiteral("EUR at 0,92 of 2026-11-01"));
}

void TestShownMoney::isAskedForOnAnyThread()
{
    std::thread words([this] {
        for (int i = 0; i < 2'000; ++i) {
            const QString text = money({1'000'000'000}, shownLocale());
            QVERIFY2(text.endsWith(u"1.00") || text.endsWith(u"0.50"), qPrintable(text));
        }
    });
    for (int i = 0; i < 2'000; ++i) {
        setShownLocale(m_english);
        setShownCurrency(i % 2 == 0 ? std::nullopt
                                    : std::optional(*parseCurrency("EUR=0.5@2026-11-01")));
    }
    words.join();
}

QTEST_GUILESS_MAIN(TestShownMoney)
#include "tst_shownmoney.moc"
