// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/ledger/people.h"
#include "models/rules/budget.h"

#include <map>
#include <string>
#include <vector>

namespace outlay {

/// Configuration C in full, as stored in the ledger (JSON by name, newest row in force).
struct Configuration
{
    std::vector<PriceBook::Layer> priceLayers;
    std::vector<Ingest::Plan> plans;
    std::vector<Ingest::CoveredBy> coveredBy;
    std::vector<std::pair<std::string, int>> ranks;
    std::vector<Ingest::AttributionRule> attributionRules;
    /// source -> dim=value: fills only what is unknown.
    std::map<std::string, std::vector<std::pair<Dimension, std::string>>> labels;
    std::vector<std::pair<std::string, std::string>> confirmed; ///< source, model
    std::map<std::string, Ingest::ReportsKind> reports;         ///< by source
    std::vector<Person> people;
    BudgetRules rules;
};

/// The rows of `configuration` this module writes.
namespace configurationName {
inline constexpr const char *priceLayers = "price_layers";
inline constexpr const char *plans = "plans";
inline constexpr const char *coveredBy = "covered_by";
inline constexpr const char *ranks = "source_ranks";
inline constexpr const char *attributionRules = "attribution_rules";
inline constexpr const char *labels = "labels";
inline constexpr const char *confirmed = "confirmed";
inline constexpr const char *reports = "reports";
inline constexpr const char *people = "people";
inline constexpr const char *budgets = "budgets"; ///< changes no figure
} // namespace configurationName

[[nodiscard]] std::string toJson(const std::vector<PriceBook::Layer> &layers);
[[nodiscard]] std::string toJson(const std::vector<Ingest::Plan> &plans);
[[nodiscard]] std::string toJson(const std::vector<Ingest::CoveredBy> &rules);
[[nodiscard]] std::string toJson(const std::vector<std::pair<std::string, int>> &ranks);
[[nodiscard]] std::string toJson(const std::vector<Ingest::AttributionRule> &rules);
[[nodiscard]] std::string
toJson(const std::map<std::string, std::vector<std::pair<Dimension, std::string>>> &labels);
[[nodiscard]] std::string toJson(const std::vector<std::pair<std::string, std::string>> &confirmed);
[[nodiscard]] std::string toJson(const std::map<std::string, Ingest::ReportsKind> &reports);

/// Reads what is stored; Corrupt names the row.
class LedgerWriter;
[[nodiscard]] Result<Configuration> loadConfiguration(LedgerWriter &ledger);

/// Layers as the ledger keeps them. Corrupt if it is no such list; empty text: none.
[[nodiscard]] Result<std::vector<PriceBook::Layer>> parseLayers(std::string_view json);
/// Rules as attribution rules are stored and exported. Usage error naming the rule and the field if
/// it is no such list.
[[nodiscard]] Result<std::vector<Ingest::AttributionRule>>
parseAttributionRules(std::string_view json);
/// Usage error naming the rule: it sets nothing, sets what is not attributed, or never holds.
[[nodiscard]] Result<> checkAttributionRules(const std::vector<Ingest::AttributionRule> &rules);

[[nodiscard]] std::string_view planKindName(Ingest::Plan::Kind kind);
[[nodiscard]] std::optional<Ingest::Plan::Kind> planKindNamed(std::string_view name);
/// "list", "net", "unknown".
[[nodiscard]] std::string_view reportsKindName(Ingest::ReportsKind kind);

} // namespace outlay
