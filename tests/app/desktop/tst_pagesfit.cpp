// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/desktop/clipping.h"
#include "tests/app/desktop/demowindow.h"
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

/// Every page of the demo in the sizes of screens that people have: no text is cut off.
class TestPagesFit : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void nothingIsCutOff_data();
    void nothingIsCutOff();
    void theOverviewNeedsNoScrolling();
    void cleanupTestCase() { m_desktop.reset(); }

private:
    MainWindow &window() { return m_desktop->window(); }
    /// What is shown in less room than it needs, by the widget.
    [[nodiscard]] QStringList cutOff();

    QTemporaryDir m_home;
    std::unique_ptr<DesktopApp> m_desktop;
};

void TestPagesFit::initTestCase()
{
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        qputenv(name, m_home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    Options options;
    options.ledger = m_home.filePath(QStringLiteral("demo.sqlite"));
    options.screenshot = QStringLiteral("none"); // settings of nobody
    test::fillWithPeopleAndBudgets(options.ledger.toStdString());
    m_desktop = std::make_unique<DesktopApp>(
        options, [] { return demoRange().to; }, Zone());
    QSignalSpy ready(m_desktop.get(), &DesktopApp::pageReady);
    m_desktop->start();
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 120'000);
}

QStringList TestPagesFit::cutOff()
{
    QStringList all;
    for (const QWidget *widget : window().findChildren<QWidget *>()) {
        const QString cut = widget->isVisible() ? test::clipping(*widget) : QString();
        // These may be of any length; they have a tool tip.
        const bool isOfAnyLength = widget->objectName() == QLatin1String("ledgerName") ||
                                   widget->objectName() == QLatin1String("priceFacts");
        if (!cut.isEmpty() && !isOfAnyLength)
            all << cut;
    }
    for (const auto *view : window().findChildren<QAbstractItemView *>()) {
        if (const QString cut = test::cutFigure(*view); !cut.isEmpty())
            all << cut;
    }
    return all;
}

void TestPagesFit::nothingIsCutOff_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("isMirrored");
    for (const QSize size : {QSize(1440, 900), QSize(1280, 800), QSize(1024, 700)}) {
        for (const bool isMirrored : {false, true})
            QTest::addRow("%dx%d%s", size.width(), size.height(), isMirrored ? " mirrored" : "")
                << size << isMirrored;
    }
}

void TestPagesFit::nothingIsCutOff()
{
    QFETCH(QSize, size);
    QFETCH(bool, isMirrored);
    QApplication::setLayoutDirection(isMirrored ? Qt::RightToLeft : Qt::LeftToRight);
    window().resize(size);
    QStringList bad;
    for (const Page page : allPages) {
        window().showPage(page);
        QVERIFY(test::showsPage(window(), page));
        // What a page is told may still come, and change a text before it is laid out.
        QStringList cut;
        const bool isWhole = QTest::qWaitFor([&] {
            cut = cutOff();
            return cut.isEmpty();
        });
        if (!isWhole)
            bad << QString::number(static_cast<int>(page)) + QStringLiteral(": ") +
                       cut.join(QStringLiteral(", "));
    }
    QApplication::setLayoutDirection(Qt::LeftToRight);
    QVERIFY2(bad.isEmpty(), qPrintable(u'\n' + bad.join(u'\n')));
    QCOMPARE(window().size(), size); // no page is wider
}

void TestPagesFit::theOverviewNeedsNoScrolling()
{
    window().resize(1280, 800);
    window().showPage(Page::Overview);
    QVERIFY(test::showsPage(window(), Page::Overview));
    QCoreApplication::processEvents();
    const auto areas = window().overview().findChildren<QScrollArea *>();
    QVERIFY(!areas.isEmpty());
    for (const QScrollArea *area : areas)
        QCOMPARE(area->verticalScrollBar()->maximum(), 0);
}

QTEST_MAIN(TestPagesFit)
#include "tst_pagesfit.moc"
