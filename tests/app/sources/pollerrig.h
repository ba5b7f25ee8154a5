// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/poller.h"
#include "models/ledger/ledgerreader.h"
#include "tests/fakes/fakeproviders.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>

namespace QTest {
template <> inline char *toString(const std::string &text)
{
    return qstrdup(text.c_str());
}
} // namespace QTest

namespace outlay {

/// A poller with a clock of the test's own, a ledger and a fake provider. The fake outlives it.
class PollerRig
{
public:
    PollerRig(sources::SourceKind kind, fakes::FakeProvider &fake, const QString &path)
        : m_server(fake.handler())
        , m_queue(std::make_unique<LedgerQueue>(
              m_folder.filePath(QStringLiteral("l.sqlite")).toStdString()))
        , m_key(fake.key.toStdString())
    {
        m_options.source = "watched";
        m_options.kind = kind;
        m_options.http.baseUrl = m_server.url(path);
        m_options.http.transferTimeoutMs = 2'000;
        m_options.http.totalTimeoutMs = 10'000;
        m_options.clock = [this] { return now; };
        m_options.jitterSeed = 4711;
        m_options.hasTimer = false;
        m_options.isOnce = true;
    }

    Instant now{fakes::fixtureNowMicros};
    sources::PollerOptions &options() { return m_options; }
    fakes::FakeServer &server() { return m_server; }
    LedgerQueue &queue() { return *m_queue; }
    sources::Poller &poller() { return *m_poller; }
    [[nodiscard]] const sources::SourceStatus &status() const { return m_poller->status(); }
    [[nodiscard]] std::string ledgerPath() const { return m_queue->path(); }
    [[nodiscard]] int asked() const { return int(m_server.requests().size()); }

    /// A process that begins: nothing is left of the one before but the ledger.
    void start(const std::string &key = {})
    {
        m_poller.reset();
        m_queue->drain();
        m_poller = std::make_unique<sources::Poller>(m_options, *m_queue);
        QObject::connect(m_poller.get(), &sources::Poller::committed, m_poller.get(),
                         [this](const ImportCounts &counts) {
                             ++pages;
                             rejected += counts.rejected;
                         });
        QObject::connect(m_poller.get(), &sources::Poller::settled, m_poller.get(),
                         [this] { ++settled; });
        m_poller->setKey(Secret(key.empty() ? m_key : key));
        const auto started = m_poller->start();
        QVERIFY2(started, started ? "" : started.error().text.c_str());
    }
    void stop() { m_poller.reset(); }

    /// Until there is nothing to do at this time.
    void settle()
    {
        const auto isQuiet = [this] {
            const auto next = m_poller->nextTick();
            return !m_poller->isBusy() &&
                   m_poller->status().state != sources::SourceStatus::State::Idle &&
                   (!next || *next > now);
        };
        QVERIFY2(QTest::qWaitFor(isQuiet, 60'000), m_poller->status().reason.c_str());
        m_queue->drain();
    }
    void run()
    {
        start();
        settle();
    }
    /// The clock moves on and whatever is due happens.
    void pass(std::int64_t micros)
    {
        now.micros += micros;
        m_poller->tick();
        settle();
    }
    /// To the next thing there is to do.
    void passToNext()
    {
        const auto next = m_poller->nextTick();
        QVERIFY(next.has_value());
        pass(std::max<std::int64_t>(0, next->micros - now.micros));
    }

    /// What the provider charged by what the ledger holds.
    [[nodiscard]] Money billed() const
    {
        auto reader = LedgerReader::open(ledgerPath());
        const auto rows = (*reader)->reconciliation({});
        Money sum;
        for (const ReconciliationRow &row : *rows) {
            if (!row.isEstimated)
                sum += row.billed;
        }
        return sum;
    }
    [[nodiscard]] Money spend() const
    {
        auto reader = LedgerReader::open(ledgerPath());
        const auto answer = (*reader)->run(Query{});
        Money sum;
        for (const Row &row : answer->rows)
            sum += row.measures.cost.value_or(Money{});
        return sum;
    }
    /// Any byte of the ledger's files.
    [[nodiscard]] bool ledgerHolds(const QByteArray &text) const
    {
        for (const char *suffix : {"", "-wal", "-shm"}) {
            QFile file(QString::fromStdString(ledgerPath() + suffix));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
                return true;
        }
        return false;
    }

    int pages = 0;
    int settled = 0;
    std::int64_t rejected = 0;

private:
    QTemporaryDir m_folder;
    fakes::FakeServer m_server;
    std::unique_ptr<LedgerQueue> m_queue;
    sources::PollerOptions m_options;
    std::string m_key;
    std::unique_ptr<sources::Poller> m_poller;
};

} // namespace outlay
