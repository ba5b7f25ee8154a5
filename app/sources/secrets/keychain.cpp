// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/keychain.h"

#include "app/sources/secrets/redaction.h"

#if defined(OUTLAY_HAS_KEYCHAIN)
#include <QCoreApplication>
#include <QObject>
#include <QString>

#include <qt6keychain/keychain.h>
#endif
#if defined(OUTLAY_HAS_SECRET_SERVICE)
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#endif

namespace outlay {

std::string_view name(SecretState state)
{
    switch (state) {
    case SecretState::Works:
        return "works";
    case SecretState::Missing:
        return "missing";
    case SecretState::Locked:
        return "locked";
    case SecretState::Absent:
        return "absent";
    case SecretState::Unreadable:
        break;
    }
    return "unreadable";
}

namespace {

constexpr const char *absentText =
    "there is no keychain in this session; name an environment variable (env:NAME) or a file of "
    "mode 0600 (file:/path), use the passphrase file, or keep the key in memory only";

} // namespace

#if defined(OUTLAY_HAS_SECRET_SERVICE)

namespace {

constexpr int busTimeoutMs = 2000;

/// One call on the bus; an invalid message if it fails or takes too long.
QDBusMessage ask(const QDBusConnection &bus, const QString &service, const QString &path,
                 const QString &interface, const QString &method, const QVariantList &arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, interface, method);
    call.setArguments(arguments);
    // Asking must not open a prompt or start a daemon.
    call.setAutoStartService(false);
    const QDBusMessage reply = bus.call(call, QDBus::Block, busTimeoutMs);
    return reply.type() == QDBusMessage::ReplyMessage ? reply : QDBusMessage();
}

/// What the Secret Service says of itself, where QtKeychain only says that something failed.
SecretState secretServiceState()
{
    using namespace Qt::StringLiterals;
    const QString service = u"org.freedesktop.secrets"_s;
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return SecretState::Absent;
    const QDBusMessage owner = ask(bus, u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                                   u"org.freedesktop.DBus"_s, u"NameHasOwner"_s, {service});
    if (owner.arguments().isEmpty() || !owner.arguments().constFirst().toBool())
        return SecretState::Absent;
    const QDBusMessage alias =
        ask(bus, service, u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s,
            u"ReadAlias"_s, {u"default"_s});
    if (alias.arguments().isEmpty())
        return SecretState::Unreadable;
    const QString path = alias.arguments().constFirst().value<QDBusObjectPath>().path();
    // No collection yet: the daemon makes one when it is first unlocked.
    if (path.size() <= 1)
        return SecretState::Locked;
    const QDBusMessage locked =
        ask(bus, service, path, u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
            {u"org.freedesktop.Secret.Collection"_s, u"Locked"_s});
    const bool isLocked = !locked.arguments().isEmpty() &&
                          locked.arguments().constFirst().value<QDBusVariant>().variant().toBool();
    return isLocked ? SecretState::Locked : SecretState::Works;
}

} // namespace

#elif defined(OUTLAY_HAS_KEYCHAIN)

namespace {

SecretState secretServiceState()
{
    return SecretState::Works;
}

} // namespace

#endif

#if defined(OUTLAY_HAS_KEYCHAIN)

namespace {

SecretState stateOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return SecretState::Works;
    case QKeychain::EntryNotFound:
        // Also what is said when the prompt to unlock it was cancelled.
        return secretServiceState() == SecretState::Locked ? SecretState::Locked
                                                           : SecretState::Missing;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return SecretState::Locked;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return SecretState::Absent;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    const SecretState state = secretServiceState();
    return state == SecretState::Works ? SecretState::Unreadable : state;
}

SecretAnswer answerOf(const QKeychain::Job &job)
{
    SecretAnswer answer;
    answer.state = stateOf(job.error());
    switch (answer.state) {
    case SecretState::Works:
        break;
    case SecretState::Missing:
        answer.text = "the keychain has no such entry";
        break;
    case SecretState::Locked:
        answer.text = "the keychain is locked; unlock it and try again";
        break;
    case SecretState::Absent:
        answer.text = absentText;
        break;
    case SecretState::Unreadable:
        answer.text = "the keychain fails: " + redact(job.errorString().toStdString());
        break;
    }
    return answer;
}

class SystemKeychain final : public Keychain
{
public:
    void read(const std::string &name, Done done) override
    {
        auto *job = new QKeychain::ReadPasswordJob(service());
        QObject::connect(job, &QKeychain::Job::finished, job,
                         [job, done = std::move(done)](const QKeychain::Job *) {
                             SecretAnswer answer = answerOf(*job);
                             QByteArray bytes = job->binaryData();
                             if (answer.works())
                                 answer.secret = Secret::taking(bytes);
                             done(std::move(answer));
                         });
        start(job, name);
    }
    void write(const std::string &name, const Secret &secret, Done done) override
    {
        auto *job = new QKeychain::WritePasswordJob(service());
        const std::string_view bytes = secret.reveal();
        job->setBinaryData(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
        QObject::connect(
            job, &QKeychain::Job::finished, job,
            [job, done = std::move(done)](const QKeychain::Job *) { done(answerOf(*job)); });
        start(job, name);
    }
    void remove(const std::string &name, Done done) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service());
        QObject::connect(
            job, &QKeychain::Job::finished, job,
            [job, done = std::move(done)](const QKeychain::Job *) { done(answerOf(*job)); });
        start(job, name);
    }

    bool isUnlocked() override { return secretServiceState() == SecretState::Works; }

private:
    static QString service() { return QStringLiteral("outlay"); }
    static void start(QKeychain::Job *job, const std::string &name)
    {
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        job->setKey(QString::fromStdString(name));
        job->start();
    }
};

} // namespace

std::unique_ptr<Keychain> systemKeychain()
{
    return std::make_unique<SystemKeychain>();
}

#else

namespace {

class NoKeychain final : public Keychain
{
public:
    void read(const std::string &, Done done) override
    {
        done({SecretState::Absent, absentText, {}});
    }
    void write(const std::string &, const Secret &, Done done) override
    {
        read({}, std::move(done));
    }
    void remove(const std::string &, Done done) override { read({}, std::move(done)); }
    bool isUnlocked() override { return false; }
};

} // namespace

std::unique_ptr<Keychain> systemKeychain()
{
    return std::make_unique<NoKeychain>();
}

#endif

} // namespace outlay
