// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/receiptwriter.h"

#include "app/cli/measures.h"
#include "app/cli/pricehint.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

namespace outlay::cli {

namespace {

constexpr int places = 12;

std::optional<std::string> known(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

void writeTerm(JsonWriter &json, const ReceiptTerm &term, const std::string &basis)
{
    json.newLine().beginObject();
    json.field("class", term.tokenClass);
    json.field("quantity", term.quantity);
    json.key("rate").text(term.rate);
    json.field("usd", toDecimal(term.picos, places));
    json.key("price_id").text(known(term.priceId));
    json.key("applied").text(known(term.applied));
    if (term.isFallback)
        json.key("fallback").boolean(true);
    json.field("basis", basis);
    json.endObject();
}

void writeSection(JsonWriter &json, const ReceiptSection &section)
{
    json.newLine().beginObject();
    json.field("basis", section.basis);
    json.field("requests", section.requests);
    json.key("terms").beginArray();
    for (const ReceiptTerm &term : section.terms)
        writeTerm(json, term, section.basis);
    json.endArray();
    json.field("rounding_usd", toDecimal(section.roundingPicos, places));
    json.key("cost_usd").money(section.cost);
    json.endObject();
}

std::string title(const ReceiptSection &section)
{
    if (section.basis == "estimated")
        return "Estimated from the price book";
    if (section.basis == "reported")
        return "Reported by gateways, as they said";
    if (section.basis == "billed")
        return "Billed by providers, as they said";
    if (section.basis == "client")
        return "A client's own guess, as it said";
    return "Not itemised: billed beyond the requests, and fees of plans";
}

void printSection(Output &out, const ReceiptSection &section)
{
    out.write("\n" + title(section));
    out.line(section.requests > 0 ? ": " + counted(section.requests, "request", "requests") : "");
    Table table;
    table.addColumn("class", Table::Align::Left);
    table.addColumn("quantity", Table::Align::Right);
    table.addColumn("rate", Table::Align::Right);
    table.addColumn("USD", Table::Align::Right);
    table.addColumn("price", Table::Align::Left);
    table.addColumn("applied", Table::Align::Left);
    for (const ReceiptTerm &term : section.terms)
        table.addRow({term.tokenClass + (term.isFallback ? " *" : ""), grouped(term.quantity),
                      term.rate.value_or(""), toDecimal(term.picos, places), term.priceId,
                      term.applied});
    if (section.roundingPicos != 0)
        table.addRow(
            {"rounding, once a request", "", "", toDecimal(section.roundingPicos, places)});
    table.addTotal({"sum", "", "", toDecimal(section.cost) + "000"});
    table.print(out, out.width());
}

bool hasFallback(const Receipt &receipt)
{
    for (const ReceiptSection &section : receipt.sections) {
        for (const ReceiptTerm &term : section.terms) {
            if (term.isFallback)
                return true;
        }
    }
    return false;
}

void printAside(Output &out, const Receipt &receipt)
{
    if (hasFallback(receipt))
        out.line("* the price names no rate for this class; it is billed as its parent class.");
    if (receipt.unpricedRequests > 0) {
        out.line(counted(receipt.unpricedRequests, "request is", "requests are") +
                 " unpriced and not in the sum:");
        for (const auto &[model, reason] : receipt.unpriced)
            out.line("  " + printable(modelName(model)) + ": " + printable(reason) +
                     "; see outlay-cli prices check");
    }
    if (receipt.quarantined.nanos != 0)
        out.line(dollars(receipt.quarantined) + " reported is implausible and not in the sum.");
    if (receipt.listValue.nanos != 0)
        out.line(dollars(receipt.listValue) +
                 " is the list value of use within subscriptions, not spend.");
    if (receipt.setAsideRequests > 0)
        out.line(counted(receipt.setAsideRequests, "request is", "requests are") +
                 " set aside, covered by another source (" + dollars(receipt.setAside) + ").");
}

void printEvent(Output &out, const EventRow &event)
{
    out.line("Request of " + toRfc3339(event.at));
    for (std::size_t i = 0; i < event.dimensions.size(); ++i) {
        if (event.dimensions[i])
            out.line("  " + std::string(name(static_cast<Dimension>(i))) + ": " +
                     printable(*event.dimensions[i]));
    }
    for (const auto &[key, value] : event.tags)
        out.line("  tag:" + printable(key) + ": " + printable(value));
    std::string observers;
    for (const std::string &observer : event.observers)
        observers += (observers.empty() ? "" : ", ") + printable(observer);
    if (!observers.empty())
        out.line("  seen by: " + observers);
}

} // namespace

void writeReceipt(Output &out, const Receipt &receipt, const EventRow *event)
{
    JsonWriter json(out);
    json.beginObject();
    if (event != nullptr) {
        json.key("event").beginObject();
        writeEvent(json, *event);
        json.endObject();
    }
    json.field("events", receipt.events);
    json.field("requests", receipt.requests);
    json.key("terms").beginArray();
    for (const ReceiptSection &section : receipt.sections) {
        for (const ReceiptTerm &term : section.terms)
            writeTerm(json, term, section.basis);
    }
    json.endArray();
    json.field("rounding_usd", toDecimal(receipt.roundingPicos, places));
    json.key("cost_usd").money(receipt.cost);
    json.field("basis", receipt.basis());
    json.key("sections").beginArray();
    for (const ReceiptSection &section : receipt.sections)
        writeSection(json, section);
    json.endArray();
    json.field("unpriced_requests", receipt.unpricedRequests);
    json.key("unpriced").beginObject();
    for (const auto &[model, reason] : receipt.unpriced)
        json.field(model, std::string_view(reason));
    json.endObject();
    json.key("quarantined_usd").money(receipt.quarantined);
    json.key("list_value_usd").money(receipt.listValue);
    json.key("set_aside_usd").money(receipt.setAside);
    json.endObject();
}

void printReceipt(Output &out, const Receipt &receipt, const EventRow *event)
{
    if (event != nullptr)
        printEvent(out, *event);
    else
        out.line("Receipt for " + counted(receipt.requests, "request", "requests") +
                 "; amounts in USD, rates as listed (USD per million tokens, per thousand "
                 "calls)");
    for (const ReceiptSection &section : receipt.sections)
        printSection(out, section);
    out.write("\n");
    if (receipt.cost)
        out.line("Cost: " + toDecimal(*receipt.cost) + " USD");
    else if (receipt.requests == 0)
        out.line("No request matches.");
    else
        out.line("Cost: unknown, nothing here is priced");
    printAside(out, receipt);
}

} // namespace outlay::cli
