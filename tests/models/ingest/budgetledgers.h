// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/alert.h"
#include "tests/support/sure.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <string>
#include <type_traits>
#include <vector>

namespace outlay::test {

constexpr std::int64_t usd = 1'000'000'000;

inline Budget budgetOf(const std::string &name, std::int64_t limit,
                       BudgetPeriod::Kind kind = BudgetPeriod::Kind::Month)
{
    Budget budget;
    budget.id = budget.name = name;
    budget.limit = limit;
    budget.period.kind = kind;
    return budget;
}

inline void setBudgets(Ingest &ingest, const std::vector<Budget> &budgets)
{
    sure(ingest.changeBudgets([&](const BudgetRules &before) -> Result<BudgetRules> {
        BudgetRules rules = before;
        rules.budgets = budgets;
        return rules;
    }));
}

/// Ledgers of a test's own, and who spends in them.
class BudgetLedgers
{
protected:
    /// Alerts of a ledger by id.
    static std::map<std::string, Alert> alertsIn(const std::string &path)
    {
        std::map<std::string, Alert> all;
        for (const std::string &body : sure(sure(LedgerReader::open(path))->alerts({}, 1000))) {
            Alert alert = sure(parseAlert(body));
            all[alert.id] = alert;
        }
        return all;
    }
    /// One request of 10 USD and more of so many users, the last the dearest.
    void importUsers(Ingest &ingest, int users, int from = 0)
    {
        QFile file(m_folder.filePath(QString::number(++m_count) + QStringLiteral(".jsonl")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = from; i < users; ++i)
            file.write(QStringLiteral("{\"t\":\"2026-11-10T08:00:00Z\",\"id\":\"call-of-user-%1\","
                                      "\"user\":\"u%1\",\"usd\":%2}\n")
                           .arg(i)
                           .arg(10 + i)
                           .toUtf8());
        file.close();
        ImportOptions options;
        options.format = "jsonl";
        options.map = sure(
            parseFieldMap("at=t,id=id,user=user,model='some',cost_usd=usd,input_tokens='1000000'"));
        QCOMPARE(sure(ingest.importPaths({file.fileName().toStdString()}, options)).created,
                 std::int64_t(users - from));
    }
    std::string newLedger()
    {
        return m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite"))
            .toStdString();
    }

private:
    QTemporaryDir m_folder;
    int m_count = 0;
};

} // namespace outlay::test
