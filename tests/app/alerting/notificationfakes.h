// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusContext>
#include <QDBusMessage>
#include <QMutex>
#include <QMutexLocker>
#include <QProcess>
#include <QSemaphore>
#include <QThread>
#include <QVariantMap>

#include <atomic>
#include <memory>

namespace outlay::testing {

/// A bus nobody else is on.
class PrivateBus
{
public:
    PrivateBus()
    {
        m_daemon.start(QStringLiteral("dbus-daemon"),
                       {QStringLiteral("--session"), QStringLiteral("--nofork"),
                        QStringLiteral("--nopidfile"), QStringLiteral("--print-address=1")});
        if (m_daemon.waitForReadyRead(20'000))
            m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    }
    ~PrivateBus()
    {
        for (const QString &name : m_names)
            QDBusConnection::disconnectFromBus(name);
        m_daemon.kill();
        m_daemon.waitForFinished(5000);
    }
    [[nodiscard]] bool isUp() const { return !m_address.isEmpty(); }
    [[nodiscard]] QString address() const { return m_address; }
    /// One connection a name and bus.
    QDBusConnection connection(const QString &name)
    {
        const QString own = name + m_address;
        if (m_names.contains(own))
            return QDBusConnection(own);
        m_names << own;
        return QDBusConnection::connectToBus(m_address, own);
    }

private:
    QProcess m_daemon;
    QString m_address;
    QStringList m_names;
};

/// An object with a thread and a connection of its own: who waits for it cannot be who answers.
template <typename Object> class OnItsOwn
{
public:
    template <typename... Arguments>
    OnItsOwn(PrivateBus &bus, const char *path, const char *service, Arguments &&...arguments)
        : m_object(new Object(std::forward<Arguments>(arguments)...))
    {
        static std::atomic<int> number = 0;
        m_name = QStringLiteral("fake%1").arg(++number);
        m_object->moveToThread(&m_thread);
        m_thread.start();
        run([&] {
            auto c = QDBusConnection::connectToBus(bus.address(), m_name);
            c.registerObject(QLatin1String(path), m_object,
                             QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
            c.registerService(QLatin1String(service));
        });
    }
    ~OnItsOwn()
    {
        run([&] {
            QDBusConnection::disconnectFromBus(m_name);
            delete m_object;
        });
        m_thread.quit();
        m_thread.wait();
    }
    template <typename Call> void run(Call call)
    {
        QMetaObject::invokeMethod(m_object, call, Qt::BlockingQueuedConnection);
    }
    Object &object() { return *m_object; }

private:
    QThread m_thread;
    QString m_name;
    Object *m_object;
};

struct Shown
{
    uint id = 0;
    QString app;
    uint replaces = 0;
    QString icon, summary, body;
    QStringList actions;
    QVariantMap hints;
    int timeout = 0;
};

class ServerObject : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    explicit ServerObject(QStringList capabilities) : m_capabilities(std::move(capabilities)) {}

    QMutex mutex;
    QList<Shown> seen;
    QList<uint> closed;
    std::atomic<bool> refuses = false;
    std::atomic<bool> isHeld = false;
    QSemaphore release;

public slots:
    uint Notify(const QString &app, uint replaces, const QString &icon, const QString &summary,
                const QString &body, const QStringList &actions, const QVariantMap &hints,
                int timeout)
    {
        wait();
        if (refuses) {
            sendErrorReply(QDBusError::AccessDenied, QStringLiteral("not today"));
            return 0;
        }
        const QMutexLocker lock(&mutex);
        const uint id = replaces != 0 ? replaces : ++m_last;
        seen << Shown{id, app, replaces, icon, summary, body, actions, hints, timeout};
        return id;
    }
    QStringList GetCapabilities()
    {
        wait();
        return m_capabilities;
    }
    void CloseNotification(uint id)
    {
        {
            const QMutexLocker lock(&mutex);
            closed << id;
        }
        emit NotificationClosed(id, 3);
    }

signals:
    void ActionInvoked(uint id, const QString &key);
    void ActivationToken(uint id, const QString &token);
    void NotificationClosed(uint id, uint reason);

private:
    void wait()
    {
        if (isHeld)
            release.acquire();
    }
    QStringList m_capabilities;
    uint m_last = 40;
};

/// org.freedesktop.Notifications as desktops have it, and as they have it on a bad day.
class FakeServer
{
public:
    explicit FakeServer(PrivateBus &bus,
                        const QStringList &capabilities = {QStringLiteral("body"),
                                                           QStringLiteral("body-markup"),
                                                           QStringLiteral("actions")})
        : m_own(bus, "/org/freedesktop/Notifications", "org.freedesktop.Notifications",
                capabilities)
    {
    }
    ~FakeServer() { release(); }
    QList<Shown> seen()
    {
        const QMutexLocker lock(&m_own.object().mutex);
        return m_own.object().seen;
    }
    QList<uint> closed()
    {
        const QMutexLocker lock(&m_own.object().mutex);
        return m_own.object().closed;
    }
    void refuse() { m_own.object().refuses = true; }
    void hold() { m_own.object().isHeld = true; }
    void release()
    {
        m_own.object().isHeld = false;
        m_own.object().release.release(100);
        m_own.run([&] { m_own.object().release.acquire(m_own.object().release.available()); });
    }
    void answer(uint id, const QString &key, const QString &token)
    {
        m_own.run([&] {
            if (!token.isEmpty())
                emit m_own.object().ActivationToken(id, token);
            emit m_own.object().ActionInvoked(id, key);
        });
    }
    void dismiss(uint id)
    {
        m_own.run([&] { emit m_own.object().NotificationClosed(id, 2); });
    }

private:
    OnItsOwn<ServerObject> m_own;
};

class PortalObject : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Notification")

public:
    QMutex mutex;
    QList<std::pair<QString, QVariantMap>> seen;
    QStringList removed;

public slots:
    void AddNotification(const QString &id, const QVariantMap &notification)
    {
        const QMutexLocker lock(&mutex);
        seen << std::pair(id, notification);
    }
    void RemoveNotification(const QString &id)
    {
        const QMutexLocker lock(&mutex);
        removed << id;
    }

signals:
    void ActionInvoked(const QString &id, const QString &action, const QVariantList &parameter);
};

class FakePortal
{
public:
    explicit FakePortal(PrivateBus &bus)
        : m_own(bus, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Desktop")
    {
    }
    QList<std::pair<QString, QVariantMap>> seen()
    {
        const QMutexLocker lock(&m_own.object().mutex);
        return m_own.object().seen;
    }
    QStringList removed()
    {
        const QMutexLocker lock(&m_own.object().mutex);
        return m_own.object().removed;
    }
    void answer(const QString &id, const QString &action, const QString &token)
    {
        m_own.run([&] {
            emit m_own.object().ActionInvoked(
                id, action, {QVariantMap{{QStringLiteral("activation-token"), token}}});
        });
    }

private:
    OnItsOwn<PortalObject> m_own;
};

} // namespace outlay::testing
