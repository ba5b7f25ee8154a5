// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/ledgerqueue.h"
#include "models/formats/format.h"
#include "models/ledger/ledgerreader.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace outlay;

namespace {

/// One request with this id, as a page of a live source.
void write(Ingest &ingest, const std::string &source, int number)
{
    const std::string id = "resp_" + source + std::to_string(100'000 + number);
    const auto counts = ingest.importPage(*formatNamed("jsonl"), source,
                                          [&](Sink &sink) {
                                              Observation o;
                                              o.at = *parseInstant("2026-11-03T10:00:00Z");
                                              o[Field::Provider] = "openai";
                                              o[Field::Model] = "gpt-5-mini";
                                              o.usage[TokenClass::Output] = 1000;
                                              o.outcome = Outcome::Success;
                                              o.addToken(TokenSpace::Response, id);
                                              sink.observation(o);
                                          },
                                          {"page", std::to_string(number)});
    if (!counts)
        qFatal("%s", counts.error().text.c_str());
}

std::int64_t requestsIn(const std::string &path)
{
    auto reader = LedgerReader::open(path);
    if (!reader)
        qFatal("%s", reader.error().text.c_str());
    return (*reader)->run({})->total.requests;
}

} // namespace

class TestLedgerQueue : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string path(const char *name)
    {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

private slots:
    void jobsRunInOrderOnOneThread()
    {
        std::vector<int> order;
        std::vector<std::thread::id> threads;
        {
            LedgerQueue queue(path("order.sqlite"));
            for (int i = 0; i < 50; ++i) {
                queue.post([&, i](Ingest &) {
                    order.push_back(i);
                    threads.push_back(std::this_thread::get_id());
                });
            }
            queue.drain();
            QCOMPARE(queue.pending(), std::size_t(0));
            queue.post([&](Ingest &) { order.push_back(50); }); // done before the queue is gone
        }
        QCOMPARE(order.size(), std::size_t(51));
        for (int i = 0; i <= 50; ++i)
            QCOMPARE(order[i], i);
        for (const std::thread::id id : threads)
            QVERIFY(id == threads.front() && id != std::this_thread::get_id());
    }

    void aLedgerThatCannotBeOpenedIsTold()
    {
        QFile file(m_folder.filePath(QStringLiteral("text.sqlite")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        std::atomic<int> failures = 0;
        std::atomic<bool> ran = false;
        LedgerQueue queue(path("text.sqlite"));
        for (int i = 0; i < 2; ++i)
            queue.post([&](Ingest &) { ran = true; }, [&](const Error &) { ++failures; });
        queue.drain();
        QCOMPARE(failures.load(), 2);
        QVERIFY(!ran);
    }

    /// Three that make a new ledger together and end at once: a turn that does not come in the
    /// first moment is waited for.
    void workLeftAtTheEndIsDone()
    {
        for (int round = 0; round < 25; ++round) {
            const std::string ledger = path(("ending" + std::to_string(round)).c_str());
            std::atomic<int> failures = 0;
            const auto failed = [&failures](const Error &error) {
                ++failures;
                qWarning("%s", error.text.c_str());
            };
            {
                std::vector<std::unique_ptr<LedgerQueue>> queues;
                for (int i = 0; i < 3; ++i) {
                    queues.push_back(std::make_unique<LedgerQueue>(ledger));
                    queues.back()->post([i](Ingest &ingest) { write(ingest, "alpha", i); }, failed);
                }
                std::vector<std::thread> ends;
                for (auto &queue : queues)
                    ends.emplace_back([&queue] { queue.reset(); });
                for (std::thread &end : ends)
                    end.join();
            }
            QCOMPARE(failures.load(), 0);
            QCOMPARE(requestsIn(ledger), std::int64_t(3));
        }
    }

    /// As a desktop, a watcher and an import do: every write arrives, nobody is told "busy".
    void severalWritersShareALedger()
    {
        const std::string ledger = path("shared.sqlite");
        constexpr int each = 60;
        std::atomic<int> failures = 0;
        {
            LedgerQueue one(ledger);
            LedgerQueue two(ledger);
            LedgerQueue three(ledger);
            for (int i = 0; i < each; ++i) {
                const auto failed = [&](const Error &) { ++failures; };
                one.post([i](Ingest &ingest) { write(ingest, "alpha", i); }, failed);
                two.post([i](Ingest &ingest) { write(ingest, "beta", i); }, failed);
                // The same source from two processes.
                three.post([i](Ingest &ingest) { write(ingest, "alpha", i + each / 2); }, failed);
            }
        }
        QCOMPARE(failures.load(), 0);
        QCOMPARE(requestsIn(ledger), std::int64_t(each + each + each / 2));
        auto ingest = Ingest::open(ledger);
        QVERIFY((*ingest)->check()->empty());
    }

    /// What one process configures, another one that has the ledger open goes by.
    void configurationOfAnotherProcessHolds()
    {
        const std::string ledger = path("configured.sqlite");
        auto ours = Ingest::open(ledger);
        write(**ours, "alpha", 1);
        {
            auto theirs = Ingest::open(ledger);
            Ingest::Plan plan;
            plan.source = "alpha";
            plan.kind = Ingest::Plan::Kind::Local;
            QVERIFY((*theirs)->setPlan(plan).has_value());
        }
        write(**ours, "alpha", 2);
        auto reader = LedgerReader::open(ledger);
        const auto answer = (*reader)->run({});
        QCOMPARE(answer->total.requests, std::int64_t(2));
        QCOMPARE(answer->total.cost.value_or(Money{-1}).nanos, std::int64_t(0));
        QVERIFY((*ours)->check()->empty());
    }
};

QTEST_APPLESS_MAIN(TestLedgerQueue)
#include "tst_ledgerqueue.moc"
