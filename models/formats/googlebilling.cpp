// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/chargekind.h"
#include "models/formats/csvtable.h"
#include "models/formats/formatlist.h"
#include "models/formats/modelservice.h"
#include "models/formats/providername.h"
#include "models/formats/recordmap.h"
#include "models/formats/sniffing.h"
#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace outlay {

namespace {

// Rows of the tables that Google Cloud writes its bill to in BigQuery (gcp_billing_export_v1_…,
// standard, and gcp_billing_export_resource_v1_…, detailed), extracted as JSON lines or saved as
// an array. docs/formats.md, section google-billing.
class GoogleBillingReader final : public Reader
{
public:
    explicit GoogleBillingReader(const ReaderOptions &options)
        : m_map(options.map)
        , m_isMapped(!options.map.fields.empty())
        , m_hasOnly(!options.map.only.empty())
    {
    }

    void line(std::string_view line, std::int64_t number, Sink &sink) override
    {
        document(trimmedRecord(line), number, sink);
    }
    void document(std::string_view bytes, Sink &sink) override
    {
        document(withoutByteOrderMark(bytes), 0, sink);
    }
    /// What equal rows there were is known of a whole file only: it is read from its start.
    [[nodiscard]] bool restore(std::string_view state) override
    {
        return state.empty() && Reader::restore(state);
    }

private:
    void document(std::string_view bytes, std::int64_t number, Sink &sink);
    void row(JsonValue root, std::int64_t number, Sink &sink);
    [[nodiscard]] bool isWanted(std::string_view service) const;
    [[nodiscard]] std::string unknownColumn(JsonValue root) const;
    void lookUpLabels(JsonValue root);
    [[nodiscard]] std::optional<Money> costOf(JsonValue root);
    [[nodiscard]] TimeRange bucketOf(JsonValue root);
    void placeInBill(JsonValue root, Statement &statement);

