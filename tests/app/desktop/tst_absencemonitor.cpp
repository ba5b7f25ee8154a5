// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signals of a screen saver and of logind on a bus of the test's own.
#include "app/desktop/absencemonitor.h"

#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using namespace outlay;

class TestAbsenceMonitor : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_now = {1'795'452'300LL * microsPerSecond};
        const QDBusConnection bus = QDBusConnection::sessionBus();
        QVERIFY(bus.isConnected());
        m_monitor = std::make_unique<AbsenceMonitor>([this] { return m_now; }, bus, bus, 0);
        m_left = std::make_unique<QSignalSpy>(m_monitor.get(), &AbsenceMonitor::left);
        m_returned = std::make_unique<QSignalSpy>(m_monitor.get(), &AbsenceMonitor::returned);
        m_monitor->start();
    }
    void aLockedScreenIsAnAbsence_data()
    {
        QTest::addColumn<QString>("interface");
        QTest::newRow("freedesktop") << QStringLiteral("org.freedesktop.ScreenSaver");
        QTest::newRow("GNOME") << QStringLiteral("org.gnome.ScreenSaver");
    }
    void aLockedScreenIsAnAbsence()
    {
        QFETCH(QString, interface);
        const Instant begin = m_now;
        tell(QStringLiteral("/ScreenSaver"), interface, QStringLiteral("ActiveChanged"), true);
        QTRY_COMPARE(m_left->count(), 1);
        m_now.micros += microsPerHour;
        tell(QStringLiteral("/ScreenSaver"), interface, QStringLiteral("ActiveChanged"), false);
        QTRY_COMPARE(m_returned->count(), 1);
        QVERIFY(m_returned->at(0).at(0).value<TimeRange>() == (TimeRange{begin, m_now}));
    }
    void sleepWithALockedScreenIsOneAbsence()
    {
        const QString saver = QStringLiteral("org.freedesktop.ScreenSaver");
        const QString changed = QStringLiteral("ActiveChanged");
        sleep(true);
        QTRY_COMPARE(m_left->count(), 1);
        tell(QStringLiteral("/ScreenSaver"), saver, changed, true);
        sleep(false);
        tell(QStringLiteral("/ScreenSaver"), saver, changed, false);
        QTRY_COMPARE(m_returned->count(), 1);
        QCOMPARE(m_left->count(), 1);
    }

private:
    static void tell(const QString &path, const QString &interface, const QString &signal, bool is)
    {
        QDBusMessage message = QDBusMessage::createSignal(path, interface, signal);
        message << is;
        QVERIFY(QDBusConnection::sessionBus().send(message));
    }
    static void sleep(bool isBeginning)
    {
        tell(QStringLiteral("/org/freedesktop/login1"),
             QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("PrepareForSleep"),
             isBeginning);
    }
    Instant m_now;
    std::unique_ptr<AbsenceMonitor> m_monitor;
    std::unique_ptr<QSignalSpy> m_left, m_returned;
};

QTEST_GUILESS_MAIN(TestAbsenceMonitor)
#include "tst_absencemonitor.moc"
