// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/composer.h"
#include "app/paper/pdf.h"
#include "ui/theme/fonts.h"

#include <QGlyphRun>
#include <QHashFunctions>
#include <QRawFont>
#include <QTest>
#include <QTextLayout>
#include <QThread>

using namespace outlay;
using namespace outlay::paper;

namespace {

Book aBook()
{
    Composer composer(PaperSize::A4);
    composer.addText(TextStyle::Title, QStringLiteral("A title"));
    composer.addText(TextStyle::Body, QStringLiteral("A sentence."), QStringLiteral("[1]"));
    composer.startSheet();
    composer.addText(TextStyle::Body, QStringLiteral("The second page."));
    return composer.finish(QStringLiteral("A title"), QStringLiteral("footer"));
}

constexpr Instant june{1'780'272'000LL * microsPerSecond}; // 2026-06-01

/// Whether the cross-reference table is where the file says, and each entry names its object.
bool isConsistent(const QByteArray &pdf)
{
    const qsizetype start = pdf.lastIndexOf("startxref\n");
    const qsizetype at =
        pdf.mid(start + 10, pdf.indexOf('\n', start + 10) - start - 10).toLongLong();
    if (start < 0 || pdf.mid(at, 4) != "xref")
        return false;
    const QList<QByteArray> lines = pdf.mid(at).split('\n');
    const int count = lines.value(1).mid(2).toInt();
    for (int n = 1; n < count; ++n) {
        const QByteArray line = lines.value(2 + n);
        const QByteArray expected = QByteArray::number(n) + " 0 obj";
        if (line.contains(" n") && pdf.mid(line.left(10).toLongLong(), expected.size()) != expected)
            return false;
    }
    return count > 3;
}

} // namespace

class TestPdf : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QHashSeed::setDeterministicGlobalSeed();
        ui::loadFonts();
    }
    void isAFileWithAPageForEachSheet()
    {
        const auto pdf = toPdf(aBook(), june);
        QVERIFY(pdf);
        QVERIFY(pdf->startsWith("%PDF-1."));
        QCOMPARE(pdf->count("/Type /Page\n"), 2);
        QVERIFY(isConsistent(*pdf));
    }
    /// What is copied out of the file is what stands there: a glyph that a font puts in place of
    /// another has no character of its own, and amounts lost their sign.
    void everyGlyphIsThatOfItsCharacter()
    {
        Composer composer(PaperSize::A4);
        composer.addText(TextStyle::Title, QStringLiteral("Review of 2026-11-01 to 2026-11-23"));
        composer.addText(TextStyle::Body, QStringLiteral("-$792.88, +$7,194.30, MOB-145 (312)"),
                         QStringLiteral("[1]"));
        TableText table;
        table.headings = {QStringLiteral("Change"), QStringLiteral("2 x 3")};
        table.rows = {{QStringLiteral("-$2,100.30"), QStringLiteral("(1:2)")}};
        composer.addTable(table);
        int glyphs = 0;
        for (const Sheet &sheet : composer.finish({}, QStringLiteral("2026-11-01")).sheets) {
            for (const Words &words : sheet.words) {
                QTextLayout layout(words.text, words.font);
                layout.beginLayout();
                layout.createLine();
                layout.endLayout();
                QList<quint32> drawn;
                for (const QGlyphRun &run : layout.glyphRuns())
                    drawn += run.glyphIndexes();
                glyphs += int(drawn.size());
                QCOMPARE(drawn, QRawFont::fromFont(words.font).glyphIndexesForString(words.text));
            }
        }
        QVERIFY(glyphs > 100);
    }
    void isDatedByWhatItIsAbout()
    {
        const auto pdf = toPdf(aBook(), june);
        QVERIFY(pdf);
        QVERIFY(pdf->contains("/CreationDate (D:20260601000000Z)"));
        QVERIFY(isConsistent(*pdf));
    }
    void theSameBookGivesTheSameBytesOnAnyThread()
    {
        const auto here = toPdf(aBook(), june);
        QByteArray there;
        std::unique_ptr<QThread> thread(QThread::create([&] {
            if (const auto pdf = toPdf(aBook(), june))
                there = *pdf;
        }));
        thread->start();
        QVERIFY(thread->wait());
        QVERIFY(here);
        QVERIFY(!there.isEmpty());
        QCOMPARE(there, *here);
        QVERIFY(toPdf(aBook(), {june.micros + microsPerDay}).value_or(QByteArray()) != *here);
    }
};

QTEST_MAIN(TestPdf)
#include "tst_pdf.moc"