    RecordMap m_map;
    bool m_isMapped;
    bool m_hasOnly;
    JsonTree m_tree;
    std::vector<std::string_view> m_values;
    std::string m_content, m_line;
    std::unordered_map<std::uint64_t, std::uint32_t> m_equals; ///< rows by the hash of all of it
    Observation m_mapped;
    Complaint m_complaint;
};

/// "2026-11-02 10:00:00 UTC", as BigQuery writes times, too.
std::optional<Instant> timeAt(JsonValue root, std::string_view field, Complaint &complaint)
{
    constexpr std::string_view zone = " UTC";
    std::string_view text = root[field].text();
    if (text.ends_with(zone))
        text.remove_suffix(zone.size());
    return readTime(text, field, complaint);
}

/// The month an invoice is of, "202611".
TimeRange monthOf(std::string_view text)
{
    constexpr std::size_t yearDigits = 4;
    constexpr int december = 12;
    if (text.size() != yearDigits + 2 || text.find_first_not_of("0123456789") != text.npos)
        return {};
    const int year = std::stoi(std::string(text.substr(0, yearDigits)));
    const int month = std::stoi(std::string(text.substr(yearDigits)));
    if (month < 1 || month > december)
        return {};
    const auto first = [](int y, int m) {
        return Instant{daysFromCivil({y, m, 1}) * microsPerDay};
    };
    return {first(year, month), month == december ? first(year + 1, 1) : first(year, month + 1)};
}

/// A record, or an array of them.
void GoogleBillingReader::document(std::string_view bytes, std::int64_t number, Sink &sink)
{
    if (bytes.empty())
        return;
    const auto root = m_tree.parse(bytes);
    if (!root)
        return sink.rejected(number, root.error().text);
    if (root->isObject())
        return row(*root, number, sink);
    for (const JsonValue element : *root)
        row(element, ++number, sink);
}

/// The table's columns; of records what they hold.
constexpr std::array<std::string_view, 53> tableColumns = {"billing_account_id",
                                                           "service.id",
                                                           "service.description",
                                                           "sku.id",
                                                           "sku.description",
                                                           "usage_start_time",
                                                           "usage_end_time",
                                                           "project.id",
                                                           "project.number",
                                                           "project.name",
                                                           "project.labels",
                                                           "project.ancestry_numbers",
                                                           "project.ancestors",
                                                           "labels",
                                                           "system_labels",
                                                           "tags",
                                                           "location.location",
                                                           "location.country",
                                                           "location.region",
                                                           "location.zone",
                                                           "resource.name",
                                                           "resource.global_name",
                                                           "export_time",
                                                           "cost",
                                                           "cost_at_list",
                                                           "cost_type",
                                                           "currency",
                                                           "currency_conversion_rate",
                                                           "usage.amount",
                                                           "usage.unit",
                                                           "usage.amount_in_pricing_units",
                                                           "usage.pricing_unit",
                                                           "credits",
                                                           "invoice.month",
                                                           "invoice.publisher_type",
                                                           "adjustment_info.id",
                                                           "adjustment_info.description",
                                                           "adjustment_info.mode",
                                                           "adjustment_info.type",
                                                           "price.effective_price",
                                                           "price.effective_price_default",
                                                           "price.list_price",
                                                           "price.tier_start_amount",
                                                           "price.unit",
                                                           "price.pricing_unit",
                                                           "price.pricing_unit_quantity",
                                                           "consumption_model.id",
                                                           "consumption_model.description",
                                                           "cost_at_effective_price_default",
                                                           "cost_at_list_consumption_model",
                                                           "transaction_type",
                                                           "seller_name",
                                                           "subscription.instance_id"};

/// Lists of keys with values: "labels.team" is what stands there for "team".
constexpr std::array<std::string_view, 4> labelLists = {"labels", "system_labels", "tags",
                                                        "project.labels"};

/// "team" of "labels.team" in `list`; empty: it is no label.
std::string_view labelOf(std::string_view column, std::string_view &list)
{
    for (const std::string_view each : labelLists) {
        if (column.size() > each.size() + 1 && column.starts_with(each) &&
            column[each.size()] == '.') {
            list = each;
            return column.substr(each.size() + 1);
        }
    }
    return {};
}

std::string_view labelIn(JsonValue root, std::string_view list, std::string_view key)
{
    constexpr std::string_view inProject = "project.";
    const JsonValue holder = list.starts_with(inProject) ? root["project"] : root;
    for (const JsonValue label : holder[list.substr(list.rfind('.') + 1)]) {
        if (label["key"].text() == key)
            return label["value"].text();
    }
    return {};
}

bool isOfTable(std::string_view column)
{
    std::string_view list;
    return !labelOf(column, list).empty() ||
           std::any_of(tableColumns.begin(), tableColumns.end(), [column](std::string_view known) {
               return known.starts_with(column) &&
                      (known.size() == column.size() || known[column.size()] == '.');
           });
}

/// The row's columns, or what its record holds of which `column` names something.
std::vector<std::string> columnsBeside(JsonValue root, std::string_view column)
{
    const std::size_t dot = column.find('.');
    const JsonValue record = root[column.substr(0, dot)];
    const bool isInside = dot != column.npos && record.isObject();
    const std::string prefix = isInside ? std::string(column.substr(0, dot + 1)) : std::string();
    std::vector<std::string> columns;
    for (const JsonValue member : isInside ? record : root)
        columns.push_back(prefix + std::string(member.key()));
    return columns;
}

/// A column of --map or --only that neither the row nor the table has: exports leave out what is
/// null. Empty: there is none.
std::string GoogleBillingReader::unknownColumn(JsonValue root) const
{
    for (std::size_t i = 0; i < m_map.columns().size(); ++i) {
        const std::string &name = m_map.columns()[i];
        const bool isKnown =
            isOfTable(name) || root[name].isSet() || scalarAt(root, name).data() != nullptr;
        if (!isKnown && m_map.isNamed(i))
            return noColumn(name, columnsBeside(root, name));
    }
    return {};
}

void GoogleBillingReader::lookUpLabels(JsonValue root)
{
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        std::string_view list;
        const std::string_view key = labelOf(m_map.columns()[i], list);
        if (!key.empty() && m_values[i].data() == nullptr)
            m_values[i] = labelIn(root, list, key);
    }
}

/// --only replaces the rule, so that all of a cloud's bill can be taken in.
bool GoogleBillingReader::isWanted(std::string_view service) const
{
    if (m_hasOnly)
        return m_map.isWanted(m_values);
    return isModelService("google", service) ||
           asciiLowered(service).find("generative language") != std::string::npos;
}

/// What is charged: the cost and what credits take off it, which are told as negative amounts.
std::optional<Money> GoogleBillingReader::costOf(JsonValue root)
{
    std::optional<Money> sum;
    const auto add = [&](JsonValue amount, std::string_view field) {
        const auto one = parseUsd(amount.text());
        const auto total = one && sum ? outlay::add(*sum, *one) : one;
        if (total)
            sum = *total;
        else
            m_complaint.add(field, "expected a decimal number below 9.2 billion");
    };
    add(root["cost"], "cost");
    const JsonValue credits = root["credits"];
    if (credits.isSet() && !credits.isArray())
        m_complaint.add("credits", "expected a list");
    for (const JsonValue credit : credits)
        add(credit["amount"], "credits.amount");
    return sum;
}

