// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/ingest/configuration.h"
#include "models/ingest/directorynames.h"
#include "models/ingest/evidence.h"
#include "models/ledger/ledgerwriter.h"

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

namespace outlay {

/// What configuration C makes of an event: labels, names, persons, attribution rules, plan, price,
/// effective cost. A pure function of the event's state, the directory and C; caches what depends
/// on the profile alone.
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

    /// By what the task of the event derived last was found.
    [[nodiscard]] TaskMethod taskMethod() const { return m_taskMethod; }

    /// By what the task was found of stored requests that are counted together; nullopt: what is
    /// kept of them does not tell whether a rule named it.
    [[nodiscard]] std::optional<TaskMethod> taskMethodOf(const Subject &subject);

    /// To be called before the directory may change within a transaction …
    void rememberNames();
    /// … and after: true if that names an id otherwise which some event or statement carries, so
    /// that they have to be derived anew.
    [[nodiscard]] bool takeNewNames();

    /// Who a person is told by.
    enum class Told : std::uint8_t
    {
        ByUserOrKey,
        ByUser, ///< the key's owner is not asked: who lent it may be told elsewhere
    };
    /// What labels and rules make of a statement's profile at a time.
    [[nodiscard]] std::uint32_t attributedOf(std::uint32_t profile, Instant at,
                                             Told told = Told::ByUserOrKey);
    /// One name for all names of a model that the price book takes for the same.
    [[nodiscard]] std::string modelName(std::string_view provider, std::string_view model);
    /// The price id the book's newest price of a model goes by, whatever the provider calls it;
    /// empty: it has none.
    [[nodiscard]] std::string priceIdOf(std::string_view provider, std::string_view model) const;
    /// What a bucket's counts cost by the book: without any prompt step, and with every one. Zero
    /// where there is no price.
    [[nodiscard]] std::pair<Money, Money> estimateOf(const StatementRow &statement);

    /// Whether nobody said which provider the requests of a profile went to: its source's format
    /// does not tell, and it is the maker of their model, or unknown. Whether a reader took it from
    /// the model's name is not kept: it is told by being the same.
    [[nodiscard]] bool isProviderOpen(const Profile &profile);

    /// By the format that told the state, unless the configuration ranks its source.
    [[nodiscard]] int rankOf(const EventState &state, TextId source);
    [[nodiscard]] Growth growthOf(const EventState &state, TextId source);
    /// After a rolled-back transaction ids may mean something else.
    void forget();

private:
    static constexpr std::size_t remembered = 20000; ///< of each kind

    struct OfProfile
    {
        std::uint32_t attributed = 0; ///< after labels, names, plan and person, without rules
        std::uint32_t byUser = 0;     ///< the same without the key's owner
        PriceBook::Handle price = 0;
        std::string tier, speed, geo, searchContext, provider, model;
        Ingest::Plan::Kind plan = Ingest::Plan::Kind::Unknown;
        Outcome outcome = Outcome::Unknown;
        bool isConfirmed = false;
        TextId source = 0;
        TextId labelTask = 0;
        TextId keyEnvironment = 0; ///< the one the key's name tells of
    };
    struct OfSource
    {
        int rank = static_cast<int>(Rank::MappedFile); ///< of the format that came first
        Growth growth = Growth::Once;                  ///< likewise
        std::optional<int> configured;
        bool tellsProvider = true;
    };
    struct OfThread
    {
        TextId task = 0, ticket = 0, pullRequest = 0, session = 0;
    };
    struct Evidence
    {
        TextId task = 0, pullRequest = 0, ciRun = 0, environment = 0;
    };
    struct Member
    {
        TextId name = 0, team = 0, costCenter = 0;
    };
    struct People
    {
        std::unordered_map<std::string, Member> byIdentity; ///< by comparable()
        std::unordered_map<TextId, Member> byName;
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
    const OfSource &ofSource(TextId id);
    void applyLabels(Profile &profile, OfProfile &out);
    [[nodiscard]] bool isProviderGuessed(const Profile &profile);
    [[nodiscard]] std::string providerSaidOf(const Profile &profile);
    void priceAt(const std::string &seller, const std::string &group, OfProfile &out) const;
    void applyPlan(Profile &profile, OfProfile &out, const std::string &keyId);
    [[nodiscard]] const DirectoryNames &names();
    void applyNames(Profile &profile, const std::string &source);
    [[nodiscard]] const People &people();
    void applyPerson(Profile &profile, const Profile &said, Told told);
    static void fillFrom(const Member &member, Profile &profile);
    [[nodiscard]] const Evidence &evidenceOf(std::uint32_t tags);
    /// The attributed profile with the environment that evidence tells of.
    [[nodiscard]] std::uint32_t withEnvironment(std::uint32_t attributed, TextId keyEnvironment,
                                                std::uint32_t tags);
    [[nodiscard]] const std::vector<CompiledRule> &rules();
    /// The rules' result: attributed profile and task.
    void applyRules(const EventState &state, EventDerived &derived);
    [[nodiscard]] bool matches(const CompiledFilter &filter, const EventState &state,
                               const EventDerived &derived, const Profile &profile);
    [[nodiscard]] std::pair<TextId, TaskMethod> taskOf(std::uint32_t thread, std::uint32_t tags,
                                                       TextId labelTask);
    [[nodiscard]] TextId labelTaskOf(TextId source);
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
    std::unordered_map<std::uint32_t, OfThread> m_tasks;    ///< by thread
    std::unordered_map<std::uint32_t, Evidence> m_evidence; ///< by tag set
    std::unordered_map<std::uint64_t, std::uint32_t> m_withEnvironment;
    std::optional<DirectoryNames> m_names;
    std::optional<People> m_people;
    TaskMethod m_taskMethod = TaskMethod::None;
    std::unordered_map<TextId, OfSource> m_sources;
    std::unordered_map<TextId, bool> m_reportsList; ///< by source
};

} // namespace outlay
