// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "app/desktop/windowplace.h"

#include <QGuiApplication>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace Qt::StringLiterals;

/// A window that was closed on a screen that is gone.
class TestWindowGeometry : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void comesBackOntoAScreenThatIsThere_data();
    void comesBackOntoAScreenThatIsThere();
    void staysWhereItsTitleCanBeReached();

private:
    QTemporaryDir m_home;
};

void TestWindowGeometry::initTestCase()
{
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        qputenv(name, m_home.path().toLocal8Bit());
    QCoreApplication::setOrganizationName(u"outlay"_s);
    QCoreApplication::setApplicationName(u"outlay"_s);
}

void TestWindowGeometry::comesBackOntoAScreenThatIsThere_data()
{
    QTest::addColumn<QRect>("kept");
    QTest::newRow("right of it") << QRect(5000, 100, 700, 600);
    QTest::newRow("above it") << QRect(40, -3000, 700, 600);
    QTest::newRow("greater than it") << QRect(2000, 1500, 3000, 2000);
}

void TestWindowGeometry::comesBackOntoAScreenThatIsThere()
{
    QFETCH(QRect, kept);
    QWidget other;
    other.setGeometry(kept);
    QSettings().setValue(u"geometry"_s, other.saveGeometry());
    Options options;
    options.ledger = m_home.filePath(u"none.sqlite"_s);
    DesktopApp desktop(options, systemClock(), Zone());
    desktop.start();
    const QRect screen = QGuiApplication::primaryScreen()->availableGeometry();
    const QRect shown = desktop.window().geometry();
    QVERIFY2(screen.contains(shown.topLeft()), qPrintable(QDebug::toString(shown)));
    const QSize least = desktop.window().minimumSizeHint().expandedTo(screen.size());
    QVERIFY2(shown.width() <= least.width() && shown.height() <= least.height(),
             qPrintable(QDebug::toString(shown)));
}

void TestWindowGeometry::staysWhereItsTitleCanBeReached()
{
    const QList<QRect> two{{0, 0, 1920, 1080}, {1920, 0, 2560, 1440}};
    const QRect across(1700, 50, 1400, 900); // on both
    QCOMPARE(placedOn(across, two), across);
    const QRect below(100, 900, 800, 600); // its foot is out of sight, as its owner left it
    QCOMPARE(placedOn(below, two), below);
    // On the second one, which is unplugged.
    QCOMPARE(placedOn({2400, 200, 2000, 1300}, two.mid(0, 1)), QRect(0, 0, 1920, 1080));
    QCOMPARE(placedOn({-300, 40, 900, 600}, two), QRect(0, 40, 900, 600));
    QCOMPARE(placedOn({2000, -200, 900, 600}, two), QRect(2000, 0, 900, 600));
}

QTEST_MAIN(TestWindowGeometry)
#include "tst_windowgeometry.moc"
