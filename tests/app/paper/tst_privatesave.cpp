// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/privatesave.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using outlay::paper::savePrivately;

class TestPrivateSave : public QObject
{
    Q_OBJECT

private slots:
    void isForItsOwnerOnly()
    {
        const QString file = m_folder.filePath(QStringLiteral("a.pdf"));
        QFile older(file);
        QVERIFY(older.open(QIODevice::WriteOnly));
        older.write("older and longer");
        older.close();
        older.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
        QVERIFY(savePrivately(file, "new"));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), QByteArray("new"));
        const auto others =
            QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFileInfo(file).permissions() & others));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files),
                 QStringList{QStringLiteral("a.pdf")});
    }
    void saysWhatIsWrongAndLeavesNothing()
    {
        const auto missing = savePrivately(m_folder.filePath(QStringLiteral("no/a.pdf")), "x");
        QVERIFY(!missing);
        QVERIFY(QString::fromStdString(missing.error().text)
                    .contains(QStringLiteral("there is no folder")));
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("folder.pdf")));
        const auto folder = savePrivately(m_folder.filePath(QStringLiteral("folder.pdf")), "x");
        QVERIFY(!folder);
        QVERIFY(folder.error().text.find("folder.pdf") != std::string::npos);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestPrivateSave)
#include "tst_privatesave.moc"
