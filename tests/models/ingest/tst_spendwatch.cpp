// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/alert.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format format{"spend-test", "made up calls", Rank::Gateway, Growth::Once,
                        nullptr,      nullptr,         nullptr};
constexpr Instant noon{1'793'016'000'000'000}; // some noon in October 2026

struct Attempt
{
    std::int64_t second = 0; ///< from noon
    int status = 429;
    const char *key = "svc";
    const char *model = "gpt-5";
    std::uint64_t prompt = 0;
};

} // namespace

class TestSpendWatch : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string m_path;
    Instant m_now = noon;
    int m_count = 0;
    std::unique_ptr<Ingest> m_ingest;

    void open()
    {
        m_ingest.reset();
        m_ingest = sure(Ingest::open(m_path));
        m_ingest->setClock([this] { return m_now; });
    }
    /// Known some seconds after the last of them.
    void import(const std::vector<Attempt> &attempts, std::int64_t lag = 2)
    {
        for (const Attempt &one : attempts)
            m_now = std::max(m_now, Instant{noon.micros + (one.second + lag) * microsPerSecond});
        sure(m_ingest->importFrom(format, "gateway", [&](Sink &sink) {
            for (const Attempt &one : attempts) {
                const std::string id = "call-spend-" + std::to_string(++m_count);
                Observation seen;
                seen.addToken(TokenSpace::GatewayCall, id);
                seen.at = {noon.micros + one.second * microsPerSecond};
                seen[Field::Provider] = "openai";
                seen[Field::Model] = one.model;
                seen[Field::Key] = one.key;
                seen.usage[TokenClass::Input] = 1000;
                seen.isFinal = true;
                seen.httpStatus = one.status;
                seen.outcome = one.status == 200 ? Outcome::Success : Outcome::Error;
                seen.promptHash = one.prompt;
                sink.observation(seen);
            }
        }));
    }
    void pass(std::int64_t seconds)
    {
        m_now.micros += seconds * microsPerSecond;
        sure(m_ingest->tickRules());
    }
    static std::vector<Attempt> refused(int count, std::int64_t from, std::int64_t apart,
                                        const Attempt &like = {})
    {
        std::vector<Attempt> all;
        for (int i = 0; i < count; ++i) {
            all.push_back(like);
            all.back().second = from + i * apart;
        }
        return all;
    }
    [[nodiscard]] std::vector<Alert> alerts(AlertKind kind) const
    {
        std::vector<Alert> found;
        for (const std::string &body : sure(sure(LedgerReader::open(m_path))->alerts({}, 100))) {
            if (const Alert alert = sure(parseAlert(body)); alert.kind == kind)
                found.push_back(alert);
        }
        return found;
    }
    [[nodiscard]] std::size_t told() const
    {
        return sure(sure(LedgerReader::open(m_path))->untold(0, 100)).size();
    }

