// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/alertreceipt.h"

#include "app/alerting/alertfacts.h"
#include "models/rules/consumption.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <vector>

namespace outlay {

namespace {

const QString whereWord = QStringLiteral("--where");
const QString fromWord = QStringLiteral("--from");
const QString toWord = QStringLiteral("--to");

Result<> addFilter(std::vector<Filter> &filters, const std::string &text)
{
    const std::size_t equals = text.find('=');
    const auto dimension = parseDimension(text.substr(0, equals));
    if (!dimension || equals == std::string::npos)
        return failure(Error::Kind::Usage, "no requests have that: " + text);
    auto filter = std::find_if(filters.begin(), filters.end(),
                               [&](const Filter &known) { return known.dimension == *dimension; });
    if (filter == filters.end())
        filter = filters.insert(filters.end(), Filter{*dimension, {}});
    const std::string value = text.substr(equals + 1);
    filter->anyOf.push_back(value.empty() ? std::nullopt : std::optional(value));
    return {};
}

} // namespace

std::optional<TimeRange> windowOf(LedgerReader &reader, const BudgetRules &rules,
                                  const Alert &alert)
{
    const auto budget = std::find_if(rules.budgets.begin(), rules.budgets.end(),
                                     [&](const Budget &one) { return one.id == alert.budgetId; });
    const auto from = parseInstant(alert.period);
    if (budget == rules.budgets.end() || budget->period.kind != BudgetPeriod::Kind::Rolling ||
        !from || !alert.lastAt)
        return std::nullopt;
    std::string member;
    for (const auto &[dimension, value] : alert.scope) {
        if (budget->each && dimension == toString(*budget->each) && member.empty())
            member = value;
    }
    const std::int64_t length = budget->period.length;
    const std::int64_t step = rollingStep(length);
    const auto rows =
        reader.consumption(trackerKey(*budget), member,
                           {Instant{from->micros - length}, Instant{alert.lastAt->micros + step}});
    if (!rows)
        return std::nullopt;
    std::vector<RollingStep> steps;
    for (const ConsumedPeriod &row : *rows)
        steps.push_back(
            {row.period,
             Consumption{row.cost, row.residual, row.tokens, row.requests, row.unpriced}.in(
                 budget->unit)});
    for (const RollingStep &last : steps) {
        const Instant end{last.at.micros + step};
        if (last.at >= *from && windowSum(steps, length, last.at) == alert.consumed)
            return TimeRange{Instant{end.micros - length}, end};
    }
    return std::nullopt;
}

QStringList explainArguments(const Alert &alert, const std::optional<TimeRange> &window)
{
    const bool isMoney = alert.atStake || alert.unit == name(LimitUnit::Money);
    if (!isMoney || !alerting::sourceLagOf(alert))
        return {};
    QStringList arguments;
    for (const auto &[dimension, value] : alert.scope) {
        if (!parseDimension(dimension))
            return {};
        arguments << whereWord << QString::fromStdString(dimension + '=' + value);
    }
    const TimeRange time = window.value_or(alerting::timeOf(alert));
    return arguments << fromWord << QString::fromStdString(toRfc3339(time.from)) << toWord
                     << QString::fromStdString(toRfc3339(time.to));
}

Result<ReceiptQuestion> receiptQuestion(LedgerReader &reader, const QStringList &arguments)
{
    Query query;
    for (qsizetype i = 0; i + 1 < arguments.size(); i += 2) {
        const std::string value = arguments.at(i + 1).toStdString();
        if (arguments.at(i) == whereWord) {
            OUTLAY_TRY(addFilter(query.where, value));
            continue;
        }
        const auto at = parseInstant(value);
        if (!at)
            return tl::unexpected<Error>(at.error());
        (arguments.at(i) == fromWord ? query.range.from : query.range.to) = *at;
    }
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    ReceiptQuestion question;
    question.range = query.range;
    question.where = query.where;
    question.figure = answer->total;
    return question;
}

} // namespace outlay
