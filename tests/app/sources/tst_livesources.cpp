// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/livesources.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

using namespace outlay;
using namespace outlay::sources;
using namespace std::chrono_literals;

namespace {

SourceSettings files(const std::string &name)
{
    SourceSettings settings;
    settings.name = name;
    settings.kind = SourceKind::Files;
    settings.paths = {"/tmp/log.jsonl"};
    return settings;
}

/// Every thread with a connection of its own, as processes have.
template <typename Work> void onTwoThreads(const std::string &path, const Work &work)
{
    std::array<std::thread, 2> threads;
    std::atomic<int> ready = 0;
    for (int i = 0; i < 2; ++i)
        threads[std::size_t(i)] = std::thread([&, i] {
            auto ingest = Ingest::open(path);
            if (!ingest)
                qFatal("%s", ingest.error().text.c_str());
            ++ready;
            while (ready < 2)
                std::this_thread::yield();
            work(**ingest, i);
        });
    for (std::thread &thread : threads)
        thread.join();
}

void expect(const Result<> &done)
{
    if (!done)
        qFatal("%s", done.error().text.c_str());
}

} // namespace

/// What is watched, changed by several at once.
class TestLiveSources : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string newLedger(const char *name)
    {
        std::string path = m_folder.filePath(QLatin1String(name)).toStdString();
        expect(Ingest::open(path).map([](const auto &) {}));
        return path;
    }
    static std::vector<SourceSettings> stored(const std::string &path)
    {
        auto reader = LedgerReader::open(path);
        return storedSources(**reader).value();
    }

private slots:
    void bothAddTwenty()
    {
        const std::string path = newLedger("add.sqlite");
        onTwoThreads(path, [](Ingest &ingest, int thread) {
            for (int i = 0; i < 20; ++i)
                expect(addSource(ingest,
                                 files("s" + std::to_string(thread) + "-" + std::to_string(i))));
        });
        QCOMPARE(int(stored(path).size()), 40);
    }

    void oneAddsWhileTheOtherPausesAndForgets()
    {
        const std::string path = newLedger("mixed.sqlite");
        {
            auto ingest = Ingest::open(path);
            for (int i = 0; i < 10; ++i)
                expect(addSource(**ingest, files("old-" + std::to_string(i))));
        }
        onTwoThreads(path, [](Ingest &ingest, int thread) {
            for (int i = 0; i < 10; ++i) {
                const std::string old = "old-" + std::to_string(i);
                if (thread == 0)
                    expect(addSource(ingest, files("new-" + std::to_string(i))));
                else if (i % 2 == 0)
                    expect(forgetSource(ingest, old));
                else
                    expect(setPaused(ingest, old, true));
            }
        });
        const auto all = stored(path);
        QCOMPARE(int(all.size()), 15);
        QCOMPARE(std::count_if(all.begin(), all.end(), [](const auto &s) { return s.isPaused; }),
                 5);
    }

    void oneNameIsTakenByOne()
    {
        const std::string path = newLedger("name.sqlite");
        std::atomic<int> added = 0;
        std::atomic<int> refused = 0;
        onTwoThreads(path, [&](Ingest &ingest, int) {
            for (int i = 0; i < 20; ++i) {
                const Result<> done = addSource(ingest, files("same-" + std::to_string(i)));
                ++(done ? added : refused);
            }
        });
        QCOMPARE(added, 20);
        QCOMPARE(refused, 20);
        QCOMPARE(int(stored(path).size()), 20);
    }

    void requestsOfBothStay()
    {
        const std::string path = newLedger("requests.sqlite");
        {
            auto ingest = Ingest::open(path);
            for (int i = 0; i < 40; ++i)
                expect(addSource(**ingest, files("s-" + std::to_string(i))));
        }
        onTwoThreads(path, [](Ingest &ingest, int thread) {
            for (int i = 0; i < 20; ++i)
                expect(
                    requestOf(ingest, "s-" + std::to_string(2 * i + thread), WatchRequest::Poll));
        });
        auto reader = LedgerReader::open(path);
        QCOMPARE(int(pendingRequests(**reader)->size()), 40);
    }

    void whatIsRefusedChangesNothing()
    {
        const std::string path = newLedger("refused.sqlite");
        auto ingest = Ingest::open(path);
        expect(addSource(**ingest, files("one")));
        QVERIFY(!addSource(**ingest, files("one")));
        QVERIFY(!forgetSource(**ingest, "two"));
        QCOMPARE(int(stored(path).size()), 1);
        expect(addSource(**ingest, files("two"))); // no transaction was left open
        QCOMPARE(int(stored(path).size()), 2);
    }

    /// Whoever watched was ended in the middle of it.
    void nothingIsUnderWayWhereNobodyWatches()
    {
        using State = SourceStatus::State;
        SourceStatus status;
        status.state = State::Polling;
        leaveUnwatched(status);
        QCOMPARE(static_cast<int>(status.state), static_cast<int>(State::Idle));
        status.state = State::Polling;
        status.lastSuccess = Instant{1};
        status.breaker = SourceStatus::Breaker::Probing;
        leaveUnwatched(status);
        QCOMPARE(static_cast<int>(status.state), static_cast<int>(State::Waiting));
        QCOMPARE(static_cast<int>(status.breaker), static_cast<int>(SourceStatus::Breaker::Open));
        status.state = State::NeedsKey; // what has to be done stays
        leaveUnwatched(status);
        QCOMPARE(static_cast<int>(status.state), static_cast<int>(State::NeedsKey));
    }

    void whoeverKeepsWritingIsNamedAsTheCause()
    {
        const std::string path = newLedger("busy.sqlite");
        auto ingest = Ingest::open(path);
        std::atomic<bool> isHeld = false;
        std::atomic<bool> isOver = false;
        std::thread writer([&] {
            auto other = Ingest::open(path);
            expect(
                (*other)->changeSetting("other", [&](const std::string &) -> Result<std::string> {
                    isHeld = true;
                    while (!isOver)
                        std::this_thread::yield();
                    return std::string("1");
                }));
        });
        while (!isHeld)
            std::this_thread::yield();
        const Result<> done = addSource(**ingest, files("one"));
        isOver = true;
        writer.join();
        QVERIFY(!done);
        QVERIFY2(done.error().text.starts_with("nothing was changed: another process"),
                 done.error().text.c_str());
        expect(addSource(**ingest, files("one")));
        QCOMPARE(int(stored(path).size()), 1);
    }
};

QTEST_APPLESS_MAIN(TestLiveSources)
#include "tst_livesources.moc"
