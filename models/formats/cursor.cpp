// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/amount.h"
#include "models/formats/csvtable.h"
#include "models/formats/formatlist.h"
#include "models/formats/jsontree.h"
#include "models/formats/sniffing.h"
#include "models/formats/values.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

// Usage events of Cursor's dashboard, exported as CSV, and pages {"usageEvents":[…]} of its Admin
// API. docs/formats.md, section cursor.

enum Column : std::size_t
{
    Date,
    User,
    Kind,
    Model,
    Written,
    Plain,
    Read,
    Output,
    Total,
    Cost,
    CostToYou,
    CloudAgent,
    ColumnCount,
};
constexpr std::array<std::string_view, ColumnCount> columnNames = {"Date",
                                                                   "User",
                                                                   "Kind",
                                                                   "Model",
                                                                   "Input (w/ Cache Write)",
                                                                   "Input (w/o Cache Write)",
                                                                   "Cache Read",
                                                                   "Output Tokens",
                                                                   "Total Tokens",
                                                                   "Cost",
                                                                   "Cost to you",
                                                                   "Cloud Agent ID"};

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

class CursorReader final : public CsvReader
{
public:
    CursorReader() : CsvReader("cursor\n") {}

    /// A page of the Admin API.
    void document(std::string_view bytes, Sink &sink) override;

protected:
    void header(std::span<const std::string> /*columns*/) override
    {
        m_problem.clear();
        for (std::size_t i = 0; i < ColumnCount; ++i)
            m_indexes[i] = column(columnNames[i]);
        for (const Column needed : {Date, Model, Written, Plain, Read, Output, Total}) {
            if (m_indexes[needed] < 0 && m_problem.empty())
                m_problem = "not Cursor's export: the header has no column \"" +
                            std::string(columnNames[needed]) + '"';
        }
    }
    void row(std::span<const std::string_view> fields, std::string_view content,
             std::int64_t number, Sink &sink) override;

private:
    [[nodiscard]] std::string_view value(std::span<const std::string_view> fields,
                                         Column which) const
    {
        return m_indexes[which] < 0
                   ? std::string_view()
                   : trimmedRecord(fields[static_cast<std::size_t>(m_indexes[which])]);
    }
    std::int64_t count(std::span<const std::string_view> fields, Column which)
    {
        const std::string_view text = value(fields, which);
        return text.empty() ? 0 : readCount(text, columnNames[which], m_complaint).value_or(0);
    }
    /// nullopt where there is a word or nothing ("Included", "Free", "-", "NaN").
    std::optional<Money> money(std::span<const std::string_view> fields, Column which);
    void readUsage(std::span<const std::string_view> fields);
    void readCharge(std::span<const std::string_view> fields);
    void takeCharge(std::string_view kind, std::optional<Money> charged, std::optional<Money> worth,
                    bool isToldApart);
    void identify();
    void event(JsonValue event, Sink &sink);

    JsonTree m_tree;
    std::array<int, ColumnCount> m_indexes{};
    std::string m_problem;
    std::string m_id;
    Observation m_seen;
    Complaint m_complaint;
};

std::optional<Money> CursorReader::money(std::span<const std::string_view> fields, Column which)
{
    const std::string_view text = value(fields, which);
    const bool isNumber = text.find_first_of("0123456789") != std::string_view::npos;
    if (!isNumber)
        return std::nullopt;
    const auto amount = readAmount(text, columnNames[which], m_complaint);
    if (amount && amount->nanos < 0) {
        m_complaint.add(columnNames[which], "is negative; a refund is no cost of a request");
        return std::nullopt;
    }
    return amount;
}

void CursorReader::readUsage(std::span<const std::string_view> fields)
{
    const std::int64_t written = count(fields, Written);
    const std::int64_t plain = count(fields, Plain);
    const std::int64_t read = count(fields, Read);
    const std::int64_t output = count(fields, Output);
    const std::int64_t total = count(fields, Total);
    // The total tells whether the first column is what was written to the cache, or that and the
    // rest of the input together.
    const bool isApart = total == written + plain + read + output;
    const bool isTogether = written >= plain && total == written + read + output;
    if (!isApart && !isTogether)
        m_complaint.add(columnNames[Total], "expected the sum of the other counts");
    m_seen.usage[TokenClass::Input] = plain;
    m_seen.usage[TokenClass::CacheWrite5m] = isApart ? written : written - plain;
    m_seen.usage[TokenClass::CacheRead] = read;
    m_seen.usage[TokenClass::Output] = output;
}

/// Beyond the plan's allowance the figure is charged; within it, it is what the use was worth.
void CursorReader::takeCharge(std::string_view kindText, std::optional<Money> charged,
                              std::optional<Money> worth, bool isToldApart)
{
    const std::string kind = lowered(kindText);
    const auto says = [&kind](std::string_view word) {
        return kind.find(word) != std::string::npos;
    };
    const bool isCharged = says("on-demand") || says("usage-based") || says("usage based");
    // What Cursor charges for the event itself is beyond every plan. What it charges nothing for is
    // list value: its worth stands beside, 0 where that is not told.
    const bool isIncluded = says("included") || says("free") || says("no charge") ||
                            says("not charged") || (isToldApart && charged && charged->nanos == 0);
    if (isIncluded)
        m_seen.billed = Money{};
    else
        m_seen.billed = isToldApart ? charged : isCharged ? worth : std::nullopt;
    if (isIncluded)
        m_seen.client = worth.value_or(Money{});
    else if (!m_seen.billed && worth && worth->nanos != 0)
        m_seen.client = worth;
    if (says("errored"))
        m_seen.outcome = Outcome::Error;
    else if (says("aborted"))
        m_seen.outcome = Outcome::Cancelled;
    else
        m_seen.outcome = Outcome::Success;
}

