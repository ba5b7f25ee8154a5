// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reports/pagebuilder.h"

#include "app/reports/reviewwords.h"

namespace outlay::reports {

namespace {

std::string shellQuoted(const std::string &text)
{
    std::string quoted = "'";
    for (const char c : oneLine(text))
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string commandOf(const TimeRange &range, const std::vector<Filter> &where)
{
    std::string command =
        "outlay-cli explain --from " + toRfc3339(range.from) + " --to " + toRfc3339(range.to);
    for (const Filter &filter : where) {
        for (const auto &value : filter.anyOf)
            command +=
                " --where " + shellQuoted(toString(filter.dimension) + "=" + value.value_or(""));
    }
    return command;
}

std::string howOf(const ReceiptEntry &entry)
{
    std::string how(name(entry.basis));
    for (const std::string &part : {entry.priceId, entry.applied}) {
        if (!part.empty())
            how += ", " + part;
    }
    return how + ", " + counted(entry.requests, "request", "requests");
}

} // namespace

int PageBuilder::receiptOf(const std::string &title, const TimeRange &range,
                           const ReviewFigure &figure)
{
    PageReceipt receipt{
        title, {}, figure.measures.cost.value_or(Money{}), commandOf(range, figure.where)};
    const FigureReceipt &from = figure.receipt;
    Money left = receipt.sum;
    const auto put = [&](const std::string &what, const std::string &how, Money amount) {
        receipt.lines.push_back({oneLine(what), oneLine(how), amount});
        left -= amount;
    };
    for (const ReceiptEntry &entry : from.entries)
        put(entry.provider + "/" + entry.model, howOf(entry), entry.cost);
    if (from.rest != Money{})
        put("other entries", counted(from.restRequests, "request", "requests"), from.rest);
    if (from.residual != Money{})
        put("not itemised", "bills without requests, fees of plans", from.residual);
    if (left != Money{})
        put("requests not read one by one", "", left);
    return keep(std::move(receipt));
}

int PageBuilder::sumOf(const std::string &title, std::vector<ReceiptLine> lines)
{
    PageReceipt receipt{title, std::move(lines), {}, {}};
    for (const ReceiptLine &line : receipt.lines)
        receipt.sum += line.amount;
    return keep(std::move(receipt));
}

int PageBuilder::atListPrices(const TimeRange &range, Money listValue)
{
    return keep({"Use that plans pay for, at list prices",
                 {{"list value", "requests within plans, each by the price book", listValue}},
                 listValue,
                 commandOf(range, {})});
}

void PageBuilder::takeOff(const std::string &what, const std::string &how, Money amount)
{
    PageReceipt &receipt = m_page.receipts.back();
    receipt.lines.push_back({what, how, Money{} - amount});
    receipt.sum -= amount;
}

} // namespace outlay::reports
