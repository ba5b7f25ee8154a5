// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/dbusnotifier.h"
#include "app/alerting/notifierchain.h"
#include "app/alerting/portalnotifier.h"
#include "tests/app/alerting/notificationfakes.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace outlay;
using namespace outlay::alerting;
using namespace outlay::testing;

namespace {

Notice overBudget()
{
    Notice notice;
    notice.id = "budget-7";
    notice.title = QStringLiteral("Team <b>R&D</b> has used 92%");
    notice.body = QStringLiteral("$1,840 of $2,000 <since> Monday");
    return notice;
}

std::string idOf(const QSignalSpy &spy, int row = 0)
{
    return spy.at(row).at(0).value<std::string>();
}

} // namespace

/// Each test has a bus of its own.
class TestDBusNotifier : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void theServerGetsTextUrgencyAndActions();
    void whatBreaksThroughIsCriticalAndStays();
    void aPrivateNoticeNamesNothing();
    void aServerWithoutActionsOrMarkupGetsPlainText();
    void anUpdateTakesThePlaceOfWhatIsShown();
    void anUpdateWhileTheFirstIsUnderWayIsNotStacked();
    void anActionComesBackWithItsToken();
    void strangersAnswerNothing();
    void whatIsWithdrawnIsClosed();
    void whatIsDismissedIsForgotten();
    void aServerStartedAnewShowsWhatIsStillOpen();
    void aSlowServerBlocksNobody();
    void whatASlowServerShowsLateIsTakenBack();
    void aServerThatRefusesFails();
    void withoutAServerThePortalShowsIt();
    void thePortalsAnswersComeBack();
    void withNeitherItFailsWithBothReasons();
    void withoutABusItFails();

private:
    QDBusConnection bus() { return m_bus->connection(QStringLiteral("outlay")); }
    std::unique_ptr<PrivateBus> m_bus;
};

void TestDBusNotifier::init()
{
    m_bus = std::make_unique<PrivateBus>();
    QVERIFY2(m_bus->isUp(), "dbus-daemon did not start");
}

void TestDBusNotifier::cleanup()
{
    m_bus.reset();
}

void TestDBusNotifier::theServerGetsTextUrgencyAndActions()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy shown(&notifier, &Notifier::shown);
    notifier.show(overBudget());
    QVERIFY(shown.isEmpty());
    QTRY_COMPARE(shown.count(), 1);
    const Shown note = server.seen().at(0);
    QCOMPARE(note.app, QStringLiteral("Outlay"));
    QCOMPARE(note.icon, QStringLiteral("io.github.outlay.Outlay"));
    QCOMPARE(note.summary, overBudget().title); // never mark-up
    QCOMPARE(note.body, QStringLiteral("$1,840 of $2,000 &lt;since&gt; Monday"));
    QCOMPARE(note.hints.value(QStringLiteral("urgency")).toUInt(), 1U);
    QCOMPARE(note.hints.value(QStringLiteral("urgency")).typeId(), int(QMetaType::UChar));
    QCOMPARE(note.hints.value(QStringLiteral("desktop-entry")).toString(),
             QStringLiteral("io.github.outlay.Outlay"));
    QCOMPARE(note.replaces, 0U);
    QCOMPARE(note.timeout, -1);
    for (const char *key : {"default", "open", "acknowledge", "snooze"})
        QVERIFY(note.actions.contains(QLatin1String(key)));
}

void TestDBusNotifier::whatBreaksThroughIsCriticalAndStays()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    Notice notice = overBudget();
    notice.breaksThrough = true;
    notifier.show(notice);
    QTRY_COMPARE(server.seen().size(), 1);
    QCOMPARE(server.seen().at(0).hints.value(QStringLiteral("urgency")).toUInt(), 2U);
    QCOMPARE(server.seen().at(0).timeout, 0);
}

void TestDBusNotifier::aPrivateNoticeNamesNothing()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    Notice notice = overBudget();
    notice.isPrivate = true;
    notice.privateTitle = QStringLiteral("A budget needs you");
    notifier.show(notice);
    QTRY_COMPARE(server.seen().size(), 1);
    QCOMPARE(server.seen().at(0).summary, QStringLiteral("A budget needs you"));
    QCOMPARE(server.seen().at(0).body, QString());
}

