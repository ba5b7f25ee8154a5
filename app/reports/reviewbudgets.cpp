// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/countedscope.h"
#include "app/reports/reviewreport.h"
#include "models/insight/ledgeroutlook.h"

#include <algorithm>

namespace outlay::reports {

namespace {

using alerting::BudgetStatus;

/// What the budget counts, if that is cost less plans' fees and nothing else.
Result<> takeFigure(LedgerReader &reader, const PriceBook &book, const std::vector<PlanInfo> &plans,
                    ReviewBudget &one)
{
    const BudgetStatus &status = one.status;
    Query query;
    query.range = one.range;
    query.where = alerting::countedScope(*status.budget, plans);
    if (status.budget->each) {
        Filter member;
        member.dimension = *status.budget->each;
        if (status.member.empty())
            member.anyOf.emplace_back();
        else
            member.anyOf.emplace_back(status.member);
        query.where.push_back(std::move(member));
    }
    const Result<Answer> answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    Money fees;
    if (const auto ofPlans = feesWithin(plans, query.where)) {
        Query due;
        due.range = one.range;
        due.where = *ofPlans;
        const Result<Answer> found = reader.run(due);
        if (!found)
            return tl::unexpected<Error>(found.error());
        fees = found->total.residual;
    }
    const Money used = answer->total.cost.value_or(Money{}) - fees;
    if (used.nanos != status.amount())
        return {};
    one.fees = fees;
    ReviewFigure figure;
    figure.where = query.where;
    figure.measures = answer->total;
    ReceiptQuestion question;
    question.range = query.range;
    question.where = query.where;
    question.figure = answer->total;
    auto receipt = readReceipt(reader, book, question);
    if (!receipt)
        return tl::unexpected<Error>(receipt.error());
    figure.receipt = *std::move(receipt);
    one.figure = std::move(figure);
    return {};
}

/// In a zone ahead of the review's the budget's next period has begun before the review's ends: it
/// is the one before that the review is about, so it is asked for at that one's end.
Result<> takeFormer(LedgerReader &reader, const BudgetRules &rules,
                    const alerting::StatusOptions &options, const TimeRange &period,
                    BudgetStatus &status)
{
    const bool isShort = status.period &&
                         status.budget->period.kind != BudgetPeriod::Kind::Rolling &&
                         status.period->to.micros - status.period->from.micros > 2 * microsPerDay &&
                         status.period->from.micros > period.to.micros - microsPerDay &&
                         status.period->from < period.to && status.period->from > period.from;
    if (!isShort)
        return {};
    BudgetRules one = rules;
    std::erase_if(one.budgets,
                  [&](const Budget &budget) { return budget.id != status.budget->id; });
    auto former = alerting::budgetStatuses(reader, one, {status.period->from.micros - 1}, options);
    if (!former)
        return tl::unexpected<Error>(former.error());
    if (former->size() == 1 && former->front().period)
        status = std::move(former->front());
    return {};
}

} // namespace

Result<std::vector<ReviewBudget>> reviewBudgets(LedgerReader &reader, const PriceBook &book,
                                                const TimeRange &period)
{
    const Result<BudgetRules> rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    alerting::StatusOptions options;
    options.hasMembers = false;
    options.hasForecasts = false;
    options.isPast = true;
    auto statuses = alerting::budgetStatuses(reader, *rules, {period.to.micros - 1}, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    const auto plans = reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    std::vector<ReviewBudget> budgets;
    for (BudgetStatus &status : *statuses) {
        OUTLAY_TRY(takeFormer(reader, *rules, options, period, status));
        ReviewBudget one{std::move(status), {}, {}, {}};
        if (one.status.period && one.status.budget->unit == LimitUnit::Money) {
            one.range = *one.status.period;
            one.range.to = std::min(one.range.to, period.to);
            OUTLAY_TRY(takeFigure(reader, book, *plans, one));
        }
        budgets.push_back(std::move(one));
    }
    return budgets;
}

} // namespace outlay::reports
