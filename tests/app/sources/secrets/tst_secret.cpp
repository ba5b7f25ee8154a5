// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/secret.h"
#include "app/sources/secrets/secretreference.h"

#include <QTest>
#include <type_traits>

using namespace outlay;

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

class TestSecret : public QObject
{
    Q_OBJECT

private slots:
    void printsItsKindAndItsEndOnly_data();
    void printsItsKindAndItsEndOnly();
    void takingScrubsWhereItCameFrom();
    void movingLeavesNothingBehind();
    void comparesByBytes();
    void parsesAndPrintsReferences_data();
    void parsesAndPrintsReferences();
    void refusesWhatIsNoReferenceWithoutRepeatingIt_data();
    void refusesWhatIsNoReferenceWithoutRepeatingIt();
    void keepsPollingAndPushingKeysApart();
};

void TestSecret::printsItsKindAndItsEndOnly_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QByteArray>("printed");
    QTest::newRow("a provider's key")
        << QByteArray("sk-ant-api03-0123456789abcd") << QByteArray("sk-…abcd");
    QTest::newRow("no prefix") << QByteArray("0123456789abcdefghij") << QByteArray("…ghij");
    QTest::newRow("a dash far on is no prefix")
        << QByteArray("0123456789-abcdefghij") << QByteArray("…ghij");
    QTest::newRow("short: four characters would give much away")
        << QByteArray("sk-1234567") << QByteArray("…");
    QTest::newRow("bytes no terminal should see")
        << QByteArray("sk-0123456789ab\n\x1b[d") << QByteArray("sk-…??[d");
    QTest::newRow("none") << QByteArray() << QByteArray("none");
}

void TestSecret::printsItsKindAndItsEndOnly()
{
    QFETCH(QByteArray, secret);
    QFETCH(QByteArray, printed);
    QCOMPARE(QByteArray::fromStdString(Secret(secret.toStdString()).printed()), printed);
}

void TestSecret::takingScrubsWhereItCameFrom()
{
    std::string text = "sk-a-key-long-enough-for-the-heap-0123456789";
    const std::string_view before(text.data(), text.size());
    const Secret secret = Secret::taking(text);
    QVERIFY(text.empty());
    QCOMPARE(before, std::string(before.size(), '\0'));
    QCOMPARE(secret.reveal(), std::string_view("sk-a-key-long-enough-for-the-heap-0123456789"));

    QByteArray bytes("sk-another-key-0123456789");
    bytes.detach();
    QVERIFY(!Secret::taking(bytes).isEmpty());
    QVERIFY(bytes.isEmpty());
}

void TestSecret::movingLeavesNothingBehind()
{
    Secret first("sk-0123456789");
    Secret second(std::move(first));
    QVERIFY(first.isEmpty()); // NOLINT(bugprone-use-after-move): that is the question
    QCOMPARE(second.reveal(), std::string_view("sk-0123456789"));
    first = std::move(second);
    QVERIFY(second.isEmpty()); // NOLINT(bugprone-use-after-move)
    QCOMPARE(first.clone().reveal(), first.reveal());
    first.wipe();
    QVERIFY(first.isEmpty());
}

void TestSecret::comparesByBytes()
{
    QVERIFY(Secret("abc").equals(Secret("abc")));
    QVERIFY(!Secret("abc").equals(Secret("abd")));
    QVERIFY(!Secret("abc").equals(Secret("abcd")));
    QVERIFY(Secret().equals(Secret("")));
}

void TestSecret::parsesAndPrintsReferences_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("name");
    using Kind = SecretReference::Kind;
    const auto row = [](const char *text, Kind kind, const char *name) {
        QTest::newRow(text) << static_cast<int>(kind) << QByteArray(name);
    };
    row("keychain:outlay/openai", Kind::Keychain, "openai");
    row("keychain:outlay/team a/openai", Kind::Keychain, "team a/openai");
    row("env:OPENAI_ADMIN_KEY", Kind::Environment, "OPENAI_ADMIN_KEY");
    row("file:/home/me/openai.key", Kind::File, "/home/me/openai.key");
    row("passphrase:openai", Kind::Passphrase, "openai");
    row("memory:", Kind::Memory, "");
    row("memory:openai", Kind::Memory, "openai");
}

void TestSecret::parsesAndPrintsReferences()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, name);
    const std::string text = QTest::currentDataTag();
    const auto reference = SecretReference::parse(text);
    QVERIFY(reference.has_value());
    QCOMPARE(static_cast<int>(reference->kind), kind);
    QCOMPARE(QByteArray::fromStdString(reference->name), name);
    QCOMPARE(reference->toString(), text);
}

void TestSecret::refusesWhatIsNoReferenceWithoutRepeatingIt_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"sk-ant-api03-CANARY", "", "keychain:outlay/", "keychain:other/CANARY",
          "env:", "env:CANARY KEY", "env:1CANARY", "file:CANARY",
          "file:", "passphrase:", "passphrase:CANARY\n", "memory: ", "keychain:outlay/CANARY;x"})
        QTest::newRow(*text == '\0' ? "nothing" : text) << QByteArray(text);
}

void TestSecret::refusesWhatIsNoReferenceWithoutRepeatingIt()
{
    QFETCH(QByteArray, text);
    const auto reference = SecretReference::parse(text.toStdString());
    QVERIFY(!reference.has_value());
    QCOMPARE(reference.error().kind, Error::Kind::Usage);
    QVERIFY(reference.error().text.find("CANARY") == std::string::npos);
}

void TestSecret::keepsPollingAndPushingKeysApart()
{
    QVERIFY(checkApart("keychain:outlay/read", "").has_value());
    QVERIFY(checkApart("keychain:outlay/read", "keychain:outlay/push").has_value());
    QVERIFY(!checkApart("keychain:outlay/read", "keychain:outlay/read").has_value());
}

QTEST_GUILESS_MAIN(TestSecret)
#include "tst_secret.moc"
