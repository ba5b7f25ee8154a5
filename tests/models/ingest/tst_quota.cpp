// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

using namespace outlay;

namespace {

constexpr Instant start{1'773'133'200'000'000};

QuotaObservation told(const char *source, const char *window, std::int64_t minute,
                      std::int64_t used)
{
    QuotaObservation quota;
    quota.source = source;
    quota.plan = "plus";
    quota.window = window;
    quota.at = {start.micros + minute * 60'000'000};
    quota.used = used;
    quota.minutes = 300;
    quota.resetsAt = Instant{start.micros + 300 * std::int64_t{60'000'000}};
    return quota;
}

std::string windowsOf(const std::string &path)
{
    const auto reader = LedgerReader::open(path);
    if (!reader)
        return reader.error().text;
    const auto windows = (*reader)->quotaWindows();
    if (!windows)
        return windows.error().text;
    std::ostringstream text;
    for (const QuotaWindow &one : *windows)
        text << one.source << ' ' << one.plan << ' ' << one.limit << ' ' << one.window << ' '
             << (one.at.micros - start.micros) / 60'000'000 << ' ' << one.used << ' ' << one.minutes
             << ' ' << toRfc3339(one.holdsUntil()) << '\n';
    return text.str();
}

} // namespace

class TestQuota : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newPath() { return m_folder.filePath(QString::number(++m_count)).toStdString(); }

private slots:
    void theNewestOfAWindowHoldsInAnyOrder()
    {
        std::vector<QuotaObservation> all;
        for (std::int64_t minute = 0; minute < 40; ++minute) {
            for (const char *source : {"codex", "server"}) {
                all.push_back(told(source, "primary", minute, minute * 100));
                all.push_back(told(source, "secondary", minute, 4000 - minute));
            }
        }
        all.push_back(told("codex", "primary", 39, 3950)); // of the same moment
        const std::string expected = "codex plus  primary 39 3950 300 2026-03-10T14:00:00Z\n"
                                     "codex plus  secondary 39 3961 300 2026-03-10T14:00:00Z\n"
                                     "server plus  primary 39 3900 300 2026-03-10T14:00:00Z\n"
                                     "server plus  secondary 39 3961 300 2026-03-10T14:00:00Z\n";
        for (std::uint32_t seed = 0; seed < 5; ++seed) {
            std::mt19937 engine(seed);
            std::shuffle(all.begin(), all.end(), engine);
            const std::string path = newPath();
            auto ingest = Ingest::open(path);
            QVERIFY(ingest.has_value());
            for (std::size_t at = 0; at < all.size();) {
                const std::size_t end = std::min(all.size(), at + 1 + engine() % 30);
                const auto done = (*ingest)->importFrom(formats().front(), "x", [&](Sink &sink) {
                    for (; at < end; ++at)
                        sink.quota(all[at]);
                });
                QVERIFY2(done.has_value(), done ? "" : done.error().text.c_str());
            }
            QCOMPARE(windowsOf(path), expected);
        }
    }

    void codexTellsOfItsWindowsAndLedgersMerge()
    {
        const std::string one = newPath(), other = newPath();
        {
            auto ingest = Ingest::open(one);
            QVERIFY(ingest.has_value());
            const auto done = (*ingest)->importPaths({OUTLAY_TEST_DATA "/formats/codex"}, {});
            QVERIFY2(done.has_value(), done ? "" : done.error().text.c_str());
        }
        const std::string known = windowsOf(one);
        QVERIFY2(known.find("primary") != std::string::npos, known.c_str());
        const std::string file = newPath() + ".jsonl";
        {
            auto ingest = Ingest::open(one);
            QVERIFY(ingest.has_value());
            std::ofstream out(file);
            QVERIFY((*ingest)
                        ->exportObservations([&](std::string_view line) {
                            out << line;
                            return out.good();
                        })
                        .has_value());
        }
        auto ingest = Ingest::open(other);
        QVERIFY(ingest.has_value());
        const auto done = (*ingest)->importPaths({file}, {});
        QVERIFY2(done.has_value(), done ? "" : done.error().text.c_str());
        QCOMPARE(done->rejected, std::int64_t(0));
        QCOMPARE(windowsOf(other), known);
        QVERIFY((*ingest)->removeSource("codex").has_value());
        QCOMPARE(windowsOf(other), std::string());
    }

    void withoutAResetItHoldsForItsLength()
    {
        QuotaWindow window;
        window.at = start;
        window.minutes = 300;
        QCOMPARE(toRfc3339(window.holdsUntil()), std::string("2026-03-10T14:00:00Z"));
        window.resetsAt = Instant{start.micros + 60'000'000};
        QCOMPARE(toRfc3339(window.holdsUntil()), std::string("2026-03-10T09:01:00Z"));
    }
};

QTEST_APPLESS_MAIN(TestQuota)
#include "tst_quota.moc"
