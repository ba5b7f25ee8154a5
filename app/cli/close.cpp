// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/closereport.h"
#include "app/cli/measures.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "models/ingest/closings.h"
#include "models/ledger/configurationentry.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array closeOptions{
    Option{"note", "TEXT", "kept with the closing"},
    Option{"anyway", "", "close although figures may still change"},
    Option{"dry-run", "", "say what would be frozen, and store nothing"},
    Option{"by", "DIM[,DIM]", "show: cut adjustments by these (default: provider,project)"},
    Option{"rows", "", "show: the frozen rows, byte for byte what the digest is of"},
    Option{"reason", "TEXT", "reopen: why, kept in the history"},
};

constexpr std::string_view help =
    R"(Closes the books of a month: its figures are frozen as they are known now, by day and by every
dimension of a request's profile, with a digest over them. Reports go on to show current figures;
what changes later (a restated statement, a late request, a repricing, another attribution) is an
adjustment: current less frozen, to the nano-dollar. outlay-cli report --as-of TIME answers with the
figures of the months that were closed by then.

A month is closed once it is over, in the ledger's time zone. While its figures are bound to change
(a provider may restate statements, a source is behind, requests have no price) that is said, and
--anyway closes it nevertheless.

  close MONTH          freeze it
  close list           closed months: frozen, now, adjustment; and those opened again
  close show MONTH     the adjustments by cause, day and dimension; verifies the digest
  close reopen MONTH   open it again, with a reason; the old figures and digest stay in the history

The same data give the same digest on any machine, in whatever order they came. Of the bytes that
--rows shows it is the SHA-256.

Examples:
  outlay-cli close 2026-10 --dry-run
  outlay-cli close 2026-10 --note "sent to accounting"
  outlay-cli close show 2026-10 --by team,cost_center
  outlay-cli close show 2026-10 --rows | sha256sum
  outlay-cli close reopen 2026-10 --reason "invoice of openai was missing"
)";

/// Options that belong to another of the words; an error names the first.
Result<> checkOptions(const Arguments &arguments, std::string_view what,
                      std::initializer_list<const char *> allowed)
{
    for (const Option &option : closeOptions) {
        const bool isAllowed =
            std::find(allowed.begin(), allowed.end(), option.name) != allowed.end();
        if (arguments.has(option.name) && !isAllowed)
            return failure(Error::Kind::Usage, "--" + std::string(option.name) +
                                                   " is no option of close " + std::string(what));
    }
    return {};
}

int refuse(const Arguments &arguments, const std::string &month, const ClosingObstacles &obstacles)
{
    std::string text = month + " is not ready to be closed:";
    for (const std::string &line : obstacleLines(obstacles))
        text += "\n  " + line;
    return arguments.fail(
        {Error::Kind::Usage,
         text + "\nTo close it nevertheless: outlay-cli close " + month + " --anyway"});
}

void writeClosed(const Arguments &arguments, const ClosedPeriod &period,
                 const ClosingObstacles &obstacles)
{
    JsonWriter json(arguments.out());
    json.beginObject();
    writeClosing(json, period);
    json.key("dry_run").boolean(arguments.has("dry-run"));
    json.key("total").beginObject();
    writeTotal(json, measuresOf(period.total));
    json.endObject().key("obstacles");
    writeObstacles(json, obstacles);
    json.endObject();
}

void printClosed(const Arguments &arguments, const ClosedPeriod &period,
                 const ClosingObstacles &obstacles)
{
    Output &out = arguments.out();
    const bool isDryRun = arguments.has("dry-run");
    out.line((isDryRun ? "Would close " : "Closed ") + period.month() + " (" + period.zone +
             "): " + dollars(spendOf(period.total)) + " for " +
             counted(period.total[CellField::Requests], "request", "requests") + ", in " +
             counted(period.rows, "row", "rows") + ".");
    out.line("Digest " + period.digest);
    if (obstacles.any())
        out.line(isDryRun ? "It would take --anyway:" : "Although:");
    for (const std::string &line : obstacleLines(obstacles))
        out.line("  " + line);
    if (!isDryRun)
        out.line("What changes from now on is an adjustment: outlay-cli close show " +
                 period.month());
}

int runClose(const Arguments &arguments, const std::string &month)
{
    const std::string path = ledgerPath(arguments);
    CloseOrder order{month, arguments.valueOr("note", ""), localAccount(), arguments.now(), true};
    // Tried out first: an impossible order is told as such, whatever else stands in its way.
    Result<ClosedPeriod> period = closeMonth(path, order);
    if (!period)
        return arguments.failLedger(period.error());
    const auto reader = LedgerReader::open(path);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto obstacles = obstaclesToClosing(**reader, period->range, arguments.now());
    if (!obstacles)
        return arguments.failLedger(obstacles.error());
    order.isDryRun = arguments.has("dry-run");
    if (!order.isDryRun) {
        if (obstacles->any() && !arguments.has("anyway"))
            return refuse(arguments, month, *obstacles);
        period = closeMonth(path, order);
        if (!period)
            return arguments.failLedger(period.error());
    }
    if (arguments.isJson())
        writeClosed(arguments, *period, *obstacles);
    else
        printClosed(arguments, *period, *obstacles);
    return exitcode::done;
}

