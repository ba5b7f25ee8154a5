// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/passphrasefile.h"
#include "app/sources/secrets/privatefile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

namespace {

/// As cheap as Argon2id allows: the tests are about what comes around it.
constexpr PassphraseFile::Cost cheap{1, 8192};

} // namespace

class TestPassphraseFile : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void givesBackWhatWasPutIn();
    void holdsNothingInTheClear();
    void isReadableByItsOwnerOnly();
    void refusesTheWrongPassphrase();
    void refusesAFileOthersMayRead();
    void refusesAChangedByteAnywhere();
    void refusesToBeUsedLocked();
    void takesChangesOfAnotherProcess();
    void refusesCostsThatWouldEatTheMachine();
    void readsAKeyFile();
    void refusesKeyFiles_data();
    void refusesKeyFiles();

private:
    [[nodiscard]] std::string path() const
    {
        return m_folder->filePath(QStringLiteral("in/secrets")).toStdString();
    }
    [[nodiscard]] QByteArray bytes() const;
    void put(const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestPassphraseFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

QByteArray TestPassphraseFile::bytes() const
{
    QFile file(QString::fromStdString(path()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestPassphraseFile::put(const QByteArray &content) const
{
    QFile file(QString::fromStdString(path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
}

void TestPassphraseFile::givesBackWhatWasPutIn()
{
    const Secret passphrase("correct horse");
    {
        PassphraseFile file(path(), cheap);
        QVERIFY(!file.exists());
        QVERIFY(file.unlock(passphrase).has_value());
        QVERIFY(file.write("openai", Secret("sk-one")).has_value());
        QVERIFY(file.write("anthropic", Secret(std::string_view("b\0ytes\n", 7))).has_value());
        QVERIFY(file.write("openai", Secret("sk-two")).has_value());
    }
    PassphraseFile file(path(), cheap);
    QVERIFY(file.exists());
    QVERIFY(file.unlock(passphrase).has_value());
    QCOMPARE(file.read("openai")->reveal(), std::string_view("sk-two"));
    QCOMPARE(file.read("anthropic")->reveal(), std::string_view("b\0ytes\n", 7));
    QVERIFY(file.read("nobody")->isEmpty());
    QVERIFY(file.write("openai", Secret()).has_value());
    QVERIFY(file.read("openai")->isEmpty());
    QCOMPARE(file.read("anthropic")->size(), std::size_t{7});
}

void TestPassphraseFile::holdsNothingInTheClear()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(file.unlock(Secret("PASSCANARY")).has_value());
    QVERIFY(file.write("NAMECANARY", Secret("KEYCANARY")).has_value());
    const QByteArray first = bytes();
    QVERIFY(first.size() > 60);
    QVERIFY(!first.contains("CANARY"));
    // The same content again is other bytes: a nonce is used once.
    QVERIFY(file.write("NAMECANARY", Secret("KEYCANARY")).has_value());
    QCOMPARE(bytes().size(), first.size());
    QVERIFY(bytes() != first);
    // And nothing is left beside it.
    const QStringList all =
        QDir(m_folder->filePath(QStringLiteral("in"))).entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(all, QStringList{QStringLiteral("secrets")});
}

void TestPassphraseFile::isReadableByItsOwnerOnly()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(file.unlock(Secret("p")).has_value());
    QVERIFY(file.write("a", Secret("b")).has_value());
    const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup |
                        QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    QVERIFY((QFile::permissions(QString::fromStdString(path())) & others) == 0);
    QVERIFY((QFile::permissions(m_folder->filePath(QStringLiteral("in"))) & others) == 0);
}

void TestPassphraseFile::refusesTheWrongPassphrase()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(!file.unlock(Secret()).has_value());
    QVERIFY(file.unlock(Secret("right")).has_value());
    QVERIFY(file.write("a", Secret("b")).has_value());
    PassphraseFile other(path(), cheap);
    const auto opened = other.unlock(Secret("wrong"));
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().kind, Error::Kind::Refused);
    QVERIFY(opened.error().text.find("wrong)") == std::string::npos);
    QVERIFY(!other.isUnlocked());
    QVERIFY(other.unlock(Secret("right")).has_value());
}

void TestPassphraseFile::refusesAFileOthersMayRead()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(file.unlock(Secret("p")).has_value());
    QVERIFY(file.write("a", Secret("b")).has_value());
    QVERIFY(QFile::setPermissions(QString::fromStdString(path()),
                                  QFileDevice::ReadOwner | QFileDevice::ReadGroup));
    const auto read = file.read("a");
    QVERIFY(!read.has_value());
    QVERIFY(read.error().text.find("chmod 600") != std::string::npos);
}

void TestPassphraseFile::refusesAChangedByteAnywhere()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(file.unlock(Secret("p")).has_value());
    QVERIFY(file.write("a", Secret("b")).has_value());
    const QByteArray good = bytes();
    for (qsizetype i = 0; i < good.size(); ++i) {
        QByteArray bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        put(bad);
        QVERIFY2(!file.read("a").has_value(), qPrintable(QString::number(i)));
    }
    for (qsizetype size = 0; size < good.size(); ++size) {
        put(good.first(size));
        QVERIFY2(!file.read("a").has_value(), qPrintable(QString::number(size)));
        QVERIFY(!file.write("a", Secret("c")).has_value()); // and is not overwritten
    }
    put(good);
    QVERIFY(file.read("a").has_value());
}