private slots:
    void init()
    {
        m_path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        m_now = noon;
        open();
    }

    void nineteenAreNoStorm()
    {
        import(refused(19, 0, 3));
        QVERIFY(alerts(AlertKind::RetryStorm).empty());
        QCOMPARE(told(), std::size_t(0));
    }

    void twentyInAMinuteAreToldAtOnce()
    {
        import(refused(20, 0, 3));
        const auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QCOMPARE(storms[0].state, AlertState::Open);
        QCOMPARE(storms[0].count, 20);
        QVERIFY(storms[0].knownAt.micros - storms[0].happenedAt.micros < microsPerMinute);
        QCOMPARE(told(), std::size_t(1));
    }

    void whatAServerFailedAtIsCountedApart()
    {
        Attempt overloaded;
        overloaded.status = 529;
        import(refused(5, 0, 1));
        import(refused(20, 5, 1, overloaded));
        const auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QCOMPARE(storms[0].count, 25);
        const std::pair<std::string, std::string> failed{"failed", "20"};
        const auto &evidence = storms[0].evidence;
        QVERIFY(std::find(evidence.begin(), evidence.end(), failed) != evidence.end());
    }

    void spreadOutTheyAreNone()
    {
        import(refused(40, 0, 4)); // 16 in any minute
        QVERIFY(alerts(AlertKind::RetryStorm).empty());
    }

    void byOneActorOnOneModel()
    {
        Attempt other;
        other.key = "other";
        Attempt model;
        model.model = "gpt-5-mini";
        import(refused(15, 0, 1));
        import(refused(15, 0, 1, other));
        import(refused(15, 0, 1, model));
        QVERIFY(alerts(AlertKind::RetryStorm).empty());
    }

    void whatComesLineByLineIsOneStormThatGrowsAndEnds()
    {
        for (int i = 0; i < 60; ++i) {
            import(refused(1, i * 2, 1));
            pass(1);
        }
        QCOMPARE(told(), std::size_t(1));
        pass(30);
        auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QCOMPARE(storms[0].count, 60);
        for (int minute = 0; minute < 30; ++minute)
            pass(60);
        storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms[0].state, AlertState::Resolved);
        QCOMPARE(told(), std::size_t(1));
        // An hour on it is another one.
        import(refused(25, 7200, 1));
        QCOMPARE(alerts(AlertKind::RetryStorm).size(), std::size_t(2));
        QCOMPARE(told(), std::size_t(2));
    }

    /// Logs of two replicas, the one whose attempts came later first.
    void attemptsInTwoImportsAreOneStormInEitherOrder()
    {
        import(refused(12, 1, 4));
        open();
        import(refused(12, 3, 4));
        const auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QCOMPARE(storms[0].count, 24);
        init();
        import(refused(12, 30, 2));
        open();
        import(refused(12, 5, 2));
        QCOMPARE(alerts(AlertKind::RetryStorm).size(), std::size_t(1));
        QCOMPARE(alerts(AlertKind::RetryStorm)[0].count, 24);
    }

    /// However long the log is that comes second, and in whichever order its batches.
    void attemptsOfALongLogJoinThoseOfAnother()
    {
        constexpr std::int64_t day = 24 * 3600;
        import(refused(12, 20 * day + 1, 4));
        open();
        std::vector<Attempt> longLog = refused(40, 0, day); // one a day, of forty
        const std::vector<Attempt> within = refused(12, 20 * day + 3, 4);
        longLog.insert(longLog.begin() + 21, within.begin(), within.end());
        import(longLog);
        const auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QVERIFY(storms[0].count >= 24);
        // A process that goes on to watch knows nothing of what another one brought meanwhile.
        init();
        import(refused(1, 0, 1));
        auto first = std::move(m_ingest);
        open();
        import(refused(12, 60, 2));
        m_ingest = std::move(first);
        import(refused(8, 61, 2));
        QCOMPARE(alerts(AlertKind::RetryStorm).size(), std::size_t(1));
        QVERIFY(alerts(AlertKind::RetryStorm)[0].count >= 20);
    }

    void aRestartAndAnotherImportTellNothingAnew()
    {
        import(refused(12, 0, 2));
        open();
        import(refused(12, 24, 2));
        QCOMPARE(told(), std::size_t(1));
        open();
        pass(20);
        m_count -= 24; // the same calls again
        import(refused(12, 0, 2));
        import(refused(12, 24, 2));
        QCOMPARE(alerts(AlertKind::RetryStorm).size(), std::size_t(1));
        QCOMPARE(alerts(AlertKind::RetryStorm)[0].count, 24);
        QCOMPARE(told(), std::size_t(1));
    }

    void anOldStormIsListedAndNotTold()
    {
        m_now = {noon.micros + 3 * microsPerDay};
        import(refused(50, 0, 1));
        const auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QVERIFY(storms[0].isListedOnly);
        QCOMPARE(told(), std::size_t(0));
    }

    void tenOfOnePromptInTenMinutes()
    {
        Attempt one;
        one.status = 200;
        one.prompt = 0xfeed;
        import(refused(9, 0, 60, one));
        QVERIFY(alerts(AlertKind::RepeatedPrompt).empty());
        import(refused(1, 9 * 60, 1, one));
        QCOMPARE(alerts(AlertKind::RepeatedPrompt).size(), std::size_t(1));
        QCOMPARE(alerts(AlertKind::RepeatedPrompt)[0].count, 10);
        QCOMPARE(told(), std::size_t(1));
        // Without a prompt nothing repeats.
        one.prompt = 0;
        import(refused(30, 3600, 1, one));
        QCOMPARE(alerts(AlertKind::RepeatedPrompt).size(), std::size_t(1));
    }

    /// A prompt that goes to a model without a price is never free.
    void aRepeatedPromptWithoutAPriceIsUnpriced()
    {
        Attempt one;
        one.status = 200;
        one.prompt = 0xfeed;
        one.model = "made-up-without-a-price";
        import(refused(12, 0, 1, one));
        auto found = alerts(AlertKind::RepeatedPrompt);
        QCOMPARE(found.size(), std::size_t(1));
        QVERIFY(!found[0].atStake);
        QCOMPARE(found[0].unpriced, std::int64_t(11));
        init();
        one.model = "gpt-5";
        import(refused(12, 0, 1, one));
        found = alerts(AlertKind::RepeatedPrompt);
        QVERIFY(found[0].atStake && found[0].atStake->nanos > 0);
        QCOMPARE(found[0].unpriced, std::int64_t(0));
    }

    void aStormWithoutAPriceIsUnpriced()
    {
        Attempt cutOff; // billed, as far as anybody knows
        cutOff.status = 200;
        cutOff.model = "made-up-without-a-price";
        Attempt refusal;
        refusal.model = cutOff.model;
        std::vector<Attempt> all = refused(30, 0, 1, refusal);
        all[15] = cutOff;
        all[15].second = 15;
        import(all);
        const auto storms = alerts(AlertKind::RetryStorm);
        QCOMPARE(storms.size(), std::size_t(1));
        QVERIFY(storms[0].unpriced > 0);
    }

    void switchedOffTheyAreSilent()
    {
        sure(m_ingest->changeBudgets([](const BudgetRules &before) -> Result<BudgetRules> {
            BudgetRules rules = before;
            rules.detectors.watchesStorms = rules.detectors.watchesRepeats = false;
            return rules;
        }));
        Attempt one;
        one.prompt = 0xfeed;
        import(refused(50, 0, 1, one));
        QCOMPARE(told(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestSpendWatch)
#include "tst_spendwatch.moc"
