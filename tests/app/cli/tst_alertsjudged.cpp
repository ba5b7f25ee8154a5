// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What nothing but time has changed, while nobody watches.
#include "app/cli/commandline.h"
#include "app/cli/verbs.h"
#include "app/sources/watchlock.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/sure.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace outlay;
using namespace outlay::test;
using namespace Qt::StringLiterals;

namespace {

constexpr Format format{"judged-test", "made up calls", Rank::Gateway, Growth::Once,
                        nullptr,       nullptr,         nullptr};
constexpr Instant noon{1'793'016'000'000'000}; // some noon in October 2026
constexpr std::int64_t usd = 1'000'000'000;

Instant after(std::int64_t hours)
{
    return {noon.micros + hours * microsPerHour};
}

} // namespace

class TestAlertsJudged : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aRaiseThatEndedIsJudgedWhenSomebodyLooks();
    void aPauseThatEndedIsJudgedWhenSomebodyLooks();
    void whoWatchesIsNotInterfered();
    void aLookThatFindsNothingWritesNothing();

private:
    /// Two dollars and more under a limit of one, changed by `change` before they came.
    void spendUnder(const std::function<void(Budget &)> &change);
    [[nodiscard]] QStringList open(Instant now) const
    {
        static const std::array<const cli::Verb *, 1> verbs{&cli::alertsVerb};
        Output out(nullptr), err(nullptr);
        const int code = cli::runCommandLine({"alerts", "list", "--json", "--ledger", m_path},
                                             verbs, {out, err, now});
        if (code != 0 || !err.text().empty())
            qWarning("exit %d: %s", code, err.text().c_str());
        QStringList kinds;
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(out.text()));
        for (const QJsonValue one : document["alerts"_L1].toArray())
            kinds << one["kind"_L1].toString();
        return kinds;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

void TestAlertsJudged::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"l.sqlite"_s).toStdString();
}

void TestAlertsJudged::spendUnder(const std::function<void(Budget &)> &change)
{
    const auto ingest = sure(Ingest::open(m_path));
    ingest->setClock([] { return noon; });
    sure(ingest->changeBudgets([&](const BudgetRules &) -> Result<BudgetRules> {
        BudgetRules rules;
        Budget budget;
        budget.id = budget.name = "all";
        budget.limit = 1 * usd;
        change(budget);
        rules.budgets = {budget};
        return rules;
    }));
    sure(ingest->importFrom(format, "gateway", [](Sink &sink) {
        Observation seen;
        seen.addToken(TokenSpace::GatewayCall, "call-judged-1");
        seen.at = noon;
        seen[Field::Provider] = "openai";
        seen[Field::Model] = "gpt-5";
        seen.usage[TokenClass::Input] = 2'000'000;
        seen.isFinal = true;
        seen.outcome = Outcome::Success;
        sink.observation(seen);
    }));
}

void TestAlertsJudged::aRaiseThatEndedIsJudgedWhenSomebodyLooks()
{
    spendUnder([](Budget &budget) { budget.raise = Budget::Raise{100 * usd, after(1)}; });
    QCOMPARE(open(noon), QStringList());
    QCOMPARE(open(after(2)), QStringList{u"budget_exhausted"_s});
    QCOMPARE(open(after(3)), QStringList{u"budget_exhausted"_s}); // once
}

void TestAlertsJudged::aPauseThatEndedIsJudgedWhenSomebodyLooks()
{
    spendUnder([](Budget &budget) { budget.pausedUntil = after(1); });
    QCOMPARE(open(noon), QStringList());
    QCOMPARE(open(after(2)), QStringList{u"budget_exhausted"_s});
}

/// It judges by its own clock.
void TestAlertsJudged::whoWatchesIsNotInterfered()
{
    spendUnder([](Budget &budget) { budget.pausedUntil = after(1); });
    sources::WatchLock watching(m_path);
    QVERIFY(watching.take());
    QCOMPARE(open(after(2)), QStringList());
    watching.release();
    QCOMPARE(open(after(2)), QStringList{u"budget_exhausted"_s});
}

void TestAlertsJudged::aLookThatFindsNothingWritesNothing()
{
    spendUnder([](Budget &budget) { budget.limit = 100 * usd; });
    const auto reader = sure(LedgerReader::open(m_path));
    const std::int64_t before = sure(reader->changeCounter());
    QCOMPARE(open(after(2)), QStringList());
    QCOMPARE(sure(reader->changeCounter()), before);
}

QTEST_GUILESS_MAIN(TestAlertsJudged)
#include "tst_alertsjudged.moc"
