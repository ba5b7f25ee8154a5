// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/composer.h"
#include "app/paper/print.h"
#include "ui/theme/fonts.h"

#include <QFile>
#include <QPrinter>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace outlay;
using namespace outlay::paper;

namespace {

Book bookOfSheets(int count)
{
    Composer composer(PaperSize::A4);
    for (int i = 0; i < count; ++i) {
        if (i > 0)
            composer.startSheet();
        composer.addText(TextStyle::Title, QStringLiteral("Sheet %1").arg(i + 1));
    }
    return composer.finish(QStringLiteral("A review"), QStringLiteral("footer"));
}

} // namespace

class TestPrint : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::loadFonts(); }
    void aPageForEachSheet()
    {
        const auto printer = toFile();
        QVERIFY(print(bookOfSheets(3), *printer));
        QCOMPARE(pages(), 3);
        QVERIFY(bytes().contains("/Title"));
    }
    void onlyThePagesChosen()
    {
        const auto printer = toFile();
        printer->setPrintRange(QPrinter::PageRange);
        printer->setFromTo(2, 9);
        QVERIFY(print(bookOfSheets(3), *printer));
        QCOMPARE(pages(), 2);
    }
    void pagesThatAreNotThereAreSaid()
    {
        const auto printer = toFile();
        printer->setPrintRange(QPrinter::PageRange);
        printer->setFromTo(7, 9);
        const Result<> done = print(bookOfSheets(3), *printer);
        QVERIFY(!done);
        QVERIFY(done.error().text.find("3 pages") != std::string::npos);
        QVERIFY(!QFile::exists(m_file));
    }
    void aPrinterThatTakesNothingIsSaid()
    {
        const auto printer = toFile();
        printer->setOutputFileName(m_dir.filePath(QStringLiteral("no/such/folder/x.pdf")));
        QVERIFY(!print(bookOfSheets(1), *printer));
    }
    void theInkIsWhereTheSheetHasIt()
    {
        // The same in any resolution: a whole page, neither a corner of it nor beyond it.
        for (const int resolution : {300, 1200}) {
            const auto printer = toFile();
            printer->setResolution(resolution);
            QVERIFY(print(bookOfSheets(1), *printer));
            const QByteArray pdf = bytes();
            QVERIFY(pdf.contains("/MediaBox [0 0 595"));
        }
    }
    void laysOutForThePrintersPaper()
    {
        const auto printer = toFile();
        QCOMPARE(static_cast<int>(paperIn(*printer)), static_cast<int>(PaperSize::A4));
        printer->setPageSize(QPageSize(QPageSize::Letter));
        QCOMPARE(static_cast<int>(paperIn(*printer)), static_cast<int>(PaperSize::Letter));
    }
    void anotherThreadMayPrint()
    {
        const auto printer = toFile();
        bool isDone = false;
        const std::unique_ptr<QThread> thread(
            QThread::create([&] { isDone = print(bookOfSheets(2), *printer).has_value(); }));
        thread->start();
        QVERIFY(thread->wait());
        QVERIFY(isDone);
        QCOMPARE(pages(), 2);
    }

private:
    [[nodiscard]] std::unique_ptr<QPrinter> toFile()
    {
        QFile::remove(m_file);
        auto printer = std::make_unique<QPrinter>(QPrinter::HighResolution);
        printer->setOutputFormat(QPrinter::PdfFormat);
        printer->setOutputFileName(m_file);
        printer->setPageSize(QPageSize(QPageSize::A4));
        return printer;
    }
    [[nodiscard]] QByteArray bytes() const
    {
        QFile file(m_file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] int pages() const { return int(bytes().count("/Type /Page\n")); }

    QTemporaryDir m_dir;
    const QString m_file = m_dir.filePath(QStringLiteral("out.pdf"));
};

QTEST_MAIN(TestPrint)
#include "tst_print.moc"
