// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/composer.h"
#include "app/paper/reportbook.h"
#include "ui/theme/fonts.h"

#include <QFontMetricsF>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::paper;

namespace {

QString textOf(const Sheet &sheet)
{
    QString text;
    for (const Words &words : sheet.words)
        text += words.text + u'\n';
    return text;
}

TableText tableOf(int rows)
{
    TableText table{{QStringLiteral("Task"), QStringLiteral("Cost")}, {}, {}, false};
    for (int n = 1; n <= rows; ++n)
        table.rows.push_back({QStringLiteral("task-%1").arg(n), QStringLiteral("$%1.00").arg(n)});
    table.total = {QStringLiteral("Total"), QStringLiteral("$999.00")};
    return table;
}

int sheetWith(const Book &book, const QString &text)
{
    const auto found =
        std::find_if(book.sheets.begin(), book.sheets.end(),
                     [&](const Sheet &sheet) { return textOf(sheet).contains(text); });
    return found == book.sheets.end() ? -1 : int(found - book.sheets.begin());
}

double heightOf(const Book &book)
{
    return sizeOf(book.size).height();
}

} // namespace

class TestComposer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::loadFonts(); }
    void everythingIsWithinTheSheet_data();
    void everythingIsWithinTheSheet();
    void aTableThatGoesOnRepeatsItsHeadings();
    void noRowIsCutAndNoneIsLost();
    void aHeadingStaysWithWhatItHeads();
    void theTotalStaysWithTheLastRow();
    void figuresStandToTheRight();
    void everySheetIsNumbered();
    void receiptsAreTheAppendix();
};

void TestComposer::everythingIsWithinTheSheet_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("A4") << int(PaperSize::A4);
    QTest::newRow("Letter") << int(PaperSize::Letter);
}

