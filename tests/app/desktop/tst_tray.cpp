// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tray.h"
#include "ui/shell/watchingmenu.h"

#include <QApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <memory>

using namespace outlay;

namespace {

/// The panel's side: a watcher that is its own host. QtDBus lists the property in its
/// introspection, without which Qt's tray does not see it.
class Watcher : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.kde.StatusNotifierWatcher")
    Q_PROPERTY(bool IsStatusNotifierHostRegistered READ hasHost)
    Q_PROPERTY(int ProtocolVersion READ version)
    Q_PROPERTY(QStringList RegisteredStatusNotifierItems READ items)

public:
    bool hasHost() const { return true; }
    int version() const { return 0; }
    QStringList items() const { return m_items; }

public slots:
    void RegisterStatusNotifierItem(const QString &name)
    {
        m_items << (name.startsWith(u'/') ? message().service() : name);
        emit StatusNotifierItemRegistered(name);
    }
    void RegisterStatusNotifierHost(const QString &) {}

signals:
    void StatusNotifierItemRegistered(const QString &name);
    void StatusNotifierHostRegistered();

private:
    QStringList m_items;
};

/// A thread and a connection of its own.
class Panel
{
public:
    Panel()
    {
        m_watcher->moveToThread(&m_thread);
        m_thread.start();
        run([this] {
            auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, name());
            bus.registerObject(QStringLiteral("/StatusNotifierWatcher"), m_watcher,
                               QDBusConnection::ExportAllContents);
            bus.registerService(QStringLiteral("org.kde.StatusNotifierWatcher"));
        });
    }
    ~Panel()
    {
        run([this] {
            QDBusConnection::disconnectFromBus(name());
            delete m_watcher;
        });
        m_thread.quit();
        m_thread.wait();
    }
    QStringList items()
    {
        QStringList items;
        run([&] { items = m_watcher->items(); });
        return items;
    }

private:
    static QString name() { return QStringLiteral("panel"); }
    template <typename Call> void run(Call call)
    {
        QMetaObject::invokeMethod(m_watcher, call, Qt::BlockingQueuedConnection);
    }
    QThread m_thread;
    Watcher *m_watcher = new Watcher;
};

/// Asked without waiting in a slot of our own: the icon answers on this thread.
QVariant propertyOf(const QString &item, const char *name)
{
    QDBusMessage question = QDBusMessage::createMethodCall(
        item, QStringLiteral("/StatusNotifierItem"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    question << QStringLiteral("org.kde.StatusNotifierItem") << QLatin1String(name);
    auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("host"));
    QDBusPendingReply<QDBusVariant> reply = bus.asyncCall(question);
    if (!QTest::qWaitFor([&] { return reply.isFinished(); }) || reply.isError())
        return {};
    return reply.value().variant();
}

} // namespace

/// Under Xvfb, on a session bus of its own. In one process Qt decides once whether there is a tray:
/// the order of the tests is that of a session's start.
class TestTray : public QObject
{
    Q_OBJECT

private slots:
    void aPanelThatComesLateGetsIconTooltipAndMenu();
};

void TestTray::aPanelThatComesLateGetsIconTooltipAndMenu()
{
    ui::WatchingMenu watching;
    Tray tray(watching);
    QSignalSpy changed(&tray, &Tray::shownChanged);
    TrayState state;
    state.level = TrayLevel::Near;
    state.fraction = 0.92;
    state.tooltip = QStringLiteral("R&D: $48.12 today");
    state.budgets = {{"rd", {}, QStringLiteral("R&D"), QStringLiteral("$46 of $50"), 0.92}};
    tray.setState(state);
    tray.start();
    QVERIFY(!tray.isShown());
    QVERIFY(!tray.say(QStringLiteral("nobody"), QStringLiteral("hears")));
    Panel panel;
    QTRY_COMPARE(changed.count(), 1);
    QVERIFY(tray.isShown());
    QTRY_COMPARE(panel.items().size(), 1);
    const QString item = panel.items().at(0);
    const auto tip = propertyOf(item, "ToolTip").value<QDBusArgument>();
    QString icon, title, text;
    tip.beginStructure();
    tip >> icon;
    tip.beginArray(); // its pictures: none
    while (!tip.atEnd()) {
        tip.beginStructure();
        tip.endStructure();
    }
    tip.endArray();
    tip >> title >> text;
    const QString said = title + text;
    QVERIFY2(said.contains(QLatin1String("$48.12 today")), qPrintable(said));
    const auto pictures = propertyOf(item, "IconPixmap").value<QDBusArgument>();
    QList<int> widths;
    pictures.beginArray();
    while (!pictures.atEnd()) {
        int width = 0, height = 0;
        QByteArray pixels;
        pictures.beginStructure();
        pictures >> width >> height >> pixels;
        pictures.endStructure();
        QCOMPARE(pixels.size(), width * height * 4);
        widths << width;
    }
    pictures.endArray();
    QVERIFY(widths.contains(22));
    QVERIFY(propertyOf(item, "Menu").value<QDBusObjectPath>().path().size() > 1);
    QSignalSpy opened(&tray, &Tray::openRequested);
    auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("host"));
    QDBusMessage click = QDBusMessage::createMethodCall(
        item, QStringLiteral("/StatusNotifierItem"), QStringLiteral("org.kde.StatusNotifierItem"),
        QStringLiteral("Activate"));
    click << 1 << 1;
    bus.send(click);
    QTRY_COMPARE(opened.count(), 1);
}

QTEST_MAIN(TestTray)
#include "tst_tray.moc"
