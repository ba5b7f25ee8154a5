// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/csvtable.h"
#include "models/formats/formatlist.h"
#include "models/formats/gatewayreader.h"
#include "models/formats/jsontext.h"
#include "models/formats/responsebody.h"
#include "models/formats/sniffing.h"
#include "models/formats/tokencounts.h"
#include "models/formats/usageobject.h"
#include "models/formats/vocabulary.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace outlay {

namespace {

std::string lowered(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

/// "https://host/v1/chat?key=x" -> "/v1/chat": a query may hold a secret.
std::string_view pathOf(std::string_view url)
{
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        url.remove_prefix(scheme + 3);
        url.remove_prefix(std::min(url.find('/'), url.size()));
    }
    return url.substr(0, url.find('?'));
}

// Objects of a log export: the columns that were asked for, one object a line.
class PortkeyRows final : public GatewayReader
{
public:
    PortkeyRows() : GatewayReader("portkey", "data") {}

private:
    bool read(JsonValue row) override;
    void readCounts(JsonValue row);
    void readCost(JsonValue row);
    void readNames(JsonValue row);
};

/// Whether a cost is told that cannot be read.
bool lacksCurrency(JsonValue row)
{
    const auto cost = parseDecimal(row["cost"].text());
    return row["cost_currency"].text().empty() && cost && cost->mantissa > 0;
}

bool PortkeyRows::read(JsonValue row)
{
    Observation &o = seen();
    takeTime(row, {"created_at"});
    takeOutcome(statusOf(row["response_status_code"]));
    if (o.outcome == Outcome::Unknown && row["is_success"].isSet()) {
        o.outcome = isYes(row["is_success"]) ? Outcome::Success : Outcome::Error;
        o.isFinal = true;
    }
    const std::string cache = lowered(row["cache_status"].text());
    o.isGatewayCacheHit = cache == "hit" || cache == "semantic hit";
    readCost(row);
    readCounts(row);
    // All that is known of an image or of speech: without it the call would be free.
    const bool isCounted = !o.usage.isZero() || o.isGatewayCacheHit || tellsCost();
    if (!isCounted && o.outcome == Outcome::Success && lacksCurrency(row))
        complaint().add("cost_currency", "missing; without it a cost may be dollars or cents, and "
                                         "the row has no counts to price: export cost_currency");
    readNames(row);
    o.latencyMicros = micros(row, "response_time", 3);
    identify(row["id"].text());
    return true;
}

void PortkeyRows::readCounts(JsonValue row)
{
    // The response itself, if it was exported, tells the classes; the units are one count each way.
    bool isBatch = false;
    const JsonValue body = unwrapped(inner().of(row["response"], "response", complaint()), isBatch);
    const JsonValue usage = usageObjectOf(body);
    const UsageObject told = tellsCost() && tellsTotalOnly(usage)
                                 ? UsageObject{}
                                 : readUsageObject(usage, complaint(), row["ai_model"].text());
    const std::string_view id = clipped(body["id"].text());
    if (seen().outcome == Outcome::Success && !seen().isGatewayCacheHit && isProviderResponseId(id))
        seen().addToken(TokenSpace::Response, id);
    if (told.shape != UsageObject::Shape::None) {
        seen().hasCacheTtlSplit = told.hasCacheTtlSplit;
        return takeUsage(told.usage);
    }
    const JsonValue prompt = row["req_units"], output = row["res_units"];
    if (!isTold(prompt) && !isTold(output) && isTold(row["total_units"]) &&
        hasNoOutput({row["ai_model"].text(), row["request_url"].text()})) {
        Counted n; // of an embedding all is what was read
        n.prompt = countOf(row, "total_units", complaint());
        return takeUsage(disjoint(n));
    }
    if (!isTold(prompt) && !isTold(output)) {
        if (seen().outcome == Outcome::Success && !seen().isGatewayCacheHit && !tellsCost())
            complaint().add("req_units", "missing; export req_units and res_units, or response");
        return;
    }
    Counted n;
    n.prompt = countOf(row, "req_units", complaint());
    n.output = countOf(row, "res_units", complaint());
    n.total = countOf(row, "total_units", complaint());
    if (takeRest(n, isTold(prompt), isTold(output)) ||
        tellsCounts(prompt, "req_units", output, "res_units",
                    {row["ai_model"].text(), row["request_url"].text()}))
        takeUsage(disjoint(n));
}

/// Portkey's analytics count cents, and the export does not say what it counts unless the currency
/// is exported beside the amount.
void PortkeyRows::readCost(JsonValue row)
{
    const std::string currency = lowered(row["cost_currency"].text());
    if (currency.empty())
        return;
    const bool isCents = currency.find("cent") != std::string::npos || currency == "usc";
    if (!isCents && currency != "usd" && currency != "$")
        return complaint().add("cost_currency", "only USD is taken");
    seen().reported = usd(row, "cost");
    if (!isCents || !seen().reported)
        return;
    // From the text again, so that it is rounded once.
    constexpr int placesOfNanosInACent = 7;
    const auto cents = parseDecimal(row["cost"].text());
    const auto nanos = cents ? scaled(*cents, placesOfNanosInACent) : Result<std::int64_t>(0);
    if (nanos)
        seen().reported = Money{*nanos};
}

void PortkeyRows::readNames(JsonValue row)
{
    Observation &o = seen();
    nameProviderAndModel(o, firstTextOf(row, {"ai_org"}), firstTextOf(row, {"ai_model"}));
    o[Field::Endpoint] = pathOf(firstTextOf(row, {"request_url"}));
    o[Field::Key] = firstTextOf(row, {"virtual_key"});
    o[Field::Operation] = firstTextOf(row, {"trace_id"});
    tag("config", firstTextOf(row, {"config"}));
    tag("prompt", firstTextOf(row, {"prompt_slug"}));
    takeLabels(inner().of(row["metadata"], "metadata", complaint()));
}

/// The same export as CSV: each row is handed on as the object it stands for.
class PortkeyCsv final : public CsvReader
{
public:
    PortkeyCsv() : CsvReader("portkey\n") {}

protected:
    void header(std::span<const std::string> columns) override
    {
        m_names.clear();
        for (const std::string &column : columns) {
            m_names.push_back(lowered(column));
            std::replace(m_names.back().begin(), m_names.back().end(), ' ', '_');
        }
    }

