// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secretstore.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

/// Against gnome-keyring itself, on the session bus this test is started with (see its launcher),
/// in a home of its own. The order matters: one daemon, unlocked, locked, gone.
class TestKeychain : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void proves();
    void keepsAKey();
    void tellsAMissingEntryFromAFailure();
    void writesNothingInTheClear();
    void saysThatItIsLocked();
    void saysThatTheDaemonIsGone();
    void cleanupTestCase();

private:
    SecretAnswer wait(const std::function<void(SecretStore::Done)> &ask);
    SecretAnswer read(const std::string &name);

    QTemporaryDir m_home;
    QProcess m_daemon;
    std::unique_ptr<SecretStore> m_store;
};

namespace {

constexpr std::string_view canary = "sk-KEYRING-CANARY-\u00e4\u20ac-0123456789";

QString service()
{
    return QStringLiteral("org.freedesktop.secrets");
}

QDBusMessage call(const QString &method, const QVariantList &arguments)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(service(), QStringLiteral("/org/freedesktop/secrets"),
                                       QStringLiteral("org.freedesktop.Secret.Service"), method);
    message.setArguments(arguments);
    return QDBusConnection::sessionBus().call(message);
}

} // namespace

void TestKeychain::initTestCase()
{
    const QString daemon = QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon"));
    if (daemon.isEmpty())
        QSKIP("gnome-keyring is not installed: the keychain is only tested with a fake one");
    QVERIFY(m_home.isValid());
    const QByteArray home = QFile::encodeName(m_home.path());
    for (const char *name : {"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
        qputenv(name, home);
    qunsetenv("DISPLAY"); // no prompt on somebody's screen
    m_daemon.setProgram(daemon);
    m_daemon.setArguments({QStringLiteral("--foreground"), QStringLiteral("--components=secrets"),
                           QStringLiteral("--unlock")});
    m_daemon.setStandardOutputFile(QProcess::nullDevice());
    m_daemon.setStandardErrorFile(QProcess::nullDevice());
    m_daemon.start();
    QVERIFY(m_daemon.waitForStarted());
    m_daemon.write("login password");
    m_daemon.closeWriteChannel();
    QTRY_VERIFY_WITH_TIMEOUT(
        QDBusConnection::sessionBus().interface()->isServiceRegistered(service()), 20'000);
    SecretStore::Settings settings;
    settings.passphraseFile = m_home.filePath(QStringLiteral("secrets")).toStdString();
    settings.unlockTimeout = std::chrono::seconds{20};
    m_store = std::make_unique<SecretStore>(settings, nullptr);
}

void TestKeychain::cleanupTestCase()
{
    m_store = nullptr;
    if (m_daemon.state() != QProcess::NotRunning) {
        m_daemon.terminate();
        m_daemon.waitForFinished();
    }
}

SecretAnswer TestKeychain::wait(const std::function<void(SecretStore::Done)> &ask)
{
    std::optional<SecretAnswer> answer;
    ask([&answer](SecretAnswer got) { answer = std::move(got); });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 60'000))
        return {SecretState::Unreadable, "no answer at all", {}};
    return std::move(*answer);
}

SecretAnswer TestKeychain::read(const std::string &name)
{
    return wait([&](SecretStore::Done done) {
        m_store->read({SecretReference::Kind::Keychain, name}, this, std::move(done));
    });
}

void TestKeychain::proves()
{
    const SecretAnswer answer =
        wait([this](SecretStore::Done done) { m_store->testKeychain(this, std::move(done)); });
    QVERIFY2(answer.works(), answer.text.c_str());
}

void TestKeychain::keepsAKey()
{
    const SecretAnswer written = wait([this](SecretStore::Done done) {
        m_store->write({SecretReference::Kind::Keychain, "openai"}, Secret(canary), this,
                       std::move(done));
    });
    QVERIFY2(written.works(), written.text.c_str());
    QCOMPARE(read("openai").secret.reveal(), canary);
}

void TestKeychain::tellsAMissingEntryFromAFailure()
{
    QCOMPARE(read("nobody").state, SecretState::Missing);
    for (int i = 0; i < 2; ++i) {
        const SecretAnswer removed = wait([this](SecretStore::Done done) {
            m_store->remove({SecretReference::Kind::Keychain, "nobody"}, this, std::move(done));
        });
        QVERIFY2(removed.works(), removed.text.c_str());
    }
}

void TestKeychain::writesNothingInTheClear()
{
    int files = 0;
    QDirIterator all(m_home.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains("KEYRING-CANARY"), qPrintable(file.fileName()));
        QVERIFY2(!bytes.contains(QByteArray("sk-KEYRING-CANARY").toBase64().first(20)),
                 qPrintable(file.fileName()));
        ++files;
    }
    QVERIFY(files > 0); // the keyring's own
}

void TestKeychain::saysThatItIsLocked()
{
    const QDBusMessage alias = call(QStringLiteral("ReadAlias"), {QStringLiteral("default")});
    QCOMPARE(alias.type(), QDBusMessage::ReplyMessage);
    const auto collection = alias.arguments().constFirst().value<QDBusObjectPath>();
    const QDBusMessage locked =
        call(QStringLiteral("Lock"), {QVariant::fromValue(QList<QDBusObjectPath>{collection})});
    QVERIFY2(locked.type() == QDBusMessage::ReplyMessage, qPrintable(locked.errorMessage()));
    // Nobody can type the password here: whatever the prompt does, this must come to an end.
    const SecretAnswer answer = read("openai");
    QCOMPARE(answer.state, SecretState::Locked);
    QVERIFY(answer.secret.isEmpty());
    QCOMPARE(read("openai").state, SecretState::Locked);
}

void TestKeychain::saysThatTheDaemonIsGone()
{
    m_daemon.kill();
    QVERIFY(m_daemon.waitForFinished());
    QTRY_VERIFY(!QDBusConnection::sessionBus().interface()->isServiceRegistered(service()));
    m_store->retryKeychain();
    const SecretAnswer answer = read("openai");
    QVERIFY(!answer.works());
    QVERIFY(!answer.text.empty());
    QVERIFY(answer.secret.isEmpty());
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
