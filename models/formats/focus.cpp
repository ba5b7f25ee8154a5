// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/csvtable.h"
#include "models/formats/formatlist.h"
#include "models/formats/modelservice.h"
#include "models/formats/providername.h"
#include "models/formats/recordmap.h"
#include "models/formats/sniffing.h"
#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <charconv>

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
                                                                   "CommitmentDiscountId"};

/// "M/D/YY" or "M/D/YYYY", as spreadsheets and the specification's examples write dates.
std::optional<Instant> slashDate(std::string_view text)
{
    std::array<int, 3> parts{};
    const char *at = text.data();
    const char *end = text.data() + text.size();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto read = std::from_chars(at, end, parts[i]);
        const bool isLast = i + 1 == parts.size();
        if (read.ec != std::errc() ||
            (isLast ? read.ptr != end : read.ptr == end || *read.ptr != '/'))
            return std::nullopt;
        at = read.ptr + (isLast ? 0 : 1);
    }
    const auto [month, day, year] = parts;
    if (month < 1 || month > 12 || day < 1 || day > 31 || year < 0 || year > 9999)
        return std::nullopt;
    const CivilDate date{year < 100 ? 2000 + year : year, month, day};
    const std::int64_t days = daysFromCivil(date);
    if (civilFromDays(days) != date)
        return std::nullopt;
    return Instant{days * microsPerDay};
}

/// Decimals as the specification asks, and as spreadsheets export them: "$10,000.00 ".
std::optional<Money> readAmount(std::string_view text, Complaint &complaint)
{
    std::string plain;
    for (const char c : text) {
        if (c != ',' && c != '$' && c != ' ')
            plain.push_back(c);
    }
    const auto money = parseUsd(plain);
    if (!money)
        complaint.add("BilledCost", "expected a decimal number below 9.2 billion");
    return money ? std::optional(*money) : std::nullopt;
}

std::string providerOf(std::string_view name)
{
    const std::string word = asciiLowered(name);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> starts = {{
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

protected:
    void header(std::span<const std::string> /*columns*/) override
    {
        m_problem = m_map.problem();
        for (std::size_t i = 0; i < ColumnCount; ++i)
            m_indexes[i] = column(columnNames[i]);
        for (const Column needed :
             {BilledCost, BillingCurrency, ChargePeriodStart, ChargePeriodEnd}) {
            if (m_indexes[needed] < 0 && m_problem.empty())
                m_problem =
                    "not FOCUS: the header has no column " + std::string(columnNames[needed]);
        }
        m_mapIndexes.clear();
        for (const std::string &name : m_map.columns())
            m_mapIndexes.push_back(column(name));
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
    std::optional<Instant> time(std::span<const std::string_view> fields, Column which)
    {
        const std::string_view text = trimmedRecord(value(fields, m_indexes[which]));
        if (const auto at = slashDate(text); at && isPlausible(*at))
            return at;
        return readTime(text, columnNames[which], m_complaint);
    }
    [[nodiscard]] bool isWanted(std::string_view category, std::string_view provider,
                                std::string_view service) const
    {
        // --only replaces the rule: so all of a cloud's bill can be taken in.
        return m_hasOnly ? m_map.isWanted(m_values)
                         : category == aiCategory || isModelService(provider, service);
    }

    void placeInBill(std::span<const std::string_view> fields, Statement &statement);

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
};

/// Which bill the row is a line of, and which line: what stays the same when a provider delivers
/// the bill again. Not the amounts and quantities, nor what is told later or anew for the same
/// charge (invoice, names, tags).
void FocusReader::placeInBill(std::span<const std::string_view> fields, Statement &statement)
{
    statement.account = trimmedRecord(value(fields, m_indexes[BillingAccountId]));
    Complaint ignored;
    const auto period = [&](Column which) -> std::optional<Instant> {
        const std::string_view text = trimmedRecord(value(fields, m_indexes[which]));
        if (text.empty())
            return std::nullopt;
        const auto at = slashDate(text);
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
    for (std::size_t i = 0; i < m_mapIndexes.size(); ++i)
        m_values[i] = value(fields, m_mapIndexes[i]);
    std::string_view seller = value(fields, m_indexes[ProviderName]);
    if (seller.empty())
        seller = value(fields, m_indexes[PublisherName]);
    const std::string provider = providerOf(trimmedRecord(seller));
    if (!isWanted(value(fields, m_indexes[ServiceCategory]), provider,
                  value(fields, m_indexes[ServiceName])))
        return sink.ignored();
    m_complaint.clear();
    if (value(fields, m_indexes[BillingCurrency]) != "USD") {
        return sink.rejected(number,
                             "BillingCurrency: only USD is taken; no exchange rate would be "
                             "the invoice's");
    }
    Statement statement;
    statement.content = content;
    statement.billed =
        readAmount(value(fields, m_indexes[BilledCost]), m_complaint).value_or(Money{});
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
    if (named.empty())
        named = provider;
    statement.description = clipped(value(fields, m_indexes[ChargeDescription]));
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    placeInBill(fields, statement);
    sink.statement(statement);
}

int sniffFocus(std::string_view head, std::string_view /*path*/)
{
    const std::string_view header = head.substr(0, head.find('\n'));
    const auto has = [&](std::string_view name) {
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
                         Mapping::Optional};

} // namespace outlay
