// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/amount.h"
#include "models/formats/chargekind.h"
#include "models/formats/csvtable.h"
#include "models/formats/formatlist.h"
#include "models/formats/modelservice.h"
#include "models/formats/providername.h"
#include "models/formats/recordmap.h"
#include "models/formats/slashdates.h"
#include "models/formats/sniffing.h"
#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace outlay {

namespace {

constexpr std::string_view aiCategory = "AI and Machine Learning";

enum Column : std::size_t
{
    BilledCost,
    BillingCurrency,
    ChargePeriodStart,
    ChargePeriodEnd,
    ProviderName,
    PublisherName,
    ServiceName,
    ServiceCategory,
    ChargeDescription,
    BillingAccountId,
    BillingPeriodStart,
    BillingPeriodEnd,
    SubAccountId,
    ChargeCategory,
    ChargeClass,
    ChargeFrequency,
    SkuId,
    SkuPriceId,
    ResourceId,
    RegionId,
    PricingCategory,
    CommitmentDiscountId,
    ListCost,
    ContractedCost,
    EffectiveCost,
    ColumnCount,
};
constexpr std::array<std::string_view, ColumnCount> columnNames = {"BilledCost",
                                                                   "BillingCurrency",
                                                                   "ChargePeriodStart",
                                                                   "ChargePeriodEnd",
                                                                   "ProviderName",
                                                                   "PublisherName",
                                                                   "ServiceName",
                                                                   "ServiceCategory",
                                                                   "ChargeDescription",
                                                                   "BillingAccountId",
                                                                   "BillingPeriodStart",
                                                                   "BillingPeriodEnd",
                                                                   "SubAccountId",
                                                                   "ChargeCategory",
                                                                   "ChargeClass",
                                                                   "ChargeFrequency",
                                                                   "SkuId",
                                                                   "SkuPriceId",
                                                                   "ResourceId",
                                                                   "RegionId",
                                                                   "PricingCategory",
                                                                   "CommitmentDiscountId",
                                                                   "ListCost",
                                                                   "ContractedCost",
                                                                   "EffectiveCost"};

std::string providerOf(std::string_view name)
{
    const std::string word = asciiLowered(name);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 20> starts = {{
        {"aws", "aws"},
        {"amazon", "aws"},
        {"microsoft", "azure"},
        {"google", "google"},
        {"anthropic", "anthropic"},
        {"openai", "openai"},
        {"mistral", "mistral"},
        {"cohere", "cohere"},
        {"perplexity", "perplexity"},
        {"moonshot", "moonshotai"},
        {"together", "together"},
        {"fireworks", "fireworks"},
        // As gateways name them.
        {"oracle", "oracle"},
        {"alibaba", "alibaba"},
        {"ibm", "watsonx"},
        {"tencent", "tencent"},
        {"huawei", "huawei"},
        {"hugging face", "huggingface"},
        {"nvidia", "nvidia_nim"},
        {"voyage", "voyage"},
    }};
    for (const auto &[start, provider] : starts) {
        if (word.starts_with(start))
            return std::string(provider);
    }
    const std::string_view known = knownProvider(word);
    return known.empty() ? word : std::string(known);
}

class FocusReader final : public CsvReader
{
public:
    explicit FocusReader(const ReaderOptions &options)
        : CsvReader("focus\n")
        , m_map(options.map)
        , m_isMapped(!options.map.fields.empty())
        , m_hasOnly(!options.map.only.empty())
        , m_values(m_map.columns().size())
    {
    }

    void finish(Sink &sink) override;
    /// What equal rows there were and which order dates have is known of a whole file only: it is
    /// read from its start.
    [[nodiscard]] bool restore(std::string_view state) override
    {
        return state.empty() && CsvReader::restore(state);
    }

protected:
    void header(std::span<const std::string> columns) override
    {
        m_problem = m_map.problem().empty() ? m_map.figureProblem() : m_map.problem();
        for (std::size_t i = 0; i < ColumnCount; ++i)
            m_indexes[i] = column(columnNames[i]);
        for (const Column needed :
             {BilledCost, BillingCurrency, ChargePeriodStart, ChargePeriodEnd}) {
            if (m_indexes[needed] < 0 && m_problem.empty())
                m_problem =
                    "not FOCUS: the header has no column " + std::string(columnNames[needed]);
        }
        m_dates = {};
        m_held.clear();
        m_equals.clear();
        m_mapIndexes.clear();
        for (const std::string &name : m_map.columns()) {
            m_mapIndexes.push_back(column(name));
            if (m_map.isNamed(m_mapIndexes.size() - 1) && m_problem.empty())
                m_problem = columnProblem(name, columns);
        }
    }

