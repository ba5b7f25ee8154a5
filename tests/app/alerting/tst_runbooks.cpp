// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/runbooks.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

class TestRunbooks : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void withoutACopyThePageThatShipsIsShown()
    {
        const auto page = loadRunbook("retry_storm", folder());
        QVERIFY(page.has_value());
        QCOMPARE(page->text, std::string(*shippedRunbook("retry_storm")));
        QVERIFY(!page->isEdited && page->note.empty());
        QVERIFY(loadRunbook("retry_storm", "/nonexistent/folder")->note.empty());
        QVERIFY(loadRunbook("retry_storm", "")->note.empty());
    }

    void anEditedCopyWins()
    {
        write("# Ours\nCall Kim about {{model}}.\n");
        const auto page = loadRunbook("retry_storm", folder());
        QVERIFY(page->isEdited);
        QCOMPARE(page->text, "# Ours\nCall Kim about {{model}}.\n");
        QVERIFY(!loadRunbook("price_change", folder())->isEdited);
    }

    void aCopyThatCannotBeReadIsSaidSo_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        QTest::newRow("too long") << QByteArray(70'000, 'a') << u"longer than 64 KiB"_s;
        QTest::newRow("no text") << QByteArray("\xff\xfe# x") << u"no text in UTF-8"_s;
        QTest::newRow("zero bytes in it") << QByteArray("a\0b", 3) << u"no text in UTF-8"_s;
        QTest::newRow("empty") << QByteArray(" \n") << u"empty"_s;
    }
    void aCopyThatCannotBeReadIsSaidSo()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        write(bytes);
        expectShipped(why);
    }

    void whatIsNoFileIsNotRead()
    {
        QVERIFY(QDir().mkpath(path()));
        expectShipped(u"no file"_s);
        QVERIFY(QDir().rmdir(path()));
        QCOMPARE(::mkfifo(QFile::encodeName(path()).constData(), 0600), 0);
        expectShipped(u"no file"_s);
    }

    void kindsWithoutAPageAreRefused()
    {
        write("x");
        for (const char *id : {"nonsense", "", "../retry_storm", "retry_storm/../retry_storm"})
            QVERIFY2(!loadRunbook(id, folder()), id);
    }

private:
    [[nodiscard]] std::string folder() const { return m_folder->path().toStdString(); }
    [[nodiscard]] QString path() const { return m_folder->filePath(u"retry_storm.md"_s); }
    void write(const QByteArray &bytes)
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    void expectShipped(const QString &why)
    {
        const auto page = loadRunbook("retry_storm", folder());
        QVERIFY(page.has_value());
        QVERIFY(!page->isEdited);
        QCOMPARE(page->text, std::string(*shippedRunbook("retry_storm")));
        const QString note = QString::fromStdString(page->note);
        QVERIFY2(note.contains(why) && note.contains(path()), qPrintable(note));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_APPLESS_MAIN(TestRunbooks)
#include "tst_runbooks.moc"
