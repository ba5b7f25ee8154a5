// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/priceeffect.h"
#include "app/cli/pricelayers.h"
#include "app/cli/question.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array pricesOptions{
    Option{"all", "", "list: past and coming prices too; import: every added model"},
    Option{"dry-run", "", "import, set, undo: only show the difference"},
    Option{"as-of", "DATE", "import, shock: when the list was true (default: the file's)"},
    Option{"input", "USD", "set: per million input tokens"},
    Option{"output", "USD", "set: per million output tokens"},
    Option{"cache-read", "USD", "set: per million tokens read from a cache"},
    Option{"cache-write", "USD", "set: per million tokens written to a cache for 5 minutes"},
    Option{"cache-write-1h", "USD", "set: per million tokens written for an hour"},
    Option{"free", "", "set: costs nothing (a local model; '*' in the name is a pattern)"},
    Option{"discount", "PERCENT", "set: negotiated, off the list price"},
    Option{"means", "MODEL", "set: the name stands for this provider/model"},
    Option{"from", "DATE", "set: since when (default: always); shock, unpriced: first moment"},
    Option{"to", "DATE",
           "set: until when, exclusive (default: for ever); shock, unpriced: its end"},
    zoneOption,
    effectAtOption,
    Option{"follow", "", "shock: figures that others gave follow the prices in proportion"},
    Option{"confirm", "", "set: take a price that looks wrong"},
    Option{"remove", "", "set: take back what was set for this name"},
};

constexpr std::string_view help =
    R"(The price book: what ships, what was imported, what you set. Every price has a date and an origin;
a change reprices the events it touches, and no undated list ever reprices the past.

list [TEXT]            prices in force now whose id contains TEXT; --all: also past and coming ones
show MODEL             one model: how its name is found, every price with its dates, what changed,
                       conditions and origin
import FILE            LiteLLM's map, genai-prices' list or Outlay's own form; prints what would
                       change and takes it in. A list without dates holds from --as-of on and never
                       over a dated price. Prices above 1,000 USD per million or more than ten
                       times off the known one are held until confirmed. Says what it does to the
                       last 30 days of data, to the nano-dollar, before anything is written.
set PROVIDER/MODEL --input USD --output USD
                       your own price: before everything else, for all time unless --from, --to
set PROVIDER/MODEL --free
set PROVIDER/MODEL --confirm     takes an imported price that is held
set [PROVIDER[/MODEL]] --discount PERCENT
set NAME --means PROVIDER/MODEL  a name of yours; PROVIDER/NAME: only from there
                       set says the same of the last 30 days; --dry-run: only that
history, undo          what was changed, when and by whom; puts back what was before the last change
check                  what needs a look: models without a price, held and implausible prices,
                       coming changes
unpriced               models without a price, with their traffic and what to do
shock FILE             a draft of prices (any file import takes) as if it had always been in force:
                       last month by model, and where this month is heading. What was billed,
                       reported or a client's figure stays, unless --follow. Writes nothing

Examples:
  outlay-cli prices list claude
  outlay-cli prices set acme/thinker-1 --input 2 --output 8
  outlay-cli prices set 'ollama/*' --free
  outlay-cli prices set anthropic --discount 7.5 --from 2026-10-01
  outlay-cli prices set my-deployment --means openai/gpt-5.4
  outlay-cli prices import model_prices_and_context_window.json --dry-run
  outlay-cli prices set openai/gpt-5.4 --input 3 --output 18 --from 2026-12-01 --dry-run
  outlay-cli prices shock rise.json --follow
)";

/// What changed against the price before, and why a person should look.
void writeHistory(JsonWriter &json, const DatedPrice &price)
{
    const auto text = [](const std::string &value) {
        return value.empty() ? std::nullopt : std::optional(value);
    };
    json.key("changes").beginArray();
    for (const RateChange &change : price.changes) {
        json.beginObject().key("class").text(text(change.tokenClass));
        json.key("before").text(text(change.before)).key("after").text(text(change.after));
        json.endObject();
    }
    json.endArray();
    writeDoubts(json, price.doubts);
}