    void row(std::span<const std::string_view> fields, std::string_view /*content*/,
             std::int64_t number, Sink &sink) override
    {
        m_object = "{";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const std::string_view value = trimmedRecord(fields[i]);
            if (value.empty())
                continue; // unknown
            if (m_object.size() > 1)
                m_object += ',';
            appendJsonString(m_names[i], m_object);
            m_object += ':';
            appendJsonString(value, m_object);
        }
        m_object += '}';
        const std::size_t size = m_object.size();
        m_object.append(recordPadding, '\0');
        m_rows.line(std::string_view(m_object).substr(0, size), number, sink);
    }

private:
    PortkeyRows m_rows;
    std::vector<std::string> m_names;
    std::string m_object;
};

/// JSON or CSV: the first line tells, and a stored state is a CSV header's.
class PortkeyReader final : public Reader
{
public:
    void line(std::string_view line, std::int64_t number, Sink &sink) override
    {
        const bool isJson = looksLikeJson(line);
        if (!m_isCsv && !m_hasBegun && !trimmedRecord(line).empty()) {
            m_hasBegun = true;
            m_isCsv = !isJson;
            m_header = number;
        } else if (m_isCsv && m_header > 0 && isJson &&
                   endOfFirstValue(trimmedRecord(line)) == trimmedRecord(line).size()) {
            // What looked like a header is something said before the first object.
            sink.rejected(m_header, "no JSON object");
            m_isCsv = false;
            m_csv.emplace();
        }
        if (m_isCsv)
            m_csv->line(line, number, sink);
        else
            m_rows.line(line, number, sink);
    }
    void document(std::string_view bytes, Sink &sink) override { m_rows.document(bytes, sink); }
    void finish(Sink &sink) override { m_csv->finish(sink); }
    [[nodiscard]] std::string state() const override { return m_csv->state(); }
    [[nodiscard]] bool restore(std::string_view state) override
    {
        m_isCsv = !state.empty();
        m_hasBegun = m_isCsv;
        m_header = 0;
        return m_csv->restore(state);
    }

private:
    PortkeyRows m_rows;
    std::optional<PortkeyCsv> m_csv{std::in_place};
    bool m_isCsv = false;
    bool m_hasBegun = false;
    std::int64_t m_header = 0; ///< the first line, if read here
};

int sniffPortkey(std::string_view head, std::string_view /*path*/)
{
    constexpr std::array<std::string_view, 4> marks = {"ai_org", "ai_model", "created_at",
                                                       "res_units"};
    constexpr std::size_t needed = 3; // the columns were chosen by the one who exported
    if (looksLikeJson(head)) {
        const auto found = std::count_if(marks.begin(), marks.end(), [head](std::string_view mark) {
            return hasKey(head, mark);
        });
        return hasKey(head, "ai_model") && static_cast<std::size_t>(found) >= needed ? sniffedSurely
                                                                                     : 0;
    }
    if (head.find('\0') != std::string_view::npos)
        return 0;
    const std::string header = lowered(head.substr(0, head.find('\n')));
    const auto found = std::count_if(marks.begin(), marks.end(), [&](std::string_view mark) {
        return header.find(mark) != std::string::npos;
    });
    return header.find("ai_model") != std::string::npos && static_cast<std::size_t>(found) >= needed
               ? sniffedSurely
               : 0;
}

} // namespace

const Format portkeyFormat{
    .name = "portkey",
    .title = "Portkey log exports",
    .rank = Rank::Gateway,
    .growth = Growth::Once,
    .sniff = sniffPortkey,
    .framing = jsonFraming,
    .create = [](const ReaderOptions &) -> std::unique_ptr<Reader> {
        return std::make_unique<PortkeyReader>();
    },
};

} // namespace outlay
