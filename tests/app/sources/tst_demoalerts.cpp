// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertfacts.h"
#include "app/alerting/alertwords.h"
#include "app/sources/demo/demo.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/runbook.h"
#include "tests/support/sure.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::alerting;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

/// Budgets as a team would have them.
BudgetRules teamRules()
{
    BudgetRules rules = shippedRules();
    Budget all;
    all.id = all.name = "everything";
    all.limit = 6'500 * usd;
    Budget each;
    each.id = each.name = "each user";
    each.each = DimensionRef{Dimension::User, {}};
    each.limit = 900 * usd;
    each.parent = {};
    rules.budgets.push_back(all);
    rules.budgets.push_back(each);
    std::sort(rules.budgets.begin(), rules.budgets.end(),
              [](const Budget &left, const Budget &right) { return left.name < right.name; });
    return rules;
}

} // namespace

class TestDemoAlerts : public QObject
{
    Q_OBJECT

private slots:
    void theDemoTellsOfWhatWasPlanted_data()
    {
        QTest::addColumn<bool>("hasBudgets");
        QTest::addColumn<QString>("golden");
        QTest::newRow("as it starts") << false << QStringLiteral("alerts.txt");
        QTest::newRow("with budgets") << true << QStringLiteral("alerts_with_budgets.txt");
    }
    void theDemoTellsOfWhatWasPlanted();
};

void TestDemoAlerts::theDemoTellsOfWhatWasPlanted()
{
    QFETCH(bool, hasBudgets);
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("demo.sqlite")).toStdString();
    const Instant now = demoRange().to;
    {
        const auto ingest = sure(Ingest::open(path));
        ingest->setClock([now] { return now; });
        if (hasBudgets)
            sure(ingest->changeBudgets(
                [](const BudgetRules &) -> Result<BudgetRules> { return teamRules(); }));
        sure(fillDemo(*ingest, [](std::int64_t, std::int64_t) { return true; }));
        sure(ingest->tickRules());
    }
    const auto reader = sure(LedgerReader::open(path));
    const auto told = sure(reader->untold(0, 1000));
    QStringList lines;
    int notifications = 0, asStated = 0;
    for (const std::string &body : sure(reader->alerts({}, 1000))) {
        const Alert alert = sure(parseAlert(body));
        // What a higher threshold speaks for by now is told to nobody.
        const bool isTold = alert.inhibitedBy.empty() &&
                            std::any_of(told.begin(), told.end(), [&](const AlertLogRow &entry) {
                                return entry.alert == alert.id;
                            });
        notifications += isTold ? 1 : 0;
        const AlertWords words = wordsFor(alert, Zone());
        lines.append(QString::fromStdString(std::string(isTold ? "told: " : "listed: ") +
                                            words.title + " | " + words.text));
        const auto page = shippedRunbook(name(alert.kind));
        QVERIFY(page.has_value());
        const std::string filled = fillRunbook(*page, factsOf(alert, Zone()));
        QVERIFY2(filled.find("{{") == std::string::npos, filled.c_str());
        // The report that the page asks for is of the figure that it states. Of what is over, what
        // came to be known later is in the report alone.
        if (alert.kind == AlertKind::TripwireHourly) {
            Query query;
            query.range = timeOf(alert);
            for (const auto &[dimension, value] : alert.scope)
                query.where.push_back({sure(parseDimension(dimension)), {value}});
            const Money cost = sure(reader->run(query)).total.cost.value_or(Money{});
            QVERIFY2(cost.nanos >= alert.consumed, body.c_str());
            QVERIFY2(cost.nanos == alert.consumed || alert.state == AlertState::Resolved,
                     body.c_str());
            asStated += cost.nanos == alert.consumed ? 1 : 0;
        }
    }
    QVERIFY(asStated > 0);
    QVERIFY(notifications < 10);
    lines.sort();
    QFETCH(QString, golden);
    QFile file(QStringLiteral(OUTLAY_TEST_DATA "/demo/") + golden);
    if (qEnvironmentVariableIsSet("OUTLAY_UPDATE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write((lines.join(u'\n') + u'\n').toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QStringList expected = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < std::max(lines.size(), expected.size()); ++i)
        QCOMPARE(lines.value(i), expected.value(i));
}

QTEST_GUILESS_MAIN(TestDemoAlerts)
#include "tst_demoalerts.moc"
