// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include <QTest>

using namespace outlay;
using namespace outlay::cli;

class TestText : public QObject
{
    Q_OBJECT

private slots:
    void groupsDigits();
    void wordsDollars_data();
    void wordsDollars();
    void compactsCounts_data();
    void compactsCounts();
    void wordsBytes();
    void wordsShares();
    void disarmsTerminalSequences();
    void measuresColumns();
    void cutsWithAnEllipsis();
    void quotesForAShell();
};

void TestText::groupsDigits()
{
    QCOMPARE(grouped(0), std::string("0"));
    QCOMPARE(grouped(999), std::string("999"));
    QCOMPARE(grouped(1000), std::string("1,000"));
    QCOMPARE(grouped(-1234567), std::string("-1,234,567"));
    QCOMPARE(grouped(INT64_MIN), std::string("-9,223,372,036,854,775,808"));
}

void TestText::wordsDollars_data()
{
    QTest::addColumn<qint64>("nanos");
    QTest::addColumn<int>("places");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64{0} << 2 << QStringLiteral("$0.00");
    QTest::newRow("thousands") << qint64{1'234'567'890'000} << 2 << QStringLiteral("$1,234.57");
    QTest::newRow("half a cent to even") << qint64{25'000'000} << 2 << QStringLiteral("$0.02");
    QTest::newRow("never $0.00 for something") << qint64{1} << 2 << QStringLiteral("<$0.01");
    QTest::newRow("nor for a credit") << qint64{-1} << 2 << QStringLiteral(">-$0.01");
    QTest::newRow("credits") << qint64{-1'500'000'000} << 2 << QStringLiteral("-$1.50");
    QTest::newRow("four places") << qint64{1'234'567'890} << 4 << QStringLiteral("$1.2346");
    QTest::newRow("less than the fourth") << qint64{99'999} << 4 << QStringLiteral("<$0.0001");
}

void TestText::wordsDollars()
{
    QFETCH(const qint64, nanos);
    QFETCH(const int, places);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(dollars(Money{nanos}, places)), text);
}

void TestText::compactsCounts_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("small") << qint64{999} << QStringLiteral("999");
    QTest::newRow("thousands") << qint64{1'250} << QStringLiteral("1.3k");
    QTest::newRow("no 1000.0k") << qint64{999'960} << QStringLiteral("1.0M");
    QTest::newRow("just below") << qint64{999'940} << QStringLiteral("999.9k");
    QTest::newRow("billions") << qint64{12'345'678'901} << QStringLiteral("12.3B");
}

void TestText::compactsCounts()
{
    QFETCH(const qint64, count);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(compact(count)), text);
}

void TestText::wordsBytes()
{
    QCOMPARE(bytesText(0), std::string("0 B"));
    QCOMPARE(bytesText(999), std::string("999 B"));
    QCOMPARE(bytesText(1000), std::string("1.0 kB"));
    QCOMPARE(bytesText(340'000), std::string("340 kB"));
    QCOMPARE(bytesText(1'234'000'000), std::string("1.2 GB"));
}

void TestText::wordsShares()
{
    QCOMPARE(share(Money{1}, Money{3}), std::string("33%"));
    QCOMPARE(share(Money{1}, Money{1000}), std::string("<1%"));
    QCOMPARE(share(Money{0}, Money{1000}), std::string("0%"));
    QCOMPARE(share(Money{5}, Money{5}), std::string("100%"));
}

void TestText::disarmsTerminalSequences()
{
    QCOMPARE(printable("a\x1b[31mb"), std::string("a\uFFFD[31mb"));
    QCOMPARE(printable("a\nb\tc"), std::string("a b c"));
    QCOMPARE(printable("\xff\xfe"), std::string("\uFFFD\uFFFD"));
    QCOMPARE(printable("\u202Etxt"), std::string("\uFFFDtxt")); // right-to-left override
    QCOMPARE(printable("\u009B31m"), std::string("\uFFFD31m")); // C1 control sequence introducer
    QCOMPARE(printable("naïve 模型"), std::string("naïve 模型"));
}

void TestText::measuresColumns()
{
    QCOMPARE(columns("abc"), 3);
    QCOMPARE(columns("é"), 1);
    QCOMPARE(columns("e\u0301"), 1);
    QCOMPARE(columns("模型"), 4);
    QCOMPARE(columns("😀"), 2);
}

void TestText::cutsWithAnEllipsis()
{
    QCOMPARE(elided("abcdef", 6), std::string("abcdef"));
    QCOMPARE(elided("abcdef", 4), std::string("abc…"));
    QCOMPARE(elided("模型模型", 4), std::string("模…"));
}

void TestText::quotesForAShell()
{
    QCOMPARE(shellWord("claude-code"), std::string("claude-code"));
    QCOMPARE(shellWord("demo codex"), std::string("'demo codex'"));
    QCOMPARE(shellWord("it's; rm"), std::string("'it'\\''s; rm'"));
    QCOMPARE(shellWord(""), std::string("''"));
}

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"
