// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "app/desktop/settingsportal.h"
#include "ui/theme/fonts.h"

#include <QDBusMessage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

namespace {

/// A settings portal as small as it can be, on a connection of its own.
class Portal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    explicit Portal(uint preference) : m_preference(preference)
    {
        m_isUp = m_bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), this,
                                      QDBusConnection::ExportScriptableSlots |
                                          QDBusConnection::ExportScriptableSignals) &&
                 m_bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop"));
    }
    ~Portal() override
    {
        m_bus.unregisterObject(QStringLiteral("/org/freedesktop/portal/desktop"));
        m_bus.unregisterService(QStringLiteral("org.freedesktop.portal.Desktop"));
    }
    [[nodiscard]] bool isUp() const { return m_isUp; }
    [[nodiscard]] QStringList asked() const { return m_asked; }
    void change(uint preference, const QString &space = appearance())
    {
        emit SettingChanged(space, QStringLiteral("color-scheme"),
                            QDBusVariant(QVariant::fromValue(preference)));
    }
    static QString appearance() { return QStringLiteral("org.freedesktop.appearance"); }

public slots:
    Q_SCRIPTABLE QDBusVariant Read(const QString &space, const QString &key)
    {
        m_asked << space + u' ' + key;
        return QDBusVariant(QVariant::fromValue(QDBusVariant(QVariant::fromValue(m_preference))));
    }

signals:
    Q_SCRIPTABLE void SettingChanged(const QString &space, const QString &key,
                                     const QDBusVariant &value);

private:
    QDBusConnection m_bus = QDBusConnection::connectToBus(
        qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("portal"));
    uint m_preference;
    bool m_isUp = false;
    QStringList m_asked;
};

bool isDark()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

} // namespace

/// Runs on a session bus of its own: dbus-run-session.
class TestSettingsPortal : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void readsThePreference_data();
    void readsThePreference();
    void followsChanges();
    void withoutAPortalNothingIsKnown();
    void theWindowFollows();
    void aChosenThemeStays();

private:
    QTemporaryDir m_home;
};

void TestSettingsPortal::initTestCase()
{
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        qputenv(name, m_home.path().toLocal8Bit());
    ui::loadFonts();
    QVERIFY2(QDBusConnection::sessionBus().isConnected(), "run me by dbus-run-session");
}

void TestSettingsPortal::readsThePreference_data()
{
    QTest::addColumn<uint>("said");
    QTest::addColumn<int>("expected"); // -1: unknown
    QTest::newRow("no preference") << 0U << -1;
    QTest::newRow("dark") << 1U << 1;
    QTest::newRow("light") << 2U << 0;
    QTest::newRow("not in the specification") << 7U << -1;
}

void TestSettingsPortal::readsThePreference()
{
    QFETCH(uint, said);
    QFETCH(int, expected);
    Portal portal(said);
    QVERIFY(portal.isUp());
    SettingsPortal scheme;
    scheme.start();
    QTRY_COMPARE(portal.asked(),
                 (QStringList{QStringLiteral("org.freedesktop.appearance color-scheme")}));
    const auto known = [&] { return scheme.prefersDark() ? int(*scheme.prefersDark()) : -1; };
    QTRY_COMPARE(known(), expected);
    // The answer to a second question comes after the first one's.
    QSignalSpy changed(&scheme, &SystemScheme::changed);
    portal.change(said);
    portal.change(expected == 1 ? 2U : 1U);
    QTRY_COMPARE(known(), expected == 1 ? 0 : 1);
    QCOMPARE(changed.count(), 1);
}

void TestSettingsPortal::followsChanges()
{
    Portal portal(2);
    SettingsPortal scheme;
    scheme.start();
    QTRY_COMPARE(scheme.prefersDark(), std::optional(false));
    portal.change(1, QStringLiteral("org.example.other"));
    portal.change(1);
    QTRY_COMPARE(scheme.prefersDark(), std::optional(true));
    QSignalSpy changed(&scheme, &SystemScheme::changed);
    portal.change(1, QStringLiteral("org.example.other"));
    portal.change(0);
    QTRY_VERIFY(!scheme.prefersDark());
    QCOMPARE(changed.count(), 1);
}

void TestSettingsPortal::withoutAPortalNothingIsKnown()
{
    SettingsPortal scheme;
    QSignalSpy changed(&scheme, &SystemScheme::changed);
    scheme.start();
    // The bus has refused the question once a later one is answered.
    const QDBusMessage later = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/"),
        QStringLiteral("org.freedesktop.DBus"), QStringLiteral("GetId"));
    QVERIFY(QDBusConnection::sessionBus().call(later).type() == QDBusMessage::ReplyMessage);
    QCoreApplication::processEvents();
    QVERIFY(!scheme.prefersDark());
    QCOMPARE(changed.count(), 0);
    SettingsPortal lost{QDBusConnection(QStringLiteral("no such connection"))};
    lost.start();
    QVERIFY(!lost.prefersDark());
}

void TestSettingsPortal::theWindowFollows()
{
    Portal portal(1);
    Options options;
    options.ledger = m_home.filePath(QStringLiteral("none.sqlite"));
    DesktopApp desktop(options, systemClock(), Zone());
    desktop.start();
    QTRY_VERIFY(isDark());
    portal.change(2);
    QTRY_VERIFY(!isDark());
    portal.change(1);
    QTRY_VERIFY(isDark());
}

void TestSettingsPortal::aChosenThemeStays()
{
    Portal portal(1);
    Options options;
    options.ledger = m_home.filePath(QStringLiteral("none.sqlite"));
    options.scheme = ui::Scheme::Light;
    DesktopApp desktop(options, systemClock(), Zone());
    desktop.start();
    QTRY_COMPARE(portal.asked().size(), 1);
    SettingsPortal other; // its answer comes after the window's
    other.start();
    QTRY_COMPARE(other.prefersDark(), std::optional(true));
    QVERIFY(!isDark());
}

QTEST_MAIN(TestSettingsPortal)
#include "tst_settingsportal.moc"
