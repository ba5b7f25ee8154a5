// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace outlay;
using namespace outlay::test;

/// Sessions and traces: what counts follows from the whole of them, whatever arrives first.
class TestFamilies : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newPath(const char *ending)
    {
        return m_folder.filePath(QString::number(++m_count) + QLatin1String(ending)).toStdString();
    }
    static std::vector<std::string> filesBelow(const char *folder)
    {
        std::vector<std::string> files;
        QDirIterator it(QStringLiteral(OUTLAY_TEST_DATA "/formats/") + QLatin1String(folder),
                        QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString file = it.next();
            if (!file.endsWith(QLatin1String(".meta.json")) &&
                !file.contains(QLatin1String("expected")))
                files.push_back(file.toStdString());
        }
        std::sort(files.begin(), files.end());
        return files;
    }
    void import(const std::string &ledger, const std::vector<std::string> &files)
    {
        auto ingest = Ingest::open(ledger);
        QVERIFY2(ingest.has_value(), ingest ? "" : ingest.error().text.c_str());
        for (const std::string &file : files) {
            const auto counts = (*ingest)->importPaths({file}, {});
            QVERIFY2(counts.has_value(), counts ? "" : counts.error().text.c_str());
            QCOMPARE(counts->created + counts->merged + counts->duplicate + counts->ignored +
                         counts->rejected,
                     counts->lines);
        }
        const auto findings = (*ingest)->check();
        QVERIFY(findings.has_value() && findings->empty());
    }
    Measures total(const std::string &ledger)
    {
        auto reader = LedgerReader::open(ledger);
        const auto answer = reader ? (*reader)->run({}) : Result<Answer>{};
        return answer ? answer->total : Measures{};
    }

private slots:
    void everyOrderOfFilesAnswersAlike_data()
    {
        QTest::addColumn<QByteArray>("folder");
        for (const char *folder : {"codex", "otlp", "claude-code", "litellm"})
            QTest::newRow(folder) << QByteArray(folder);
    }
    void everyOrderOfFilesAnswersAlike()
    {
        QFETCH(QByteArray, folder);
        std::vector<std::string> files = filesBelow(folder.constData());
        QVERIFY(files.size() > 1);
        const std::string straight = newPath(".sqlite");
        import(straight, files);
        const std::string expected = answersOf(straight);
        std::mt19937 engine(7);
        for (int round = 0; round < 6; ++round) {
            std::shuffle(files.begin(), files.end(), engine);
            const std::string mixed = newPath(".sqlite");
            import(mixed, files);
            QCOMPARE(answersOf(mixed), expected);
        }
    }

    void aForkThatCameBeforeItsParentIsCorrected()
    {
        const std::string sessions = OUTLAY_TEST_DATA "/formats/codex/sessions/2026/03/10/";
        const std::string child =
            sessions + "rollout-2026-03-10T09-02-00-0195aaaa-0000-7000-8000-000000000002.jsonl";
        const std::string parent =
            sessions + "rollout-2026-03-10T09-00-00-0195aaaa-0000-7000-8000-000000000001.jsonl";
        const std::string ledger = newPath(".sqlite");
        import(ledger, {child});
        import(ledger, {parent});
        // expected.json: 16,000 tokens in, 710 out, in four requests.
        const Measures sum = total(ledger);
        QCOMPARE(sum.requests, std::int64_t(4));
        QCOMPARE(sum.usage.prompt(), std::int64_t(16'000));
        QCOMPARE(sum.usage[TokenClass::Output], std::int64_t(710));
    }

    void sessionsAndTracesTravelWhole()
    {
        std::vector<std::string> files = filesBelow("codex");
        const std::vector<std::string> traces = filesBelow("otlp");
        files.insert(files.end(), traces.begin(), traces.end());
        const std::string ledger = newPath(".sqlite");
        import(ledger, files);
        const std::string exported = newPath(".jsonl");
        {
            auto ingest = Ingest::open(ledger);
            QVERIFY(ingest.has_value());
            QFile out(QString::fromStdString(exported));
            QVERIFY(out.open(QIODevice::WriteOnly));
            QVERIFY((*ingest)
                        ->exportObservations([&out](std::string_view line) {
                            out.write(line.data(), qint64(line.size()));
                            return true;
                        })
                        .has_value());
        }
        const std::string other = newPath(".sqlite");
        import(other, {exported});
        QCOMPARE(answersOf(other), answersOf(ledger));
    }

    void removingTelemetryLeavesTheRest()
    {
        std::vector<std::string> files = filesBelow("codex");
        const std::string rest = newPath(".sqlite");
        import(rest, files);
        const std::vector<std::string> traces = filesBelow("otlp");
        files.insert(files.begin(), traces.begin(), traces.end());
        const std::string ledger = newPath(".sqlite");
        import(ledger, files);
        auto ingest = Ingest::open(ledger);
        QVERIFY(ingest.has_value());
        QVERIFY((*ingest)->removeSource("otlp").has_value());
        QCOMPARE(answersOf(ledger), answersOf(rest));
    }

    void publishedForksCountTheirHistoryOnce()
    {
        const QString folder = QStringLiteral(
            OUTLAY_SHARED_DIR "/data/transcripts/codex-forks/archived-fork-33ce-3869/codex-home");
        if (!QDir(folder).exists())
            QSKIP("the published rollouts are not on this machine");
        const std::string ledger = newPath(".sqlite");
        import(ledger, {folder.toStdString()});
        // The child's final cumulative total: all of the parent's history once, and its own.
        QCOMPARE(total(ledger).usage.total(), std::int64_t(15'309'178));
    }
};

QTEST_GUILESS_MAIN(TestFamilies)
#include "tst_families.moc"