void CursorReader::readCharge(std::span<const std::string_view> fields)
{
    takeCharge(value(fields, Kind), money(fields, CostToYou), money(fields, Cost),
               m_indexes[CostToYou] >= 0);
    m_seen.canSeeFailures = m_indexes[Kind] >= 0;
}

/// A member's export, the team's and the Admin API's events say different things of the same.
void CursorReader::identify()
{
    m_id = "cursor/" + std::to_string(m_seen.at.micros) + '/' + std::string(m_seen[Field::Model]);
    for (const TokenClass each :
         {TokenClass::Input, TokenClass::CacheWrite5m, TokenClass::CacheRead, TokenClass::Output})
        m_id += '/' + std::to_string(m_seen.usage[each]);
    m_seen.addToken(TokenSpace::GatewayCall, m_id);
}

void CursorReader::document(std::string_view bytes, Sink &sink)
{
    const auto root = m_tree.parse(bytes);
    if (!root || !(*root)["usageEvents"].isArray())
        return sink.rejected(0, "not a page of Cursor's Admin API: \"usageEvents\" is missing");
    for (const JsonValue each : (*root)["usageEvents"])
        event(each, sink);
}

void CursorReader::event(JsonValue event, Sink &sink)
{
    constexpr int centPlaces = 7; // a cent is 10^7 nano-dollars
    m_seen.clear();
    m_complaint.clear();
    m_seen.at = readTime(event["timestamp"].text(), "timestamp", m_complaint).value_or(Instant{});
    const JsonValue tokens = event["tokenUsage"];
    m_seen.usage[TokenClass::Input] = countOf(tokens, "inputTokens", m_complaint);
    m_seen.usage[TokenClass::CacheWrite5m] = countOf(tokens, "cacheWriteTokens", m_complaint);
    m_seen.usage[TokenClass::CacheRead] = countOf(tokens, "cacheReadTokens", m_complaint);
    m_seen.usage[TokenClass::Output] = countOf(tokens, "outputTokens", m_complaint);
    std::optional<Money> charged;
    if (const JsonValue cents = event["chargedCents"]; cents.isSet()) {
        const auto decimal = parseDecimal(cents.text());
        const Result<std::int64_t> nanos =
            decimal ? scaled(*decimal, centPlaces) : failure(Error::Kind::Malformed, "");
        if (!nanos || *nanos < 0)
            m_complaint.add("chargedCents", "expected a decimal number of cents");
        else
            charged = Money{*nanos};
    }
    takeCharge(event["kind"].text(), {}, charged, false);
    // By the request, without counts, it is paid for or included; without either it would look
    // free.
    if (m_seen.outcome == Outcome::Success && !tokens.isObject() && !charged)
        m_complaint.add("tokenUsage", "missing, with chargedCents");
    m_seen.isFinal = true;
    m_seen[Field::Model] = clipped(event["model"].text());
    if (m_seen[Field::Model].empty())
        m_complaint.add("model", "missing");
    m_seen[Field::Provider] = providerOfModel(m_seen[Field::Model]);
    m_seen[Field::User] = clipped(event["userEmail"].text());
    m_seen[Field::Agent] = clipped(event["cloudAgentId"].text());
    if (!m_complaint.isEmpty())
        return sink.rejected(0, m_complaint.text());
    identify();
    m_seen.content = m_id;
    sink.observation(m_seen);
}

void CursorReader::row(std::span<const std::string_view> fields, std::string_view content,
                       std::int64_t number, Sink &sink)
{
    if (!m_problem.empty())
        return sink.rejected(number, m_problem);
    m_seen.clear();
    m_complaint.clear();
    const std::string_view date = value(fields, Date);
    m_seen.at = readTime(date, columnNames[Date], m_complaint).value_or(Instant{});
    readUsage(fields);
    readCharge(fields);
    const bool isCharged = m_seen.billed && m_seen.billed->nanos != 0; // whatever it used
    if (m_seen.outcome == Outcome::Success && value(fields, Total).empty() && !isCharged)
        m_complaint.add(columnNames[Total], "missing, which is not 0");
    m_seen.isFinal = true;
    m_seen[Field::Model] = clipped(value(fields, Model));
    m_seen[Field::Provider] = providerOfModel(m_seen[Field::Model]);
    m_seen[Field::User] = clipped(value(fields, User));
    m_seen[Field::Agent] = clipped(value(fields, CloudAgent));
    if (!m_complaint.isEmpty())
        return sink.rejected(number, m_complaint.text());
    // Days alone tell too little: there the row as it is must do.
    if (date.find(':') != std::string_view::npos)
        identify();
    m_seen.content = content;
    sink.observation(m_seen);
}

int sniffCursor(std::string_view head, std::string_view /*path*/)
{
    if (looksLikeJson(head))
        return hasKey(head, "usageEvents") && hasKey(head, "totalUsageEventsCount") ? sniffedSurely
                                                                                    : 0;
    const std::string_view header = head.substr(0, head.find('\n'));
    const auto has = [header](std::string_view name) {
        return header.find(name) != std::string_view::npos;
    };
    return has("Input (w/ Cache Write)") && has("Cache Read") && has("Model") &&
                   head.find('\0') == std::string_view::npos
               ? sniffedSurely
               : 0;
}

} // namespace

const Format cursorFormat{
    .name = "cursor",
    .title = "Cursor usage events",
    .rank = Rank::Gateway,
    .growth = Growth::Once,
    .sniff = sniffCursor,
    .framing =
        [](std::string_view head) {
            return looksLikeJson(head) ? Framing::Document : Framing::Lines;
        },
    .create = [](const ReaderOptions & /*options*/) -> std::unique_ptr<Reader> {
        return std::make_unique<CursorReader>();
    },
};

} // namespace outlay
