// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertclock.h"
#include "models/ingest/ingest.h"
#include "tests/support/sure.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::alerting;

namespace {

constexpr Format format{
    "clock-test", "made up calls", Rank::ProviderResponse, Growth::Once, nullptr, nullptr, nullptr};
constexpr std::int64_t usd = 1'000'000'000;

Instant at(const char *text)
{
    return sure(parseInstant(text));
}

const Instant now = at("2026-11-10T12:00:00Z");

struct Call
{
    Instant at;
    const char *model = "gpt-5";
    std::int64_t dollars = 0; ///< 0: nobody can price it
};

} // namespace

class TestAlertClock : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    }

    void spendWithoutAPriceBeganWithItsFirstRequest()
    {
        import({{at("2026-11-08T09:00:00Z"), "made-up", 3}, // its source told what it cost
                {at("2026-11-08T10:15:30Z"), "made-up", 0},
                {at("2026-11-09T10:00:00Z"), "made-up", 0},
                { at("2026-11-07T10:00:00Z"),
                  "another",
                  5 }});
        LedgerQueue queue(m_path);
        queue.post([](Ingest &ingest) { ingest.setClock([] { return now; }); });
        AlertClock clock(queue, [] { return now; });
        clock.look();
        QTRY_VERIFY_WITH_TIMEOUT(!clock.isLooking(), 60'000);
        const auto reader = sure(LedgerReader::open(m_path));
        std::vector<Alert> unpriced;
        for (const std::string &body : sure(reader->alerts({now, now}, 100))) {
            const Alert alert = sure(parseAlert(body));
            if (alert.kind == AlertKind::UnpricedSpend)
                unpriced.push_back(alert);
        }
        QCOMPARE(unpriced.size(), std::size_t{1});
        QCOMPARE(toRfc3339(unpriced.front().happenedAt), std::string("2026-11-08T10:15:30Z"));
        QVERIFY(sure(firstUnpriced(*reader, "nowhere/another", now)) == now);
        // Its runbook's report is of these requests.
        Query query;
        for (const auto &[dimension, value] : unpriced.front().scope)
            query.where.push_back({sure(parseDimension(dimension)), {value}});
        query.range.from = unpriced.front().happenedAt;
        QCOMPARE(sure(reader->run(query)).total.unpricedRequests, std::int64_t{2});
    }

    /// Many logs name a model alone.
    void aModelThatIsNobodysIsFoundAsWell()
    {
        import({{ at("2026-11-08T09:00:00Z"), "made-up", 0 }}, "");
        LedgerQueue queue(m_path);
        queue.post([](Ingest &ingest) { ingest.setClock([] { return now; }); });
        AlertClock clock(queue, [] { return now; });
        clock.look();
        QTRY_VERIFY_WITH_TIMEOUT(!clock.isLooking(), 60'000);
        const auto reader = sure(LedgerReader::open(m_path));
        const Alert alert = sure(parseAlert(sure(reader->alerts({now, now}, 100)).at(0)));
        QCOMPARE(int(alert.kind), int(AlertKind::UnpricedSpend));
        QCOMPARE(toRfc3339(alert.happenedAt), std::string("2026-11-08T09:00:00Z"));
        QCOMPARE(alert.scope.size(), std::size_t{1});
        QCOMPARE(alert.scope.front().second, std::string("made-up"));
    }

    /// `import` beside a window: nobody pokes it, and it is told within seconds all the same.
    void whatAnotherProcessFindsIsTold()
    {
        import({{ at("2026-11-10T11:00:00Z"), "gpt-5", 1 }});
        LedgerQueue queue(m_path);
        queue.post([](Ingest &ingest) { ingest.setClock([] { return now; }); });
        AlertClock clock(queue, [] { return now; });
        QSignalSpy told(&clock, &AlertClock::told);
        clock.look(); // the ledger as it is now; what is regular comes after that
        QTRY_VERIFY_WITH_TIMEOUT(!clock.isLooking(), 60'000);
        clock.tellOfOthers();
        const int before = int(told.size());
        import({{ at("2026-11-10T11:30:00Z"), "gpt-5", 40 }}); // over the tripwire of an hour
        clock.tellOfOthers();
        QTRY_VERIFY_WITH_TIMEOUT(told.size() > before, 60'000);
        QVERIFY(!clock.isLooking()); // nothing was looked for again
    }

private:
    void import(const std::vector<Call> &calls, const char *provider = "nowhere")
    {
        const auto ingest = sure(Ingest::open(m_path));
        ingest->setClock([] { return now; });
        sure(ingest->importFrom(format, "api", [&](Sink &sink) {
            for (const Call &call : calls) {
                const std::string id = "resp_clock_" + std::to_string(++m_count);
                Observation seen;
                seen.addToken(TokenSpace::Response, id);
                seen.at = call.at;
                seen[Field::Provider] = provider;
                seen[Field::Model] = call.model;
                seen[Field::User] = "ana";
                seen.usage[TokenClass::Output] = 1000;
                seen.isFinal = true;
                seen.outcome = Outcome::Success;
                if (call.dollars > 0)
                    seen.billed = Money{call.dollars * usd};
                sink.observation(seen);
            }
        }));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(TestAlertClock)
#include "tst_alertclock.moc"