void TestDBusNotifier::aServerWithoutActionsOrMarkupGetsPlainText()
{
    FakeServer server(*m_bus, {QStringLiteral("body")});
    DBusNotifier notifier(bus());
    notifier.show(overBudget());
    QTRY_COMPARE(server.seen().size(), 1);
    QCOMPARE(server.seen().at(0).body, overBudget().body);
    QVERIFY(server.seen().at(0).actions.isEmpty());
}

void TestDBusNotifier::anUpdateTakesThePlaceOfWhatIsShown()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy shown(&notifier, &Notifier::shown);
    notifier.show(overBudget());
    QTRY_COMPARE(shown.count(), 1);
    Notice other = overBudget();
    other.id = "budget-8";
    notifier.show(other);
    QTRY_COMPARE(shown.count(), 2);
    notifier.show(overBudget());
    QTRY_COMPARE(shown.count(), 3);
    QCOMPARE(server.seen().at(1).replaces, 0U);
    QCOMPARE(server.seen().at(2).replaces, server.seen().at(0).id);
}

void TestDBusNotifier::anUpdateWhileTheFirstIsUnderWayIsNotStacked()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy shown(&notifier, &Notifier::shown);
    notifier.show(overBudget());
    QTRY_COMPARE(shown.count(), 1); // the capabilities are known
    Notice other = overBudget();
    other.id = "budget-8";
    notifier.show(other);
    other.title = QStringLiteral("newer");
    notifier.show(other);
    QTRY_COMPARE(server.seen().size(), 3);
    QCOMPARE(server.seen().at(2).summary, QStringLiteral("newer"));
    QCOMPARE(server.seen().at(2).replaces, server.seen().at(1).id);
}

void TestDBusNotifier::anActionComesBackWithItsToken()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy opened(&notifier, &Notifier::opened);
    QSignalSpy acknowledged(&notifier, &Notifier::acknowledged);
    QSignalSpy snoozed(&notifier, &Notifier::snoozed);
    QSignalSpy shown(&notifier, &Notifier::shown);
    const auto showAndAnswer = [&](const char *key, const char *token) {
        notifier.show(overBudget());
        QTRY_COMPARE(shown.count(), 1);
        shown.clear();
        server.answer(server.seen().constLast().id, QLatin1String(key), QLatin1String(token));
    };
    showAndAnswer("default", "token-1");
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(idOf(opened), overBudget().id);
    QCOMPARE(opened.at(0).at(1).toString(), QStringLiteral("token-1"));
    showAndAnswer("open", "");
    QTRY_COMPARE(opened.count(), 2);
    QCOMPARE(opened.at(1).at(1).toString(), QString());
    showAndAnswer("acknowledge", "");
    QTRY_COMPARE(acknowledged.count(), 1);
    showAndAnswer("snooze", "");
    QTRY_COMPARE(snoozed.count(), 1);
    QCOMPARE(idOf(snoozed), overBudget().id);
}

void TestDBusNotifier::strangersAnswerNothing()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy acknowledged(&notifier, &Notifier::acknowledged);
    QSignalSpy shown(&notifier, &Notifier::shown);
    notifier.show(overBudget());
    QTRY_COMPARE(shown.count(), 1);
    QDBusConnection stranger = m_bus->connection(QStringLiteral("stranger"));
    QDBusMessage lie = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/Notifications"),
                                                  QStringLiteral("org.freedesktop.Notifications"),
                                                  QStringLiteral("ActionInvoked"));
    lie << server.seen().at(0).id << QStringLiteral("acknowledge");
    QVERIFY(stranger.send(lie));
    // Signals of one sender come in order, those of others as the bus got them.
    QVERIFY(stranger
                .call(QDBusMessage::createMethodCall(
                    QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/"),
                    QStringLiteral("org.freedesktop.DBus"), QStringLiteral("GetId")))
                .type() == QDBusMessage::ReplyMessage);
    server.answer(9999, QStringLiteral("acknowledge"), {}); // nor does a number nobody has
    server.answer(server.seen().at(0).id, QStringLiteral("acknowledge"), {});
    QTRY_COMPARE(acknowledged.count(), 1);
}

