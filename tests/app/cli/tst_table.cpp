// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/table.h"
#include "app/cli/text.h"

#include <QTest>

using namespace outlay;
using namespace outlay::cli;

class TestTable : public QObject
{
    Q_OBJECT

private slots:
    void alignsTextLeftAndFiguresRight();
    void rulesOffTheTotal();
    void cutsTextNotFiguresWhereTheTerminalIsNarrow();
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

QTEST_APPLESS_MAIN(TestTable)
#include "tst_table.moc"
