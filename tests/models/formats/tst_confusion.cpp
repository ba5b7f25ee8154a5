// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "tests/models/formats/collector.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

#include <algorithm>
#include <map>

using namespace outlay;
using namespace outlay::test;

namespace {

const QString dataDir = QStringLiteral(OUTLAY_TEST_DATA "/formats");
constexpr qsizetype sniffed = 65536;
constexpr qsizetype fewBytes = 512;

struct Fixture
{
    QString format; ///< the folder it lies in
    QString path;
};

/// Whatever lies below tests/data/formats/NAME is a file of the format NAME.
std::vector<Fixture> fixtures()
{
    std::vector<Fixture> found;
    for (const QString &format : QDir(dataDir).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QDirIterator files(dataDir + u'/' + format, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString name = path.section(u'/', -1);
            // What a test expects, a receiver's answer, a sub-agent's name: no records of a format.
            if (!name.startsWith(u"expected") && !name.startsWith(u"partial-success") &&
                !name.endsWith(u".meta.json"))
                found.push_back({format, path});
        }
    }
    return found;
}

/// The whole lines in the first few bytes; empty if there is none, or if the first line is no whole
/// record: part of a document, or a table's header without a row.
QByteArray firstRecords(const Format &format, const QByteArray &bytes)
{
    const bool isDocument =
        format.framing({bytes.constData(), std::size_t(bytes.size())}) == Framing::Document;
    if (isDocument)
        return bytes.size() <= fewBytes ? bytes : QByteArray();
    const QByteArray few = bytes.left(fewBytes);
    if (few.size() == bytes.size())
        return few;
    const bool isTable = !bytes.startsWith('{') && !bytes.startsWith('[');
    const QByteArray lines = few.left(few.lastIndexOf('\n') + 1);
    return isTable && lines.count('\n') < 2 ? QByteArray() : lines;
}

QByteArray scores(const QByteArray &bytes, const std::string &path)
{
    QByteArray text;
    for (const Format &format : formats()) {
        const int score = format.sniff({bytes.constData(), std::size_t(bytes.size())}, path);
        if (score > 0)
            text += QByteArray(format.name.data(), qsizetype(format.name.size())) + ' ' +
                    QByteArray::number(score) + ", ";
    }
    return text;
}

} // namespace