void TestPassphraseFile::refusesToBeUsedLocked()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(!file.read("a").has_value());
    QVERIFY(!file.write("a", Secret("b")).has_value());
    QVERIFY(file.unlock(Secret("p")).has_value());
    QVERIFY(file.write("a", Secret("b")).has_value());
    file.lock();
    QVERIFY(!file.read("a").has_value());
}

void TestPassphraseFile::takesChangesOfAnotherProcess()
{
    PassphraseFile one(path(), cheap);
    QVERIFY(one.unlock(Secret("p")).has_value());
    QVERIFY(one.write("a", Secret("1")).has_value());
    PassphraseFile two(path(), cheap);
    QVERIFY(two.unlock(Secret("p")).has_value());
    QVERIFY(two.write("b", Secret("2")).has_value());
    QVERIFY(one.write("c", Secret("3")).has_value());
    for (const char *name : {"a", "b", "c"})
        QVERIFY(!two.read(name)->isEmpty());
}

void TestPassphraseFile::refusesCostsThatWouldEatTheMachine()
{
    PassphraseFile file(path(), cheap);
    QVERIFY(file.unlock(Secret("p")).has_value());
    QVERIFY(file.write("a", Secret("b")).has_value());
    QByteArray bad = bytes();
    // The costs follow the 17 bytes of the name of the format: passes, then bytes of memory.
    bad[17 + 7] = '\x7f';
    put(bad);
    PassphraseFile other(path(), cheap);
    const auto opened = other.unlock(Secret("p"));
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().kind, Error::Kind::Corrupt);
}

void TestPassphraseFile::readsAKeyFile()
{
    const std::string key = m_folder->filePath(QStringLiteral("key")).toStdString();
    QVERIFY(writePrivateFile(key, "sk-0123456789\r\n").has_value());
    QCOMPARE(readSecretFile(key)->reveal(), std::string_view("sk-0123456789"));
}

void TestPassphraseFile::refusesKeyFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("mode");
    QTest::addColumn<QByteArray>("says");
    const int own = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    QTest::newRow("others may read it")
        << QByteArray("CANARY") << (own | QFileDevice::ReadOther) << QByteArray("chmod 600");
    QTest::newRow("the group may write it")
        << QByteArray("CANARY") << (own | QFileDevice::WriteGroup) << QByteArray("chmod 600");
    QTest::newRow("empty") << QByteArray("\n") << own << QByteArray("empty");
    QTest::newRow("several lines") << QByteArray("CANARY\nCANARY\n") << own << QByteArray("lines");
    QTest::newRow("no key at all") << QByteArray(70'000, 'x') << own << QByteArray("larger");
}

void TestPassphraseFile::refusesKeyFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(int, mode);
    QFETCH(QByteArray, says);
    const QString path = m_folder->filePath(QStringLiteral("key"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    QVERIFY(file.setPermissions(QFileDevice::Permissions(mode)));
    const auto secret = readSecretFile(path.toStdString());
    QVERIFY(!secret.has_value());
    const QByteArray text = QByteArray::fromStdString(secret.error().text);
    QVERIFY2(text.contains(says) && text.contains("key") && !text.contains("CANARY"),
             text.constData());
}

QTEST_GUILESS_MAIN(TestPassphraseFile)
#include "tst_passphrasefile.moc"
