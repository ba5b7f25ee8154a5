// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QImage>
#include <QSet>

#ifdef __unix__
#include <csignal>
#endif

using namespace outlay::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 120'000;

/// A line of a transcript, with an id of its own.
QByteArray callLine(int n)
{
    return QStringLiteral("{\"type\":\"assistant\",\"requestId\":\"req_%1\",\"timestamp\":"
                          "\"2026-11-01T10:00:00.000Z\",\"message\":{\"id\":\"msg_%1\",\"type\":"
                          "\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\","
                          "\"usage\":{\"input_tokens\":12,\"output_tokens\":34}}}\n")
        .arg(n, 6, 10, QLatin1Char('0'))
        .toUtf8();
}

/// Many in a drawn page; a blank one has a handful.
int coloursOf(const QImage &image)
{
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2)
            colours.insert(image.pixel(x, y));
    }
    return static_cast<int>(colours.size());
}

} // namespace

/// The desktop program, started as a person would start it.
class TestOutlay : public QObject
{
    Q_OBJECT

private:
    Sandbox m_sandbox;

    void prepare(QProcess &process, const QStringList &words) const
    {
        m_sandbox.prepare(process, words);
        process.setProgram(QStringLiteral(OUTLAY_DESKTOP));
        QProcessEnvironment environment = process.processEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"XDG_RUNTIME_DIR"_s, m_sandbox.path(u"run"_s));
        // None of whoever runs the tests.
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/dev/null"_s);
        process.setProcessEnvironment(environment);
    }
    [[nodiscard]] Ran start(const QByteArray &words) const
    {
        QProcess process;
        prepare(process, QString::fromUtf8(words).split(u' '));
        process.start();
        Ran ran;
        if (process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit)
            ran.code = process.exitCode();
        ran.out = process.readAllStandardOutput();
        ran.err = process.readAllStandardError();
        return ran;
    }
    [[nodiscard]] QImage picture(const QByteArray &words) const
    {
        QFile::remove(m_sandbox.path(u"x.png"_s));
        const Ran ran = start(words + " --screenshot x.png");
        if (ran.code != 0 || !ran.err.isEmpty())
            qWarning().noquote() << words << ran.code << ran.err;
        return ran.code == 0 && ran.err.isEmpty() ? QImage(m_sandbox.path(u"x.png"_s)) : QImage();
    }