void TestDBusNotifier::whatIsWithdrawnIsClosed()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy shown(&notifier, &Notifier::shown);
    notifier.show(overBudget());
    QTRY_COMPARE(shown.count(), 1);
    notifier.withdraw(overBudget().id);
    QTRY_COMPARE(server.closed(), QList<uint>{server.seen().at(0).id});
    notifier.show(overBudget());
    notifier.withdraw(overBudget().id); // before the server has answered
    QTRY_COMPARE(server.closed().size(), 2);
    QCOMPARE(server.closed().at(1), server.seen().at(1).id);
    notifier.withdraw("never shown");
}

void TestDBusNotifier::whatIsDismissedIsForgotten()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy shown(&notifier, &Notifier::shown);
    QSignalSpy closed(&notifier, &Notifier::closed);
    notifier.show(overBudget());
    QTRY_COMPARE(shown.count(), 1);
    server.dismiss(server.seen().at(0).id);
    QTRY_COMPARE(closed.count(), 1);
    notifier.show(overBudget());
    QTRY_COMPARE(server.seen().size(), 2);
    QCOMPARE(server.seen().at(1).replaces, 0U);
}

void TestDBusNotifier::aServerStartedAnewShowsWhatIsStillOpen()
{
    auto server = std::make_unique<FakeServer>(*m_bus);
    DBusNotifier notifier(bus());
    QSignalSpy shown(&notifier, &Notifier::shown);
    Notice resolved = overBudget();
    resolved.id = "resolved meanwhile";
    notifier.show(overBudget());
    notifier.show(resolved);
    QTRY_COMPARE(shown.count(), 2);
    server.reset();
    QTRY_VERIFY(
        !bus().interface()->isServiceRegistered(QStringLiteral("org.freedesktop.Notifications")));
    notifier.withdraw(resolved.id);
    server = std::make_unique<FakeServer>(*m_bus);
    QTRY_COMPARE(shown.count(), 3);
    QCOMPARE(server->seen().size(), 1);
    QCOMPARE(server->seen().at(0).summary, overBudget().title);
    QCOMPARE(server->seen().at(0).replaces, 0U); // numbers of the old one mean nothing
    notifier.show(overBudget());
    QTRY_COMPARE(server->seen().size(), 2);
    QCOMPARE(server->seen().at(1).replaces, server->seen().at(0).id);
}

void TestDBusNotifier::aSlowServerBlocksNobody()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus(), 50);
    QSignalSpy failed(&notifier, &Notifier::failed);
    QSignalSpy shown(&notifier, &Notifier::shown);
    server.hold(); // answers nobody until released
    notifier.show(overBudget());
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(idOf(failed), overBudget().id);
    Notice next = overBudget();
    next.id = "budget-8";
    notifier.show(next); // does not wait for one that is known to be slow
    QTRY_COMPARE(failed.count(), 2);
    QVERIFY(shown.isEmpty());
    server.release();
    // It answers again, and the next notice is shown.
    QTRY_VERIFY(([&] {
        if (shown.isEmpty())
            notifier.show(overBudget());
        return !shown.isEmpty();
    }()));
    QCOMPARE(idOf(shown), overBudget().id);
}

void TestDBusNotifier::whatASlowServerShowsLateIsTakenBack()
{
    FakeServer server(*m_bus);
    DBusNotifier notifier(bus(), 200);
    QSignalSpy failed(&notifier, &Notifier::failed);
    QSignalSpy shown(&notifier, &Notifier::shown);
    QTRY_VERIFY(([&] { // on a busy machine 200 ms may not do
        if (shown.isEmpty())
            notifier.show(overBudget());
        return !shown.isEmpty();
    }()));
    failed.clear();
    server.hold();
    Notice next = overBudget();
    next.id = "budget-8";
    notifier.show(next);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(idOf(failed), next.id);
    QVERIFY(server.closed().isEmpty());
    server.release();
    QTRY_COMPARE(server.closed(), QList<uint>{server.seen().constLast().id});
}

void TestDBusNotifier::aServerThatRefusesFails()
{
    FakeServer server(*m_bus);
    server.refuse();
    DBusNotifier notifier(bus());
    QSignalSpy failed(&notifier, &Notifier::failed);
    notifier.show(overBudget());
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.at(0).at(1).toString(), QStringLiteral("not today"));
}

