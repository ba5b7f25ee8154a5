// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/agentlist.h"
#include "app/cli/forecastseries.h"
#include "app/cli/interrupt.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/tasklist.h"
#include "app/cli/text.h"
#include "app/cli/verbs.h"
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <array>

namespace outlay::cli {

namespace {

constexpr std::array tasksOptions{
    fromOption,
    toOption,
    zoneOption,
    whereOption,
    Option{"top", "N", "list: the N dearest tasks (default: 20)"},
    Option{"csv", "", "list: comma-separated values with exact figures"},
    Option{"session", "", "show: NAME is a session, with those that its agents started"},
};

constexpr std::string_view help =
    R"(What tasks cost, and which agents worked on them. A task is what an explicit tag or header says,
else the ticket or pull request in the name of the git branch, else the CI run, else the session.

list           how the cost of tasks spreads (median, the cost 95% stay below, the dearest), and the
               dearest N: requests by how they ended where a source says so, agents, branches.
               Requests of which no task is known are a row of their own; fees of plans and what was
               billed without requests belong to no task and are told apart.
show NAME      the agents of a task (else of a session of that name) as a tree: who started whom,
               requests, tokens and money of each, its overhead (the prompt of its first call) and
               what was sent again; then the team multiplier with its sums.

The team multiplier is the cost of the team by the cost of the same unique tokens in one agent: the
first call of every started agent sends context that the lead has sent before, which one agent would
have read from its cache. "What if one agent did it" also has every call read what the others had in
their contexts. Both keep calls, models and outputs as they were; docs/cli.md has the formula.

Examples:
  outlay-cli tasks list --from month --top 10
  outlay-cli tasks list --where project=search --json
  outlay-cli tasks show SEARCH-142
  outlay-cli tasks show 5d0c6a1e-0000-4000-8000-00000000aaaa --session --json
)";

constexpr int defaultTop = 20;

/// The question of both; its zone is the ledger's unless said.
Result<Query> queryOf(const Arguments &arguments, LedgerReader &reader)
{
    return narrowedQuery(arguments, reader);
}

int list(const Arguments &arguments)
{
    if (arguments.positional().size() > 1)
        return arguments.failUsage("tasks list takes no name, but got \"" +
                                   printable(arguments.positional()[1]) +
                                   "\"; narrow it with --where DIM=VALUE, or: tasks show NAME");
    if (arguments.has("session"))
        return arguments.failUsage("--session belongs to tasks show NAME");
    if (arguments.has("csv") && arguments.isJson())
        return arguments.failUsage("choose one of --csv and --json");
    const Result<int> top = countOf(arguments, "top", defaultTop);
    if (!top)
        return arguments.fail(top.error());
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const Result<Query> query = queryOf(arguments, **reader);
    if (!query)
        return arguments.failLedger(query.error());
    const Result<TaskCosts> costs =
        taskCosts(**reader, *query, static_cast<std::size_t>(*top), interruptToken());
    if (!costs)
        return arguments.failLedger(costs.error());
    if (arguments.isJson())
        writeTasksJson(arguments.out(), *costs, query->zone);
    else if (arguments.has("csv"))
        writeTasksCsv(arguments.out(), *costs);
    else
        printTasks(arguments.out(), *costs, query->zone);
    return exitcode::done;
}

/// `query` narrowed to the task, or to the session and those its agents started.
Result<Query> narrowedTo(LedgerReader &reader, Query query, TreeSubject &subject)
{
    auto below = reader.sessionsBelow(subject.name);
    if (!below)
        return tl::unexpected<Error>(std::move(below).error());
    subject.sessions.clear();
    subject.startedElsewhere.clear();
    Filter filter;
    if (subject.isSession) {
        filter.dimension.dimension = Dimension::Session;
        filter.anyOf.assign(below->begin(), below->end());
        subject.sessions = *std::move(below);
    } else {
        filter.dimension.dimension = Dimension::Task;
        filter.anyOf.emplace_back(subject.name);
        std::erase(*below, subject.name);
        subject.startedElsewhere = *std::move(below);
    }
    std::erase_if(query.where,
                  [&](const Filter &other) { return other.dimension == filter.dimension; });
    query.where.push_back(std::move(filter));
    return query;
}

bool isEmpty(const AgentTree &tree)
{
    return tree.agents.empty() && tree.total.requests == 0;
}

Result<AgentTree> treeOf(LedgerReader &reader, const PriceBook &book, const Query &query,
                         TreeSubject &subject)
{
    const Result<Query> narrowed = narrowedTo(reader, query, subject);
    if (!narrowed)
        return tl::unexpected<Error>(narrowed.error());
    return readAgentTree(reader, book, *narrowed, interruptToken());
}

int show(const Arguments &arguments)
{
    if (arguments.positional().size() != 2)
        return arguments.failUsage("name one task or session: tasks show NAME");
    for (const char *option : {"top", "csv"}) {
        if (arguments.has(option))
            return arguments.failUsage("--" + std::string(option) + " belongs to tasks list");
    }
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto book = priceBookOf(**reader);
    if (!book)
        return arguments.failLedger(book.error());
    const Result<Query> query = queryOf(arguments, **reader);
    if (!query)
        return arguments.failLedger(query.error());
    TreeSubject subject;
    subject.isSession = arguments.has("session");
    subject.name = arguments.positional()[1];
    subject.zone = query->zone;
    Result<AgentTree> tree = treeOf(**reader, **book, *query, subject);
    if (tree && isEmpty(*tree) && !subject.isSession) {
        subject.isSession = true;
        tree = treeOf(**reader, **book, *query, subject);
    }
    if (!tree)
        return arguments.failLedger(tree.error());
    if (isEmpty(*tree))
        return arguments.fail(
            {Error::Kind::Usage, "no task or session \"" + printable(subject.name) +
                                     "\" has requests here; see: outlay-cli tasks list"});
    if (arguments.isJson())
        writeTreeJson(arguments.out(), *tree, subject);
    else
        printTree(arguments.out(), *tree, subject);
    return exitcode::done;
}

int run(Arguments &arguments)
{
    const std::string what =
        arguments.positional().empty() ? std::string() : arguments.positional().front();
    // Before the ledger: a mistyped question is told as such, whatever the ledger's state.
    if (const Result<Query> checked = narrowedQuery(arguments, "UTC"); !checked)
        return arguments.fail(checked.error());
    if (what == "list")
        return list(arguments);
    if (what == "show")
        return show(arguments);
    return arguments.failUsage(what.empty() ? "say what to do: tasks list or tasks show NAME"
                                            : "cannot do \"" + printable(what) +
                                                  "\"; it is tasks list or tasks show NAME");
}

} // namespace

const Verb tasksVerb{"tasks",
                     "what tasks cost, their agents as a tree, the team multiplier",
                     "list [--from TIME] [--to TIME] [--where DIM=VALUE] | show NAME [--session]",
                     tasksOptions,
                     help,
                     run};

} // namespace outlay::cli
