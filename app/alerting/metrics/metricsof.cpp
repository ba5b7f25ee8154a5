// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetstatus.h"
#include "app/alerting/metrics/metricshost.h"
#include "app/sources/livesources.h"
#include "models/rules/alert.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay::alerting {

namespace {

constexpr int mostAlerts = 10'000;

Result<> addSpend(LedgerReader &reader, const Zone &zone, Instant now, MetricsSnapshot &snapshot)
{
    const std::pair<const char *, Instant> starts[] = {
        {"today", zone.bucketStart(now, Step::Day)}, {"month", zone.bucketStart(now, Step::Month)}};
    for (const auto &[period, from] : starts) {
        Query query;
        query.range = {from, Instant{now.micros + 1}};
        query.zone = zone;
        query.by = {{Dimension::Provider, {}}};
        const auto answer = reader.run(query);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        for (const Row &row : answer->rows) {
            if (row.measures.cost)
                snapshot.spend.push_back(
                    {row.key.front().value_or("unknown"), period, *row.measures.cost});
        }
    }
    return {};
}

std::string scopeText(const BudgetStatus &status)
{
    std::string text;
    const auto add = [&text](const DimensionRef &dimension, const std::string &value) {
        text += (text.empty() ? "" : ",") + toString(dimension) + '=' + value;
    };
    for (const Filter &filter : status.budget->scope) {
        std::string values;
        for (const auto &value : filter.anyOf)
            values += (values.empty() ? "" : "|") + value.value_or("unknown");
        add(filter.dimension, values);
    }
    if (status.budget->each)
        add(*status.budget->each, status.isUnknown ? "unknown" : status.member);
    return text;
}

Result<> addBudgets(LedgerReader &reader, Instant now, MetricsSnapshot &snapshot)
{
    const auto rules = budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    StatusOptions options;
    options.hasForecasts = false;
    auto statuses = budgetStatuses(reader, *rules, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    std::stable_sort(statuses->begin(), statuses->end(),
                     [](const BudgetStatus &left, const BudgetStatus &right) {
                         return left.utilization > right.utilization;
                     });
    for (const BudgetStatus &status : *statuses) {
        MetricsSnapshot::Budget &budget = snapshot.budgets.emplace_back();
        budget.name = status.budget->name;
        budget.scope = scopeText(status);
        budget.utilization = status.utilization;
        if (status.budget->unit != LimitUnit::Money)
            continue;
        if (status.limit)
            budget.limit = Money{*status.limit};
        budget.consumed = Money{status.amount()};
    }
    return {};
}

Result<> addAlerts(LedgerReader &reader, Instant now, MetricsSnapshot &snapshot)
{
    const auto bodies = reader.alerts({now, now}, mostAlerts);
    if (!bodies)
        return tl::unexpected<Error>(bodies.error());
    std::map<std::pair<std::string, std::string>, std::int64_t> counts;
    for (const std::string &body : *bodies) {
        const auto alert = parseAlert(body);
        if (alert && alert->state != AlertState::Resolved)
            ++counts[{std::string(name(alert->state)), std::string(name(alert->kind))}];
    }
    for (const auto &[key, count] : counts)
        snapshot.alerts.push_back({key.first, key.second, count});
    return {};
}

Result<> addSources(LedgerReader &reader, Instant now, MetricsSnapshot &snapshot)
{
    const auto imported = reader.sources();
    const auto report = sources::watchReport(reader);
    if (!imported || !report)
        return tl::unexpected<Error>(imported ? report.error() : imported.error());
    std::map<std::string, std::optional<Instant>> newest;
    for (const SourceInfo &source : *imported)
        newest[source.name] = source.span ? std::optional(source.span->to) : std::nullopt;
    if (*report) {
        for (const sources::SourceStatus &status : (*report)->statuses) {
            std::optional<Instant> &at = newest[status.name];
            at = std::max(at, status.dataUntil);
        }
    }
    for (const auto &[source, at] : newest) {
        MetricsSnapshot::Source &one = snapshot.sources.emplace_back();
        one.name = source;
        if (at) // data may be dated ahead
            one.ageMicros = std::max<std::int64_t>(now.micros - at->micros, 0);
    }
    return {};
}

} // namespace

Result<MetricsSnapshot> metricsOf(LedgerReader &reader, Instant now)
{
    MetricsSnapshot snapshot;
    snapshot.version = OUTLAY_VERSION;
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto named = Zone::named(facts->zone);
    OUTLAY_TRY(addSpend(reader, named ? *named : Zone(), now, snapshot));
    OUTLAY_TRY(addBudgets(reader, now, snapshot));
    OUTLAY_TRY(addAlerts(reader, now, snapshot));
    OUTLAY_TRY(addSources(reader, now, snapshot));
    return snapshot;
}

} // namespace outlay::alerting
