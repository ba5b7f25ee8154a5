// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a proposal, and a limit tried on the past, are worded: one of something is not many.
#include "app/cli/budgetchange.h"
#include "app/cli/budgetpropose.h"

#include <QTest>

using namespace outlay;
using namespace outlay::cli;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

std::string basisOf(const std::vector<std::int64_t> &dollars)
{
    std::vector<alerting::BudgetProposal::Week> weeks;
    for (const std::int64_t one : dollars)
        weeks.push_back({Instant{}, Money{one * usd}});
    const auto proposal = alerting::proposeBudget(std::move(weeks), 30);
    return proposal ? basisText(*proposal) : std::string();
}

} // namespace

class TestBudgetPropose : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatTheWeeksCost_data()
    {
        QTest::addColumn<std::vector<std::int64_t>>("weeks");
        QTest::addColumn<std::string>("said");
        using Weeks = std::vector<std::int64_t>;
        QTest::newRow("one") << Weeks{7} << std::string("The last whole week cost $7.00");
        QTest::newRow("two") << Weeks{7, 9}
                             << std::string("None of the last 2 whole weeks cost more than $9.00");
        QTest::newRow("four") << Weeks{7, 9, 1, 3}
                              << std::string("3 of the last 4 whole weeks cost $7.00 or less");
        QTest::newRow("eight") << Weeks{1, 2, 3, 4, 5, 6, 7, 8}
                               << std::string("6 of the last 8 whole weeks cost $6.00 or less");
        QTest::newRow("as dear") << Weeks{5, 5, 5, 5}
                                 << std::string(
                                        "None of the last 4 whole weeks cost more than $5.00");
    }
    void saysWhatTheWeeksCost()
    {
        QFETCH(std::vector<std::int64_t>, weeks);
        QFETCH(std::string, said);
        QCOMPARE(basisOf(weeks), said + "; this month has 30 days; rounded up to two digits.");
    }

    void saysHowItWouldHaveDone()
    {
        alerting::BudgetTrial trial;
        trial.periods = 1;
        QCOMPARE(trialText(trial, false),
                 std::string("It would not have been used up in the whole period before."));
        trial.exhausted = 1;
        trial.requests = 9;
        trial.requestsAfter = 1;
        QCOMPARE(trialText(trial, true),
                 std::string("It would have been used up in the whole period before, by one member "
                             "at least; 1 request of 9 came after that."));
        trial.periods = 5;
        trial.requestsAfter = 0;
        QCOMPARE(trialText(trial, false),
                 std::string("It would have been used up in 1 of 5 whole periods before."));
        trial.exhausted = 0;
        QCOMPARE(trialText(trial, true), std::string("It would not have been used up in any of 5 "
                                                     "whole periods before, by any member."));
    }
};

QTEST_GUILESS_MAIN(TestBudgetPropose)
#include "tst_budgetpropose.moc"
