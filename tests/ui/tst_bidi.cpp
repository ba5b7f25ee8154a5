// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/valuelabels.h"
#include "ui/explore/measurewords.h"
#include "ui/text/bidi.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/week.h"
#include "ui/theme/directedstyle.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/rangepicker.h"

#include <QAbstractButton>
#include <QDateEdit>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QStyleFactory>
#include <QTest>
#include <QTransform>

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

    /// What stands before a figure belongs before it, and its unit behind it.
    void figuresKeepTheirSigns()
    {
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        const QLocale us(QLocale::English, QLocale::UnitedStates);
        const QChar leftToRight(0x2066), firstStrong(0x2068), end(0x2069);
        const QString figure = money({5'941'660'000'000}, us);
        QCOMPARE(figure, QStringLiteral("$5,941.66")); // alone it keeps its order
        QCOMPARE(atLeast(figure), leftToRight + QStringLiteral("≥ $5,941.66") + end);
        QCOMPARE(money({1}, us), leftToRight + QStringLiteral("<$0.01") + end);
        QCOMPARE(money({-5'000'000'000}, us), leftToRight + QStringLiteral("-$5.00") + end);
        QCOMPARE(signedMoney({5'000'000'000}, us), leftToRight + QStringLiteral("+$5.00") + end);
        QCOMPARE(share(1, 100'000, us), leftToRight + QStringLiteral("<0.1%") + end);
        QCOMPARE(bytes(4'200'000, us), firstStrong + QStringLiteral("4.2 MB") + end);
        QCOMPARE(measureText(Measure::MeanLatency, 1'200'000, us),
                 firstStrong + QStringLiteral("1.20 s") + end);
        RangePicker picker;
        const auto presets = picker.findChildren<QAbstractButton *>();
        QVERIFY(std::any_of(presets.begin(), presets.end(), [&](const QAbstractButton *one) {
            return one->text() == firstStrong + QStringLiteral("7 d") + end;
        }));
    }

    /// "978 of 7,698 well" begins with its number, and "Import…" ends with its dots.
    void sentencesKeepTheOrderOfTheirLanguage_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::newRow("number first") << QStringLiteral("978 of 7,698 well");
        QTest::newRow("dots last") << QStringLiteral("Import…");
        QTest::newRow("full stop") << QStringLiteral("12 requests have no price.");
    }
    void sentencesKeepTheOrderOfTheirLanguage()
    {
        QFETCH(QString, sentence);
        const auto drawn = [&](const QStyle &style, Qt::LayoutDirection direction) {
            QImage image(240, 24, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            QFont whole = painter.font(); // glyphs stand at whole pixels
            whole.setHintingPreference(QFont::PreferFullHinting);
            whole.setStyleStrategy(QFont::NoAntialias);
            painter.setFont(whole);
            painter.setLayoutDirection(direction);
            style.drawItemText(&painter, image.rect(), Qt::AlignLeft | Qt::AlignAbsolute,
                               QPalette(), true, sentence, QPalette::NoRole);
            // They stand at different sides, and a fallback's marks make a line taller.
            const auto [left, right] = inkOf(image);
            const auto [top, bottom] = inkOf(image.transformed(QTransform(0, 1, 1, 0, 0, 0)));
            return image.copy(left, top, right - left + 1, bottom - top + 1);
        };
        const std::unique_ptr<QStyle> plain(QStyleFactory::create(QStringLiteral("Fusion")));
        const QImage wanted = drawn(*plain, Qt::LeftToRight);
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        QVERIFY(drawn(*plain, Qt::RightToLeft) != wanted); // what it is there for
        QVERIFY(drawn(DirectedStyle(), Qt::RightToLeft) == wanted);
        QCOMPARE(DirectedDelegate().displayText(sentence, QLocale()), isolated(sentence));
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
