// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetstatus.h"
#include "app/desktop/budgetsbuilder.h"
#include "app/desktop/budgetsservice.h"
#include "app/sources/demo/demo.h"
#include "models/ingest/ingest.h"
#include "ui/receipt/receiptlines.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

} // namespace

/// What a budget has used, as its page and the receipt of it say.
class TestBudgetReceipt : public QObject
{
    Q_OBJECT

private slots:
    void feesOfPlansAreInNoPartOfIt();
    void aDemoIsLookedAtFromItsOwnEnd_data();
    void aDemoIsLookedAtFromItsOwnEnd();

private:
    /// A request of $3 on 20 November, told by a source of that name, and a budget of everything.
    std::unique_ptr<Ingest> ingestOf(const QTemporaryDir &folder, const std::string &source);
};

std::unique_ptr<Ingest> TestBudgetReceipt::ingestOf(const QTemporaryDir &folder,
                                                    const std::string &source)
{
    const QString path = folder.filePath(QStringLiteral("calls.jsonl"));
    QFile out(path);
    if (!out.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(path));
    out.write(R"({"id":"r1","timestamp":"2026-11-20T10:00:00Z","provider":"acme",)"
              R"("model":"house-1","input_tokens":1000000,"output_tokens":500,"cost_usd":"3"})"
              "\n");
    out.close();
    auto ingest = Ingest::open(folder.filePath(QStringLiteral("l.sqlite")).toStdString());
    if (!ingest)
        qFatal("%s", ingest.error().text.c_str());
    ImportOptions options;
    options.format = "jsonl";
    options.source = source;
    options.map = *parseFieldMap("at=timestamp,id=id,provider=provider,model=model,"
                                 "input_tokens=input_tokens,output_tokens=output_tokens,"
                                 "cost_usd=cost_usd");
    const auto counts = (*ingest)->importPaths({path.toStdString()}, options);
    const auto changed = (*ingest)->changeBudgets([](const BudgetRules &before) {
        BudgetRules rules = before;
        Budget &budget = rules.budgets.emplace_back();
        budget.id = "everything";
        budget.name = "Everything";
        budget.limit = 100 * usd;
        return Result<BudgetRules>(rules);
    });
    if (!counts || !changed)
        qFatal("nothing to look at: %s", (counts ? changed.error() : counts.error()).text.c_str());
    return *std::move(ingest);
}

void TestBudgetReceipt::feesOfPlansAreInNoPartOfIt()
{
    const QTemporaryDir folder;
    const auto ingest = ingestOf(folder, "calls");
    Ingest::Plan plan;
    plan.key = "key-1";
    plan.kind = Ingest::Plan::Kind::Subscription;
    plan.fee = Money{200 * usd};
    plan.from = "2026-11-05T00:00:00Z";
    QVERIFY(ingest->setPlan(plan).has_value());
    const auto reader =
        LedgerReader::open(folder.filePath(QStringLiteral("l.sqlite")).toStdString());
    QVERIFY(reader.has_value());
    const Instant now = *parseInstant("2026-11-21T00:00:00Z");
    const auto receipt = budgetReceipt(**reader, "everything", {}, now);
    QVERIFY(receipt.has_value());
    QCOMPARE(receipt->fees, Money{200 * usd});
    QCOMPARE(receipt->used.cost.value_or(Money{}), Money{3 * usd});
    QStringList parts;
    for (const ui::ReceiptLine &line : ui::moneyLines(receipt->used, QLocale::c())) {
        if (line.kind == ui::ReceiptLine::Kind::Part || line.kind == ui::ReceiptLine::Kind::Sum)
            parts << line.value;
    }
    // One part, what the log reported, and the sum of it.
    QCOMPARE(parts.size(), 2);
    QCOMPARE(parts.front(), parts.back());
}

void TestBudgetReceipt::aDemoIsLookedAtFromItsOwnEnd_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<bool>("isDemo");
    QTest::newRow("demo") << QStringLiteral("demo calls") << true;
    QTest::newRow("anything else") << QStringLiteral("calls") << false;
}

void TestBudgetReceipt::aDemoIsLookedAtFromItsOwnEnd()
{
    QFETCH(QString, source);
    QFETCH(bool, isDemo);
    const QTemporaryDir folder;
    ingestOf(folder, source.toStdString()).reset();
    const Instant later = *parseInstant("2027-03-05T00:00:00Z");
    BudgetsService service([&] { return later; }, Zone());
    QSignalSpy ready(&service, &BudgetsService::snapshotReady);
    service.setPath(folder.filePath(QStringLiteral("l.sqlite")));
    service.request();
    QTRY_VERIFY(!ready.isEmpty() && ready.back().at(1).toBool());
    const auto snapshot = ready.back().at(0).value<ui::BudgetsSnapshotPtr>();
    QCOMPARE(snapshot->now == (isDemo ? demoRange().to : later), true);
    QCOMPARE(snapshot->rows.size(), std::size_t{1});
    QCOMPARE(snapshot->rows.front().consumed.value_or(-1), (isDemo ? 3 : 0) * usd);
}

QTEST_GUILESS_MAIN(TestBudgetReceipt)
#include "tst_budgetreceipt.moc"
