// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secretstore.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

/// The system's keychain where there is none: no session bus to be found.
class TestNoKeychain : public QObject
{
    Q_OBJECT

private slots:
    void saysThatThereIsNoneAndWhatElseThereIs();
};

void TestNoKeychain::saysThatThereIsNoneAndWhatElseThereIs()
{
    const QTemporaryDir home;
    for (const char *name : {"HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
        qputenv(name, QFile::encodeName(home.path()));
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + QFile::encodeName(home.path()) + "/nobody");
    qunsetenv("XDG_CURRENT_DESKTOP");
    SecretStore store;
    std::optional<SecretAnswer> read, written;
    const SecretReference key{SecretReference::Kind::Keychain, "openai"};
    store.read(key, this, [&](SecretAnswer got) { read = std::move(got); });
    store.write(key, Secret("sk-CANARY-0123456789"), this,
                [&](SecretAnswer got) { written = std::move(got); });
    QTRY_VERIFY_WITH_TIMEOUT(read.has_value() && written.has_value(), 60'000);
    for (const SecretAnswer *answer : {&*read, &*written}) {
        QCOMPARE(answer->state, SecretState::Absent);
        QVERIFY2(answer->text.find("env:NAME") != std::string::npos, answer->text.c_str());
        QVERIFY(answer->text.find("CANARY") == std::string::npos);
    }
    QVERIFY(QDir(home.path()).isEmpty());
}

QTEST_GUILESS_MAIN(TestNoKeychain)
#include "tst_nokeychain.moc"