private slots:
    void initTestCase()
    {
        QDir().mkpath(m_sandbox.path(u"run"_s));
        QFile::setPermissions(m_sandbox.path(u"run"_s),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(m_sandbox.run("demo --ledger demo.sqlite").code, 0);
    }

    void everyPageIsDrawn_data()
    {
        QTest::addColumn<QByteArray>("page");
        for (const char *page : {"overview", "explore", "tasks", "budgets", "alerts", "people",
                                 "sources", "prices", "settings"})
            QTest::newRow(page) << QByteArray(page);
    }
    void everyPageIsDrawn()
    {
        QFETCH(QByteArray, page);
        const QByteArray demo = "--ledger demo.sqlite --page " + page;
        const QImage light = picture(demo + " --theme light --size 1440x900");
        QCOMPARE(light.size(), QSize(1440, 900));
        QVERIFY(coloursOf(light) > 200);
        QVERIFY(light.pixelColor(700, 20).lightness() > 200);
        const QImage dark = picture(demo + " --theme dark --size 1024x700");
        QCOMPARE(dark.size(), QSize(1024, 700));
        QVERIFY(coloursOf(dark) > 200);
        QVERIFY(dark.pixelColor(700, 20).lightness() < 60);
        // A ledger that is made on the way.
        const QImage empty =
            picture("--ledger empty.sqlite --theme dark --size 1024x700 --page " + page);
        QCOMPARE(empty.size(), QSize(1024, 700));
        QVERIFY(empty != dark);
    }

    void aReviewIsWrittenWithoutAWindow()
    {
        for (const char *file : {"one.pdf", "two.pdf", "review.html"}) {
            const Ran ran = start("--ledger demo.sqlite --paper a4 --export " + QByteArray(file));
            QVERIFY2(ran.code == 0 && ran.err.isEmpty(), ran.err.constData());
            const QString path = m_sandbox.path(QString::fromLatin1(file));
            const auto others =
                QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
            QVERIFY(!(QFile::permissions(path) & others));
        }
        const QByteArray pdf = m_sandbox.read(u"one.pdf"_s);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.count("/Type /Page\n") > 3);
        QCOMPARE(m_sandbox.read(u"two.pdf"_s), pdf);
        const Ran html = m_sandbox.run("review --ledger demo.sqlite --format html");
        QCOMPARE(m_sandbox.read(u"review.html"_s), html.out);
        QCOMPARE(start("--ledger demo.sqlite --period week --at 2026-11-16 --export w.html").code,
                 0);
        QVERIFY(m_sandbox.read(u"w.html"_s).contains("Review of 2026-11-16 to 2026-11-22"));
    }

    void anExportThatFailsLeavesWhatWasThere()
    {
        m_sandbox.write(u"kept.pdf"_s, "older");
        const Ran ran = start("--ledger demo.sqlite --at 2020-01 --export kept.pdf");
        QCOMPARE(ran.code, 2);
        QVERIFY2(ran.err.contains("knows of nothing in this period"), ran.err.constData());
        QCOMPARE(m_sandbox.read(u"kept.pdf"_s), QByteArray("older"));
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("page") << QByteArray("--page nowhere") << 2 << QByteArray("\"nowhere\"");
        QTest::newRow("size") << QByteArray("--size 9 --screenshot x.png") << 2
                              << QByteArray("--size");
        QTest::newRow("theme") << QByteArray("--theme blue") << 2 << QByteArray("\"blue\"");
        QTest::newRow("no ledger") << QByteArray("--ledger notes.txt --screenshot x.png") << 3
                                   << QByteArray("notes.txt: file is not a database");
        QTest::newRow("no ledger to export")
            << QByteArray("--ledger none.sqlite --export x.pdf") << 3 << QByteArray("none.sqlite");
        QTest::newRow("no folder to export to")
            << QByteArray("--ledger demo.sqlite --export nowhere/x.pdf") << 2
            << QByteArray("there is no folder nowhere");
        QTest::newRow("ending") << QByteArray("--export x.doc") << 2 << QByteArray("\"x.doc\"");
        QTest::newRow("paper") << QByteArray("--paper a3 --export x.pdf") << 2
                               << QByteArray("\"a3\"");
        QTest::newRow("alone") << QByteArray("--period week") << 2 << QByteArray("--export FILE");
        QTest::newRow("time") << QByteArray("--ledger demo.sqlite --at soon --export x.pdf") << 2
                              << QByteArray("\"soon\"");
        QTest::newRow("no folder of a ledger")
            << QByteArray("--ledger typo/l.sqlite --screenshot x.png") << 2
            << QByteArray("/typo for the ledger l.sqlite");
        QTest::newRow("zone") << QByteArray("--tz Mars/Olympus") << 2
                              << QByteArray("\"Mars/Olympus\"");
        QTest::newRow("no folder") << QByteArray("--ledger demo.sqlite --screenshot nowhere/x.png")
                                   << 2 << QByteArray("nowhere/x.png");
    }
    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, words);
        QFETCH(int, code);
        QFETCH(QByteArray, named);
        m_sandbox.write(u"notes.txt"_s, QByteArray(5000, 'n'));
        const Ran ran = start(words);
        QCOMPARE(ran.code, code);
        QVERIFY2(ran.err.startsWith("outlay: "), ran.err.constData());
        QVERIFY2(ran.err.contains(named), ran.err.constData());
        QCOMPARE(m_sandbox.read(u"notes.txt"_s), QByteArray(5000, 'n'));
        QVERIFY(!QDir(m_sandbox.path(u"typo"_s)).exists());
    }

#ifdef __unix__
    /// It takes in what is written meanwhile, brings no second window, and leaves a whole ledger.
    void watchesUntilItIsEnded()
    {
        m_sandbox.write(u"logs/a.jsonl"_s, callLine(1));
        const Ran added = m_sandbox.run(
            "source add logs --kind files --path logs --plan metered --ledger l.sqlite");
        QCOMPARE(added.code, 0);
        QProcess window;
        prepare(window, {u"--ledger"_s, u"l.sqlite"_s});
        window.start();
        const auto requests = [this] {
            return m_sandbox.run("report --json --ledger l.sqlite")
                .json()[u"rows"_s][0][u"requests"_s]
                .toInt();
        };
        QTRY_COMPARE_WITH_TIMEOUT(requests(), 1, patience);
        QFile log(m_sandbox.path(u"logs/a.jsonl"_s));
        QVERIFY(log.open(QIODevice::Append));
        log.write(callLine(2));
        log.close();
        QTRY_COMPARE_WITH_TIMEOUT(requests(), 2, patience);
        QCOMPARE(start("--ledger l.sqlite").code, 0);
        QCOMPARE(window.state(), QProcess::Running);
        window.terminate();
        QVERIFY(window.waitForFinished(patience));
        QCOMPARE(m_sandbox.run("doctor --ledger l.sqlite").code, 0);
    }
#endif
};

QTEST_GUILESS_MAIN(TestOutlay)
#include "tst_outlay.moc"