void writeRow(JsonWriter &json, const DatedPrice &price)
{
    const PriceRow &row = price.row;
    json.newLine().beginObject().field("price_id", std::string_view(row.priceId));
    json.key("from").time(startOf(row)).key("to").time(endOf(row));
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
    writeHistory(json, price);
    json.endObject();
}

int writeRows(const Arguments &arguments, const std::vector<DatedPrice> &rows)
{
    JsonWriter json(arguments.out());
    json.beginObject().key("prices").beginArray();
    for (const DatedPrice &row : rows)
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

/// In lower case, which ids of makers nearly always are.
std::string lowered(std::string text)
{
    for (char &c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string remarksOn(const DatedPrice &price)
{
    const PriceRow &row = price.row;
    std::string text =
        row.quarantine.empty() ? joined(row.conditions, "; ") : "HELD: " + row.quarantine;
    if (!price.doubts.empty())
        text = "LOOK: " + doubtsText(price.doubts) + (text.empty() ? "" : "; " + text);
    return text;
}

int list(const Arguments &arguments)
{
    const auto book = bookInUse(arguments);
    if (!book)
        return arguments.failLedger(book.error());
    const std::vector<std::string> &words = arguments.positional();
    const std::string part = lowered(words.size() > 1 ? words[1] : "");
    auto dated = datedInUse(arguments, **book);
    if (!dated)
        return arguments.failLedger(dated.error());
    std::vector<DatedPrice> rows = *std::move(dated);
    std::erase_if(rows, [&](const DatedPrice &price) {
        const bool isNow = price.row.range.contains(arguments.now());
        return lowered(price.row.priceId).find(part) == std::string::npos ||
               !(isNow || arguments.has("all"));
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
    for (const DatedPrice &price : rows) {
        const PriceRow &row = price.row;
        table.addRow({row.priceId, rateOf(row, "input"), rateOf(row, "cache_read"),
                      rateOf(row, "cache_write_5m"), rateOf(row, "output"), dayText(startOf(row)),
                      dayText(endOf(row)), remarksOn(price)});
    }
    table.print(arguments.out(), arguments.out().width());
    arguments.out().line("USD per million tokens.");
    return exitcode::done;
}

void printRow(const Arguments &arguments, const DatedPrice &price)
{
    const PriceRow &row = price.row;
    const std::string from = startOf(row) ? dayText(startOf(row)) : "always";
    const std::string to = endOf(row) ? dayText(endOf(row)) : "further notice";
    Output &out = arguments.out();
    out.line("  from " + from + " to " + to + (row.isAssumed ? " (assumed)" : ""));
    out.line("    " + ratesText(row));
    for (const std::string &condition : row.conditions)
        out.line("    " + condition);
    out.line("    " + printable(row.origin) + " (" + printable(row.layer) + ")");
    if (!price.changes.empty())
        out.line("    changed: " + changesText(price.changes));
    if (!price.doubts.empty())
        out.line("    LOOK: " + doubtsText(price.doubts));
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
    auto dated = datedInUse(arguments, **book);
    if (!dated)
        return arguments.failLedger(dated.error());
    std::vector<DatedPrice> rows = *std::move(dated);
    std::erase_if(rows, [&](const DatedPrice &row) { return row.row.priceId != price.priceId; });
    if (arguments.isJson())
        return writeRows(arguments, rows);
    arguments.out().line(price.priceId + " (found by: " + price.resolution +
                         "), USD per million tokens");
    for (const DatedPrice &row : rows)
        printRow(arguments, row);
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
        return runPricesCheck(arguments);
    if (what == "unpriced")
        return runPricesUnpriced(arguments);
    if (what == "shock")
        return runPricesShock(arguments);
    if (what == "history")
        return runPricesHistory(arguments);
    if (what == "undo")
        return runPricesUndo(arguments);
    return arguments.failUsage("prices can list, show, import, set, history, undo, check, unpriced "
                               "and shock, not "
                               "\"" +
                               printable(what) + "\"");
}

} // namespace

const Verb pricesVerb{"prices",
                      "the price book",
                      "list|show|import|set|history|undo|check|unpriced|shock …",
                      pricesOptions,
                      help,
                      run};

} // namespace outlay::cli