namespace {

std::unique_ptr<NotifierChain> chainOn(const QDBusConnection &bus)
{
    std::vector<std::unique_ptr<Notifier>> ways;
    ways.push_back(std::make_unique<DBusNotifier>(bus));
    ways.push_back(std::make_unique<PortalNotifier>(bus));
    return std::make_unique<NotifierChain>(std::move(ways));
}

} // namespace

void TestDBusNotifier::withoutAServerThePortalShowsIt()
{
    FakePortal portal(*m_bus);
    const auto chain = chainOn(bus());
    QSignalSpy shown(chain.get(), &Notifier::shown);
    QSignalSpy failed(chain.get(), &Notifier::failed);
    Notice notice = overBudget();
    notice.breaksThrough = true;
    chain->show(notice);
    QTRY_COMPARE(shown.count(), 1);
    QCOMPARE(portal.seen().size(), 1);
    // A copy: the list grows below.
    const auto [id, description] = portal.seen().at(0);
    QCOMPARE(id, QStringLiteral("budget-7"));
    QCOMPARE(description.value(QStringLiteral("title")).toString(), notice.title);
    QCOMPARE(description.value(QStringLiteral("body")).toString(), notice.body);
    QCOMPARE(description.value(QStringLiteral("priority")).toString(), QStringLiteral("urgent"));
    const auto buttons = qdbus_cast<QList<QVariantMap>>(
        description.value(QStringLiteral("buttons")).value<QDBusArgument>());
    QCOMPARE(buttons.size(), 3);
    QCOMPARE(buttons.at(1).value(QStringLiteral("action")).toString(),
             QStringLiteral("acknowledge"));
    chain->show(notice);
    QTRY_COMPARE(portal.seen().size(), 2);
    QCOMPARE(portal.seen().at(1).first, id);
    chain->withdraw(notice.id);
    QTRY_COMPARE(portal.removed(), QStringList{id});
    QVERIFY(failed.isEmpty());
}

void TestDBusNotifier::thePortalsAnswersComeBack()
{
    FakePortal portal(*m_bus);
    const auto chain = chainOn(bus());
    QSignalSpy shown(chain.get(), &Notifier::shown);
    QSignalSpy opened(chain.get(), &Notifier::opened);
    QSignalSpy snoozed(chain.get(), &Notifier::snoozed);
    chain->show(overBudget());
    QTRY_COMPARE(shown.count(), 1);
    portal.answer(QStringLiteral("budget-7"), QStringLiteral("open"), QStringLiteral("token-2"));
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(opened.at(0).at(1).toString(), QStringLiteral("token-2"));
    chain->show(overBudget());
    QTRY_COMPARE(shown.count(), 2);
    portal.answer(QStringLiteral("budget-7"), QStringLiteral("snooze"), {});
    QTRY_COMPARE(snoozed.count(), 1);
}

void TestDBusNotifier::withNeitherItFailsWithBothReasons()
{
    const auto chain = chainOn(bus());
    QSignalSpy failed(chain.get(), &Notifier::failed);
    chain->show(overBudget());
    QVERIFY(failed.isEmpty());
    QTRY_COMPARE(failed.count(), 1);
    const QString why = failed.at(0).at(1).toString();
    QVERIFY2(why.contains(QLatin1String("org.freedesktop.Notifications")), qPrintable(why));
    QVERIFY2(why.contains(QLatin1String("org.freedesktop.portal.Desktop")), qPrintable(why));
}

void TestDBusNotifier::withoutABusItFails()
{
    const auto chain = chainOn(QDBusConnection(QStringLiteral("no such connection")));
    QSignalSpy failed(chain.get(), &Notifier::failed);
    chain->show(overBudget());
    QTRY_COMPARE(failed.count(), 1);
    NotifierChain nothing({});
    QSignalSpy none(&nothing, &Notifier::failed);
    nothing.show(overBudget());
    QTRY_COMPARE(none.count(), 1);
}

QTEST_GUILESS_MAIN(TestDBusNotifier)
#include "tst_dbusnotifier.moc"