/// Every fixture against every format.
class TestConfusion : public QObject
{
    Q_OBJECT

private slots:
    void everyFileIsTakenForWhatItIs_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("path");
        for (const Fixture &fixture : fixtures())
            QTest::newRow(qPrintable(fixture.path.mid(dataDir.size() + 1)))
                << fixture.format << fixture.path;
    }
    void everyFileIsTakenForWhatItIs()
    {
        QFETCH(QString, format);
        QFETCH(QString, path);
        const Format *own = formatNamed(format.toStdString());
        QVERIFY2(own != nullptr, "a folder of tests/data/formats bears the name of no format");
        const QByteArray all = bytesOf(path).left(sniffed);
        QVERIFY(!all.isEmpty());
        // By its bytes alone: from standard input it has no name.
        for (const std::string &name : {path.toStdString(), std::string("-")}) {
            for (const QByteArray &head : {all, firstRecords(*own, all)}) {
                if (head.isEmpty())
                    continue;
                const Format *taken = sniff({head.constData(), std::size_t(head.size())}, name);
                QVERIFY2(taken == own, scores(head, name).constData());
                int claims = 0;
                for (const Format &each : formats())
                    claims += each.sniff({head.constData(), std::size_t(head.size())}, name) >=
                                      own->sniff({head.constData(), std::size_t(head.size())}, name)
                                  ? 1
                                  : 0;
                QVERIFY2(claims == 1, scores(head, name).constData());
            }
        }
    }

    void blankLinesBeforeTheFirstRecordHideNothing_data() { everyFileIsTakenForWhatItIs_data(); }
    void blankLinesBeforeTheFirstRecordHideNothing()
    {
        QFETCH(QString, format);
        QFETCH(QString, path);
        const QByteArray all = bytesOf(path);
        for (const char *before : {"\n", "\r\n \t\r\n", "\xef\xbb\xbf\n"}) {
            const QByteArray bytes = before + all;
            const std::string head = bytes.left(sniffed).toStdString();
            const Format *const taken = sniff(head, path.toStdString());
            QVERIFY2(taken == formatNamed(format.toStdString()), scores(bytes, {}).constData());
            const Collector plain = readWith(*taken, all);
            const Collector later = readWith(*taken, bytes);
            QCOMPARE(later.records(), plain.records());
            QCOMPARE(later.rejections.size(), plain.rejections.size());
        }
    }

    /// What a program says as it starts is no record, and hides none.
    void foreignLinesBeforeJsonLinesAreOnlyRefused_data() { everyFileIsTakenForWhatItIs_data(); }
    void foreignLinesBeforeJsonLinesAreOnlyRefused()
    {
        QFETCH(QString, format);
        QFETCH(QString, path);
        const QByteArray all = bytesOf(path);
        const Format *const own = formatNamed(format.toStdString());
        const std::string name = path.toStdString();
        const std::string plainHead = all.left(sniffed).toStdString();
        const bool isLines =
            all.startsWith('{') && own->framing(plainHead) == Framing::Lines && all.contains('\n');
        const Collector plain = readWith(*own, all);
        for (const char *before :
             {"Starting gateway...\n", "[INFO] 2026-11-01 12:00:00,125 listening on :4000\n\n",
              "host,port\n0.0.0.0,4000\n", "\xef\xbb\xbfokens\":5}}\r\n{no json}\n"}) {
            const QByteArray bytes = before + all;
            const std::string head = bytes.left(sniffed).toStdString();
            const Format *const taken = sniff(head, name);
            if (!isLines) { // a document, or a table: not read over what it begins with
                QVERIFY(taken == nullptr || taken->mapping == Mapping::Needed || taken == own);
                continue;
            }
            QVERIFY2(taken == own, scores(bytes, name).constData());
            QVERIFY(own->framing(head) == Framing::Lines);
            const Collector later = readWith(*own, bytes);
            const auto foreign = QByteArray(before).count("\n") - QByteArray(before).count("\n\n");
            QCOMPARE(later.records(), plain.records() + std::size_t(foreign));
            QCOMPARE(later.rejections.size(), plain.rejections.size() + std::size_t(foreign));
            QVERIFY(std::any_of(later.rejections.begin(), later.rejections.end(),
                                [](const auto &rejection) { return rejection.first == 1; }));
        }
    }

    /// An example in a text is no log, nor is a table with JSON in it.
    void textsWithExamplesAreNoLogs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("name");
        const QByteArray record =
            bytesOf(dataDir + QStringLiteral("/aider/analytics.jsonl")).split('\n').at(0) + '\n';
        const QByteArray prose = "A line of the log looks like this:\n\n";
        QTest::newRow("between prose") << prose + record + "Each is one event.\n" << QByteArray();
        QTest::newRow("in Markdown") << prose + "```\n" + record + record + "```\n" << QByteArray();
        QTest::newRow("indented") << prose + "    " + record << QByteArray();
        QTest::newRow("in a sentence") << prose + "It is " + record << QByteArray();
        QTest::newRow("far below") << QByteArray("text\n").repeated(65) + record << QByteArray();
        QTest::newRow("binary") << QByteArray("a\0b\n", 4) + record << QByteArray();
        QTest::newRow("in a table") << "at,what\n1,2\n" + record + "3,4\n" << QByteArray("csv");
    }
    void textsWithExamplesAreNoLogs()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, name);
        const Format *const taken = sniff(text.toStdString(), "notes.log");
        QCOMPARE(taken == nullptr ? QByteArray() : QByteArray(taken->name.data()), name);
    }

    /// Nor is a document whose last lines are one.
    void onlyLogsBeginWithForeignLines_data()
    {
        QTest::addColumn<bool>("isLog");
        for (const char *name : {"README", "notes.txt", "doc/README.md", "test_x.py", "calls.http"})
            QTest::newRow(name) << false;
        for (const char *name : {"", "-", "stdout", "gateway.log", "a/gateway.LOG.1", "x.jsonl.gz",
                                 "gateway.log-20261128.zst", "run.out"})
            QTest::newRow(name) << true;
    }
    void onlyLogsBeginWithForeignLines()
    {
        QFETCH(bool, isLog);
        const QByteArray record =
            bytesOf(dataDir + QStringLiteral("/aider/analytics.jsonl")).split('\n').at(0) + '\n';
        const QByteArray text = "A line of the log:\n" + record;
        const Format *const taken =
            sniff(text.toStdString(), QByteArray(QTest::currentDataTag()).toStdString());
        QCOMPARE(taken != nullptr, isLog);
    }

    void noFormatMakesFreeRequestsOfAnothersRecords_data() { everyFileIsTakenForWhatItIs_data(); }
    void noFormatMakesFreeRequestsOfAnothersRecords()
    {
        QFETCH(QString, format);
        QFETCH(QString, path);
        const QByteArray all = bytesOf(path);
        for (const Format &other : formats()) {
            if (other.name == format.toStdString())
                continue;
            for (const Seen &seen : readWith(other, all).observations) {
                const bool isEmpty = seen.o.usage.isZero() && seen.o.servedTokens == 0 &&
                                     !seen.o.isGatewayCacheHit && !seen.o.billed &&
                                     !seen.o.reported && !seen.o.client;
                const bool hasFailed =
                    seen.o.outcome != Outcome::Success && seen.o.outcome != Outcome::Unknown;
                QVERIFY2(!isEmpty || hasFailed, std::string(other.name).c_str());
            }
        }
    }

    void fewBytesAreEnoughForMostFormats()
    {
        // Else the test above would prove less than it says.
        std::map<QString, bool> isTold;
        for (const Fixture &fixture : fixtures()) {
            const Format *own = formatNamed(fixture.format.toStdString());
            if (own != nullptr &&
                !firstRecords(*own, bytesOf(fixture.path).left(sniffed)).isEmpty())
                isTold[fixture.format] = true;
        }
        for (const char *name : {"aider", "claude-code", "codex", "copilot-cli", "cursor", "droid",
                                 "gemini-cli", "opencode", "qwen-code"})
            QVERIFY2(isTold[QLatin1String(name)], name);
    }
};

QTEST_GUILESS_MAIN(TestConfusion)
#include "tst_confusion.moc"
