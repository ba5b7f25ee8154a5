// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/csvwriter.h"

#include <QTest>

using namespace outlay;

class TestCsvWriter : public QObject
{
    Q_OBJECT

private slots:
    void quotesWhatNeedsIt_data();
    void quotesWhatNeedsIt();
    void keepsOwnFigures();
};

void TestCsvWriter::quotesWhatNeedsIt_data()
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

void TestCsvWriter::quotesWhatNeedsIt()
{
    QFETCH(const QString, cell);
    QFETCH(const QString, written);
    Output out{nullptr};
    CsvWriter(out).text(cell.toStdString()).endRow();
    QCOMPARE(QString::fromStdString(out.text()), written + QLatin1Char('\n'));
}

void TestCsvWriter::keepsOwnFigures()
{
    Output out{nullptr};
    CsvWriter csv(out);
    csv.plain("-1.000000000").text("").plain("2").endRow();
    QCOMPARE(out.text(), std::string("-1.000000000,,2\n"));
}

QTEST_APPLESS_MAIN(TestCsvWriter)
#include "tst_csvwriter.moc"
