// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/uuidspelling.h"

#include <QTest>

using namespace outlay;

class TestUuidSpelling : public QObject
{
    Q_OBJECT

private slots:
    void isLowerCaseWithHyphens_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("usual");
        const QByteArray usual = "83b63da3-45a9-4196-98b8-1a7f697d6d00";
        QTest::newRow("so already") << usual << QByteArray();
        QTest::newRow("upper case") << usual.toUpper() << usual;
        QTest::newRow("mixed case") << QByteArray("83B63da3-45a9-4196-98b8-1a7f697d6D00") << usual;
        QTest::newRow("no hyphens") << QByteArray("83b63da345a9419698b81a7f697d6d00") << usual;
        QTest::newRow("neither") << QByteArray("83B63DA345A9419698B81A7F697D6D00") << usual;
        QTest::newRow("hyphens elsewhere")
            << QByteArray("83b63da34-5a9-4196-98b8-1a7f697d6D00") << QByteArray();
        QTest::newRow("a hyphen missing")
            << QByteArray("83b63da3045a9-4196-98b8-1a7f697d6D00") << QByteArray();
        QTest::newRow("other letters")
            << QByteArray("83B63DA345A9419698B81A7F697D6D0G") << QByteArray();
        QTest::newRow("with a prefix") << QByteArray("msg_") + usual.toUpper() << QByteArray();
        QTest::newRow("too short") << QByteArray("83B63DA3") << QByteArray();
        QTest::newRow("nothing") << QByteArray() << QByteArray();
        QTest::newRow("all zeros") << QByteArray(32, '0') << QByteArray();
    }
    void isLowerCaseWithHyphens()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, usual);
        QCOMPARE(QByteArray::fromStdString(usualSpelling(text.toStdString()).value_or("")), usual);
    }
};

QTEST_GUILESS_MAIN(TestUuidSpelling)
#include "tst_uuidspelling.moc"
