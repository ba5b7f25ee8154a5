// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace outlay::test {

/// A ledger with one request of 6 USD on 23 November 2026 and a budget "all" of 10 USD a month.
inline void fillSpendingLedger(const std::string &path, const QTemporaryDir &folder,
                               const Clock &clock)
{
    QFile log(folder.filePath(QStringLiteral("log.jsonl")));
    QVERIFY(log.open(QIODevice::WriteOnly));
    log.write("{\"t\":\"2026-11-23T11:00:00Z\",\"id\":\"call-0000-0001\",\"m\":\"some\","
              "\"in\":3000000,\"usd\":6.0}\n");
    log.close();
    const auto ingest = Ingest::open(path);
    QVERIFY(ingest);
    (*ingest)->setClock(clock);
    QVERIFY((*ingest)->changeBudgets([](const BudgetRules &) -> Result<BudgetRules> {
        Budget budget;
        budget.id = budget.name = "all";
        budget.limit = 10'000'000'000;
        budget.period.kind = BudgetPeriod::Kind::Month;
        BudgetRules rules;
        rules.budgets = {budget};
        return rules;
    }));
    ImportOptions options;
    options.format = "jsonl";
    options.map =
        parseFieldMap("at=t,id=id,model=m,input_tokens=in,cost_usd=usd,provider='anthropic'")
            .value();
    QVERIFY((*ingest)->importPaths({log.fileName().toStdString()}, options));
}

} // namespace outlay::test
