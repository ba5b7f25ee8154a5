// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/pricehint.h"
#include "app/cli/pricelayers.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

namespace outlay::cli {

namespace {

constexpr std::array pricesOptions{
    Option{"all", "", "list: past and coming prices too; import: every added model"},
    Option{"dry-run", "", "import: only show the difference"},
    Option{"as-of", "DATE", "import: when the list was true (default: the file's date)"},
    Option{"input", "USD", "set: per million input tokens"},
    Option{"output", "USD", "set: per million output tokens"},
    Option{"cache-read", "USD", "set: per million tokens read from a cache"},
    Option{"cache-write", "USD", "set: per million tokens written to a cache for 5 minutes"},
    Option{"cache-write-1h", "USD", "set: per million tokens written for an hour"},
    Option{"free", "", "set: costs nothing (a local model; '*' in the name is a pattern)"},
    Option{"discount", "PERCENT", "set: negotiated, off the list price"},
    Option{"means", "MODEL", "set: the name stands for this provider/model"},
    Option{"from", "DATE", "set: since when (default: always)"},
    Option{"to", "DATE", "set: until when, exclusive (default: for ever)"},
    Option{"confirm", "", "set: take a price that looks wrong"},
    Option{"remove", "", "set: take back what was set for this name"},
};

constexpr std::string_view help =
    R"(The price book: what ships, what was imported, what you set. Every price has a date and an origin;
a change reprices the events it touches, and no undated list ever reprices the past.

list [TEXT]            prices in force now whose id contains TEXT; --all: also past and coming ones
show MODEL             one model: how its name is found, every price with conditions and origin
import FILE            LiteLLM's map, genai-prices' list or Outlay's own form; prints what would
                       change and takes it in. A list without dates holds from --as-of on and never
                       over a dated price. Prices above 1,000 USD per million or more than ten
                       times off the known one are held until confirmed.
set PROVIDER/MODEL --input USD --output USD
                       your own price: before everything else, for all time unless --from, --to
set PROVIDER/MODEL --free
set PROVIDER/MODEL --confirm     takes an imported price that is held
set [PROVIDER[/MODEL]] --discount PERCENT
set NAME --means PROVIDER/MODEL  a name of yours; PROVIDER/NAME: only from there
check                  what needs a look: models without a price, held prices, coming changes

Examples:
  outlay-cli prices list claude
  outlay-cli prices set acme/thinker-1 --input 2 --output 8
  outlay-cli prices set 'ollama/*' --free
  outlay-cli prices set anthropic --discount 7.5 --from 2026-10-01
  outlay-cli prices set my-deployment --means openai/gpt-5.4
  outlay-cli prices import model_prices_and_context_window.json --dry-run
)";

std::optional<Instant> start(const PriceRow &row)
{
    return row.range.from == TimeRange{}.from ? std::nullopt : std::optional(row.range.from);
}

std::optional<Instant> end(const PriceRow &row)
{
    return row.range.to == TimeRange{}.to ? std::nullopt : std::optional(row.range.to);
}

void writeRow(JsonWriter &json, const PriceRow &row)
{
    json.newLine().beginObject().field("price_id", std::string_view(row.priceId));
    json.key("from").time(start(row)).key("to").time(end(row));
    json.key("rates").beginObject();
    for (const auto &[name, rate] : row.rates)
        json.field(name, std::string_view(rate));
    json.endObject().key("conditions").beginArray();
    for (const std::string &condition : row.conditions)
        json.string(condition);
    json.endArray();
    json.field("origin", std::string_view(row.origin));
    json.field("layer", std::string_view(row.layer));
    const auto text = [](const std::string &value) {
        return value.empty() ? std::nullopt : std::optional(value);
    };
    json.key("confidence").text(text(row.confidence)).key("note").text(text(row.note));
    json.key("quarantine").text(text(row.quarantine));
    json.key("assumed").boolean(row.isAssumed).key("free").boolean(row.isDeclaredFree);
    json.endObject();
}

int writeRows(const Arguments &arguments, const std::vector<PriceRow> &rows)
{
    JsonWriter json(arguments.out());
    json.beginObject().key("prices").beginArray();
    for (const PriceRow &row : rows)
        writeRow(json, row);
    json.endArray().endObject();
    return exitcode::done;
}

std::string rateOf(const PriceRow &row, std::string_view name)
{
    for (const auto &[known, rate] : row.rates) {
        if (known == name)
            return rate;
    }
    return "";
}

std::string day(const std::optional<Instant> &at)
{
    constexpr std::size_t dateLength = 10;
    return at ? toRfc3339(*at).substr(0, dateLength) : "";
}

int list(const Arguments &arguments)
{
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    const std::vector<std::string> &words = arguments.positional();
    const std::string part = words.size() > 1 ? words[1] : "";
    std::vector<PriceRow> rows = (*book)->rows();
    std::erase_if(rows, [&](const PriceRow &row) {
        const bool isNow = row.range.contains(arguments.now());
        return row.priceId.find(part) == std::string::npos || !(isNow || arguments.has("all"));
    });
    if (arguments.isJson())
        return writeRows(arguments, rows);
    if (rows.empty()) {
        arguments.out().line("No price in force has \"" + printable(part) +
                             "\" in its id. See all of them with: outlay-cli prices list");
        return exitcode::done;
    }
    Table table;
    table.addColumn("price", Table::Align::Left);
    for (const char *heading : {"input", "cached", "write", "output"})
        table.addColumn(heading, Table::Align::Right);
    for (const char *heading : {"from", "to", "conditions"})
        table.addColumn(heading, Table::Align::Left);
    for (const PriceRow &row : rows)
        table.addRow(
            {row.priceId, rateOf(row, "input"), rateOf(row, "cache_read"),
             rateOf(row, "cache_write_5m"), rateOf(row, "output"), day(start(row)), day(end(row)),
             row.quarantine.empty() ? joined(row.conditions, "; ") : "HELD: " + row.quarantine});
    table.print(arguments.out(), arguments.out().width());
    arguments.out().line("USD per million tokens.");
    return exitcode::done;
}

void printRow(const Arguments &arguments, const PriceRow &row)
{
    const std::string from = start(row) ? day(start(row)) : "always";
    const std::string to = end(row) ? day(end(row)) : "further notice";
    Output &out = arguments.out();
    out.line("  from " + from + " to " + to + (row.isAssumed ? " (assumed)" : ""));
    out.line("    " + ratesText(row));
    for (const std::string &condition : row.conditions)
        out.line("    " + condition);
    out.line("    " + printable(row.origin) + " (" + printable(row.layer) + ")");
    if (!row.quarantine.empty())
        out.line("    HELD until confirmed: " + row.quarantine);
    if (!row.note.empty())
        out.line("    " + printable(row.note));
}

int show(const Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.size() != 2)
        return arguments.failUsage("name the model: prices show anthropic/claude-opus-5-5");
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    PriceRequest question;
    const std::size_t slash = words[1].find('/');
    if (slash != std::string::npos)
        question.provider = std::string_view(words[1]).substr(0, slash);
    question.model = std::string_view(words[1]).substr(slash == std::string::npos ? 0 : slash + 1);
    question.at = arguments.now();
    const Price price = (*book)->price(question);
    if (price.priceId.empty())
        return arguments.fail(
            {Error::Kind::Usage, "no model is called " + printable(words[1]) +
                                     "; give it a price with: outlay-cli prices set " +
                                     printable(words[1]) + " --input USD --output USD"});
    std::vector<PriceRow> rows = (*book)->rows();
    std::erase_if(rows, [&](const PriceRow &row) { return row.priceId != price.priceId; });
    if (arguments.isJson())
        return writeRows(arguments, rows);
    arguments.out().line(price.priceId + " (found by: " + price.resolution +
                         "), USD per million tokens");
    for (const PriceRow &row : rows)
        printRow(arguments, row);
    return exitcode::done;
}

