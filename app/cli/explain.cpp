// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/progress.h"
#include "app/cli/question.h"
#include "app/cli/receiptwriter.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "models/formats/observation.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace outlay::cli {

namespace {

constexpr std::array explainOptions{whereOption, fromOption, toOption, zoneOption};

constexpr std::string_view help =
    R"(The receipt behind one request or behind a row of a report: every class of tokens, its rate,
the price entry and what was applied (a long-context step, a batch discount, …), figures that
providers or gateways said themselves, and the rounding; it adds up to the cost to the last digit.
A price is applied request by request and rounded once a request, half to even, to a nano-dollar:
"rounding" is the sum of what that took or gave.

EVENT is an id the logs gave the request: the provider's response id (msg_…, chatcmpl-…, resp_…),
its request id (req_…), a gateway's call id, or TRACE/SPAN.

It ends with the commands that list these requests themselves.

Times are those of the report verb; --to is exclusive.

Examples:
  outlay-cli explain msg_01AbCdEfGhIjKlMnOpQrStUv
  outlay-cli explain --where model=claude-sonnet-4-5 --from 2026-11-01 --to 2026-12-01
  outlay-cli explain --where user=alice --where project=search --from today --json
)";

/// All that a person may mean: the id in any of the spaces, or the ledger's own hash of one.
std::vector<std::uint64_t> hashesOf(std::string_view id)
{
    std::vector<std::uint64_t> hashes;
    for (const TokenSpace space : {TokenSpace::Response, TokenSpace::Request,
                                   TokenSpace::GatewayCall, TokenSpace::Span, TokenSpace::Lineage})
        hashes.push_back(identityHash({space, id}));
    std::uint64_t hash = 0;
    constexpr std::size_t digits = 16;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), hash, 16);
    if (id.size() == digits && error == std::errc{} && end == id.data() + id.size())
        hashes.push_back(hash);
    return hashes;
}

void present(const Arguments &arguments, const Receipt &receipt, const EventRow *event)
{
    if (arguments.isJson())
        writeReceipt(arguments.out(), receipt, event);
    else
        printReceipt(arguments.out(), receipt, event);
}

int explainEvent(const Arguments &arguments, LedgerReader &reader, const PriceBook &book)
{
    const std::string &id = arguments.positional().front();
    const Result<EventRow> event = reader.eventOf(hashesOf(id));
    if (!event && event.error().kind == Error::Kind::Usage)
        return arguments.fail(
            {Error::Kind::Usage, "no request has the id \"" + id +
                                     "\"; explain a row of a report with --where instead"});
    if (!event)
        return arguments.failLedger(event.error());
    ReceiptBuilder builder(book);
    builder.add(*event);
    present(arguments, builder.finish(), &*event);
    return exitcode::done;
}

/// Where single requests were dropped there are sums, and nothing to add up.
Result<> checkOnRecord(LedgerReader &reader, const Query &query)
{
    const Result<LedgerFacts> facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    Query dropped = query;
    if (facts->span)
        dropped.range.to = std::min(query.range.to, facts->span->from);
    if (dropped.range.from >= dropped.range.to)
        return {};
    const Result<Answer> answer = reader.run(dropped, interruptToken());
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    if (answer->total.requests == 0)
        return {};
    const std::string number = counted(answer->total.requests, "single request of this time was",
                                       "single requests of this time were");
    return failure(Error::Kind::Refused,
                   number + " dropped (see outlay-cli retention); the sums are in report." +
                       (facts->span
                            ? " Explain what is left with --from " + toRfc3339(facts->span->from)
                            : ""));
}

/// What prints the requests of the receipt themselves, and the rows they make up.
void printCommands(const Arguments &arguments)
{
    std::string question;
    for (const char *option : {"ledger", "from", "to", "tz"}) {
        if (const auto value = arguments.value(option))
            question += std::string(" --") + option + ' ' + shellWord(printable(*value));
    }
    for (const std::string &filter : arguments.values("where"))
        question += " --where " + shellWord(printable(filter));
    Output &out = arguments.out();
    out.write("\n");
    out.line("These requests, one a line:  outlay-cli export --format csv" + question);
    out.line("The rows of a report:        outlay-cli report --by model" + question);
}

/// Every request is priced again, so that the terms are what was charged: half a minute for some
/// millions, in memory bounded by the number of prices.
Result<Receipt> receiptOf(LedgerReader &reader, const PriceBook &book, const Query &query,
                          Output &err)
{
    const Result<Answer> answer = reader.run(query, interruptToken());
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    ReceiptBuilder builder(book);
    ProgressBar progress(err, ProgressBar::Unit::Count);
    std::int64_t done = 0;
    OUTLAY_TRY(reader.eachEvent(
        query,
        [&](const EventRow &event) {
            builder.add(event);
            done += event.requests;
            progress.update(std::min(done, answer->total.requests), answer->total.requests,
                            "requests");
            return true;
        },
        interruptToken()));
    progress.clear();
    builder.addResidual(answer->total.residual);
    Receipt receipt = builder.finish();
    if (receipt.cost != answer->total.cost) {
        OUTLAY_TRY(checkOnRecord(reader, query));
        const auto text = [](const std::optional<Money> &cost) {
            return cost ? toDecimal(*cost) : std::string("nothing");
        };
        return failure(Error::Kind::Corrupt,
                       "the requests add up to " + text(receipt.cost) + " USD, the report says " +
                           text(answer->total.cost) + "; find out why with: outlay-cli doctor");
    }
    return receipt;
}

/// The same state of the ledger for all questions: asked again when another process wrote between.
Result<Receipt> steadyReceipt(LedgerReader &reader, const PriceBook &book, const Query &query,
                              Output &err)
{
    constexpr int mostTries = 3;
    for (int i = 1;; ++i) {
        const Result<std::int64_t> before = reader.changeCounter();
        Result<Receipt> receipt = receiptOf(reader, book, query, err);
        const Result<std::int64_t> after = reader.changeCounter();
        const bool isSteady = before && after && *before == *after;
        if (receipt || isSteady || i == mostTries)
            return receipt;
    }
}

int run(Arguments &arguments)
{
    const bool hasEvent = !arguments.positional().empty();
    const bool isNarrowed = arguments.has("where") || arguments.has("from") || arguments.has("to");
    if (hasEvent == isNarrowed || arguments.positional().size() > 1)
        return arguments.failUsage("name one request by its id, or a row by --where DIM=VALUE (and "
                                   "--from, --to)");
    if (const Result<Query> checked = narrowedQuery(arguments, "UTC"); !checked)
        return arguments.fail(checked.error());
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<std::shared_ptr<const PriceBook>> book = priceBookOf(**reader);
    if (!book)
        return arguments.failLedger(book.error());
    if (hasEvent)
        return explainEvent(arguments, **reader, **book);
    const Result<Query> query = narrowedQuery(arguments, **reader);
    if (!query)
        return arguments.fail(query.error());
    const Result<Receipt> receipt = steadyReceipt(**reader, **book, *query, arguments.err());
    if (!receipt)
        return arguments.failLedger(receipt.error());
    present(arguments, *receipt, nullptr);
    if (!arguments.isJson() && receipt->events > 0)
        printCommands(arguments);
    return exitcode::done;
}

} // namespace

const Verb explainVerb{"explain",
                       "how a figure adds up: the receipt behind a request or a row",
                       "EVENT | --where DIM=VALUE… [--from TIME] [--to TIME]",
                       explainOptions,
                       help,
                       run};

} // namespace outlay::cli
