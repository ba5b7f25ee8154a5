// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/alertreceipt.h"

#include "app/alerting/alertfacts.h"
#include "app/alerting/alertpresent.h"
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
    const Budget *budget = alerting::rollingBudgetOf(rules, alert);
    const auto from = parseInstant(alert.period);
    if (budget == nullptr || !from || !alert.lastAt)
        return std::nullopt;
    const std::int64_t length = budget->period.length;
    const std::int64_t step = rollingStep(length);
    const auto steps = alerting::stepsOf(reader, *budget, alert,
                                         {{from->micros - length}, {alert.lastAt->micros + step}});
    if (!steps)
        return std::nullopt;
    for (const RollingStep &last : *steps) {
        const Instant end{last.at.micros + step};
        if (last.at >= *from && windowSum(*steps, length, last.at) == alert.consumed)
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
    if (time.from != TimeRange{}.from)
        arguments << fromWord << QString::fromStdString(toRfc3339(time.from));
    return arguments << toWord << QString::fromStdString(toRfc3339(time.to));
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
    if (query.range.from == TimeRange{}.from) { // all of time begins with what the ledger has
        const auto facts = reader.facts();
        if (!facts)
            return tl::unexpected<Error>(facts.error());
        if (facts->span)
            query.range.from = std::min(facts->span->from, query.range.to);
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
