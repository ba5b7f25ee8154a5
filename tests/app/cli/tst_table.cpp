// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/table.h"
#include "app/cli/text.h"

#include <QTest>

using namespace outlay::cli;

class TestTable : public QObject
{
    Q_OBJECT

private slots:
    void alignsTextLeftAndFiguresRight();
    void rulesOffTheTotal();
    void cutsTextNotFiguresWhereTheTerminalIsNarrow();
    void csvQuotesWhatNeedsIt_data();
    void csvQuotesWhatNeedsIt();
    void csvKeepsOwnFigures();
};

void TestTable::alignsTextLeftAndFiguresRight()
{
    Output out{nullptr};
    Table table;
    table.addColumn("model", Table::Align::Left);
    table.addColumn("cost", Table::Align::Right);
    table.addRow({"模型", "1.00"});
    table.addRow({"claude", "12.00"});
    table.print(out, 0);
    QCOMPARE(out.text(), std::string("model    cost\n"
                                     "──────  ─────\n"
                                     "模型     1.00\n"
                                     "claude  12.00\n"));
}

void TestTable::rulesOffTheTotal()
{
    Output out{nullptr};
    Table table;
    table.addColumn("m", Table::Align::Left);
    table.addColumn("n", Table::Align::Right);
    table.addRow({"a", "1"});
    table.addTotal({"total", "1"});
    table.print(out, 0);
    QCOMPARE(out.text(), std::string("m      n\n─────  ─\na      1\n─────  ─\ntotal  1\n"));
}

void TestTable::cutsTextNotFiguresWhereTheTerminalIsNarrow()
{
    Output out{nullptr};
    Table table;
    table.addColumn("model", Table::Align::Left);
    table.addColumn("cost", Table::Align::Right);
    table.addRow({std::string(100, 'x'), "123456789.00"});
    table.print(out, 40);
    std::string_view rest = out.text();
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        QVERIFY(columns(rest.substr(0, end)) <= 40);
        rest.remove_prefix(end + 1);
    }
    QVERIFY(out.text().find("x…  123456789.00") != std::string::npos);
}

void TestTable::csvQuotesWhatNeedsIt_data()
{
    QTest::addColumn<QString>("cell");
    QTest::addColumn<QString>("written");
    const auto row = [](const char *tag, const QString &cell, const QString &written) {
        QTest::newRow(tag) << cell << written;
    };
    row("plain", QStringLiteral("gpt-5"), QStringLiteral("gpt-5"));
    row("comma", QStringLiteral("a,b"), QStringLiteral("\"a,b\""));
    row("quote", QStringLiteral("a\"b"), QStringLiteral("\"a\"\"b\""));
    row("line end", QStringLiteral("a\nb"), QStringLiteral("\"a\nb\""));
    row("formula", QStringLiteral("=1+1"), QStringLiteral("'=1+1"));
    row("command", QStringLiteral("@SUM(A1)"), QStringLiteral("'@SUM(A1)"));
    row("minus", QStringLiteral("-1+1"), QStringLiteral("'-1+1"));
    row("plus", QStringLiteral("+1"), QStringLiteral("'+1"));
    row("tab", QStringLiteral("\t=1"), QStringLiteral("'\t=1"));
    row("carriage return", QStringLiteral("\r=1"), QStringLiteral("\"'\r=1\""));
    row("full-width equals", QStringLiteral("＝1"), QStringLiteral("'＝1"));
    row("formula with comma", QStringLiteral("=a,b"), QStringLiteral("\"'=a,b\""));
}

void TestTable::csvQuotesWhatNeedsIt()
{
    QFETCH(const QString, cell);
    QFETCH(const QString, written);
    Output out{nullptr};
    CsvWriter(out).text(cell.toStdString()).endRow();
    QCOMPARE(QString::fromStdString(out.text()), written + QLatin1Char('\n'));
}

void TestTable::csvKeepsOwnFigures()
{
    Output out{nullptr};
    CsvWriter csv(out);
    csv.plain("-1.000000000").text("").plain("2").endRow();
    QCOMPARE(out.text(), std::string("-1.000000000,,2\n"));
}

QTEST_APPLESS_MAIN(TestTable)
#include "tst_table.moc"