    void row(std::span<const std::string_view> fields, std::string_view content,
             std::int64_t number, Sink &sink) override;

private:
    [[nodiscard]] std::string_view value(std::span<const std::string_view> fields, int index) const
    {
        const std::string_view text =
            index < 0 ? std::string_view() : fields[static_cast<std::size_t>(index)];
        return text == "NULL" ? std::string_view() : text;
    }
    [[nodiscard]] std::string_view trimmed(std::span<const std::string_view> fields,
                                           Column which) const
    {
        return trimmedRecord(value(fields, m_indexes[which]));
    }
    [[nodiscard]] SlashDates::Period period(std::span<const std::string_view> fields, Column from,
                                            Column to) const
    {
        return {trimmed(fields, from), trimmed(fields, to)};
    }
    std::optional<Instant> time(std::span<const std::string_view> fields, Column which);
    [[nodiscard]] std::string provider(std::span<const std::string_view> fields) const;
    [[nodiscard]] Money gross(std::span<const std::string_view> fields, Money billed) const;
    void fillValues(std::span<const std::string_view> fields)
    {
        for (std::size_t i = 0; i < m_mapIndexes.size(); ++i)
            m_values[i] = value(fields, m_mapIndexes[i]);
    }
    [[nodiscard]] bool isWanted(std::string_view category, std::string_view provider,
                                std::string_view service) const
    {
        // --only replaces the rule: so all of a cloud's bill can be taken in.
        return m_hasOnly ? m_map.isWanted(m_values)
                         : category == aiCategory || isModelService(provider, service);
    }

    void placeInBill(std::span<const std::string_view> fields, Statement &statement);
    void take(std::span<const std::string_view> fields, std::string_view content,
              std::int64_t number, Sink &sink);
    /// Those that wait for the order of their dates.
    void takeHeld(Sink &sink);

    struct Held
    {
        std::vector<std::string> fields;
        std::string content;
        std::int64_t number = 0;
    };
    static constexpr std::size_t mostHeld = 100'000;

