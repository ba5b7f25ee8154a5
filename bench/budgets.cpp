// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetstatus.h"
#include "bench/bench.h"
#include "models/ingest/ingest.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace outlay::bench {

namespace {

constexpr std::int64_t usd = 1'000'000'000;

Budget budgetOf(std::string name, std::int64_t limit)
{
    Budget budget;
    budget.id = budget.name = std::move(name);
    budget.limit = limit;
    return budget;
}

bool complain(const Error &error)
{
    std::fprintf(stderr, "%s\n", error.text.c_str());
    return false;
}

} // namespace

bool setBudgets(Ingest &ingest, int count)
{
    const auto changed =
        ingest.changeBudgets([&](const BudgetRules &before) -> Result<BudgetRules> {
            BudgetRules rules = before;
            for (int i = 0; i < count; ++i) {
                Budget one = budgetOf("user " + std::to_string(i), (50 + i % 500) * usd);
                one.scope.push_back(
                    {{Dimension::User, {}}, {"user-" + std::to_string(i % 300) + "@example.com"}});
                if (i >= 300)
                    one.scope.push_back(
                        {{Dimension::Project, {}}, {"project-" + std::to_string(i % 40)}});
                rules.budgets.push_back(std::move(one));
            }
            if (count > 0) {
                Budget each = budgetOf("each user", 100 * usd);
                each.each = DimensionRef{Dimension::User, {}};
                rules.budgets.push_back(std::move(each));
            }
            std::sort(rules.budgets.begin(), rules.budgets.end(),
                      [](const Budget &l, const Budget &r) { return l.name < r.name; });
            return rules;
        });
    return changed ? true : complain(changed.error());
}

bool budgets(const std::string &ledger, int runs)
{
    const auto reader = LedgerReader::open(ledger);
    if (!reader)
        return complain(reader.error());
    const auto facts = (*reader)->facts();
    if (!facts)
        return complain(facts.error());
    const Instant now = facts->span ? facts->span->to : Instant{};
    for (const bool hasForecasts : {false, true}) {
        std::vector<double> times;
        std::size_t count = 0;
        for (int run = 0; run < (hasForecasts ? 1 : runs); ++run) {
            const auto from = std::chrono::steady_clock::now();
            const auto rules = alerting::budgetRulesOf(**reader);
            if (!rules)
                return complain(rules.error());
            alerting::StatusOptions options;
            options.hasForecasts = hasForecasts;
            const auto statuses = alerting::budgetStatuses(**reader, *rules, now, options);
            if (!statuses)
                return complain(statuses.error());
            count = statuses->size();
            times.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from)
                    .count());
        }
        std::sort(times.begin(), times.end());
        std::printf("{\"statuses\":%zu,\"forecasts\":%s,\"median_ms\":%.2f}\n", count,
                    hasForecasts ? "true" : "false", times[times.size() / 2]);
        std::fflush(stdout);
    }
    return true;
}

} // namespace outlay::bench