int runList(const Arguments &arguments)
{
    const auto reader = ClosingReader::open(ledgerPath(arguments));
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto closings = listClosings(**reader);
    if (!closings)
        return arguments.failLedger(closings.error());
    if (arguments.isJson())
        writeClosings(arguments.out(), *closings);
    else
        printClosings(arguments.out(), *closings);
    return exitcode::done;
}

/// Verified before anything is written.
int writeRows(const Arguments &arguments, ClosingReader &reader, const ClosedPeriod &period)
{
    const Result<> sound = reader.eachFrozenDay(period, [](std::int64_t, const FrozenDay &) {});
    if (!sound)
        return arguments.failLedger(sound.error());
    arguments.out().write(canonicalHeader(period));
    const Result<> written =
        reader.eachFrozenDay(period, [&arguments](std::int64_t day, const FrozenDay &sums) {
            for (const FrozenRow &row : rowsOf(day, sums))
                arguments.out().write(row.line);
        });
    return written ? exitcode::done : arguments.failLedger(written.error());
}

Result<std::vector<Dimension>> shownDimensions(const Arguments &arguments)
{
    std::vector<std::string> asked = arguments.values("by");
    if (asked.empty())
        asked = {"provider,project"};
    const auto refs = parseDimensions(asked);
    if (!refs)
        return tl::unexpected<Error>(refs.error());
    std::vector<Dimension> dimensions;
    for (const DimensionRef &ref : *refs) {
        if (!isFrozen(ref.dimension))
            return failure(Error::Kind::Usage,
                           "figures are not frozen by " + toString(ref) +
                               "; choose of provider, model, user, key, team, project, "
                               "cost_center, environment, endpoint, task_kind, tier, outcome, "
                               "plan and source");
        dimensions.push_back(ref.dimension);
    }
    return dimensions;
}

int runShow(const Arguments &arguments, const std::string &month)
{
    const auto by = shownDimensions(arguments);
    if (!by)
        return arguments.fail(by.error());
    if (arguments.has("rows") && (arguments.isJson() || arguments.has("by")))
        return arguments.failUsage("--rows stands alone: the rows are what they are");
    const auto reader = ClosingReader::open(ledgerPath(arguments));
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto period = (*reader)->closed(month);
    if (!period)
        return arguments.failLedger(period.error());
    if (arguments.has("rows"))
        return writeRows(arguments, **reader, *period);
    const auto comparison = compareClosing(**reader, *period);
    if (!comparison)
        return arguments.failLedger(comparison.error());
    auto history = (*reader)->all();
    if (!history)
        return arguments.failLedger(history.error());
    std::erase_if(*history, [&month](const ClosedPeriod &one) {
        return !one.reopened || one.month() != month;
    });
    if (arguments.isJson())
        writeComparison(arguments.out(), *comparison, *history);
    else
        printComparison(arguments.out(), *comparison, *history, *by);
    return exitcode::done;
}

int runReopen(const Arguments &arguments, const std::string &month)
{
    const auto period =
        reopenMonth(ledgerPath(arguments), month,
                    {arguments.now(), localAccount(), arguments.valueOr("reason", "")});
    if (!period)
        return arguments.failLedger(period.error());
    if (arguments.isJson()) {
        JsonWriter json(arguments.out());
        json.beginObject();
        writeClosing(json, *period);
        json.endObject();
    } else {
        arguments.out().line("Opened " + month + " again; its digest was " + period->digest +
                             ". Close it anew with: outlay-cli close " + month);
    }
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::vector<std::string> &words = arguments.positional();
    if (words.empty())
        return arguments.failUsage("name a month: outlay-cli close 2026-10; or list, show, reopen");
    const std::string &what = words.front();
    const bool isWord = what == "list" || what == "show" || what == "reopen";
    const std::size_t wanted = what == "show" || what == "reopen" ? 2 : 1;
    if (words.size() < wanted)
        return arguments.failUsage("name the month: outlay-cli close " + what + " 2026-10");
    if (words.size() > wanted)
        return arguments.failUsage("\"" + printable(words[wanted]) + "\" is one word too many");
    const Result<> fits = what == "list"   ? checkOptions(arguments, what, {})
                          : what == "show" ? checkOptions(arguments, what, {"by", "rows"})
                          : what == "reopen"
                              ? checkOptions(arguments, what, {"reason"})
                              : checkOptions(arguments, "MONTH", {"note", "anyway", "dry-run"});
    if (!fits)
        return arguments.fail(fits.error());
    if (what != "list") {
        if (const auto days = daysOfMonth(words[wanted - 1]); !days)
            return arguments.fail(days.error());
    }
    // Closing must not create the ledger it closes.
    if (const auto reader = openReader(arguments); !reader)
        return arguments.failLedger(reader.error());
    if (!isWord)
        return runClose(arguments, what);
    if (what == "list")
        return runList(arguments);
    return what == "show" ? runShow(arguments, words[1]) : runReopen(arguments, words[1]);
}

} // namespace

const Verb closeVerb{
    "close",
    "close a month's books: frozen figures, a digest, later adjustments",
    "MONTH [--note TEXT] [--anyway] [--dry-run]; or list, show MONTH, reopen MONTH",
    closeOptions,
    help,
    run};

} // namespace outlay::cli
