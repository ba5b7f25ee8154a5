// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/ingest/configuration.h"
#include "models/ledger/ledgerwriter.h"

#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

namespace outlay {

/// What configuration C makes of an event: labels, attribution, plan, price, effective cost.
/// A pure function of the event's state and C; caches what depends on the profile alone.
class Deriver
{
public:
    explicit Deriver(LedgerWriter &ledger);
    /// Takes over a configuration; the book is built from its layers.
    [[nodiscard]] Result<> configure(const Configuration &configuration);
    [[nodiscard]] const Configuration &configuration() const { return m_configuration; }
    [[nodiscard]] const std::shared_ptr<const PriceBook> &book() const { return m_book; }

    /// Set-aside and control depend on other events: kept as `before` has them.
    [[nodiscard]] EventDerived derive(const EventState &state, const EventDerived &before);

    /// What labels and rules make of a statement's profile at a time.
    [[nodiscard]] std::uint32_t attributedOf(std::uint32_t profile, Instant at);
    /// One name for all names of a model that the price book takes for the same.
    [[nodiscard]] std::string modelName(std::string_view provider, std::string_view model);
    /// What a bucket's counts cost by the book: without any prompt step, and with every one. Zero
    /// where there is no price.
    [[nodiscard]] std::pair<Money, Money> estimateOf(const StatementRow &statement);

    [[nodiscard]] int rankOf(TextId source);
    [[nodiscard]] Growth growthOf(TextId source);
    /// After a rolled-back transaction ids may mean something else.
    void forget();

private:
    struct OfProfile
    {
        std::uint32_t attributed = 0; ///< after labels and plan, without rules
        PriceBook::Handle price = 0;
        std::string tier, speed, geo, searchContext, provider, model;
        Ingest::Plan::Kind plan = Ingest::Plan::Kind::Unknown;
        Outcome outcome = Outcome::Unknown;
        bool isConfirmed = false;
        TextId source = 0;
        TextId labelTask = 0;
    };
    struct CompiledFilter
    {
        DimensionRef dimension;
        std::vector<TextId> anyOf; ///< 0: unknown; outcomes by their number
    };
    struct CompiledRule
    {
        std::vector<CompiledFilter> match;
        TimeRange range;
        std::vector<std::pair<Dimension, TextId>> set;
    };

    const OfProfile &ofProfile(std::uint32_t id);
    void applyLabels(Profile &profile, OfProfile &out);
    void applyPlan(Profile &profile, OfProfile &out);
    /// The rules' result: attributed profile and task.
    void applyRules(const EventState &state, EventDerived &derived);
    [[nodiscard]] bool matches(const CompiledFilter &filter, const EventState &state,
                               const EventDerived &derived, const Profile &profile);
    [[nodiscard]] TextId taskOf(const EventState &state, const OfProfile &profile);
    /// Whether a source's reported figures are list prices.
    [[nodiscard]] bool reportsList(TextId source);
    void priceIt(const EventState &state, const OfProfile &profile, EventDerived &derived);
    [[nodiscard]] TextId priceText(std::uint32_t entry);

    LedgerWriter &m_ledger;
    Configuration m_configuration;
    std::shared_ptr<const PriceBook> m_book;
    std::vector<CompiledRule> m_rules;
    bool m_rulesCompiled = false;
    std::unordered_map<std::uint32_t, OfProfile> m_profiles;
    std::unordered_map<std::uint32_t, TextId> m_priceTexts;
    std::unordered_map<std::uint32_t, TextId> m_tasks; ///< by thread
    std::unordered_map<TextId, std::pair<int, Growth>> m_sources;
    std::unordered_map<TextId, bool> m_reportsList; ///< by source
};

/// "OUT-123" in "feature/OUT-123-thing"; empty if there is none.
[[nodiscard]] std::string ticketIn(std::string_view branch);

} // namespace outlay
