// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/traybuilder.h"
#include "models/ingest/ingest.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

Budget budgetOf(const std::string &name, std::int64_t limit, bool isCap)
{
    Budget budget;
    budget.id = budget.name = name;
    budget.limit = limit;
    budget.isCap = isCap;
    budget.thresholds = {50, 75};
    return budget;
}

} // namespace

class TestTrayBuilder : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"ledger.sqlite"_s).toStdString();
    }
    void withoutABudgetItIsUnknown()
    {
        fill({});
        const TrayState state = read();
        QCOMPARE(int(state.level), int(TrayLevel::Unknown));
        QVERIFY(!state.fraction);
        QVERIFY(state.budgets.empty());
        QVERIFY2(state.tooltip.contains(u"$6.00 today"_s), qPrintable(state.tooltip));
        QVERIFY2(state.tooltip.contains(u"$2.00 in the last hour"_s), qPrintable(state.tooltip));
    }
    void fillsTowardTheFullestCap()
    {
        fill({budgetOf("cap", 100 * usd, true), budgetOf("warning", 8 * usd, false)});
        const TrayState state = read();
        QCOMPARE(*state.fraction, 0.06);
        QCOMPARE(int(state.level), int(TrayLevel::Alert)); // the other's threshold
        QCOMPARE(int(state.budgets.size()), 2);
        QCOMPARE(state.budgets.front().name, u"warning"_s);
        QCOMPARE(state.budgets.front().id, std::string("warning"));
        QVERIFY(state.budgets.front().member.empty());
        QCOMPARE(state.budgets.front().text, u"$6.00 of $8.00"_s);
        QVERIFY2(state.tooltip.contains(u"cap: 6%, $6.00 of $100.00"_s), qPrintable(state.tooltip));
    }
    void withoutACapTowardTheFullestBudget()
    {
        fill({budgetOf("wide", 100 * usd, false), budgetOf("narrow", 8 * usd, false)});
        acknowledgeAll();
        const TrayState state = read();
        QCOMPARE(*state.fraction, 0.75);
        QCOMPARE(int(state.level), int(TrayLevel::Near));
    }
    void anExhaustedOneStaysOverUntilItsPeriodEnds()
    {
        fill({budgetOf("all", 5 * usd, true)});
        QCOMPARE(int(read().level), int(TrayLevel::Over));
        acknowledgeAll();
        QCOMPARE(int(read().level), int(TrayLevel::Over));
    }

private:
    static Instant now() { return parseInstant("2026-11-23T12:00:00Z").value(); }
    /// 6 USD today, 2 of them within the hour.
    void fill(const std::vector<Budget> &budgets)
    {
        QFile log(m_folder->filePath(u"log.jsonl"_s));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write("{\"t\":\"2026-11-23T08:00:00Z\",\"id\":\"call-0000-0001\",\"usd\":4}\n"
                  "{\"t\":\"2026-11-23T11:30:00Z\",\"id\":\"call-0000-0002\",\"usd\":2}\n");
        log.close();
        const auto ingest = Ingest::open(m_path);
        QVERIFY(ingest);
        (*ingest)->setClock(now);
        QVERIFY((*ingest)->changeBudgets([&](const BudgetRules &) -> Result<BudgetRules> {
            BudgetRules rules;
            rules.budgets = budgets;
            std::sort(rules.budgets.begin(), rules.budgets.end(),
                      [](const Budget &l, const Budget &r) { return l.name < r.name; });
            return rules;
        }));
        ImportOptions options;
        options.format = "jsonl";
        options.map =
            parseFieldMap("at=t,id=id,model='some',cost_usd=usd,input_tokens='1000000'").value();
        const auto counts = (*ingest)->importPaths({log.fileName().toStdString()}, options);
        QVERIFY(counts);
        QCOMPARE(counts->created, 2);
    }
    void acknowledgeAll()
    {
        const auto ingest = Ingest::open(m_path);
        (*ingest)->setClock(now);
        const auto reader = LedgerReader::open(m_path);
        const auto bodies = (*reader)->alerts({now(), now()}, 100);
        for (const std::string &body : bodies.value())
            QVERIFY((*ingest)->acknowledgeAlert(parseAlert(body).value().id, "ada", {}, false));
    }
    TrayState read()
    {
        const auto reader = LedgerReader::open(m_path);
        auto state = trayStateOf(**reader, now(), Zone());
        if (!state)
            qFatal("%s", state.error().text.c_str());
        return *state;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

QTEST_GUILESS_MAIN(TestTrayBuilder)
#include "tst_traybuilder.moc"