TimeRange GoogleBillingReader::bucketOf(JsonValue root)
{
    const auto from = timeAt(root, "usage_start_time", m_complaint);
    const auto to = timeAt(root, "usage_end_time", m_complaint);
    if (!from || !to)
        return {};
    if (*to < *from)
        m_complaint.add("usage_end_time", "lies before usage_start_time");
    // A charge that names a point in time belongs to its day.
    return {*from, *to == *from ? Instant{from->micros + microsPerDay} : *to};
}

/// Which line of which bill: all that names it but amounts. Rows are only ever added to the table,
/// corrections among them, and told apart by when they were.
void GoogleBillingReader::placeInBill(JsonValue root, Statement &statement)
{
    statement.account = root["billing_account_id"].text();
    statement.billingPeriod = monthOf(root["invoice"]["month"].text());
    m_line = std::to_string(statement.bucket.from.micros) + '\n' +
             std::to_string(statement.bucket.to.micros);
    for (const std::string_view field : {"cost_type", "export_time", "transaction_type"})
        m_line.append("\n").append(root[field].text());
    for (const std::string_view field :
         {"service", "sku", "project", "location", "resource", "labels", "system_labels", "tags"}) {
        m_line.append("\n");
        if (root[field].isSet())
            appendCanonical(root[field], m_line);
    }
    statement.line = hash64(m_line);
}

void GoogleBillingReader::row(JsonValue root, std::int64_t number, Sink &sink)
{
    if (!m_map.problem().empty())
        return sink.rejected(number, m_map.problem());
    if (const std::string problem = m_map.figureProblem(); !problem.empty())
        return sink.rejected(number, problem);
    if (!root.isObject())
        return sink.rejected(number, "the record is no JSON object");
    if (const std::string problem = unknownColumn(root); !problem.empty())
        return sink.rejected(number, problem);
    lookUp(m_map, root, m_values);
    lookUpLabels(root);
    if (!isWanted(root["service"]["description"].text()))
        return sink.ignored();
    m_complaint.clear();
    if (root["currency"].text() != "USD")
        return sink.rejected(number, "currency: only USD is taken; no exchange rate would be the "
                                     "invoice's");
    m_content.assign("google-billing\n");
    appendCanonical(root, m_content);
    Statement statement;
    statement.billed = costOf(root).value_or(Money{});
    statement.bucket = bucketOf(root);
    if (m_isMapped) {
        m_mapped.clear();
        m_map.fill(m_values, m_mapped, m_complaint, false);
        statement.fields = m_mapped.fields;
    }
    auto &provider = statement.fields[static_cast<std::size_t>(Field::Provider)];
    if (provider.empty())
        provider = "google";
    const std::string service = billedService(provider, root["service"]["description"].text());
    statement.fields[static_cast<std::size_t>(Field::Service)] = service;
    const std::string_view sku = clipped(root["sku"]["description"].text());
    statement.description = sku;
    statement.kind = kindOfCharge(root["cost_type"].text(), sku,
                                  parseUsd(root["cost"].text()).value_or(Money{}));
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    placeInBill(root, statement);
    // Rows have no id: of equal ones the how-manieth it is says which.
    if (const std::uint32_t nth = ++m_equals[hash64(m_content)]; nth > 1)
        m_content.append("\n").append(std::to_string(nth));
    statement.content = m_content;
    sink.statement(statement);
}

int sniffGoogleBilling(std::string_view head, std::string_view /*path*/)
{
    const bool isBilling = looksLikeJson(head) && hasKey(head, "billing_account_id") &&
                           hasKey(head, "usage_start_time") && hasKey(head, "sku");
    return isBilling ? sniffedSurely : 0;
}

} // namespace

const Format googleBillingFormat{
    .name = "google-billing",
    .title = "Google Cloud billing export (JSON of BigQuery)",
    .rank = Rank::ProviderResponse,
    .growth = Growth::Once,
    .sniff = sniffGoogleBilling,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &options) -> std::unique_ptr<Reader> {
        return std::make_unique<GoogleBillingReader>(options);
    },
    .isRewritten = true,
    .mapping = Mapping::Names,
};

} // namespace outlay