void TestComposer::everythingIsWithinTheSheet()
{
    QFETCH(int, size);
    Composer composer{PaperSize(size)};
    composer.addText(TextStyle::Title, QString(300, u'W'));
    composer.addText(TextStyle::Body, QStringLiteral("word ").repeated(400),
                     QStringLiteral("[1] [2]"));
    TableText table = tableOf(90);
    table.rows[3][0] = QString(2'000, u'x');
    table.rows[4][0] = QStringLiteral("much said ").repeated(60);
    composer.addTable(table);
    const Book book = composer.finish(QStringLiteral("t"), QString(400, u'f'));
    QVERIFY(book.sheets.size() > 2);
    const QRectF paper({}, sizeOf(book.size));
    for (const Sheet &sheet : book.sheets) {
        for (const Words &words : sheet.words) {
            const QFontMetricsF metrics(words.font);
            const QRectF area(words.at.x(), words.at.y() - metrics.ascent(),
                              metrics.horizontalAdvance(words.text), metrics.height());
            QVERIFY2(paper.contains(area), qPrintable(words.text.left(60)));
        }
        for (const Block &block : sheet.blocks)
            QVERIFY(paper.contains(block.area));
    }
}

void TestComposer::aTableThatGoesOnRepeatsItsHeadings()
{
    Composer composer(PaperSize::A4);
    composer.addTable(tableOf(120));
    const Book book = composer.finish({}, {});
    QVERIFY(book.sheets.size() >= 3);
    for (const Sheet &sheet : book.sheets)
        QCOMPARE(textOf(sheet).count(QStringLiteral("Cost\n")), 1);
}

void TestComposer::noRowIsCutAndNoneIsLost()
{
    Composer composer(PaperSize::A4);
    TableText table = tableOf(120);
    for (QStringList &row : table.rows)
        row[0] += QStringLiteral(" with many words").repeated(9);
    composer.addTable(table);
    const Book book = composer.finish({}, {});
    for (int n = 1; n <= 120; ++n) { // a row's first line and its figure lie on one sheet
        const int sheet = sheetWith(book, QStringLiteral("task-%1 ").arg(n));
        QVERIFY(sheet >= 0);
        QCOMPARE(sheetWith(book, QStringLiteral("$%1.00\n").arg(n)), sheet);
    }
    QVERIFY(sheetWith(book, QStringLiteral("task-120 ")) == int(book.sheets.size()) - 1);
}

void TestComposer::aHeadingStaysWithWhatItHeads()
{
    for (int before = 1; before < 70; ++before) {
        Composer composer(PaperSize::A4);
        for (int n = 0; n < before; ++n)
            composer.addText(TextStyle::Body, QStringLiteral("line"));
        composer.addText(TextStyle::Heading, QStringLiteral("The heading"));
        composer.addTable(tableOf(2));
        const Book book = composer.finish({}, {});
        const int sheet = sheetWith(book, QStringLiteral("The heading"));
        QVERIFY(sheet >= 0);
        QCOMPARE(sheet, sheetWith(book, QStringLiteral("task-1\n")));
    }
}

void TestComposer::theTotalStaysWithTheLastRow()
{
    for (int rows = 30; rows < 60; ++rows) {
        Composer composer(PaperSize::A4);
        composer.addTable(tableOf(rows));
        const Book book = composer.finish({}, {});
        QCOMPARE(sheetWith(book, QStringLiteral("Total")),
                 sheetWith(book, QStringLiteral("task-%1\n").arg(rows)));
    }
}

void TestComposer::figuresStandToTheRight()
{
    Composer composer(PaperSize::A4);
    composer.addTable(tableOf(12));
    const Book book = composer.finish({}, {});
    std::vector<int> ends;
    for (const Words &words : book.sheets.front().words) {
        if (words.text.startsWith(u'$') && words.text != u"$999.00")
            ends.push_back(
                qRound(words.at.x() + QFontMetricsF(words.font).horizontalAdvance(words.text)));
    }
    QCOMPARE(ends.size(), std::size_t{12});
    for (const int end : ends)
        QVERIFY(std::abs(end - ends.front()) <= 1);
}

void TestComposer::everySheetIsNumbered()
{
    Composer composer(PaperSize::A4);
    composer.addTable(tableOf(120));
    const Book book = composer.finish(QStringLiteral("A title"), QStringLiteral("Days of UTC."));
    for (std::size_t i = 0; i < book.sheets.size(); ++i) {
        const QString text = textOf(book.sheets[i]);
        QVERIFY(text.contains(QStringLiteral("Page %1 of %2").arg(i + 1).arg(book.sheets.size())));
        QVERIFY(text.contains(QStringLiteral("Days of UTC.")));
        double lowest = 0;
        for (const Words &words : book.sheets[i].words)
            lowest = std::max(lowest, words.at.y());
        QVERIFY(lowest < heightOf(book));
    }
}

void TestComposer::receiptsAreTheAppendix()
{
    reports::ReportPage page;
    page.title = "Review";
    page.sections = {{"Spend", {{"Spend was $1.00.", {1}}}, {}}};
    page.receipts = {
        {"Spend of the period", {{"a/b\n\x1b[31m", "estimated", {7}}}, {7}, "outlay-cli explain"}};
    const Book book = bookOf(page, PaperSize::Letter);
    QCOMPARE(book.sheets.size(), std::size_t{2});
    QVERIFY(textOf(book.sheets[0]).contains(QStringLiteral("Spend was $1.00.\n[1]\n")));
    const QString appendix = textOf(book.sheets[1]);
    QVERIFY(appendix.contains(QStringLiteral("[1]  Spend of the period")));
    QVERIFY(appendix.contains(QStringLiteral("0.000000007")));
    QVERIFY(appendix.contains(QStringLiteral("outlay-cli explain")));
    QVERIFY(!appendix.contains(QChar(0x1b)));
}

QTEST_MAIN(TestComposer)
#include "tst_composer.moc"