    RecordMap m_map;
    bool m_isMapped;
    bool m_hasOnly;
    std::array<int, ColumnCount> m_indexes{};
    std::vector<int> m_mapIndexes;
    std::vector<std::string_view> m_values;
    std::string m_problem;
    Observation m_mapped;
    Complaint m_complaint;
    std::string m_line;
    SlashDates m_dates;
    std::vector<Held> m_held;
    std::unordered_map<std::uint64_t, std::uint32_t> m_equals; ///< rows by the hash of all of it
    std::string m_nth;
};

std::optional<Instant> FocusReader::time(std::span<const std::string_view> fields, Column which)
{
    const std::string_view text = trimmed(fields, which);
    if (const auto at = m_dates.read(text); at && isPlausible(*at))
        return at;
    if (m_dates.order() == SlashDates::Order::Unknown && text.find('/') != std::string_view::npos) {
        m_complaint.add(columnNames[which],
                        "nothing in the file tells whether the day or the month comes first; write "
                        "YYYY-MM-DD, or add BillingPeriodStart and BillingPeriodEnd");
        return std::nullopt;
    }
    return readTime(text, columnNames[which], m_complaint);
}

std::string FocusReader::provider(std::span<const std::string_view> fields) const
{
    std::string_view seller = value(fields, m_indexes[ProviderName]);
    if (seller.empty())
        seller = value(fields, m_indexes[PublisherName]);
    return providerOf(trimmedRecord(seller));
}

/// What the charge was before credits and commitments. A correction is about another row.
Money FocusReader::gross(std::span<const std::string_view> fields, Money billed) const
{
    if (asciiLowered(trimmed(fields, ChargeClass)) == "correction")
        return billed;
    Complaint ignored; // no figure that is kept
    for (const Column which : {ListCost, ContractedCost, EffectiveCost})
        billed = std::max(billed,
                          readAmount(value(fields, m_indexes[which]), columnNames[which], ignored)
                              .value_or(billed));
    return billed;
}

/// Which bill the row is a line of, and which line: what stays the same when a provider delivers
/// the bill again. Not the amounts and quantities, nor what is told later or anew for the same
/// charge (invoice, names, tags).
void FocusReader::placeInBill(std::span<const std::string_view> fields, Statement &statement)
{
    statement.account = trimmedRecord(value(fields, m_indexes[BillingAccountId]));
    Complaint ignored;
    const auto period = [&](Column which) -> std::optional<Instant> {
        const std::string_view text = trimmed(fields, which);
        if (text.empty())
            return std::nullopt;
        const auto at = m_dates.read(text);
        return at ? at : readTime(text, columnNames[which], ignored);
    };
    const auto from = period(BillingPeriodStart);
    const auto to = period(BillingPeriodEnd);
    if (from && to && *from < *to)
        statement.billingPeriod = {*from, *to};
    m_line = std::to_string(statement.bucket.from.micros) + '\n' +
             std::to_string(statement.bucket.to.micros);
    bool isNamed = false;
    for (const Column which :
         {SubAccountId, ChargeCategory, ChargeClass, ChargeFrequency, ServiceName, SkuId,
          SkuPriceId, ResourceId, RegionId, PricingCategory, CommitmentDiscountId}) {
        const std::string_view text = value(fields, m_indexes[which]);
        isNamed = isNamed ||
                  (!text.empty() && (which == SkuId || which == SkuPriceId || which == ResourceId));
        m_line.append("\n").append(text);
    }
    if (!isNamed)
        m_line.append("\n").append(value(fields, m_indexes[ChargeDescription]));
    statement.line = hash64(m_line);
}

void FocusReader::row(std::span<const std::string_view> fields, std::string_view content,
                      std::int64_t number, Sink &sink)
{
    if (!m_problem.empty())
        return sink.rejected(number, m_problem);
    fillValues(fields);
    const auto charge = period(fields, ChargePeriodStart, ChargePeriodEnd);
    const auto billing = period(fields, BillingPeriodStart, BillingPeriodEnd);
    m_dates.look(charge, billing);
    if (!isWanted(value(fields, m_indexes[ServiceCategory]), provider(fields),
                  value(fields, m_indexes[ServiceName])))
        return sink.ignored();
    if (m_dates.order() == SlashDates::Order::Unknown &&
        (charge.hasSlashes() || billing.hasSlashes())) {
        m_held.push_back({{fields.begin(), fields.end()}, std::string(content), number});
        if (m_held.size() == mostHeld) {
            m_dates.decide();
            takeHeld(sink);
        }
        return;
    }
    takeHeld(sink);
    fillValues(fields); // of this row again
    take(fields, content, number, sink);
}

void FocusReader::takeHeld(Sink &sink)
{
    const std::vector<Held> held = std::exchange(m_held, {});
    for (const Held &one : held) {
        const std::vector<std::string_view> fields(one.fields.begin(), one.fields.end());
        fillValues(fields);
        take(fields, one.content, one.number, sink);
    }
}

void FocusReader::finish(Sink &sink)
{
    CsvReader::finish(sink);
    m_dates.decide();
    takeHeld(sink);
}

void FocusReader::take(std::span<const std::string_view> fields, std::string_view content,
                       std::int64_t number, Sink &sink)
{
    m_complaint.clear();
    if (value(fields, m_indexes[BillingCurrency]) != "USD") {
        return sink.rejected(number,
                             "BillingCurrency: only USD is taken; no exchange rate would be "
                             "the invoice's");
    }
    Statement statement;
    statement.content = content;
    statement.billed =
        readAmount(value(fields, m_indexes[BilledCost]), columnNames[BilledCost], m_complaint)
            .value_or(Money{});
    const auto from = time(fields, ChargePeriodStart);
    const auto to = time(fields, ChargePeriodEnd);
    if (from && to) {
        if (*to < *from)
            m_complaint.add("ChargePeriodEnd", "lies before ChargePeriodStart");
        // A one-time charge may name a point in time: it belongs to that day.
        statement.bucket = {*from, *to == *from ? Instant{from->micros + microsPerDay} : *to};
    }
    if (m_isMapped) {
        m_mapped.clear();
        m_map.fill(m_values, m_mapped, m_complaint, false);
        statement.fields = m_mapped.fields;
    }
    auto &named = statement.fields[static_cast<std::size_t>(Field::Provider)];
    const std::string seller = provider(fields);
    if (named.empty())
        named = seller;
    const std::string service = billedService(named, value(fields, m_indexes[ServiceName]));
    statement.fields[static_cast<std::size_t>(Field::Service)] = service;
    statement.description = clipped(value(fields, m_indexes[ChargeDescription]));
    statement.kind = kindOfCharge(trimmed(fields, ChargeCategory), statement.description,
                                  gross(fields, statement.billed));
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    placeInBill(fields, statement);
    // Two purchases of a kind on one day are two: rows have no id, so the how-manieth it is says
    // so.
    if (const std::uint32_t nth = ++m_equals[hash64(content)]; nth > 1) {
        m_nth.assign(content).append("\n").append(std::to_string(nth));
        statement.content = m_nth;
    }
    sink.statement(statement);
}

int sniffFocus(std::string_view head, std::string_view /*path*/)
{
    const auto has = [header = head.substr(0, head.find('\n'))](std::string_view name) {
        return header.find(name) != std::string_view::npos;
    };
    const bool isFocus = has("BilledCost") && has("ChargePeriodStart") && has("BillingCurrency");
    return isFocus && head.find('\0') == std::string_view::npos ? sniffedSurely : 0;
}

std::unique_ptr<Reader> createFocus(const ReaderOptions &options)
{
    return std::make_unique<FocusReader>(options);
}

} // namespace

const Format focusFormat{"focus",
                         "FOCUS cost and usage (CSV)",
                         Rank::ProviderResponse,
                         Growth::Once,
                         &sniffFocus,
                         &linesFraming,
                         &createFocus,
                         true,
                         Mapping::Names};

} // namespace outlay