/// One thing to look at, and what to do about it.
struct Finding
{
    std::string kind;
    std::string name;
    std::string text;
};

Result<> findUnpriced(const Arguments &arguments, const PriceBook &book,
                      std::vector<Finding> &findings)
{
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error))
        return {};
    const Result<std::unique_ptr<LedgerReader>> reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    Query query;
    query.by = {{Dimension::Provider, {}}, {Dimension::Model, {}}};
    const auto answer = (*reader)->run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    for (const Row &row : answer->rows) {
        if (row.measures.unpricedRequests == 0)
            continue;
        const std::string name = row.key[0].value_or("") + '/' + row.key[1].value_or("");
        findings.push_back({"unpriced", modelName(name),
                            counted(row.measures.unpricedRequests, "request", "requests") +
                                " without a price; " + pricingCommands(book, name)});
    }
    return {};
}

void findInBook(const PriceBook &book, Instant now, std::vector<Finding> &findings)
{
    for (const PriceRow &row : book.quarantined())
        findings.push_back({"quarantined", row.priceId,
                            ratesText(row) + " is held (" + row.quarantine + "); prices set " +
                                row.priceId + " --confirm takes it"});
    constexpr std::int64_t soon = 45 * microsPerDay;
    for (const PriceRow &row : book.rows()) {
        if (row.range.from > now && row.range.from.micros < now.micros + soon)
            findings.push_back(
                {"coming", row.priceId, "from " + day(row.range.from) + ": " + ratesText(row)});
    }
}

int check(const Arguments &arguments)
{
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    std::vector<Finding> findings;
    if (const Result<> found = findUnpriced(arguments, **book, findings); !found)
        return arguments.failLedger(found.error());
    findInBook(**book, arguments.now(), findings);
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject().key("findings").beginArray();
        for (const Finding &finding : findings) {
            json.newLine().beginObject().field("kind", std::string_view(finding.kind));
            json.field("name", std::string_view(finding.name));
            json.field("text", std::string_view(finding.text)).endObject();
        }
        json.endArray().endObject();
        return exitcode::done;
    }
    for (const Finding &finding : findings)
        arguments.out().line(finding.kind + "  " + printable(finding.name) + ": " +
                             printable(finding.text));
    if (findings.empty())
        arguments.out().line("Every model has a price, and none is held.");
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    const std::string what = words.empty() ? "list" : words.front();
    if (what == "list")
        return list(arguments);
    if (what == "show")
        return show(arguments);
    if (what == "import")
        return runPricesImport(arguments);
    if (what == "set")
        return runPricesSet(arguments);
    if (what == "check")
        return check(arguments);
    return arguments.failUsage("prices can list, show, import, set and check, not \"" +
                               printable(what) + "\"");
}

} // namespace

const Verb pricesVerb{
    "prices", "the price book", "list|show|import|set|check …", pricesOptions, help, run};

} // namespace outlay::cli
