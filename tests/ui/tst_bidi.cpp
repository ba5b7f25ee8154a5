// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/valuelabels.h"
#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDateEdit>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QTest>

#include <algorithm>
#include <memory>
#include <utility>

using namespace outlay;
using namespace outlay::ui;

namespace {

/// The first and the last column of a picture that is not as its corner is.
std::pair<int, int> inkOf(const QImage &image)
{
    const QRgb paper = image.pixel(0, 0);
    std::pair<int, int> ink{image.width(), -1};
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixel(x, y) == paper)
                continue;
            ink.first = std::min(ink.first, x);
            ink.second = std::max(ink.second, x);
        }
    }
    return ink;
}

} // namespace

class TestBidi : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { loadFonts(); }
    void cleanup() { QGuiApplication::setLayoutDirection(Qt::LeftToRight); }

    void valuesKeepTheirOrder()
    {
        const QString day = dayLabel({1'795'000'000LL * microsPerSecond}, Zone(),
                                     QLocale(QLocale::English, QLocale::UnitedKingdom));
        QVERIFY(day.at(0).isDigit());
        QCOMPARE(isolated(day), day);
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        QCOMPARE(isolated(day), QChar(0x2068) + day + QChar(0x2069));
        QCOMPARE(isolated(QStringLiteral("127.0.0.1:4318")),
                 QChar(0x2066) + QStringLiteral("127.0.0.1:4318") + QChar(0x2069));
        QCOMPARE(isolated(QString()), QString());
        QCOMPARE(dayLabel({1'795'000'000LL * microsPerSecond}, Zone(),
                          QLocale(QLocale::English, QLocale::UnitedKingdom)),
                 isolated(day));
    }

    void aDateFieldKeepsTheOrderOfItsLanguage()
    {
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        QDateEdit edit(QDate(2026, 11, 3));
        edit.setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
        addCalendar(edit);
        QCOMPARE(edit.text(), QStringLiteral("11/3/2026"));
        QVERIFY(edit.isRightToLeft());
    }

    void titlesStandWhereTheWindowBegins()
    {
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        QWidget window;
        window.resize(400, 40);
        const std::unique_ptr<QLabel> title(
            makeLabel(QStringLiteral("Explore"), displayFont(22), &window));
        title->resize(400, 40);
        QImage image(title->size(), QImage::Format_RGB32);
        image.fill(Qt::white);
        title->render(&image);
        const auto [first, last] = inkOf(image);
        QVERIFY(first > 200 && last > 380);
    }

    void labelsOfValuesStandThereToo()
    {
        QWidget chart;
        chart.resize(300, 100);
        const QRectF plot = plotBeside(chart, 60, 6, 10, 20);
        QCOMPARE(plot, QRectF(60, 10, 234, 70));
        chart.setLayoutDirection(Qt::RightToLeft);
        const QRectF mirrored = plotBeside(chart, 60, 6, 10, 20);
        QCOMPARE(mirrored, QRectF(6, 10, 234, 70));
        QImage image(300, 100, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintValueLabel(painter, chart, mirrored, 50, QStringLiteral("$5"));
        painter.end();
        const auto [first, last] = inkOf(image);
        QVERIFY(first >= mirrored.right() && last < 300);
        QVERIFY(first < mirrored.right() + 14); // beside the plot
    }
};

QTEST_MAIN(TestBidi)
#include "tst_bidi.moc"
